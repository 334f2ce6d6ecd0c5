"""Three files as clerks send them, each with everything that is said about it."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from spreadsheets import Read, Refused

HEADER = (
    *("UNITID", "CIP Code", "Award Level", "Program Title", "Tuition (USD)", "Fees USD", "Total Cost USD"),
    *("Length Months", "Formats", "Start Dates", "As Of", "Notes"),
)
NO_COLUMN = "delete the column, or its heading and all that is below"
NEEDED = "each row below the header that states something needs it"
FORMULA = "is a formula; copy the column, paste it back as values only, and save"
DAY = "write it like 2027-01-12 or 1/12/2027"
NO_DAY = f"and there is no such day; the month comes first: {DAY}"


@pytest.fixture
def own_workbook(tmp_path: Path) -> Path:
    """A clerk's own sheet: a title, a column of notes, formulas, merged cells, a sum below."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Allied Health 26-27"
    sheet["A1"] = "Malcolm X College \u2013 Allied Health 2026-27"
    sheet.merge_cells("A1:H1")
    sheet.append([])
    sheet.append(HEADER)
    days = datetime(2027, 1, 12), datetime(2026, 11, 2)  # noqa: DTZ001  # spreadsheets know no zones
    sheet.append(
        [144166, 51.0713, "1-2 years", "Coding", "$4,380", "250", "=E4+F4", "9 months", "On Campus", *days, "!"]
    )
    weeks = "12 weeks\u20131 year"
    cells = [
        144166,
        51.0714,
        weeks,
        "Billing",
        "approx. 4,500",
        "n/a",
        4750,
        "36 weeks",
        "hybrid",
        "13/5/2027",
        "11/31/2026",
    ]
    sheet.append(cells)
    sheet.append([None, None, None, "Assisting", 150455, None, None, 9, "evenings", "rolling", "Nov 2026"])
    sheet.merge_cells("A5:A6")
    sheet.append(["TOTAL", None, None, None, "=SUM(E4:E6)"])
    path = tmp_path / "Allied Health.xlsx"
    workbook.save(path)
    return path


def test_a_clerk_s_own_workbook(own_workbook: Path, refused: Refused):
    said = [each.removeprefix("Allied Health.xlsx, sheet Allied Health 26-27, line ") for each in refused(own_workbook)]
    assert said == [
        f"3, column D: 'Program Title': is no column of this file; did you mean title? If not, {NO_COLUMN}",
        f"3, column L: 'Notes': is no column of this file; {NO_COLUMN}",
        "5: 'A5:A6': these cells are merged, so it can't be told which row they are about; unmerge them",
        f"4, column total_cost_usd (G): '=E4+F4': {FORMULA}",
        (
            "5, column tuition_usd (E): 'approx. 4,500': is not one amount; write dollars such as 4380 or $4,380.50, "
            "without words and without a range"
        ),
        "5, column fees_usd (F): 'n/a': says nothing that can be shown; leave the cell empty where you state nothing",
        "5, column length_months (H): '36 weeks': is not a whole number of months; write one such as 9",
        f"5, column start_dates (J): '13/5/2027': holds '13/5/2027', {NO_DAY}",
        f"5, column as_of (K): '11/31/2026': holds '11/31/2026', {NO_DAY}",
        "6, column formats (I): 'evenings': holds 'evenings', which is none of on_campus, hybrid, online",
        (
            "6, column start_dates (J): 'rolling': is not a day, or holds words beside days; "
            f"{DAY}, with semicolons between several"
        ),
        f"6, column as_of (K): 'Nov 2026': is not one day; {DAY}",
        f"6, column unitid (A): is empty, like cip_code, award_level; {NEEDED}",
        "7, column unitid (A): 'TOTAL': is no UNITID; it has six digits, such as 144166",
        f"7, column tuition_usd (E): '=SUM(E4:E6)': {FORMULA}",
        f"7, column cip_code (B): is empty, like award_level, as_of; {NEEDED}",
    ]


def test_semicolons_windows_letters_and_zips_without_zeros(tmp_path: Path, refused: Refused):
    header = (
        "UNITID;CIP_CODE;AWARD_LEVEL;TITLE;CREDENTIAL;CERTIFICATIONS;FORMATS;AUTHORIZED_STATES;TUITION_USD;"
        "BOOKS_SUPPLIES_USD;TOTAL_COST_USD;LENGTH_MONTHS;CAMPUS_CITY;CAMPUS_STATE;CAMPUS_ZIP;WEBSITE;AS_OF"
    )
    rows = (
        "144166;51.0713;2;Médical “Evening”;Diploma;CPC-A;campus;all;4380,00;;;12;Boston;IL;2115;ccc.edu/c;2026-11-02",
        "144166;51.0713;2;Coding (day);Certificate;CPC and CCS-P;campus;;4380;600;5230;12;;;;ccc dot edu;2026-11-02",
        "144166;51.0801;2;Assisting AAS;Associate;CMA (AAMA);online;ILL;150455;;;9;;;;;2027-11-02",
        "999999;51.0714;21;Ghost;certificate;;online;;100;;;3;;;;;2026-01-01",
    )
    path = tmp_path / "programs.csv"
    path.write_bytes("\r\n".join((header, *rows)).encode("windows-1252"))
    said = [each.removeprefix("programs.csv, line ") for each in refused(path)]
    assert [each.split(":")[0] for each in said] == [
        "2, column certifications (F)",
        "2, column tuition_usd (I)",
        "2, column campus_zip (O)",
        "2, column authorized_states (H)",
        "3, column website (P)",
        "3, column cip_code (B)",
        "3, column total_cost_usd (K)",
        "4, column authorized_states (H)",
        "4, column as_of (Q)",
        "4, column credential (E)",
        "4, column tuition_usd (I)",
        "5, column unitid (A)",
    ]
    assert said[2].endswith(
        "'2115': is in Boston, Massachusetts, but campus_state says Illinois; correct the wrong one"
    )
    assert "is the same program as line 2; delete one of them" in said[5]
    assert "'5230': is not the sum of its parts, $4,980 (tuition $4,380 + books supplies $600)" in said[6]
    assert "tuition and fees of $150,455 are not credible for 9 months: $72,000 is the most that is taken" in said[10]


def test_tabs_garbled_letters_a_header_twice_and_an_empty_line(tmp_path: Path, read: Read, refused: Refused):
    header = "unitid\tcip_code\taward_level\ttitle\teligibility\tself_paced\tcredits\tas_of\r\n"
    wrong = "144166\t51.0713\t1 year\tEspaÃ±ol coding\tStudentâ€™s choice\tx\t37.5\t46349\r\n"
    right = "144166\t51.0801\t2\tAssisting\tGED\tTRUE\t36\tNovember 2, 2026\r\n"
    path = tmp_path / "export.txt"
    path.write_text(header + wrong + "\r\n" + header + right, "utf-8-sig", newline="")
    said = [each.removeprefix("export.txt, line 2, column ").split(":")[0] for each in refused(path)]
    assert said == ["award_level (C)", "title (D)", "eligibility (E)", "self_paced (F)", "credits (G)", "as_of (H)"]
    path.write_text(header + "\r\n" + header + right, "utf-8-sig", newline="")
    assert [each.title for each in read(path).statements] == ["Assisting"]
