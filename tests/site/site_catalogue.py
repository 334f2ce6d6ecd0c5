"""A small catalogue that shows every kind of card, and sponsors that the pages can show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
from factories import ACCREDITATION, COST, SOURCES, make_campus, make_program, make_programs, make_school
from instances import shared_geodata

from leadmatch.catalogue.records import UNKNOWN_COST, AccreditationRecord, CostRecord, ProgramRecord, SourceRecord
from leadmatch.geo.gazetteer import Gazetteer, Place
from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.live import Serving
from leadmatch.search.matches import Match, Matches
from leadmatch.search.placements import Placement

PUBLISHED = CostRecord(150_000, "program", 120_000, 30_000, "2023-24", "ipeds-c-2024")
TUITION_ONLY = CostRecord(199_950, "program", 199_950, None, "2023-24", "ipeds-c-2024")
STATED = CostRecord(250_000, "program", 180_000, 40_000, "2026-10-05", "school-999005", 150_000, 30_000, 30_000)
PROGRAMMATIC = AccreditationRecord(
    accreditor_id="abhes",
    name="Accrediting Bureau of Health Education Schools",
    kind="programmatic",
    field="medical-assisting",
    current=None,
    since=date(2010, 1, 2),
    ended=None,
    source="scorecard-2022",
    as_of="2020-11",
)
ENDED = replace(
    ACCREDITATION, accreditor_id="acics", name="Example Ended Council", current=False, ended=date(2022, 8, 19)
)
DEMO_SCHOOL = make_school(
    name="Example Career College", unitid="999777", is_demo=True, website="https://www.example.com/"
)


_FACT_SOURCES = (
    ("school", "ipeds-hd-2024"),
    ("graduates", "ipeds-c-2024"),
    ("cost", "scorecard-2022"),
    ("accreditation", "scorecard-2022"),
)
_STATED_FACTS = (
    *("cost", "formats", "self_paced", "length", "credits", "certifications", "externship", "eligibility"),
    *("start_dates", "authorized_states", "website", "financial_aid"),
)
_SCHOOL_SOURCE = SourceRecord("school-999005", "The school's own statement", "Example Stating School", "2026-10-05")
SHOWN_SOURCES = (*SOURCES, _SCHOOL_SOURCE)


def show_case() -> list[ProgramRecord]:
    """Return programs of which no two cards look alike."""
    plain = make_school(
        name="Example <b>Plain</b> College", unitid="999002", website="javascript:alert(1)", title_iv=None
    )
    strict = make_school(name="Example Strict Institute", unitid="999004", control="private_for_profit", title_iv=False)
    far = make_school(name="Example Lake College", unitid="999003", control="private_nonprofit", website=None)
    programs = [
        make_program(title="Estimated certificate or diploma, 1 to 2 years"),
        make_program(title="Published", cost=PUBLISHED, graduates_count=0, credits=30, self_paced=True),
        make_program(title="Tuition only", cost=TUITION_ONLY, graduates_count=1, credential="associate"),
        make_program(
            title="Nothing known",
            school=plain,
            cost=UNKNOWN_COST,
            length_months=None,
            graduates_count=None,
            graduates_year=None,
            formats=(),
            formats_unknown=("on_campus", "hybrid", "online"),
            accreditation=(),
        ),
        make_program(
            title="Medical assisting, both accredited",
            field="medical-assisting",
            cip_code="51.0801",
            cip_title="Medical/Clinical Assistant",
            accreditation=(ACCREDITATION, PROGRAMMATIC),
            certifications=("CBCS", "CPC"),
        ),
        make_program(
            title="Online",
            campus=None,
            school=far,
            authorized_states=("IL", "WI"),
            cost=COST,
            accreditation=(ACCREDITATION,),
        ),
        make_program(title="Online anywhere", campus=None, school=far, financial_aid=None),
        make_program(
            title="At the lake",
            school=far,
            campus=make_campus(far, city="Milwaukee", state="WI", zip_code="53202", latitude=43.04, longitude=-87.9),
        ),
        make_program(title="Sponsored coding", school=DEMO_SCHOOL, accreditation=()),
        make_program(
            title="Several formats",
            school=strict,
            formats=("on_campus", "hybrid"),
            formats_unknown=("online",),
            self_paced=False,
            accreditation=(ACCREDITATION, ENDED),
        ),
        *make_programs(23),
    ]
    return [*(replace(each, fact_sources=_FACT_SOURCES) for each in programs), _stated(), _without_accreditation()]


def _stated() -> ProgramRecord:
    school = make_school(name="Example </script> & Stating School", unitid="999005")
    return make_program(
        title="Stated by its school",
        school=school,
        cost=STATED,
        field="medical-office",
        cip_code="51.0716",
        award_level="21",
        formats=("on_campus", "online"),
        formats_unknown=(),
        self_paced=True,
        length_months=9,
        credits=36,
        certifications=("CPC",),
        externship=True,
        eligibility="High school diploma or GED",
        start_dates=(date(2026, 1, 12), date(2200, 1, 13), date(2200, 9, 2)),
        authorized_states=("IL", "WI"),
        website="https://www.example.org/coding",
        fact_sources=(*_FACT_SOURCES, *((fact, "school-999005") for fact in _STATED_FACTS)),
    )


def _without_accreditation() -> ProgramRecord:
    school = make_school(name="Example Lapsed School", unitid="999006")
    return replace(make_program(title="Lapsed", school=school, accreditation=(ENDED,)), fact_sources=_FACT_SOURCES)


class ExamplePlacements:
    """Sponsors the programs of the demo school."""

    def for_matches(self, matches: Matches, *, limit: int) -> Sequence[Placement]:  # noqa: ARG002  # pays for every search
        """Return a slot for the one program that pays."""
        return [Placement("plc_1", _sponsored_id(), "Example Career College pays to appear here.")][:limit]

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:  # noqa: ARG002  # as above
        """Return the form for that program."""
        return {_sponsored_id(): f"/inquire?program={_sponsored_id()}"}

    def accepting(
        self,
        index: CatalogueIndex,  # noqa: ARG002  # one release
        program_ids: Sequence[str],
        place: Place | None = None,  # noqa: ARG002  # pays for everywhere
    ) -> Mapping[str, str]:
        """Return the form for that program."""
        return {each: f"/inquire?program={each}" for each in program_ids if each == _sponsored_id()}


def _sponsored_id() -> str:
    return next(each.id for each in show_case() if each.school.is_demo)


def example_serving(factory: pytest.TempPathFactory) -> Serving:
    """Return what a worker that serves this catalogue answers from."""
    folder = factory.mktemp("example-index") / "rel_example"
    sources = {each.key: each for each in SHOWN_SOURCES}
    write_index(show_case(), sources, "rel_example", folder, on_progress=lambda _done: None)
    index = CatalogueIndex.open(folder)
    return Serving(index, {"rel_example": index}, Gazetteer.open(shared_geodata(factory)))
