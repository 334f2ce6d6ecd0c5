"""A spreadsheet as rows of cells, whatever kind of file it came from."""

from dataclasses import dataclass, field
from datetime import date


class UnusableFileError(Exception):
    """The file as a whole cannot be read; the message is what is wrong and what to do.

    Args:
        row: where reading stopped; 0 is the file as a whole.
    """

    def __init__(self, why: str, row: int = 0) -> None:
        """Keep both."""
        super().__init__(why)
        self.row = row


@dataclass(frozen=True, slots=True)
class UnusableCell:
    """A cell that holds no value of its own: a formula, an error, a day that there is not.

    Args:
        shown: what stands there.
        why: what is wrong and what to do.
    """

    shown: str
    why: str


Value = str | int | float | bool | date
Cell = Value | UnusableCell


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row.

    Args:
        number: as the spreadsheet shows it, from 1.
        cells: by column, from 1, in order; blank ones are left out.
    """

    number: int
    cells: dict[int, Cell]


@dataclass(frozen=True, slots=True)
class MergedCells:
    """Cells joined into one: ``A2:C2``, its rows from first to last."""

    range: str
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet.

    Args:
        name: of the sheet; empty where the file has no sheets.
        rows: in order; blank ones are left out.
        notes: what was decided while reading, a sentence each.
    """

    name: str
    rows: list[TableRow]
    merged: list[MergedCells] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls a column: ``A`` for 1, ``AB`` for 28."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def shown(cell: Cell) -> str:
    """Return what a complaint shows of a cell."""
    if isinstance(cell, UnusableCell):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
