"""The template: what is handed out comes back as it was filled in, and never becomes a formula."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from spreadsheets import Read, Refused

from leadmatch.catalogue.certifications import certifications
from leadmatch.catalogue.school_file.columns import COLUMNS, HELP_SHEET, STATED_COLUMNS, TABLE_SHEET, Column
from leadmatch.catalogue.school_file.known import KnownCatalogue, KnownProgram
from leadmatch.catalogue.school_file.template import template_csv, template_xlsx

STATED = {
    "title": "Medical Billing & Coding “Evening”",
    "credential": "diploma",
    "certifications": "CPC; CBCS",
    "website": "https://www.example.edu/billing",
    "formats": "on_campus; online",
    "self_paced": "no",
    "length_months": 12,
    "credits": 36,
    "externship": "yes",
    "authorized_states": "IL; WI",
    "start_dates": "2027-01-12; 2027-06-07",
    "eligibility": "High school diploma or GED",
    "tuition_usd": 4380,
    "fees_usd": 250.5,
    "books_supplies_usd": 600,
    "other_costs_usd": 125,
    "total_cost_usd": 5355.5,
    "financial_aid": "yes",
    "campus_street": "1900 W Jackson Blvd",
    "campus_city": "Chicago",
    "campus_state": "IL",
    "campus_zip": "60612",
    "as_of": date(2026, 11, 20),
}
Make = Callable[[Sequence[KnownProgram]], bytes]
FORMULA = KnownProgram("144166", "51.0713", "2", "=1+1", ("on_campus",), None)


def places(sheet: Worksheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def test_every_column_that_states_something_is_tried_here():
    assert {*STATED} == {*STATED_COLUMNS, "as_of"}


def test_a_template_that_is_filled_in_and_saved_reads_back(tmp_path: Path, read: Read, known: KnownCatalogue):
    workbook = load_workbook(io.BytesIO(template_xlsx(known.programs_of("144166"))))
    sheet = workbook[TABLE_SHEET]
    for name, value in STATED.items():
        sheet.cell(2, places(sheet)[name], value)
    workbook.save(tmp_path / "programs.xlsx")
    found = read(tmp_path / "programs.xlsx")
    assert (found.rows_read, found.rows_without_statement, found.notes) == (3, 2, ())
    (statement,) = found.statements
    assert (statement.unitid, statement.cip_code, statement.award_level) == ("144166", "51.0713", "2")
    assert statement.cost is not None
    assert statement.cost.total_cents == 535_550
    assert statement.campus == known.schools["144166"].campus
    assert [name for name in statement.__slots__ if getattr(statement, name) is None] == ["program_code"]


def test_the_same_filled_in_as_csv_states_the_same(tmp_path: Path, read: Read, known: KnownCatalogue):
    header, first, *others = csv.reader(io.StringIO(template_csv(known.programs_of("144166")).decode("utf-8-sig")))
    filled = [str(STATED.get(name, cell)) for name, cell in zip(header, first, strict=True)]
    with (tmp_path / "programs.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, filled, *others])
    (statement,) = read(tmp_path / "programs.csv").statements
    assert (statement.title, statement.credits, statement.formats) == (STATED["title"], 36, ("on_campus", "online"))


@pytest.mark.parametrize("make", [template_csv, template_xlsx])
def test_a_template_is_empty_of_statements(tmp_path: Path, refused: Refused, known: KnownCatalogue, make: Make):
    for programs in ((), known.programs_of("144166")):
        (tmp_path / "template").write_bytes(make(programs))
        (told,) = refused(tmp_path / "template")
        assert "no row states anything" in told


def test_every_program_on_file_can_be_filled_in(known: KnownCatalogue):
    programs = list(known.programs.values())
    rows = list(csv.DictReader(io.StringIO(template_csv(programs).decode("utf-8-sig"))))
    assert len(rows) == len(programs)
    assert all(row["unitid"] and row["cip_code"] and row["award_level"] and row["program_on_file"] for row in rows)


def test_text_never_becomes_a_formula():
    sheet = load_workbook(io.BytesIO(template_xlsx([FORMULA])))[TABLE_SHEET]
    cell = sheet.cell(2, places(sheet)["program_on_file"])
    assert (cell.data_type, cell.value) == ("s", "=1+1")
    assert b",'=1+1," in template_csv([FORMULA])


def test_the_template_helps_to_choose_and_explains_each_column_and_each_exam():
    workbook = load_workbook(io.BytesIO(template_xlsx()))
    sheet, explanations = workbook[TABLE_SHEET], workbook[HELP_SHEET]
    lists = {hint.promptTitle: hint.formula1 for hint in sheet.data_validations.dataValidation if hint.type == "list"}
    assert list(places(sheet)) == [column.name for column in COLUMNS]
    assert set(lists) == {column.name for column in COLUMNS if column.choices}
    assert lists["self_paced"] == '"yes,no"'
    assert all(len(choices) <= 255 for choices in lists.values())
    explained = [[cell.value for cell in row] for row in explanations.iter_rows()]
    for column in COLUMNS:
        assert [column.name, column.means, column.example, "yes" if column.is_needed else None] in explained
    assert [exam for exam in certifications() if exam not in {row[0] for row in explained}] == []


@pytest.mark.parametrize("column", [column for column in COLUMNS if column.parse], ids=lambda column: column.name)
def test_each_example_and_each_choice_can_be_read(column: Column):
    assert column.parse is not None
    for text in (column.example, *column.choices):
        assert column.parse(text) is not None
