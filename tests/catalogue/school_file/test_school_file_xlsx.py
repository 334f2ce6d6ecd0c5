"""XLSX as people save it, and what stands in it that is no value."""

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from spreadsheets import (
    KEY,
    SHEET,
    TEXTS,
    Read,
    Refused,
    changed_parts,
    csv_file,
    grid,
    part,
    row,
    with_shared_texts,
    xlsx_file,
)

from leadmatch.catalogue.school_file.table import UnusableCell
from leadmatch.catalogue.school_file.xlsx_file import MAX_TEXTS, read_xlsx
from leadmatch.catalogue.school_file.xlsx_sheet import MAX_CELLS, MAX_ROWS


def saved(folder: Path, workbook: Workbook) -> Path:
    path = folder / "programs.xlsx"
    workbook.save(path)
    return path


def workbook_of(*rows: dict[str, Any]) -> Workbook:
    workbook = Workbook()
    workbook.active.title = "Programs"
    for cells in grid(rows):
        workbook.active.append(cells)
    return workbook


def test_numbers_days_and_truths_are_read_as_what_they_are(tmp_path: Path, read: Read):
    cells = row(
        unitid=144166,
        cip_code=51.0713,
        as_of=datetime(2026, 11, 20),  # noqa: DTZ001  # spreadsheets know no zones
        start_dates=date(2027, 1, 12),
        self_paced=True,
        tuition_usd=4380.5,
        credits=36,
    )
    found = read(xlsx_file(tmp_path, cells))
    same = read(csv_file(tmp_path, row(start_dates="2027-01-12", self_paced="yes", tuition_usd="4380.5", credits="36")))
    assert found.statements == same.statements


def test_days_counted_from_1904_are_those_that_the_spreadsheet_shows(tmp_path: Path, read: Read):
    workbook = workbook_of(row(start_dates=date(2027, 1, 12)))
    workbook.epoch = CALENDAR_MAC_1904
    (statement,) = read(saved(tmp_path, workbook)).statements
    assert statement.start_dates == (date(2027, 1, 12),)


@given(
    st.lists(
        st.one_of(
            st.text(
                st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
                max_size=9,
            ),
            st.integers(-(10**12), 10**12),
            st.floats(-1e12, 1e12).filter(lambda number: abs(number) > 1e-9 or number == 0),
            st.booleans(),
            st.dates(date(1901, 1, 1), date(2900, 1, 1)),
            st.none(),
        ),
        max_size=8,
    )
)
def test_every_cell_is_read_as_openpyxl_reads_it(cells: list[Any]):
    content = io.BytesIO()
    workbook = Workbook()
    for place, cell in enumerate(cells, 1):
        written = workbook.active.cell(2, place, cell)
        if isinstance(cell, str) and cell:
            written.data_type = "s"
    workbook.save(content)
    expected = [each.value for each in next(load_workbook(content).active.iter_rows(2, 2, 1, len(cells) or 1))]
    rows = read_xlsx(content.getvalue(), is_table=lambda _rows: True).rows
    found = rows[0].cells if rows else {}
    days = [each.date() if isinstance(each, datetime) else each for each in expected]
    blank = [None if isinstance(each, str) and not each.strip() else each for each in days]
    assert [found.get(place) for place in range(1, len(cells) + 1)] == blank[: len(cells)]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("=B2", "'=B2': is a formula; copy the column, paste it back as values only"),
        ("#REF!", "'#REF!': is an error of the spreadsheet"),
        (time(8, 30), "is a time of day; write the day"),
    ],
)
def test_a_cell_that_holds_no_value_of_its_own_is_told(tmp_path: Path, refused: Refused, cell: object, fault: str):
    (told,) = refused(saved(tmp_path, workbook_of(row(start_dates=cell))))
    assert told.startswith("programs.xlsx, sheet Programs, line 2, column start_dates (E)")
    assert fault in told


def test_a_day_that_there_is_not_is_told(tmp_path: Path, refused: Refused):
    workbook = workbook_of(row(start_dates=-5))
    workbook.active["E2"].number_format = "yyyy-mm-dd"
    (told,) = refused(saved(tmp_path, workbook))
    assert "is formatted as a day and is none" in told


