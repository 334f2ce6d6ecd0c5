"""How the records of a release become rows, in bulk; `queries` reads them back."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, literal, select

from leadmatch.catalogue.content import ReleaseContent, StatedContent
from leadmatch.catalogue.models import Accreditation, Campus, Cost, Program, School, Source, Statement
from leadmatch.catalogue.records import (
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.catalogue.statements import StatementRecord
from leadmatch.kernel.database import Base

_BATCH = 5_000  # rows that one statement carries; larger ones were not faster
_SHARED_WITH_RECORD = tuple(
    column.name
    for column in Program.__table__.columns
    if column.name not in {"release_id", "school_id", "campus_id", "cost_number", "accreditation"}
)

Row = dict[str, Any]
Progress = Callable[[int, int], None]
_Record = SourceRecord | SchoolRecord | CampusRecord | AccreditationRecord | CostRecord | StatementRecord


def write_base(connection: Connection, release_id: str, content: ReleaseContent, on_progress: Progress) -> None:
    """Insert all federal facts of a release but its sources; `on_progress` is told how many programs of how many."""
    _insert(connection, release_id, School, (_fields(school) for school in content.schools.values()))
    _insert(connection, release_id, Campus, (_fields(campus) for campus in content.campuses.values()))
    _insert(connection, release_id, Accreditation, _accreditation_rows(content))
    costs = ({"number": number, **_cost_fields(cost)} for cost, number in content.costs.items())
    _insert(connection, release_id, Cost, costs)
    programs = iter(content.programs)
    written = 0
    on_progress(written, len(content.programs))
    while batch := list(islice(programs, _BATCH)):
        _insert(connection, release_id, Program, (_program_row(each, content) for each in batch))
        written += len(batch)
        on_progress(written, len(content.programs))


def write_statements(connection: Connection, release_id: str, stated: StatedContent) -> None:
    """Insert what schools state in a release, but not the sources of it."""
    _insert(connection, release_id, Statement, (_fields(statement) for statement in stated.statements))


def write_sources(connection: Connection, release_id: str, sources: Iterable[SourceRecord]) -> None:
    """Insert the sources of a release."""
    _insert(connection, release_id, Source, (_fields(source) for source in sources))


def copy_base(connection: Connection, release_id: str, *, of_release: str, total: int, on_progress: Progress) -> None:
    """Give a release the federal facts of another one, but not its sources; `on_progress` as for `write_base`."""
    for model in (School, Campus, Accreditation, Cost):
        _copy(connection, model, of_release, release_id)
    ids = Program.__table__.c.id
    ends = select(ids).where(Program.release_id == of_release).order_by(ids).limit(1)
    last = ""
    on_progress(0, total)
    for copied in range(_BATCH, total + _BATCH, _BATCH):
        end = connection.scalar(ends.where(ids > last).offset(_BATCH - 1))
        _copy(connection, Program, of_release, release_id, ids > last, *(() if end is None else (ids <= end,)))
        last = end or ""
        on_progress(min(copied, total), total)


def _copy(
    connection: Connection, model: type[Base], of_release: str, release_id: str, *within: ColumnElement[bool]
) -> None:
    columns = model.__table__.c
    values = [literal(release_id) if column.name == "release_id" else column for column in columns]
    rows = select(*values).where(columns.release_id == of_release, *within)
    connection.execute(insert(model).from_select([*columns.keys()], rows))


def _insert(connection: Connection, release_id: str, model: type[Base], rows: Iterable[Row]) -> None:
    statement = insert(model).values(release_id=release_id)
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        connection.execute(statement, batch)


def _fields(record: _Record) -> Row:
    return {field: getattr(record, field) for field in record.__slots__}


def _cost_fields(cost: CostRecord) -> Row:
    return {field: getattr(cost, field) for field in cost.__slots__ if field in Cost.__table__.c}


def _accreditation_rows(content: ReleaseContent) -> Iterator[Row]:
    for school_id, records in content.accreditation.items():
        for record, number in records.items():
            yield {"school_id": school_id, "number": number, **_fields(record)}


def _program_row(program: ProgramRecord, content: ReleaseContent) -> Row:
    numbers: dict[AccreditationRecord, int] = content.accreditation[program.school.id]
    row = {name: getattr(program, name) for name in _SHARED_WITH_RECORD}
    row["school_id"] = program.school.id
    row["campus_id"] = program.campus.id if program.campus else None
    row["cost_number"] = content.costs.get(program.cost)
    row["accreditation"] = tuple(numbers[record] for record in program.accreditation)
    return row
