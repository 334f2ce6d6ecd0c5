"""Reading a federal CSV row by row: encodings, headers, missing values, and what is unreadable."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import IO, TypeVar

from leadmatch.catalogue.complaints import CatalogueFileError, Complaint, ComplaintList
from leadmatch.catalogue.federal.folder import FoundFile

# NCES: ``.`` no value, -1 not reported, -2 not applicable, -3 not available (dictionaries of 2024).
# College Scorecard: NULL and PrivacySuppressed (its data documentation, 2022).
MISSING = frozenset({"", ".", "-1", "-2", "-3", "NULL", "PrivacySuppressed"})

_CHUNK_BYTES = 1 << 20
_Parsed = TypeVar("_Parsed")


def read_cells(
    found: FoundFile, columns: Sequence[str], faults: ComplaintList
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield line number and the cells of these columns, in this order, as they stand in the file.

    Args:
        found: the file; UTF-8 with or without a mark, else latin-1.
        columns: two names or more, in upper case.
        faults: takes every row that has too few or too many cells; such a row is not yielded.

    Raises:
        CatalogueFileError: a column is missing or there twice, or the text is no CSV or holds a NUL byte.
    """
    with found.open_bytes() as content:
        encoding = _encoding_of(content, found.name)
    with found.open_bytes() as content, io.TextIOWrapper(content, encoding, newline="") as text:
        reader = csv.reader(text)  # not strict: NCES quotes some texts of the CIP file wrongly
        line = 1
        try:
            header = [name.strip().upper() for name in next(reader, [])]
            pick = itemgetter(*_positions(header, columns, found.name))
            width = len(header)
            line = reader.line_num + 1
            for cells in reader:
                if len(cells) == width:
                    yield line, pick(cells)
                elif cells:
                    why = f"has {len(cells)} cells where the header has {width}"
                    faults.add(Complaint(found.name, line, "", "", why))
                line = reader.line_num + 1
        except csv.Error as error:
            raise CatalogueFileError([Complaint(found.name, line, "", "", f"not CSV: {error}")]) from error


def read_rows(found: FoundFile, columns: Sequence[str], faults: ComplaintList) -> Iterator["Row"]:
    """Yield the rows of a file, with these columns readable by name; the rest as in `read_cells`."""
    positions = {name: position for position, name in enumerate(columns)}
    for line, cells in read_cells(found, columns, faults):
        yield Row(found.name, line, positions, cells, faults)


class Row:
    """One row of a federal file, with what is needed to complain about it."""

    __slots__ = ("_cells", "_faults", "_positions", "file", "line")

    def __init__(
        self, file: str, line: int, positions: Mapping[str, int], cells: tuple[str, ...], faults: ComplaintList
    ) -> None:
        """Keep the cells and where they came from."""
        self.file = file
        self.line = line
        self._positions = positions
        self._cells = cells
        self._faults = faults

    def text(self, column: str) -> str | None:
        """Return the text, trimmed and with runs of spaces made one, or None where the value is missing."""
        value = " ".join(self._cells[self._positions[column]].split())
        return None if value in MISSING else value

    def needed_text(self, column: str) -> str:
        """Return the text; a missing one is complained about and comes back empty."""
        value = self.text(column)
        if value is None:
            self.complain(column, "is missing")
            return ""
        return value

    def whole_number(self, column: str) -> int | None:
        """Return a whole number, or None where it is missing or, after a complaint, unreadable."""
        return self._parsed(column, int, "is not a whole number")

    def decimal(self, column: str) -> float | None:
        """Return a number, or None where it is missing or, after a complaint, unreadable."""
        return self._parsed(column, float, "is not a number")

    def day(self, column: str) -> date | None:
        """Return the day of ``1/26/2018 12:00:00 AM``, or None where missing or, after a complaint, unreadable."""
        return self._parsed(column, american_day, "is not a date like 1/26/2018")

    def complain(self, column: str, why: str) -> None:
        """Say what is wrong with the value in this column."""
        self._faults.add(self.complaint(column, why))

    def complaint(self, column: str, why: str) -> Complaint:
        """Return a complaint about the value in this column."""
        return Complaint(self.file, self.line, column, self._cells[self._positions[column]], why)

    def _parsed(self, column: str, parse: Callable[[str], _Parsed], why: str) -> _Parsed | None:
        value = self.text(column)
        if value is None:
            return None
        try:
            return parse(value)
        except ValueError:
            self.complain(column, why)
            return None


def american_day(text: str) -> date:
    """Return the day of ``1/26/2018`` or ``1/26/2018 12:00:00 AM``.

    Raises:
        ValueError: not such a date.
    """
    month, day, year = text.split(" ", maxsplit=1)[0].split("/")
    return date(int(year), int(month), int(day))


def _encoding_of(content: IO[bytes], file: str) -> str:
    """Return ``utf-8-sig`` where all bytes are UTF-8, else ``latin-1``, in which any bytes are text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    line = 1
    for chunk in chain(iter(lambda: content.read(_CHUNK_BYTES), b""), [b""]):
        if (end := chunk.find(b"\0")) >= 0:
            raise CatalogueFileError([Complaint(file, line + chunk.count(b"\n", 0, end), "", "", "holds a NUL byte")])
        line += chunk.count(b"\n")
        try:
            if encoding == "utf-8-sig":
                decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            encoding = "latin-1"
    return encoding


def _positions(header: Sequence[str], columns: Sequence[str], file: str) -> list[int]:
    complaints = [
        Complaint(file, 1, column, "", "this column is missing" if not header.count(column) else "is there twice")
        for column in columns
        if header.count(column) != 1
    ]
    if complaints:
        raise CatalogueFileError(complaints)
    return [header.index(column) for column in columns]
