"""CSV as spreadsheets write it: encodings, separators, and rows numbered as the spreadsheet shows them."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice

from leadmatch.catalogue.school_file.table import Cell, Table, TableRow, UnusableFileError

MAX_ROWS = 20_000
_SEPARATORS = (",", ";", "\t", "|")
_ROWS_TRIED = 20
_SAVE_AS_UTF_8 = "save the file as “CSV UTF-8” and send that"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What school files hold beyond ASCII where they are Windows' encoding: letters of names, quotes, dashes, signs.
# A file of another encoding (Mac's, say) gives other characters too, and is refused instead of guessed at.
_OF_WINDOWS = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ÿ\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2022\u2026\u2122©®°½¼¾§·]*")


def read_csv(content: bytes, *, names_known: Callable[[list[str]], int]) -> Table:
    """Return the rows of a CSV file.

    Args:
        content: of the file.
        names_known: how many of these cells are names of columns; tells the separator.

    Raises:
        UnusableFileError: it is no CSV, or its encoding cannot be told.
    """
    text, notes = _text_of(content)
    separator = max(_SEPARATORS, key=lambda each: _most_names(text, each, names_known))
    return Table("", list(_rows(text, separator)), notes=notes)


def _most_names(text: str, separator: str, names_known: Callable[[list[str]], int]) -> int:
    try:
        return max(map(names_known, islice(_records(text, separator), _ROWS_TRIED)), default=0)
    except csv.Error:
        return 0


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _rows(text: str, separator: str) -> Iterator[TableRow]:
    number = rows = 0
    try:
        for number, record in enumerate(_records(text, separator), 1):
            cells: dict[int, Cell] = {place: _unwrapped(cell) for place, cell in enumerate(record, 1) if cell.strip()}
            rows += bool(cells)
            if rows > MAX_ROWS:
                raise UnusableFileError(f"there are more than {MAX_ROWS:,} rows; send the file in parts", number)
            if cells:
                yield TableRow(number, cells)
    except csv.Error as error:
        raise UnusableFileError(_reason(error), number + 1) from None


def _unwrapped(cell: str) -> str:
    """Return the text of a cell; ``="02134"``, by which exports keep zeros, is the text in it."""
    wrapped = re.fullmatch(r'="([^"]*)"', cell.strip())
    return wrapped[1] if wrapped else cell


def _reason(error: csv.Error) -> str:
    if "field limit" in str(error) or "end of data" in str(error):
        return "a quotation mark opens here and never closes; find the stray one, or save the file as XLSX"
    return "quotation marks stand inside a text here; double them, or save the file as XLSX"


def _text_of(content: bytes) -> tuple[str, list[str]]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content.removeprefix(mark), encoding), []
    if (zero := content.find(b"\0")) >= 0:
        row = content.count(b"\n", 0, zero) + 1
        raise UnusableFileError(f"there are zero bytes in it, so it is no text; {_SAVE_AS_UTF_8}", row)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _windows_text(content), ["The file is not UTF-8; it was read as Windows-1252."]


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content.count("\n".encode(encoding), 0, error.start) + 1
        raise UnusableFileError(
            f"the file says that it is {encoding.upper()} and is not; {_SAVE_AS_UTF_8}", row
        ) from None


def _windows_text(content: bytes) -> str:
    for row, line in enumerate(content.splitlines(), 1):
        try:
            if _OF_WINDOWS.fullmatch(line.decode("windows-1252")):
                continue
        except UnicodeDecodeError:
            pass
        raise UnusableFileError(
            f"it is neither UTF-8 nor Windows-1252, so its letters can't be told; {_SAVE_AS_UTF_8}", row
        )
    return content.decode("windows-1252")
