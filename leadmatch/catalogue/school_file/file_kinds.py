"""Telling what kind of file somebody sent, by what is in it, and reading it as a table."""

from pathlib import Path

from leadmatch.catalogue.school_file.csv_file import read_csv
from leadmatch.catalogue.school_file.header import header_row, names_known
from leadmatch.catalogue.school_file.table import Table, UnusableFileError
from leadmatch.catalogue.school_file.xlsx_file import read_xlsx

MAX_FILE_BYTES = 20_000_000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wrote before 2007, and how it locks files with a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS_XLSX = "save it as “Excel Workbook (.xlsx)” or as “CSV UTF-8”"
_OTHER_KINDS = (
    (b"%PDF", "this is a PDF; send the spreadsheet itself"),
    (
        b"<",
        f"this is a web page or XML, whatever its name says; open it in your spreadsheet program and {_SAVE_AS_XLSX}",
    ),
    (b"{\\rtf", f"this is a text document; {_SAVE_AS_XLSX}"),
    (b"\x1f\x8b", "this file is compressed; send the spreadsheet itself"),
)


def read_table(path: Path) -> Table:
    """Return the table of programs in a file.

    Raises:
        UnusableFileError: it is too large, or no CSV or XLSX that can be read.
    """
    content = _content(path)
    if content.startswith(_ZIP):
        return read_xlsx(content, is_table=lambda rows: header_row(rows) is not None)
    if content.startswith(_OLE):
        if _LOCKED in content:
            raise UnusableFileError(f"the file is locked with a password; without one, {_SAVE_AS_XLSX}")
        raise UnusableFileError(f"this is a workbook of Excel 2003 or older (.xls), or no workbook; {_SAVE_AS_XLSX}")
    beginning = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, why in _OTHER_KINDS:
        if beginning.startswith(sign):
            raise UnusableFileError(why)
    if not content.strip():
        raise UnusableFileError("the file is empty")
    return read_csv(content, names_known=names_known)


def _content(path: Path) -> bytes:
    limit = f"{MAX_FILE_BYTES // 1_000_000} MB"
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnusableFileError(f"the file is larger than {limit}; copy the rows with programs into a new file")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnusableFileError(f"the file cannot be read: {error.strerror}") from None
    if len(content) > MAX_FILE_BYTES:  # it has grown, or is no ordinary file
        raise UnusableFileError(f"the file is larger than {limit}; copy the rows with programs into a new file")
    return content
