"""One sheet of an XLSX file, cell by cell, without ever filling in the cells that are not there."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from leadmatch.catalogue.school_file.day_numbers import day_of_number
from leadmatch.catalogue.school_file.table import (
    Cell,
    MergedCells,
    TableRow,
    UnusableCell,
    UnusableFileError,
)
from leadmatch.catalogue.school_file.xlsx_package import BROKEN

MAX_ROWS = 20_000
MAX_CELLS = 600_000
LONGEST_TEXT = 32_767  # characters in a cell, by Excel's own limit

_ABSURD = 1e15
_FORMULA = "is a formula; copy the column, paste it back as values only, and save"
_ERROR = "is an error of the spreadsheet; type the value that you mean, or empty the cell"
_NO_DAY = "is formatted as a day and is none; write it like 2027-01-12"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Legend:
    """What cells point to.

    Args:
        texts: shared texts, by number.
        day_styles: numbers of the styles that show a number as a day.
        counts_from_1904: days are counted from 1904-01-01.
    """

    texts: Sequence[str]
    day_styles: AbstractSet[int]
    counts_from_1904: bool


class SheetReader:
    """Takes the elements of a sheet as they come; afterwards `rows` and `merged` hold what it says."""

    def __init__(self, legend: Legend) -> None:
        """Begin with nothing."""
        self.rows: list[TableRow] = []
        self.merged: list[MergedCells] = []
        self._legend = legend
        self._columns: dict[str, int] = {}
        self._row = TableRow(0, {})
        self._cells_total = 0
        self._column = 0
        self._kind = self._style = ""
        self._is_formula = self._has_value = self._collects = self._is_spoken = False
        self._text: list[str] = []
        self._length = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        if element == "c":
            self._start_cell(attributes)
        elif element in ("v", "t"):
            if not self._is_spoken:
                self._has_value = True
                self._collects = not self._is_formula
        elif element == "f":
            self._is_formula = self._collects = True
        elif element == "row":
            self._start_row(int(attributes.get("r") or self._row.number + 1))
        elif element == "rPh":
            self._is_spoken = True
        elif element == "mergeCell":
            self._merge(attributes["ref"])

    def end(self, element: str) -> None:
        """Take in the end of an element."""
        if element in ("v", "t", "f"):
            self._collects = False
        elif element == "c":
            self._end_cell()
        elif element == "row" and self._row.cells:
            self.rows.append(self._row)
            if len(self.rows) > MAX_ROWS:
                why = f"there are more than {MAX_ROWS:,} rows; send the file in parts"
                raise UnusableFileError(why, self._row.number)
        elif element == "rPh":
            self._is_spoken = False

    def text(self, piece: str) -> None:
        """Take in text; of what is longer than a cell can be, the rest is dropped."""
        if self._collects and self._length <= LONGEST_TEXT:
            self._text.append(piece)
            self._length += len(piece)

    def _start_row(self, number: int) -> None:
        if number <= self._row.number:
            raise UnusableFileError(BROKEN, number)
        self._row = TableRow(number, {})
        self._column = 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = self._column_of(place.rstrip("0123456789")) if place else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._is_formula = self._has_value = False
        self._text = []
        self._length = 0

    def _column_of(self, letters: str) -> int:
        known = self._columns.get(letters)
        if known is None:
            match = _PLACE.fullmatch(letters + "1")
            if match is None:
                raise UnusableFileError(BROKEN, self._row.number)
            known = 0
            for letter in letters:
                known = known * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = known
        return known

    def _end_cell(self) -> None:
        if not (self._has_value or self._is_formula):
            return
        text = "".join(self._text)
        cell: Cell | None
        if self._is_formula:
            cell = UnusableCell(f"={text}", _FORMULA)
        elif self._kind in ("s", "str", "inlineStr"):
            cell = self._legend.texts[int(text)] if self._kind == "s" else unescaped(text)
        elif self._kind == "b":
            cell = text.strip() == "1"
        elif self._kind == "e":
            cell = UnusableCell(text, _ERROR)
        elif self._kind == "d":
            cell = _written_day(text)
        else:
            cell = self._number(text)
        if isinstance(cell, str) and not cell.strip():
            return
        self._cells_total += 1
        if self._cells_total > MAX_CELLS:
            raise UnusableFileError(
                f"there are more than {MAX_CELLS:,} cells; send the file in parts", self._row.number
            )
        self._row.cells[self._column] = cell

    def _number(self, text: str) -> Cell:
        if not text.strip():
            return ""
        number = float(text)
        if not abs(number) < _ABSURD:  # also what is no number at all
            return UnusableCell(text, "is a number of a size that nothing here has")
        if int(self._style) in self._legend.day_styles:
            return day_of_number(number, counts_from_1904=self._legend.counts_from_1904)
        return int(number) if number.is_integer() else number

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        ends = [_PLACE.fullmatch(place) for place in (first, last or first)]
        if ends[0] is None or ends[1] is None:
            raise UnusableFileError(BROKEN)
        self.merged.append(MergedCells(reference, int(ends[0][2]), int(ends[1][2])))


def _written_day(text: str) -> date | UnusableCell:
    try:
        return date.fromisoformat(text.strip()[: len("2027-01-12")])
    except ValueError:
        return UnusableCell(text, _NO_DAY)


def unescaped(text: str) -> str:
    """Return a text with ``_x000D_``, by which spreadsheets write characters that XML has no place for, undone."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
