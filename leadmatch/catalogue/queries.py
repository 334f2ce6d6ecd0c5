"""What is on file: releases, and the records of one release, read as plain rows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from heapq import merge
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, scoped_session

from leadmatch.catalogue.identity import school_id
from leadmatch.catalogue.models import (
    Accreditation,
    Campus,
    CatalogueEvent,
    Cost,
    Program,
    Release,
    ReleaseState,
    School,
    Source,
    Statement,
)
from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.catalogue.statements import (
    CipTitle,
    StatedLayer,
    StatementRecord,
    Surroundings,
    lay_statements,
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
        published_at: when it last became the published one; None before.
        content_sha256: digest of its records, in hexadecimal.
        origin: what it was loaded from, for people.
        counts: how many records of each kind it was staged with.
        publication: counts up with every publication and rollback; None where it was never published.
        built_on: the release that was published when this one was staged; None where none was.
        base_sha256: digest of its federal base; None where no statement lies over it.
    """

    id: str
    number: int
    state: str
    created_at: datetime
    published_at: datetime | None
    content_sha256: str
    origin: str
    counts: dict[str, int]
    publication: int | None
    built_on: str | None
    base_sha256: str | None

    def __str__(self) -> str:
        """Name it for people, who know numbers, and for those who look for its id."""
        return f"release {self.number} ({self.id})"


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One thing that was done to a release: ``import``, ``withdraw``, ``publish``, ``discard`` or ``rollback``.

    Args:
        number: counts up from 1 without a gap.
        done_by: who did it, as the command line was told or the operating system knows.
        release_id: may be of a release that is long gone; so may the rest.
    """

    number: int
    happened_at: datetime
    action: str
    done_by: str
    release_id: str
    release_number: int
    origin: str
    counts: dict[str, int]


def releases(session: AnySession) -> list[ReleaseRecord]:
    """Return every release on file, the newest first; not one that is being written or removed at this moment."""
    unseen = Release.state.in_((ReleaseState.LOADING, ReleaseState.REMOVING))
    statement = select(*Release.__table__.columns).where(~unseen).order_by(Release.number.desc())
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
        .order_by(Release.publication.desc())  # whatever the clock said: clocks are set back
        .limit(KEPT_RELEASES)
    )
    return tuple(session.scalars(statement))


def events(session: AnySession) -> list[EventRecord]:
    """Return everything that was done to releases, the oldest first."""
    statement = select(*CatalogueEvent.__table__.columns).order_by(CatalogueEvent.number)
    return [EventRecord(*row) for row in session.execute(statement)]


def release_before(session: AnySession, current: ReleaseRecord) -> ReleaseRecord:
    """Return the release that visitors saw before this one was first published.

    Raises:
        UnknownReleaseError: it is no longer kept, or there was none.
    """
    if current.built_on is None:
        raise UnknownReleaseError(f"release {current.number} was the first to be published; there is none before it")
    try:
        return release(session, current.built_on)
    except UnknownReleaseError:
        kept = ", ".join(str(release(session, each).number) for each in kept_release_ids(session)[1:])
        raise UnknownReleaseError(
            f"the release before release {current.number} is no longer kept; these are: {kept or 'none'}"
        ) from None


def count_programs(session: AnySession, release_id: str) -> int:
    """Return how many federal programs a release holds."""
    statement = select(func.count()).select_from(Program).where(Program.release_id == release_id)
    return session.scalar(statement) or 0


def school_ids(session: AnySession, release_id: str) -> frozenset[str]:
    """Return the ids of all schools of a release."""
    return frozenset(session.scalars(select(School.id).where(School.release_id == release_id)))


def source_records(session: AnySession, release_id: str) -> dict[str, SourceRecord]:
    """Return the sources of a release by their keys."""
    return {row.key: SourceRecord(*row) for row in _rows(session, release_id, Source, _names(SourceRecord))}


def statement_records(session: AnySession, release_id: str) -> list[StatementRecord]:
    """Return what schools state in a release, in the order of program ids."""
    rows = _rows(session, release_id, Statement, _names(StatementRecord), ordered_by="program_id")
    return [StatementRecord(*row) for row in rows]


def stated_layer(session: AnySession, release_id: str, statements: Collection[StatementRecord]) -> StatedLayer:
    """Return what these statements come to over the federal programs of a release."""
    schools: dict[str, list[ProgramRecord]] = {school_id(each.unitid): [] for each in statements}
    for program in base_programs(session, release_id, of_schools=schools) if schools else ():
        schools[program.school.id].append(program)
    return lay_statements(statements, Surroundings(schools, _cip_titles(session, release_id, statements)))


def program_records(
    session: AnySession, release_id: str, *, of_schools: Collection[str] | None = None
) -> Iterator[ProgramRecord]:
    """Yield every program of a release in the order of ids, each with what its school states of it.

    Args:
        session: where they are read from.
        release_id: a release on file.
        of_schools: ids of the schools whose programs are wanted; None for all.

    Raises:
        UnknownReleaseError: there is no such release, or it was removed before the last program was read.
    """
    statements = statement_records(session, release_id)
    if of_schools is not None:
        statements = [each for each in statements if school_id(each.unitid) in of_schools]
    stated = stated_layer(session, release_id, statements)
    base = base_programs(session, release_id, of_schools=of_schools)
    laid_over = (stated.laid_over.get(program.id, program) for program in base)
    yield from merge(laid_over, stated.alone.values(), key=lambda program: program.id)


def base_programs(
    session: AnySession, release_id: str, *, of_schools: Collection[str] | None = None
) -> Iterator[ProgramRecord]:
    """Yield the federal programs of a release in the order of ids; one school is one object in all of its programs.

    Programs are fetched in batches; schools, campuses, accreditation and costs are read first and shared.

    Args:
        session: where they are read from.
        release_id: a release on file.
        of_schools: ids of the schools whose programs are wanted; None for all.

    Raises:
        UnknownReleaseError: there is no such release, or it was removed before the last program was read.
    """
    counts = release(session, release_id).counts
    wanted = () if of_schools is None else (Program.school_id.in_(of_schools),)
    schools = {row.id: SchoolRecord(*row) for row in _rows(session, release_id, School, _names(SchoolRecord))}
    campuses = {row.id: CampusRecord(*row) for row in _rows(session, release_id, Campus, _names(CampusRecord))}
    costs = {number: CostRecord(*row) for number, *row in _rows(session, release_id, Cost, _COST_COLUMNS)}
    known_campuses: dict[str | None, CampusRecord | None] = {None: None, **campuses}
    known_costs: dict[int | None, CostRecord] = {None: UNKNOWN_COST, **costs}
    accreditation = {
        (school, number): AccreditationRecord(*row)
        for school, number, *row in _rows(session, release_id, Accreditation, _ACCREDITATION_COLUMNS)
    }
    shared: dict[tuple[str, tuple[int, ...]], tuple[AccreditationRecord, ...]] = {}
    read = 0
    for row in _rows(session, release_id, Program, _PROGRAM_COLUMNS, ordered_by="id", where=wanted):
        values = list(row)
        school, numbers = values[_SCHOOL], values[_ACCREDITATION]
        if (key := (school, numbers)) not in shared:
            shared[key] = tuple(accreditation[school, number] for number in numbers)
        values[_SCHOOL] = schools[school]
        values[_CAMPUS] = known_campuses[values[_CAMPUS]]
        values[_COST] = known_costs[values[_COST]]
        values[_ACCREDITATION] = shared[key]
        yield ProgramRecord(*values)
        read += 1
    if of_schools is None and read != counts.get("base_programs", counts["programs"]):
        raise UnknownReleaseError(f"release {release_id} was removed while it was read")


def _cip_titles(session: AnySession, release_id: str, statements: Collection[StatementRecord]) -> dict[str, CipTitle]:
    codes = {each.cip_code for each in statements}
    columns = select(Program.cip_code, Program.cip_title, Program.fact_sources)
    wanted = columns.where(Program.release_id == release_id, Program.cip_code.in_(codes)).order_by(Program.id.desc())
    rows = session.execute(wanted) if codes else ()
    return {code: (title, dict(sources).get("cip_title")) for code, title, sources in rows}


def _rows(
    session: AnySession,
    release_id: str,
    model: type[Base],
    names: Iterable[str],
    *,
    ordered_by: str | None = None,
    where: Iterable[ColumnElement[bool]] = (),
) -> Iterable[Any]:
    columns = model.__table__.c
    statement = select(*(columns[name] for name in names)).where(columns.release_id == release_id, *where)
    if ordered_by is not None:
        statement = statement.order_by(columns[ordered_by])
    return session.execute(statement, execution_options={"yield_per": _BATCH})