def test_merged_cells_are_told_with_their_range_unless_they_are_above_the_table(
    tmp_path: Path, read: Read, refused: Refused
):
    workbook = workbook_of(row(title="A"))
    workbook.active.insert_rows(1, 2)
    workbook.active["A1"] = "Our programs"
    workbook.active.merge_cells("A1:E2")
    assert len(read(saved(tmp_path, workbook)).statements) == 1
    workbook.active.merge_cells("D4:D5")
    (told,) = refused(saved(tmp_path, workbook))
    assert told.startswith("programs.xlsx, sheet Programs, line 4: 'D4:D5': these cells are merged")


def test_the_one_visible_sheet_with_the_table_is_read_and_the_others_are_named(tmp_path: Path, read: Read):
    workbook = workbook_of(row(title="A"))
    workbook.create_sheet("Notes", 0).append(["Call Maria"])
    old = workbook.create_sheet("Old")
    old.sheet_state = "hidden"
    for cells in grid([row(title="Old")]):
        old.append(cells)
    found = read(saved(tmp_path, workbook))
    assert [each.title for each in found.statements] == ["A"]
    assert found.notes == ("Only the sheet 'Programs' was read; not read: 'Notes'.",)


def test_programs_on_two_sheets_or_on_a_hidden_one_or_on_none_are_refused(tmp_path: Path, refused: Refused):
    workbook = workbook_of(row(title="A"))
    notes = workbook.create_sheet("Downtown")
    for cells in grid([row(title="B")]):
        notes.append(cells)
    assert "the sheets 'Programs', 'Downtown' all hold programs" in refused(saved(tmp_path, workbook))[0]
    workbook.remove(notes)
    workbook.create_sheet("Notes")
    workbook["Programs"].sheet_state = "veryHidden"
    assert "the sheet 'Programs' with the programs is hidden" in refused(saved(tmp_path, workbook))[0]
    del workbook["Programs"]
    workbook.create_sheet("More")
    assert "none of the sheets 'Notes', 'More' has a row with the names" in refused(saved(tmp_path, workbook))[0]


def test_the_only_sheet_is_told_of_when_it_has_no_header(tmp_path: Path, refused: Refused):
    workbook = Workbook()
    workbook.active.append(["Call Maria"])
    (told,) = refused(saved(tmp_path, workbook))
    assert told.startswith("programs.xlsx, sheet Sheet: no row names the columns; the first row must hold their names")


def test_a_cell_at_the_far_end_of_the_sheet_is_one_complaint_and_no_wait(tmp_path: Path, refused: Refused):
    workbook = workbook_of(row(title="A"))
    workbook.active["XFD1048576"] = "x"
    (told,) = refused(saved(tmp_path, workbook))
    assert told.startswith("programs.xlsx, sheet Programs, line 1048576, column XFD: 'x'")


def test_text_is_read_without_its_formats_and_its_furigana(tmp_path: Path, read: Read):
    path = with_shared_texts(xlsx_file(tmp_path, row(title="Coding")))
    rich = b"<si><r><t>Cod</t></r><r><rPr><b/></rPr><t>ing_x000D_</t></r><rPh sb='0' eb='1'><t>spoken</t></rPh></si>"
    changed_parts(path, {TEXTS: part(path, TEXTS).replace(b"<si><t>Coding</t></si>", rich)})
    assert read(path).statements[0].title == "Coding"


