"""The template that schools fill in, as CSV and XLSX: the columns, what each means, and a school's programs on file."""

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leadmatch.catalogue.certifications import certifications
from leadmatch.catalogue.school_file.columns import COLUMNS, HELP_SHEET, TABLE_SHEET, Column
from leadmatch.catalogue.school_file.known import KnownProgram
from leadmatch.catalogue.school_file.table import column_letters
from leadmatch.catalogue.school_file.words import AWARD_LEVEL_WORDS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

INSTRUCTIONS = (
    "Fill in one row for each program. Leave a cell empty where you state nothing: what is on file then stays.",
    "This file is everything that your school states: what an earlier file stated and this one leaves out is gone.",
    "Rows that only say which program they would be about are left alone; you need not delete them.",
    "Type values, not formulas. Do not merge cells, and keep the names of the columns.",
)
_ROWS_PREPARED = 1_000
_WIDTHS = {"program_on_file": 48, "title": 40, "eligibility": 40, "website": 36, "campus_street": 28}
_WIDTH = 20
_DAY_FORMAT, _AMOUNT_FORMAT, _TEXT_FORMAT = "yyyy-mm-dd", "#,##0.00", "@"
_PROMPT_LIMIT = 255  # characters of a hint beside a cell, by Excel's limit
_FORMULA_SIGNS = ("=", "+", "-", "@")


def template_csv(programs: Sequence[KnownProgram] = ()) -> bytes:
    """Return the template as CSV, with a row for each of these programs; with a mark by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.name for column in COLUMNS)
    for program in programs:
        cells = _prefilled(program)
        writer.writerow(_inert(cells.get(column.name, "")) for column in COLUMNS)
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(programs: Sequence[KnownProgram] = ()) -> bytes:
    """Return the template as XLSX, with lists to choose from, hints, and a sheet of explanations."""
    from openpyxl import Workbook  # noqa: PLC0415  10 MB and 0.2 s, which only those who ask for a template need

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = TABLE_SHEET
    for place, column in enumerate(COLUMNS, 1):
        _prepare(sheet, place, column)
    for row, program in enumerate(programs, 2):
        cells = _prefilled(program)
        for place, column in enumerate(COLUMNS, 1):
            if column.name in cells:
                _write(sheet, row, place, cells[column.name])
    sheet.freeze_panes = "A2"
    _explain(workbook.create_sheet(HELP_SHEET))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _prefilled(program: KnownProgram) -> dict[str, str]:
    return {
        "unitid": program.unitid,
        "cip_code": program.cip_code,
        "award_level": AWARD_LEVEL_WORDS[program.award_level],
        "program_on_file": program.title,
    }


def _inert(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _write(sheet: "Worksheet", row: int, place: int, text: str, **style: Any) -> None:  # noqa: ANN401  # as openpyxl's
    cell = sheet.cell(row, place, text)
    cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format = _format_of(COLUMNS[place - 1]) if sheet.title == TABLE_SHEET else _TEXT_FORMAT
    for name, value in style.items():
        setattr(cell, name, value)


def _prepare(sheet: "Worksheet", place: int, column: Column) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415  # as above
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415  # as above

    letters = column_letters(place)
    fill = PatternFill("solid", fgColor="FFD9EAE8" if column.is_needed else "FFEEF1EF")
    _write(sheet, 1, place, column.name, font=Font(bold=True), fill=fill)
    dimension = sheet.column_dimensions[letters]
    dimension.width = _WIDTHS.get(column.name, _WIDTH)
    dimension.number_format = _format_of(column)
    hint = DataValidation(
        type="list" if column.choices else None,
        formula1=f'"{",".join(column.choices)}"' if column.choices else None,
        allow_blank=True,
        showInputMessage=True,
        showErrorMessage=False,  # other spellings are read too
        promptTitle=column.name,
        prompt=f"{column.means} Example: {column.example}"[:_PROMPT_LIMIT],
    )
    hint.add(f"{letters}2:{letters}{_ROWS_PREPARED}")
    sheet.add_data_validation(hint)


def _format_of(column: Column) -> str:
    if column.name == "as_of":
        return _DAY_FORMAT
    if column.name.endswith("_usd"):
        return _AMOUNT_FORMAT
    return "General" if column.name in ("length_months", "credits") else _TEXT_FORMAT


def _explain(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415  # as above

    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    rows: list[tuple[str, ...]] = [(line,) for line in INSTRUCTIONS]
    rows += [(), ("Column", "What it states", "Example", "Needed")]
    rows += [(column.name, column.means, column.example, "yes" if column.is_needed else "") for column in COLUMNS]
    rows += [(), ("Exam", "Name", "Body")]
    rows += [(exam.code, exam.name, exam.body) for exam in certifications().values()]
    for number, texts in enumerate(rows, 1):
        is_heading = texts[:1] in (("Column",), ("Exam",))
        for place, text in enumerate(texts, 1):
            style = {"font": bold} if is_heading else {} if len(texts) == 1 else {"alignment": wrapped}
            _write(sheet, number, place, text, **style)
    for letters, width in (("A", 22), ("B", 80), ("C", 44), ("D", 10)):
        sheet.column_dimensions[letters].width = width
