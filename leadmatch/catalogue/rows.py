"""How the records of a release become rows, step by step; `queries` reads them back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, inspect, literal, select

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

ROWS_AT_ONCE = 2_500  # that one transaction writes: 0.1 s of the widest on SQLite; larger ones were not faster
_SHARED_WITH_RECORD = tuple(
    column.name
    for column in Program.__table__.columns
    if column.name not in {"release_id", "school_id", "campus_id", "cost_number", "accreditation"}
)

Row = dict[str, Any]
Progress = Callable[[int, int], None]
_Record = SourceRecord | SchoolRecord | CampusRecord | AccreditationRecord | CostRecord | StatementRecord


@dataclass(frozen=True, slots=True)
class Step:
    """One statement's worth of writing; the rows are made already.

    Args:
        write: writes them as facts of the release with this id.
        rows: how many rows, at most.
        programs: how many of them are programs.
    """

    write: Callable[[Connection, str], None]
    rows: int
    programs: int = 0


def base_steps(content: ReleaseContent) -> Iterator[Step]:
    """Yield the writing of all federal facts of a release but its sources."""
    yield from _insert_steps(School, (_fields(school) for school in content.schools.values()))
    yield from _insert_steps(Campus, (_fields(campus) for campus in content.campuses.values()))
    yield from _insert_steps(Accreditation, _accreditation_rows(content))
    costs = ({"number": number, **_cost_fields(cost)} for cost, number in content.costs.items())
    yield from _insert_steps(Cost, costs)
    yield from _insert_steps(Program, (_program_row(each, content) for each in content.programs))


def statement_steps(stated: StatedContent) -> Iterator[Step]:
    """Yield the writing of what schools state in a release, but not of its sources."""
    yield from _insert_steps(Statement, (_fields(statement) for statement in stated.statements))


def source_steps(sources: Iterable[SourceRecord]) -> Iterator[Step]:
    """Yield the writing of the sources of a release."""
    yield from _insert_steps(Source, (_fields(source) for source in sources))


def copy_steps(connection: Callable[[], Connection], *, of_release: str) -> Iterator[Step]:
    """Yield the copying of the federal facts of another release, but not of its sources.

    Args:
        connection: returns where to look, between two steps, how far the next one goes.
        of_release: the id of the other release.
    """
    for model in (School, Campus, Accreditation, Cost, Program):
        columns = model.__table__.c
        part = second_key(model)
        ends = select(part).where(columns.release_id == of_release).order_by(part).limit(1)
        after: tuple[Any, ...] = ()
        while True:
            end = connection().scalar(ends.where(*after).offset(ROWS_AT_ONCE - 1))
            until = () if end is None else (part <= end,)
            yield _copy_step(model, of_release, (*after, *until))
            if end is None:
                break
            after = (part > end,)


def second_key(model: type[Base]) -> ColumnElement[Any]:
    """Return the column that orders the facts of one release: what stands behind ``release_id`` in the primary key."""
    return inspect(model).primary_key[1]


def _copy_step(model: type[Base], of_release: str, within: tuple[Any, ...]) -> Step:
    columns = model.__table__.c

    def write(connection: Connection, release_id: str) -> None:
        values = [literal(release_id) if column.name == "release_id" else column for column in columns]
        rows = select(*values).where(columns.release_id == of_release, *within)
        connection.execute(insert(model).from_select([*columns.keys()], rows))

    return Step(write, ROWS_AT_ONCE, ROWS_AT_ONCE if model is Program else 0)


def _insert_steps(model: type[Base], rows: Iterable[Row]) -> Iterator[Step]:
    remaining = iter(rows)
    while batch := list(islice(remaining, ROWS_AT_ONCE)):
        yield _insert_step(model, batch)


def _insert_step(model: type[Base], batch: list[Row]) -> Step:
    def write(connection: Connection, release_id: str) -> None:
        connection.execute(insert(model).values(release_id=release_id), batch)

    return Step(write, len(batch), len(batch) if model is Program else 0)


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
