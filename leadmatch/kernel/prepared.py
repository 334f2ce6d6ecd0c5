"""Statements that are put together once and then only run: for the few that every inquiry needs.

SQLAlchemy walks a statement and its parameters each time it runs; on the way of an inquiry that costs more than the
database does. A `Prepared` keeps the text for each kind of database, and how values go in and come out by the types of
the columns. It is for plain statements: no lists of varying length, no values but parameters.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Insert, Select

Converter = Callable[[Any], Any]
Values = Mapping[str, object]


class _Compiled(NamedTuple):
    """A statement for one kind of database.

    Args:
        blank: what is inserted where a row names no value: NULL, into columns that take it.
        names: of all parameters.
        order: names of parameters in the order of their places; None where they go in by name.
        inward: for each parameter whose type asks for it.
        outward: for each column that comes out; None where it comes out as it should.
    """

    text: str
    blank: dict[str, object]
    names: frozenset[str]
    order: tuple[str, ...] | None
    inward: tuple[tuple[str, Converter], ...]
    outward: tuple[Converter | None, ...]


class Prepared:
    """One statement.

    Args:
        statement: its parameters are `bindparam`s, or all columns of the table that it inserts into.
    """

    def __init__(self, statement: Insert | Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._known: dict[str, _Compiled] = {}

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Run an insert for each of these rows."""
        compiled = self._for(connection.dialect)
        given = [_given(compiled, row) for row in rows]
        connection.exec_driver_sql(compiled.text, given if len(given) > 1 else given[0])

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Return what a query finds, column by column."""
        compiled = self._for(connection.dialect)
        found = connection.exec_driver_sql(compiled.text, _given(compiled, values)).fetchall()
        if not any(compiled.outward):
            return [tuple(row) for row in found]
        return [
            tuple(turn(value) if turn else value for turn, value in zip(compiled.outward, row, strict=True))
            for row in found
        ]

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._known.get(dialect.name)
        if known is None:
            known = self._known[dialect.name] = _compile(self._statement, dialect)
        return known


def _given(compiled: _Compiled, values: Values) -> tuple[object, ...] | dict[str, object]:
    if not values.keys() <= compiled.names:
        raise KeyError(*sorted(values.keys() - compiled.names))
    given = {**compiled.blank, **values}
    for name, turn in compiled.inward:
        given[name] = turn(given[name])
    return given if compiled.order is None else tuple([given[name] for name in compiled.order])


def _compile(statement: Insert | Select[*tuple[Any, ...]], dialect: Dialect) -> _Compiled:
    columns = list(statement.table.columns) if isinstance(statement, Insert) else []
    keys = [column.key for column in columns] or None
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    inward = []
    for parameter, name in compiled.bind_names.items():
        turn = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if turn is not None:
            inward.append((name, turn))
    found = () if isinstance(statement, Insert) else statement.selected_columns
    outward = tuple(column.type.dialect_impl(dialect).result_processor(dialect, None) for column in found)
    order = tuple(compiled.positiontup) if compiled.positiontup is not None else None
    blank: dict[str, object] = {column.key: None for column in columns if column.nullable}
    return _Compiled(str(compiled), blank, frozenset(compiled.bind_names.values()), order, tuple(inward), outward)
