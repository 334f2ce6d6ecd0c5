"""Hypothesis strategies: small catalogues full of ties, unknowns and edges, and queries about them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import strategies as st

from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.geo.gazetteer import Place
from leadmatch.kernel.ids import stable_id
from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.query import CERTIFICATIONS, FORMATS, SORTS, UNKNOWNS, ProgramQuery

SOURCES = {"example": SourceRecord("example", "Example source", "Example publisher", "2024")}
FIELDS = ("billing-coding", "medical-assisting", "medical-office")
LEVELS = ("certificate", "diploma", "certificate_or_diploma", "associate")
ACCREDITORS = ("hlc", "accsc", "abhes")
STATES = ("IL", "WI", "AE")

# Few distinct points, so that several programs and schools at one point, whose distances tie, are common. No two points
# are mirror images around a place: what tells those apart is the last bit, and each way of computing has its own.
POINTS = tuple((41.88 + dy, -87.63 + dx) for dy in (-3.0, -0.5, -0.12, 0.0, 0.1, 2.0) for dx in (-4.0, -0.13, 0.0, 0.1))
PLACES = (
    Place("60601", "standard", "zip", "Chicago", "IL", 41.88, -87.63, "America/Chicago"),
    Place("53202", "standard", "zip", "Milwaukee", "WI", 43.04, -87.9, "America/Chicago"),
    Place("99999", "unknown", "zip3", None, None, 39.0, -91.0, None),
    Place("09001", "military", "none", "APO", "AE", None, None, None),
)

accreditations = st.builds(
    lambda who, kind, current: AccreditationRecord(
        accreditor_id=who,
        name=who.upper(),
        kind=kind,
        field=None if kind == "institutional" else "medical-assisting",
        current=current,
        since=date(2010, 1, 2),
        ended=None,
        source="example",
        as_of="2022",
    ),
    st.sampled_from(ACCREDITORS),
    st.sampled_from(("institutional", "institutional", "programmatic")),
    st.sampled_from((True, True, True, True, None, False)),
)

costs = st.one_of(
    st.just(UNKNOWN_COST),
    st.sampled_from((0, 150_000, 199_999, 200_000, 500_000, 500_001, 2_000_000, 9_999_999)).map(
        lambda cents: CostRecord(cents, "program", cents, None, "2023-24", "example")
    ),
)

schools = st.builds(
    lambda name, number, title_iv, is_demo: SchoolRecord(
        id=stable_id("sch", name, str(number)),
        name=name,
        unitid=str(number),
        opeid=None,
        control="public",
        website=None,
        title_iv=title_iv,
        is_demo=is_demo,
    ),
    st.sampled_from(("Example City College", "EXAMPLE CITY COLLEGE", "Beispiel Straße", "Zeta Institute")),
    st.integers(1, 3),
    st.sampled_from((True, False, None)),
    st.sampled_from((False, False, False, True)),
)


@st.composite
def programs(draw: st.DrawFn) -> ProgramRecord:
    school = draw(schools)
    point = draw(st.none() | st.sampled_from(POINTS))
    formats = draw(st.sets(st.sampled_from(FORMATS))) if point else {"online"}
    if point and not formats:
        formats = {"on_campus"}
    campus = point and CampusRecord(
        id="cam_1",
        school_id=school.id,
        street=None,
        city="Chicago",
        state="IL",
        zip_code="60601",
        latitude=point[0],
        longitude=point[1],
    )
    return ProgramRecord(
        id="set below",
        title=draw(st.sampled_from(("Medical coding", "Medical assisting"))),
        cip_code="51.0713",
        cip_title="Medical Insurance Coding Specialist/Coder.",
        field=draw(st.sampled_from(FIELDS)),
        credential=draw(st.sampled_from(LEVELS)),
        award_level=None,
        formats=tuple(f for f in FORMATS if f in formats),
        formats_unknown=draw(
            st.sampled_from(((), ("online", "hybrid"))).map(lambda u: tuple(f for f in u if f not in formats))
        ),
        self_paced=draw(st.sampled_from((True, False, None))),
        length_months=draw(st.sampled_from((None, 3, 9, 10, 24))),
        credits=None,
        cost=draw(costs),
        financial_aid=None,
        certifications=draw(st.sampled_from(((), ("CPC",), ("CBCS", "CPC")))),
        graduates_count=draw(st.sampled_from((None, 0, 1, 5, 300))),
        graduates_year=2024,
        authorized_states=draw(st.sampled_from((None, (), ("IL",), ("IL", "WI"), ("AE",)))),
        school=school,
        campus=campus or None,
        accreditation=tuple(draw(st.lists(accreditations, min_size=1, max_size=2) | st.just([]))),
        fact_sources=(("program", "example"),),
    )


def catalogues(max_size: int = 40) -> st.SearchStrategy[list[ProgramRecord]]:
    return st.lists(programs(), min_size=0, max_size=max_size).map(
        lambda drawn: [replace(p, id=stable_id("prg", str(n))) for n, p in enumerate(drawn)]
    )


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """Mostly nothing: many filters at once find nothing."""
    return (
        st.just(())
        | st.just(())
        | st.just(())
        | st.sets(st.sampled_from(values)).map(lambda chosen: tuple(v for v in values if v in chosen))
    )


queries = st.builds(
    ProgramQuery,
    zip=st.just("60601"),
    radius_miles=st.none() | st.sampled_from((1, 5.16, 10, 25.5, 100, 250, 250, 500, 500)),
    field=some(FIELDS),
    credential=some(LEVELS),
    format=some(FORMATS),
    accreditor=some(ACCREDITORS),
    self_paced=st.sampled_from((None, None, None, True, False)),
    financial_aid=st.sampled_from((None, None, None, True, False)),
    max_cost_usd=st.sampled_from((None, None, None, None, None, None, 0, 1500, 1999.99, 2000, 5000, 100_000)),
    max_months=st.sampled_from((None, None, None, None, None, 3, 9, 12)),
    school=st.sampled_from((None, None, None, None, None, "city", "STRASSE", "x")),
    certification=some(CERTIFICATIONS),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 4),
    per_page=st.sampled_from((1, 2, 3, 5, 20)),
    include_unknown=some(UNKNOWNS),
)


def index_of(records: list[ProgramRecord], folder: Path) -> CatalogueIndex:
    target = folder / "index"
    write_index(records, SOURCES, "rel_example", target, on_progress=lambda _done: None)
    return CatalogueIndex.open(target)