def test_a_sheet_of_other_programs_with_prefixes_and_without_places_is_read(tmp_path: Path, read: Read):
    path = xlsx_file(tmp_path, row(title="Coding"))
    texts = [(*KEY, "title"), (*KEY.values(), "Coding")]
    rows = "".join(
        "<x:row>" + "".join(f"<x:c t='inlineStr'><x:is><x:t>{each}</x:t></x:is></x:c>" for each in cells) + "</x:row>"
        for cells in texts
    )
    namespace = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    sheet = f"<x:worksheet xmlns:x='{namespace}'><x:sheetData>{rows}</x:sheetData></x:worksheet>"
    changed_parts(path, {SHEET: sheet.encode()})
    assert read(path).statements[0].title == "Coding"


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (b'<c r="E2" t="d"><v>2027-01-12T00:00:00</v></c>', None),
        (b'<c r="E2" t="d"><v>2027-13-12</v></c>', "is formatted as a day and is none"),
        (b'<c r="E2"><v>1e999</v></c>', "is a number of a size that nothing here has"),
        (b'<c r="E2"><v>NaN</v></c>', "is a number of a size that nothing here has"),
        (b'<c r="E2" t="str"><v>1/12/2027</v></c>', None),
        (b'<c r="E2" t="inlineStr"><is><t>1/12/2027</t><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', None),
        (b'<c r="E2" t="str"><f>B2</f><v>1/12/2027</v></c>', "'=B2': is a formula"),
        (b'<c r="E2" t="s"><v>999</v></c>', "the file is damaged"),
        (b'<c r="E2"><v>x</v></c>', "the file is damaged"),
        (b'<c r="2E"><v>1</v></c>', "the file is damaged"),
        (b'<c r="E2"><v></v></c><c r="F2"/>', "no row states anything"),
    ],
)
def test_what_other_programs_write_into_a_cell(
    tmp_path: Path, read: Read, refused: Refused, cell: bytes, fault: str | None
):
    path = xlsx_file(tmp_path, row(start_dates="x"))
    sheet = part(path, SHEET)
    start = sheet.index(b'<c r="E2"')
    changed_parts(path, {SHEET: sheet[:start] + cell + sheet[sheet.index(b"</row>", start) :]})
    if fault is None:
        assert read(path).statements[0].start_dates == (date(2027, 1, 12),)
    else:
        assert fault in refused(path)[0]


def test_more_cells_than_any_school_has_are_refused(tmp_path: Path, refused: Refused):
    path = xlsx_file(tmp_path, row(title="A"))
    cells = b"<row r='3'>" + b"<c><v>1</v></c>" * MAX_CELLS + b"</row>"
    changed_parts(path, {SHEET: part(path, SHEET).replace(b"</sheetData>", cells + b"</sheetData>")})
    (told,) = refused(path)
    assert told.startswith("programs.xlsx, line 3: there are more than 600,000 cells")


def test_more_texts_than_any_school_has_are_refused(tmp_path: Path, refused: Refused):
    path = with_shared_texts(xlsx_file(tmp_path, row(title="A")))
    changed_parts(path, {TEXTS: b"<sst>" + b"<si/>" * (MAX_TEXTS + 1) + b"</sst>"})
    (told,) = refused(path)
    assert "there are more than 600,000 texts" in told


def test_more_rows_than_any_school_has_are_refused(tmp_path: Path, refused: Refused):
    path = xlsx_file(tmp_path, row(title="A"))
    rows = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % number for number in range(3, MAX_ROWS + 3))
    changed_parts(path, {SHEET: part(path, SHEET).replace(b"</sheetData>", rows + b"</sheetData>")})
    (told,) = refused(path)
    assert "there are more than 20,000 rows" in told


def test_an_error_in_a_column_that_is_not_read_is_no_fault(tmp_path: Path, read: Read):
    found = read(saved(tmp_path, workbook_of(row(title="A", program_on_file="=1+1"))))
    assert len(found.statements) == 1


def test_the_file_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path, read: Read):
    assert len(read(xlsx_file(tmp_path, row(title="A"), name="programs.csv")).statements) == 1
    assert len(read(csv_file(tmp_path, row(title="A"), name="programs.xlsx")).statements) == 1


def test_a_formula_keeps_its_words_for_the_complaint():
    workbook = Workbook()
    workbook.active["A1"] = "=SUM(B1:B9)"
    content = io.BytesIO()
    workbook.save(content)
    (first,) = read_xlsx(content.getvalue(), is_table=lambda _rows: True).rows
    cell = first.cells[1]
    assert isinstance(cell, UnusableCell)
    assert cell.shown == "=SUM(B1:B9)"


def test_a_workbook_without_shared_texts_or_styles_is_read(tmp_path: Path, refused: Refused):
    path = xlsx_file(tmp_path, {"unitid": 1, "cip_code": 2})
    with zipfile.ZipFile(path) as archive:
        assert "xl/styles.xml" in archive.namelist()
    changed_parts(path, {"xl/styles.xml": None})
    assert "column award_level: this column is missing" in refused(path)[0]
