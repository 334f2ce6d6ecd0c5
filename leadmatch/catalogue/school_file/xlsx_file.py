"""XLSX as a set of sheets: which there are, what they point to, and which of them holds the table of programs."""

from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format

from leadmatch.catalogue.school_file.columns import HELP_SHEET
from leadmatch.catalogue.school_file.table import Table, TableRow, UnusableFileError
from leadmatch.catalogue.school_file.xlsx_package import BROKEN, Package, ignore
from leadmatch.catalogue.school_file.xlsx_sheet import LONGEST_TEXT, Legend, SheetReader, unescaped

MAX_SHEETS = 100
MAX_TEXTS = 600_000
_CUSTOM_FORMATS = 164  # the first number of a format that a workbook defines itself

IsTable = Callable[[list[TableRow]], bool]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    is_hidden: bool
    part: str


def read_xlsx(content: bytes, *, is_table: IsTable) -> Table:
    """Return the sheet that holds the table of programs.

    It is the only visible sheet that does, wherever it stands and whatever it is called.

    Args:
        content: of the file.
        is_table: whether these rows have a header that names the table's columns.

    Raises:
        UnusableFileError: it is no workbook, or no visible sheet holds the table, or several do.
    """
    package = Package(content)
    main = _workbook_part(package)
    sheets, counts_from_1904 = _sheets(package, main)
    parts = {each.kind: each.part for each in package.relationships(main)}
    legend = Legend(
        _texts(package, parts.get("sharedStrings", "")),
        _day_styles(package, parts.get("styles", "")),
        counts_from_1904,
    )
    tables = {each: _table(package, each, legend) for each in sheets if not each.is_hidden}
    found = [each for each, table in tables.items() if is_table(table.rows)]
    if len(found) == 1:
        others = [
            each.name for each, table in tables.items() if table.rows and each.name not in (found[0].name, HELP_SHEET)
        ]
        notes = [f"Only the sheet {found[0].name!r} was read; not read: {_listed(others)}."] if others else []
        table = tables[found[0]]
        return Table(table.name, table.rows, table.merged, notes)
    if found:
        names = _listed([each.name for each in found])
        raise UnusableFileError(f"the sheets {names} all hold programs; put all programs on one sheet")
    hidden = [each for each in sheets if each.is_hidden and is_table(_table(package, each, legend).rows)]
    if hidden:
        raise UnusableFileError(f"the sheet {hidden[0].name!r} with the programs is hidden; unhide it or delete it")
    if len(tables) == 1:
        return next(iter(tables.values()))
    names = _listed([each.name for each in sheets])
    raise UnusableFileError(
        f"none of the sheets {names} has a row with the names of the columns, such as unitid, cip_code, award_level "
        "and as_of; copy the header from the template"
    )


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names))


def _workbook_part(package: Package) -> str:
    for each in package.relationships(""):
        if each.kind == "officeDocument" and package.holds(each.part):
            if each.part.startswith("xl/") and not each.part.endswith(".bin"):
                return each.part
            raise UnusableFileError("this is not an Excel workbook (.xlsx); save it as one")
    if package.holds("mimetype") or package.holds("Index/Document.iwa"):
        raise UnusableFileError("this is a file of another program; save or export it as “Excel Workbook (.xlsx)”")
    raise UnusableFileError("this is a zip file but no Excel workbook (.xlsx); send the spreadsheet itself")


def _sheets(package: Package, main: str) -> tuple[list[_Sheet], bool]:
    parts = {each.id: each.part for each in package.relationships(main) if each.kind == "worksheet"}
    sheets: list[_Sheet] = []
    counts_from_1904 = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal counts_from_1904
        if element == "workbookPr":
            counts_from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif element == "sheet":
            key = next((value for name, value in attributes.items() if name.endswith(" id")), "")
            part = parts.pop(key, "")  # so that no part is read twice
            if package.holds(part):
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(_Sheet(attributes.get("name", ""), is_hidden, part))

    package.parse(main, start, ignore, ignore)
    if not sheets or len(sheets) > MAX_SHEETS:
        raise UnusableFileError(BROKEN if not sheets else f"there are more than {MAX_SHEETS} sheets")
    return sheets, counts_from_1904


def _table(package: Package, sheet: _Sheet, legend: Legend) -> Table:
    reader = SheetReader(legend)
    package.parse(sheet.part, reader.start, reader.end, reader.text)
    return Table(sheet.name, reader.rows, reader.merged)


class _SharedTexts:
    """Takes the elements of the list of texts; afterwards `found` holds them in order."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._is_spoken = self._collects = False

    def start(self, element: str, _: dict[str, str]) -> None:
        if element == "t":
            self._collects = not self._is_spoken
        elif element == "si":
            self._pieces = []
            self._length = 0
        elif element == "rPh":  # how the text is read aloud, in Japanese
            self._is_spoken = True

    def end(self, element: str) -> None:
        if element == "t":
            self._collects = False
        elif element == "rPh":
            self._is_spoken = False
        elif element == "si":
            self.found.append(unescaped("".join(self._pieces)))
            if len(self.found) > MAX_TEXTS:
                raise UnusableFileError(f"there are more than {MAX_TEXTS:,} texts; send the file in parts")

    def text(self, piece: str) -> None:
        if self._collects and self._length <= LONGEST_TEXT:
            self._pieces.append(piece)
            self._length += len(piece)


def _texts(package: Package, part: str) -> list[str]:
    texts = _SharedTexts()
    if package.holds(part):
        package.parse(part, texts.start, texts.end, texts.text)
    return texts.found


def _day_styles(package: Package, part: str) -> set[int]:
    formats: dict[int, str] = {}
    styles: list[int] = []
    is_of_cells = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal is_of_cells
        if element == "numFmt":
            formats[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif element == "cellXfs":
            is_of_cells = True
        elif element == "xf" and is_of_cells:
            styles.append(int(attributes.get("numFmtId", "0")))

    def end(element: str) -> None:
        nonlocal is_of_cells
        if element == "cellXfs":
            is_of_cells = False

    if package.holds(part):
        package.parse(part, start, end, ignore)
    codes = {number: formats.get(number) or builtin_format_code(number) for number in set(styles)}
    days = {number for number, code in codes.items() if is_date_format(code) and not is_timedelta_format(code)}
    return {place for place, number in enumerate(styles) if number in days}
