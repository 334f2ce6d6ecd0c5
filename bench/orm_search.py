"""Search as a usual Flask service would write it: ORM entities from a box, distances in Python, a marshmallow dump."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, false, literal_column, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from bench.brute_force import ENOUGH, STEPS_MILES
from bench.orm_box import box, miles_between
from leadmatch.catalogue.models import Accreditation, Campus, Cost, Program, School
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
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.search.items import program_item
from leadmatch.search.query import ProgramQuery
from leadmatch.search.schemas import SearchPageSchema

# What makes the tables fit for it; the service itself needs none of these.
INDEXES = (
    "CREATE INDEX IF NOT EXISTS bench_campus_box ON campus (release_id, latitude, longitude)",
    "CREATE INDEX IF NOT EXISTS bench_program_campus ON program (release_id, campus_id)",
    "CREATE INDEX IF NOT EXISTS bench_program_online ON program (release_id) WHERE formats LIKE '%\"online\"%'",
    "ANALYZE",
)

# Word for word as in the index, or SQLite would not use it.
_IS_ONLINE: ColumnElement[bool] = literal_column("program.formats LIKE '%\"online\"%'")
_SCHEMA = SearchPageSchema()

Hit = tuple[float | None, Any]  # miles, and a row of four entities


def search_through_orm(
    session: Session, release: str, sources: Mapping[str, SourceRecord], place: Place, query: ProgramQuery
) -> dict[str, Any]:
    """Return the answer as marshmallow dumps it; the same programs as the service's, in the same order.

    It does less: it counts no values left out, suggests nothing, and gives one reason per program.
    """
    filters = [
        each if query_what not in query.include_unknown else or_(each, unknown)
        for each, unknown, query_what in _criteria(query)
    ]
    radius = query.radius_miles or _adaptive(session, release, filters, place)
    hits: list[Hit] = []
    near = set()
    for row in session.execute(_entities(release).where(*filters, box(Campus, place, radius))):
        miles = miles_between(place, row.Campus)
        if miles <= radius:
            near.add(row.Program.id)
            hits.append((miles, row))
    states = type_coerce(Program.authorized_states, Text)
    is_open = or_(states.is_(None), states.like(f'%"{place.state}"%') if place.state else false())
    online = session.execute(_entities(release).where(*filters, _IS_ONLINE, is_open))
    hits += [(None, row) for row in online if row.Program.id not in near]
    hits.sort(key=lambda hit: (*_key(query.sort, hit[1]), *_by_distance(hit)))
    first = (query.page - 1) * query.per_page
    shown = hits[first : first + query.per_page]
    words = _accreditations(session, release, {row.School.id for _, row in shown})
    answer: dict[str, Any] = _SCHEMA.dump(
        {
            "query": asdict(query) | {"radius_miles": radius, "radius_chosen": query.radius_miles is None},
            "location": place._asdict() | {"zip": place.zip_code},
            "sponsored": [],
            "programs": [_item(miles, row, words, sources, place) for miles, row in shown],
            "inquiry_links": {},
            "pagination": {
                "page": query.page,
                "per_page": query.per_page,
                "total": len(hits),
                "pages": -(-len(hits) // query.per_page),
            },
            "suggestions": [],
            "excluded": {},
            "notices": [],
            "release": release,
        }
    )
    return answer


def _key(sort: str, row: Any) -> tuple[Any, ...]:  # noqa: ANN401  # a row of four entities
    if sort == "distance":
        return ()
    if sort == "name":
        return (row.School.name.casefold(),)
    if sort == "cost":
        value = row.Cost.total_cents if row.Cost else None
    else:
        value = row.Program.length_months if sort == "length" else row.Program.graduates_count
    return (value is None, (-value if sort == "graduates" else value) if value is not None else 0)


def _by_distance(hit: Hit) -> tuple[Any, ...]:
    miles, row = hit
    return miles is None, miles or 0.0, row.School.name.casefold(), row.Program.title, row.Program.id


def _entities(release: str) -> Select[Program, School, Campus, Cost]:
    return (
        select(Program, School, Campus, Cost)
        .join(School, and_(School.release_id == Program.release_id, School.id == Program.school_id))
        .outerjoin(Campus, and_(Campus.release_id == Program.release_id, Campus.id == Program.campus_id))
        .outerjoin(Cost, and_(Cost.release_id == Program.release_id, Cost.number == Program.cost_number))
        .where(Program.release_id == release)
    )


def _adaptive(session: Session, release: str, filters: list[ColumnElement[bool]], place: Place) -> int:
    for step in STEPS_MILES[:-1]:
        points = _entities(release).with_only_columns(Campus.latitude, Campus.longitude)
        found = session.execute(points.where(*filters, box(Campus, place, step)))
        if sum(miles_between(place, point) <= step for point in found) >= ENOUGH:
            return step
    return STEPS_MILES[-1]


def _criteria(query: ProgramQuery) -> Iterator[tuple[ColumnElement[bool], ColumnElement[bool], str]]:
    unaccredited = ~_has_word(Accreditation.current.is_not(None), Accreditation.kind == "institutional")
    accredited = _has_word(Accreditation.current.is_(True), Accreditation.kind == "institutional")
    unaccredited = and_(unaccredited, School.is_demo.is_(False))
    yield or_(School.is_demo, accredited), unaccredited, "accreditation"
    if query.field:
        yield Program.field.in_(query.field), false(), ""
    if query.credential:
        levels = {other for each in query.credential for other in (each, *ALSO_MATCHES.get(each, ()))}
        yield Program.credential.in_(levels), false(), ""
    if query.format:
        yield _holds(Program.formats, query.format), _holds(Program.formats_unknown, query.format), "format"
    if query.accreditor:
        is_about = or_(Accreditation.kind == "institutional", Accreditation.field == Program.field)
        named = Accreditation.accreditor_id.in_(query.accreditor)
        yield _has_word(named, is_about, Accreditation.current.is_not(False)), unaccredited, "accreditation"
    if query.financial_aid is not None:
        yield School.title_iv.is_(query.financial_aid), School.title_iv.is_(None), "financial_aid"
    if query.max_cost_usd is not None:
        yield Cost.total_cents <= round(query.max_cost_usd * 100), Cost.total_cents.is_(None), "cost"
    if query.max_months is not None:
        yield Program.length_months <= query.max_months, Program.length_months.is_(None), "length"


def _has_word(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    own = and_(Accreditation.release_id == Program.release_id, Accreditation.school_id == Program.school_id)
    return select(true()).select_from(Accreditation).where(own, *conditions).correlate(Program).exists()


def _holds(column: Any, values: tuple[str, ...]) -> ColumnElement[bool]:  # noqa: ANN401  # of tuples
    return or_(*(type_coerce(column, Text).like(f'%"{value}"%') for value in values))


def _accreditations(session: Session, release: str, schools: set[str]) -> dict[tuple[str, int], AccreditationRecord]:
    rows = session.scalars(
        select(Accreditation).where(Accreditation.release_id == release, Accreditation.school_id.in_(schools))
    )
    return {(row.school_id, row.number): _record(AccreditationRecord, row) for row in rows}


def _item(
    miles: float | None,
    row: Any,  # noqa: ANN401  # a row of four entities
    words: Mapping[tuple[str, int], AccreditationRecord],
    sources: Mapping[str, SourceRecord],
    place: Place,
) -> dict[str, Any]:
    program = row.Program
    accreditation = tuple(words[program.school_id, number] for number in program.accreditation)
    record = _record(
        ProgramRecord,
        program,
        school=_record(SchoolRecord, row.School),
        campus=row.Campus and _record(CampusRecord, row.Campus),
        cost=_record(CostRecord, row.Cost) if row.Cost else UNKNOWN_COST,
        accreditation=accreditation,
    )
    item = program_item(record, sources)
    for shown, word in zip(item["accreditation"], accreditation, strict=True):
        shown |= {"since": word.since, "ended": word.ended}  # marshmallow writes dates itself
    if miles is not None:
        text, availability = f"{miles:.1f} miles from {place.zip_code}", None
    else:
        text, availability = "Online", "confirm" if program.authorized_states is None else "open"
    return item | {
        "distance_miles": None if miles is None else round(miles, 1),
        "state_availability": availability,
        "why": [{"code": "distance", "text": text}],
    }


def _record(kind: type, entity: Any, **known: Any) -> Any:  # noqa: ANN401  # any record of any entity
    return kind(**{each.name: known.get(each.name, getattr(entity, each.name, each.default)) for each in fields(kind)})
