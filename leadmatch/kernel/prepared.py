"""Statements that are put together once and then only run: for the few that every inquiry needs.

SQLAlchemy walks a statement, its parameters and its result each time; on the way of an inquiry that costs more than the
database does. A `Prepared` keeps the text for each kind of database, and how values go in and come out by the types of
the columns, and runs it on the driver's own cursor. It is for plain statements: no lists of varying length, no values
but parameters. Failures are SQLAlchemy's, as always.

Each statement whose answer is waited for costs PostgreSQL a round trip, and its thread two turns at the interpreter.
`in_one_go` sends several together: they run in their order, each sees what was committed before it began, as if each
had been waited for. SQLite has no round trips; there it does nothing.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import CompoundSelect, Connection, Dialect, Insert, Select
from sqlalchemy.exc import DBAPIError

from leadmatch.kernel.database import until_committed

Converter = Callable[[Any], Any]
Values = Mapping[str, object]
Statement = Insert | Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


class _Compiled(NamedTuple):
    """A statement for one kind of database.

    Args:
        blank: what is inserted where a row names no value: NULL, into columns that take it.
        names: of all parameters.
        order: names of parameters in the order of their places; None where they go in by name.
        inward: for each parameter whose type asks for it.
        outward: for each column that comes out; None where it comes out as it should.
        row: makes the row of what came out.
    """

    text: str
    blank: dict[str, object]
    names: frozenset[str]
    order: tuple[str, ...] | None
    inward: tuple[tuple[str, Converter], ...]
    outward: tuple[Converter | None, ...]
    row: Callable[..., Any]


class Prepared:
    """One statement.

    Args:
        statement: its parameters are `bindparam`s, or all columns of the table that it inserts into.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._known: dict[str, _Compiled] = {}

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run an insert for each of these rows."""
        compiled = self._for(connection.dialect)
        given = [_given(compiled, row) for row in rows]
        with _told(connection, compiled.text):
            cursor = connection.connection.cursor()
            for values in given:
                cursor.execute(compiled.text, values)

    def rows(self, connection: Connection, values: Values) -> list[Any]:
        """Return what a query finds: named tuples of its columns."""
        return self.ask(connection, values)()

    def ask(self, connection: Connection, values: Values) -> Callable[[], list[Any]]:
        """Send a query, and return what fetches its rows; in a block of `in_one_go` that is for after the block."""
        compiled = self._for(connection.dialect)
        with _told(connection, compiled.text):
            cursor = connection.connection.cursor()
            cursor.execute(compiled.text, _given(compiled, values))

        def fetch() -> list[Any]:
            with _told(connection, compiled.text):
                found = cursor.fetchall()
                cursor.close()
            return [compiled.row(*_turned(compiled.outward, row)) for row in found]

        return fetch

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._known.get(dialect.name)
        if known is None:
            known = self._known[dialect.name] = _compile(self._statement, dialect)
        return known


@contextmanager
def in_one_go(connection: Connection) -> Iterator[None]:
    """Send the statements of a block in one round trip; nothing but `Prepared.run` and `Prepared.ask` may be in it.

    Raises:
        DBAPIError: one of them failed; those after it did not run.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        yield
        return
    with _told(connection, "several statements"), driver.pipeline():
        yield


def in_one_go_with_commit(connection: Connection) -> None:
    """Send what is still to come of a transaction of `writing` together with its commit; see `in_one_go`.

    A query in between is answered at once, with all that was sent before it. What fails may be told by the commit.
    """
    until_committed(connection).enter_context(in_one_go(connection))


@contextmanager
def _told(connection: Connection, statement: str) -> Iterator[None]:
    """Run a block that uses the driver itself; its failures become SQLAlchemy's.

    Raises:
        DBAPIError: what the driver raised, without the values.
    """
    driver = connection.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(
            statement, None, error, driver.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def _turned(outward: Sequence[Converter | None], row: Iterable[Any]) -> Iterable[Any]:
    return [turn(value) if turn else value for turn, value in zip(outward, row, strict=True)]


def _given(compiled: _Compiled, values: Values) -> Any:  # noqa: ANN401  # a tuple or a mapping, as the driver takes it
    if not values.keys() <= compiled.names:
        raise KeyError(*sorted(values.keys() - compiled.names))
    given = {**compiled.blank, **values}
    for name, turn in compiled.inward:
        given[name] = turn(given[name])
    return given if compiled.order is None else tuple([given[name] for name in compiled.order])


def _compile(statement: Statement, dialect: Dialect) -> _Compiled:
    columns = list(statement.table.columns) if isinstance(statement, Insert) else []
    keys = [column.key for column in columns] or None
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    inward: dict[str, Converter] = {}  # a name that stands in several places goes in once
    for parameter, name in compiled.bind_names.items():
        turn = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if turn is not None:
            inward[name] = turn
    found = () if isinstance(statement, Insert) else statement.selected_columns
    outward = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in found)
    order = tuple(compiled.positiontup) if compiled.positiontup is not None else None
    blank: dict[str, object] = {column.key: None for column in columns if column.nullable}
    names = frozenset(compiled.bind_names.values())
    row = namedtuple("Row", [column.key for column in found])  # type: ignore[misc]  # noqa: PYI024  # its names are known only now
    return _Compiled(str(compiled), blank, names, order, tuple(inward.items()), outward, row)
