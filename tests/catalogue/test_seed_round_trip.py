"""The embedded catalogue file comes back exactly as it was written: for any facts that it can hold."""

from datetime import date, timedelta
from pathlib import Path

from federal_files import SOURCES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadmatch.catalogue.accreditation import agencies
from leadmatch.catalogue.federal.sources import federal_source
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.catalogue.seed_columns import COLUMN_NAMES
from leadmatch.catalogue.seed_file import read_seed, write_seed
from leadmatch.catalogue.seed_rows import program_of_row
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, CIP_FAMILIES, years_for_estimate

TODAY = date(2026, 11, 1)
WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, categories=("L", "N", "P", "S")), min_size=1)
TEXTS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join).filter(lambda text: 0 < len(text) <= 500)


def sourced(name: str, key: str, *, is_known: bool) -> dict[str, str | None]:
    return {
        f"{name}_source": key if is_known else None,
        f"{name}_as_of": federal_source(key).as_of if is_known else None,
    }


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    """Draw the values of a row that contradicts nothing."""
    level = draw(st.sampled_from(sorted(AWARD_LEVELS)))
    number = draw(st.integers(0, 9999))
    row: dict[str, object] = dict.fromkeys(COLUMN_NAMES)
    row |= {
        "unitid": f"{draw(st.integers(100_000, 999_999))}",
        "cip_code": f"{draw(st.sampled_from(sorted(CIP_FAMILIES)))}.{number:04}",
        "award_level": level,
        "cip_title": draw(TEXTS),
        "school_name": draw(TEXTS),
        "opeid": draw(st.none() | st.integers(0, 99_999_999).map("{:08}".format)),
        "control": draw(st.sampled_from([None, "public", "private_nonprofit", "private_for_profit"])),
        "website": draw(st.sampled_from([None, "https://a.edu/", 'http://b.edu/x?y="1",2'])),
        "title_iv": draw(st.sampled_from([None, True, False])),
        "length_months": draw(st.none() | st.integers(1, 240)),
        "credits": draw(st.none() | st.integers(1, 999)),
        "graduates_count": draw(st.none() | st.integers(0, 999_999)),
    }
    for name, key in (("program", "ipeds-c-2024"), ("cip_title", "cip-2020"), ("school", "ipeds-hd-2024")):
        row |= sourced(name, key, is_known=True)
    row["graduates_year"] = None if row["graduates_count"] is None else draw(st.integers(2000, 2099))
    row |= sourced("graduates", "ipeds-c-2024", is_known=row["graduates_count"] is not None)
    row |= sourced("length", "ipeds-ic-py-2023", is_known=row["length_months"] is not None)
    row |= sourced("credits", "ipeds-ic-py-2023", is_known=row["credits"] is not None)
    row |= sourced("title_iv", "ipeds-hd-2024", is_known=row["title_iv"] is not None)
    formats = draw(
        st.sampled_from(
            [
                (("online",), None),
                (("on_campus",), None),
                (("on_campus",), ("online", "hybrid")),
                (None, ("on_campus",)),
            ]
        )
    )
    row |= {"formats": formats[0], "formats_unknown": formats[1]}
    row |= sourced("formats", "ipeds-ic-2024", is_known=formats[0] is not None)
    has_place = formats[0] != ("online",)
    if has_place:
        row |= {
            "street": draw(st.none() | TEXTS),
            "city": draw(TEXTS),
            "state": draw(st.sampled_from(["OR", "PR", "FM"])),
            "zip": f"{draw(st.integers(0, 99_999)):05}",
            "latitude": draw(st.integers(-90_000_000, 90_000_000)) / 1_000_000,
            "longitude": draw(st.integers(-180_000_000, 180_000_000)) / 1_000_000,
        }
        for name in ("latitude", "longitude"):
            if "e" in repr(row[name]):
                row[name] = 0.5
    row |= sourced("campus", "ipeds-hd-2024", is_known=has_place)
    return row | draw(costs(level)) | draw(accreditors())


@st.composite
def costs(draw: st.DrawFn, level: str) -> dict[str, object]:
    years = years_for_estimate(level)
    basis = draw(st.sampled_from(["program", "unknown"] if years is None else ["program", "estimate", "unknown"]))
    if basis == "unknown":
        return {"cost_basis": basis}
    tuition = draw(st.integers(1, 300_000))
    if basis == "estimate" and years is not None:
        source = {"cost_source": "college-scorecard-2022", "cost_as_of": "2020-21"}
        return {"cost_basis": basis, "tuition_fees_usd": tuition * years} | source
    supplies = draw(st.none() | st.integers(0, 99_999))
    known = sourced("cost", "ipeds-ic-py-2023", is_known=True)
    return {"cost_basis": basis, "tuition_fees_usd": tuition, "books_supplies_usd": supplies} | known


@st.composite
def accreditors(draw: st.DrawFn) -> dict[str, object]:
    named = draw(st.lists(st.sampled_from(sorted(agencies())), max_size=3, unique=True))
    facts: dict[str, object] = {}
    for number, agency in enumerate(named, 1):
        since = draw(st.none() | st.dates(date(1800, 1, 1), date(2030, 1, 1)))
        ended = None if since is None else draw(st.none() | st.just(since + timedelta(days=9)))
        source = draw(st.sampled_from([("college-scorecard-2022", "2022"), ("dapip-2020-11", "2020-11")]))
        name = f"accreditor_{number}"
        facts |= {
            name: agency,
            f"{name}_kind": draw(st.sampled_from(["institutional", "programmatic"])),
            f"{name}_since": since,
            f"{name}_ended": ended,
            f"{name}_source": source[0],
            f"{name}_as_of": source[1],
        }
    return facts | sourced("accreditation_dates", "dapip-2020-11", is_known=draw(st.booleans()))


def program_from(row: dict[str, object]) -> ProgramRecord:
    def complain(column: str, why: str) -> None:
        raise AssertionError(f"{column} {why}")

    return program_of_row(row, complain, on=TODAY)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(drawn=st.lists(rows(), max_size=4, unique_by=lambda row: row["unitid"]))
def test_what_is_written_comes_back_exactly_and_is_written_the_same_again(
    tmp_path: Path, drawn: list[dict[str, object]]
):
    programs = [program_from(row) for row in drawn]
    path, again = tmp_path / "seed.csv", tmp_path / "again.csv"
    write_seed(path, programs, SOURCES, on=TODAY)
    read, sources = read_seed(path, on=TODAY)
    assert sorted(read, key=lambda program: program.id) == sorted(programs, key=lambda program: program.id)
    assert sources == [source for source in SOURCES if any(source.key in dict_of(program) for program in programs)]
    write_seed(again, reversed(read), reversed(SOURCES), on=TODAY)
    assert again.read_bytes() == path.read_bytes()


def dict_of(program: ProgramRecord) -> set[str]:
    return {key for _fact, key in program.fact_sources}
