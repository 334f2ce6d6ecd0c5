"""Finding the header of a table, and which column each of its cells names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from leadmatch.catalogue.school_file.columns import COLUMNS, COLUMNS_BY_NAME, Column, column_named
from leadmatch.catalogue.school_file.table import Table, TableRow, column_letters, shown

_ROWS_SEARCHED = 20  # above the header may stand a title, a date, a note
_NAMES_NEEDED = 2
_MEANT = {"program_name": "title", "name": "title", "price": "total_cost_usd", "cost": "total_cost_usd"}
_IGNORED = "delete the column, or its heading and all that is below"


class HeaderFault(NamedTuple):
    """What is wrong with a header: the row, the column as it is named, the cell that shows it, and why."""

    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table.

    Args:
        row: its number.
        columns: what each place of a row holds, by place from 1.
    """

    row: int
    columns: dict[int, Column]

    def place_of(self, name: str) -> str:
        """Return a column's name with its letter, as complaints show it: ``title (F)``; without it if missing."""
        letters = [column_letters(place) for place, column in self.columns.items() if column.name == name]
        return f"{name} ({letters[0]})" if letters else name


def names_known(texts: Iterable[str]) -> int:
    """Return how many of these texts name a column."""
    return sum(column_named(text) is not None for text in texts)


def header_row(rows: Iterable[TableRow]) -> TableRow | None:
    """Return the first row that names two columns or more, if it stands near the top."""
    for count, row in enumerate(rows):
        if count == _ROWS_SEARCHED:
            break
        if names_known(_texts(row)) >= _NAMES_NEEDED:
            return row
    return None


def read_header(table: Table) -> tuple[Header, list[HeaderFault]]:
    """Return the header and what is wrong with it; without one, nothing else can be read."""
    row = header_row(table.rows)
    if row is None:
        names = ", ".join(column.name for column in COLUMNS if column.is_needed)
        why = f"no row names the columns; the first row must hold their names, at least {names}, as in the template"
        return Header(0, {}), [HeaderFault(0, "", "", why)]
    columns: dict[int, Column] = {}
    faults: list[HeaderFault] = []
    for place, cell in row.cells.items():
        text = shown(cell)
        column = column_named(text)
        if column is None:
            faults.append(HeaderFault(row.number, column_letters(place), text, _unknown(text)))
        elif column in columns.values():
            why = "this column is there twice; delete one"
            faults.append(HeaderFault(row.number, f"{column.name} ({column_letters(place)})", text, why))
        else:
            columns[place] = column
    missing = (column.name for column in COLUMNS if column.is_needed and column not in columns.values())
    why = "this column is missing; add it, or copy the header from the template"
    faults += [HeaderFault(row.number, name, "", why) for name in missing]
    faults += _nameless(table, row)
    return Header(row.number, columns), faults


def rows_below(table: Table, header: Header) -> Iterator[TableRow]:
    """Yield the rows below the header, but not the header again, which copied sheets bring along."""
    for row in table.rows:
        if row.number > header.row and not _repeats(row, header):
            yield row


def _repeats(row: TableRow, header: Header) -> bool:
    return row.cells.keys() == header.columns.keys() and all(
        column_named(shown(cell)) == header.columns[place] for place, cell in row.cells.items()
    )


def _nameless(table: Table, header: TableRow) -> list[HeaderFault]:
    """Return a fault for the first cell below each place of the header that is empty."""
    found: dict[int, HeaderFault] = {}
    for row in table.rows:
        if row.number > header.number:
            for place in row.cells.keys() - header.cells.keys() - found.keys():
                why = f"stands in a column without a name; {_IGNORED}"
                found[place] = HeaderFault(row.number, column_letters(place), shown(row.cells[place]), why)
    return [found[place] for place in sorted(found)]


def _unknown(text: str) -> str:
    meant = _likely(text)
    if meant:
        return f"is no column of this file; did you mean {meant}? If not, {_IGNORED}"
    return f"is no column of this file; {_IGNORED}"


def _likely(text: str) -> str | None:
    """Return the column that somebody may have meant: one whose words all occur, else one that is spelled alike."""
    words = re.findall("[a-z0-9]+", text.casefold())
    heading = "_".join(words)
    said = [name for name in COLUMNS_BY_NAME if set(name.split("_")) <= set(words)]
    return _MEANT.get(heading) or next(iter(said or get_close_matches(heading, COLUMNS_BY_NAME, n=1)), None)


def _texts(row: TableRow) -> list[str]:
    return [shown(cell) for cell in row.cells.values()]
