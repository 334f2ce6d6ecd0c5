"""What content.toml makes up, as the catalogue's records; every one of its schools has `is_demo` true."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from leadmatch.catalogue.federal.sources import federal_source
from leadmatch.catalogue.identity import statement_source_key
from leadmatch.catalogue.records import CampusRecord, CostRecord, ProgramRecord, SchoolRecord, SourceRecord
from leadmatch.catalogue.taxonomy import field_of
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.kernel.ids import stable_id

_CIP_TITLES = "cip-2020"  # the one source of demo programs that is real
_CENTS = 100
_STATED = (
    ("length_months", "length"),
    ("credits", "credits"),
    ("self_paced", "self_paced"),
    ("certifications", "certifications"),
    ("states", "authorized_states"),
)
Written = Mapping[str, Any]


@cache
def written() -> Written:
    """Return content.toml as it stands."""
    text = resources.files("leadmatch.cli.demo").joinpath("content.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def demo_school_id(slug: str) -> str:
    """Return the id of a made-up school, the same on every instance."""
    return stable_id("sch", "demo", slug)


def demo_program_id(school: str, program: str, zip_code: str | None) -> str:
    """Return the id of a made-up program, the same on every instance.

    Args:
        school: its slug.
        program: its slug.
        zip_code: of the campus; None for one that is online.
    """
    return stable_id("prg", "demo", school, program, zip_code or "online")


def demo_school_ids() -> frozenset[str]:
    """Return the ids of all made-up schools."""
    return frozenset(demo_school_id(each["slug"]) for each in written()["schools"])


def demo_sources() -> tuple[SourceRecord, ...]:
    """Return where the facts of made-up programs come from."""
    day = written()["stated_on"].isoformat()
    stated = (
        SourceRecord(_source_key(each), f"{each['name']}, its own statement (made up)", each["name"], day)
        for each in written()["schools"]
    )
    return (*stated, federal_source(_CIP_TITLES))


def demo_programs(gazetteer: Gazetteer) -> tuple[ProgramRecord, ...]:
    """Return all made-up programs; campuses lie where the table of places has their ZIP codes."""
    return tuple(
        record
        for school in written()["schools"]
        for program in school["programs"]
        for record in _records(school, program, gazetteer)
    )


def _records(school: Written, program: Written, gazetteer: Gazetteer) -> Iterator[ProgramRecord]:
    if "states" in program:
        yield _record(school, program, None)
    for zip_code in program.get("at", ()):
        yield _record(school, program, _campus(school, zip_code, gazetteer))


def _record(school: Written, program: Written, campus: CampusRecord | None) -> ProgramRecord:
    states = program.get("states")
    return ProgramRecord(
        id=demo_program_id(school["slug"], program["slug"], campus.zip_code if campus else None),
        title=program["title"],
        cip_code=program["cip_code"],
        cip_title=program["cip_title"],
        field=field_of(program["cip_code"]),
        credential=program["credential"],
        award_level=program["award_level"],
        formats=tuple(program["formats"]),
        formats_unknown=(),
        self_paced=program.get("self_paced"),
        length_months=program["length_months"],
        credits=program.get("credits"),
        cost=_cost(school, program),
        financial_aid=school["title_iv"],
        certifications=tuple(program["certifications"]),
        graduates_count=None,
        graduates_year=None,
        authorized_states=tuple(states) if states else None,
        school=_school(school),
        campus=campus,
        accreditation=(),  # no real agency is said to have accredited what does not exist
        fact_sources=tuple(_fact_sources(school, program, has_campus=campus is not None)),
    )


def _school(school: Written) -> SchoolRecord:
    return SchoolRecord(
        id=demo_school_id(school["slug"]),
        name=school["name"],
        unitid=None,
        opeid=None,
        control=school["control"],
        website=f"https://{school['slug']}.example.org/",
        title_iv=school["title_iv"],
        is_demo=True,
    )


def _campus(school: Written, zip_code: str, gazetteer: Gazetteer) -> CampusRecord:
    place = gazetteer.locate(zip_code)
    if place.point is None or place.city is None or place.state is None:
        raise LookupError(f"the table of places does not say where {zip_code} is")
    return CampusRecord(
        id=stable_id("cam", "demo", school["slug"], zip_code),
        school_id=demo_school_id(school["slug"]),
        street=school["street"],
        city=place.city,
        state=place.state,
        zip_code=zip_code,
        latitude=place.point[0],
        longitude=place.point[1],
    )


def _cost(school: Written, program: Written) -> CostRecord:
    tuition_fees = program["tuition_fees_usd"] * _CENTS
    books = program["books_supplies_usd"] * _CENTS if "books_supplies_usd" in program else None
    return CostRecord(
        total_cents=tuition_fees + (books or 0),
        basis="program",
        tuition_fees_cents=tuition_fees,
        books_supplies_cents=books,
        as_of=written()["stated_on"].isoformat(),
        source=_source_key(school),
    )


def _fact_sources(school: Written, program: Written, *, has_campus: bool) -> Iterator[tuple[str, str]]:
    stated = _source_key(school)
    yield "program", stated
    yield "cip_title", _CIP_TITLES
    for fact in ("title", "credential", "formats", "cost", "school", "financial_aid"):
        yield fact, stated
    for name, fact in _STATED:
        if name in program:
            yield fact, stated
    if has_campus:
        yield "campus", stated


def _source_key(school: Written) -> str:
    return statement_source_key(school["slug"], written()["stated_on"])
