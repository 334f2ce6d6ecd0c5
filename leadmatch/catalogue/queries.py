"""What is on file: releases, and the records of one release, read as plain rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from leadmatch.catalogue.models import Accreditation, Campus, Cost, Program, Release, ReleaseState, School, Source
from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.kernel.database import Base

AnySession = Session | scoped_session[Session]

KEPT_RELEASES = 3  # the published one and those published before it, so that a walk over pages can end (rule S8)

_BATCH = 5_000  # rows fetched at a time


def _names(record: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


# Facts that only schools state stand behind the others in the records, and have no columns among federal facts.
_COST_COLUMNS = ("number", *(name for name in _names(CostRecord) if name in Cost.__table__.c))
_ACCREDITATION_COLUMNS = ("school_id", "number", *_names(AccreditationRecord))
# A row of a program has the places of ProgramRecord; where the record holds another record, the row holds its key.
_KEYS = {"school": "school_id", "campus": "campus_id", "cost": "cost_number"}
_PROGRAM_COLUMNS = tuple(
    column for name in _names(ProgramRecord) if (column := _KEYS.get(name, name)) in Program.__table__.c
)
_SCHOOL, _CAMPUS, _COST, _ACCREDITATION = map(_names(ProgramRecord).index, (*_KEYS, "accreditation"))


class UnknownReleaseError(Exception):
    """No release has this id; or it was removed while it was being read."""


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """One version of the catalogue.

    Args:
        number: counts up; a number is never given twice to releases that are on file together.
        state: one of `ReleaseState`.
        content_sha256: digest of its records, in hexadecimal.
        origin: what it was loaded from, for people.
        counts: how many records of each kind it was staged with.
    """

    id: str
    number: int
    state: str
    created_at: datetime
    published_at: datetime | None
    content_sha256: str
    origin: str
    counts: dict[str, int]


def releases(session: AnySession) -> list[ReleaseRecord]:
    """Return every release on file, the newest first."""
    statement = select(*Release.__table__.columns).order_by(Release.number.desc())
    return [ReleaseRecord(*row) for row in session.execute(statement)]


def release(session: AnySession, release_id: str) -> ReleaseRecord:
    """Return one release.

    Raises:
        UnknownReleaseError: there is none with this id.
    """
    row = session.execute(select(*Release.__table__.columns).where(Release.id == release_id)).one_or_none()
    if row is None:
        raise UnknownReleaseError(f"there is no release {release_id}")
    return ReleaseRecord(*row)


def current_release_id(session: AnySession) -> str | None:
    """Return the id of the published release; None before the first publication."""
    return session.scalar(select(Release.id).where(Release.state == ReleaseState.PUBLISHED))


def kept_release_ids(session: AnySession) -> tuple[str, ...]:
    """Return the ids of the releases that a search may ask for, the published one first; at most `KEPT_RELEASES`."""
    statement = (
        select(Release.id)
        .where(Release.state.in_((ReleaseState.PUBLISHED, ReleaseState.RETIRED)))
        # The published one first, whatever the clock said when it was published: clocks are set back.
        .order_by(Release.state != ReleaseState.PUBLISHED, Release.published_at.desc(), Release.number.desc())
        .limit(KEPT_RELEASES)
    )
    return tuple(session.scalars(statement))


def count_programs(session: AnySession, release_id: str) -> int:
    """Return how many programs a release holds."""
    statement = select(func.count()).select_from(Program).where(Program.release_id == release_id)
    return session.scalar(statement) or 0


def source_records(session: AnySession, release_id: str) -> dict[str, SourceRecord]:
    """Return the sources of a release by their keys."""
    return {row.key: SourceRecord(*row) for row in _rows(session, release_id, Source, _names(SourceRecord))}


def program_records(session: AnySession, release_id: str) -> Iterator[ProgramRecord]:
    """Yield every program of a release in the order of ids; one school is one object in all of its programs.

    Programs are fetched in batches; schools, campuses, accreditation and costs are read first and shared.

    Raises:
        UnknownReleaseError: there is no such release, or it was removed before the last program was read.
    """
    expected = release(session, release_id).counts["programs"]
    schools = {row.id: SchoolRecord(*row) for row in _rows(session, release_id, School, _names(SchoolRecord))}
    campuses = {row.id: CampusRecord(*row) for row in _rows(session, release_id, Campus, _names(CampusRecord))}
    costs = {number: CostRecord(*row) for number, *row in _rows(session, release_id, Cost, _COST_COLUMNS)}
    known_campuses: dict[str | None, CampusRecord | None] = {None: None, **campuses}
    known_costs: dict[int | None, CostRecord] = {None: UNKNOWN_COST, **costs}
    accreditation = {
        (school_id, number): AccreditationRecord(*row)
        for school_id, number, *row in _rows(session, release_id, Accreditation, _ACCREDITATION_COLUMNS)
    }
    shared: dict[tuple[str, tuple[int, ...]], tuple[AccreditationRecord, ...]] = {}
    read = 0
    for row in _rows(session, release_id, Program, _PROGRAM_COLUMNS, ordered_by="id"):
        values = list(row)
        school_id, numbers = values[_SCHOOL], values[_ACCREDITATION]
        if (key := (school_id, numbers)) not in shared:
            shared[key] = tuple(accreditation[school_id, number] for number in numbers)
        values[_SCHOOL] = schools[school_id]
        values[_CAMPUS] = known_campuses[values[_CAMPUS]]
        values[_COST] = known_costs[values[_COST]]
        values[_ACCREDITATION] = shared[key]
        yield ProgramRecord(*values)
        read += 1
    if read != expected:
        raise UnknownReleaseError(f"release {release_id} was removed while it was read")


def _rows(
    session: AnySession, release_id: str, model: type[Base], names: Iterable[str], *, ordered_by: str | None = None
) -> Iterable[Any]:
    columns = model.__table__.c
    statement = select(*(columns[name] for name in names)).where(columns.release_id == release_id)
    if ordered_by is not None:
        statement = statement.order_by(columns[ordered_by])
    return session.execute(statement, execution_options={"yield_per": _BATCH})
