"""The embedded catalogue file comes back exactly as it was written, or not at all."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from federal_files import AWARDS, SCHOOL, SCORED, SOURCES, write_federal_files

from leadmatch.catalogue.compile import ALL_FIELDS, federal_programs
from leadmatch.catalogue.complaints import COMPLAINTS_KEPT, CatalogueFileError
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.seed_columns import COLUMN_NAMES
from leadmatch.catalogue.seed_file import read_seed, write_seed

TODAY = date(2026, 11, 1)


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A file with three programs of two schools, as the compiler writes it."""
    folder = write_federal_files(
        tmp_path / "federal",
        directory=[SCHOOL, SCHOOL | {"UNITID": "100002", "INSTNM": 'Birch, "the" College'}],
        awards=[AWARDS, AWARDS | {"CIPCODE": "51.0713"}, AWARDS | {"UNITID": "100002"}],
        scorecard=[SCORED, SCORED | {"UNITID": "100002", "ACCREDAGENCY": "NULL"}],
    )
    programs, sources, _ = federal_programs(FederalFolders(folder), ALL_FIELDS, on=TODAY)
    path = tmp_path / "seed_programs.csv"
    write_seed(path, programs, sources, on=TODAY)
    return path


def table_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def write_table(path: Path, table: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    path.write_text(text.getvalue(), "utf-8")


def with_cells(path: Path, line: int, **cells: str) -> None:
    table = table_of(path)
    for column, cell in cells.items():
        table[line - 1][table[0].index(column)] = cell
    write_table(path, table)


def complaints_about(path: Path) -> list[tuple[int, str, str]]:
    with pytest.raises(CatalogueFileError) as raised:
        read_seed(path, on=TODAY)
    assert all(one.file == path.name for one in raised.value.complaints)
    return [(one.line, one.column, one.why) for one in raised.value.complaints]


def test_rows_are_sorted_utf8_with_plain_line_ends(seed: Path):
    raw = seed.read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert [row[:3] for row in table_of(seed)[1:]] == [
        ["100001", "51.0713", "21"],
        ["100001", "51.0801", "21"],
        ["100002", "51.0801", "21"],
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"),
    ],
)
def test_windows_line_ends_and_a_mark_are_taken(seed: Path, change: Callable[[bytes], bytes]):
    read = read_seed(seed, on=TODAY)
    seed.write_bytes(change(seed.read_bytes()))
    assert read_seed(seed, on=TODAY) == read


def test_columns_may_stand_in_any_order(seed: Path):
    read = read_seed(seed, on=TODAY)
    write_table(seed, [list(reversed(row)) for row in table_of(seed)])
    assert read_seed(seed, on=TODAY) == read


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda raw: raw.replace(b"Alder", b"P\xe9rez", 1), (2, "", "is no UTF-8; save the file as UTF-8")),
        (lambda raw: raw.replace(b"Alder", b"Al\x00der", 1), (2, "", "there is a NUL byte")),
        (lambda raw: raw[:-1], (4, "", "the last line is torn: it has no line end")),
        (lambda raw: raw[:-30], (4, "", "the last line is torn: it has no line end")),
        (lambda raw: raw[:-30] + b"\n", (4, "", "has 49 cells where the header has 64")),
        (lambda raw: raw.replace(b"Alder", b"x" * 200_000, 1), (2, "", "a cell is longer than 131072 characters")),
        (lambda raw: raw.replace(b"Alder", b"x" * 10_000_000, 1), (2, "", "a cell is longer than 131072 characters")),
        (lambda raw: raw + b"\n", (5, "", "has 0 cells where the header has 64")),
        (lambda raw: raw + b'"open\n', (5, "", "cannot be read: unexpected end of data")),
        (lambda raw: raw.replace(b'"Birch', b'"Bi"rch', 1), (4, "", "cannot be read: ',' expected after '\"'")),
        (lambda _raw: b"", (1, "", "the last line is torn: it has no line end")),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(
    seed: Path, change: Callable[[bytes], bytes], complaint: tuple[int, str, str]
):
    seed.write_bytes(change(seed.read_bytes()))
    assert complaint in complaints_about(seed)


def test_a_missing_file_is_refused(tmp_path: Path):
    assert complaints_about(tmp_path / "none.csv") == [(0, "", "cannot be read: No such file or directory")]


def test_all_faults_of_the_header_are_told_at_once(seed: Path):
    table = table_of(seed)
    table[0][:3] = ["uniteid", "cip_code", "cip_code"]
    write_table(seed, table)
    assert complaints_about(seed) == [
        (1, "unitid", "this column is missing"),
        (1, "award_level", "this column is missing"),
        (1, "uniteid", "column 1 is none of this file's"),
        (1, "cip_code", "this column is there twice"),
    ]


WRONG = [
    ("unitid", "10001", "is not a UNITID of six digits"),
    ("unitid", "\u0661\u0661\u0661\u0661\u0661\u0661", "is not a UNITID of six digits"),
    ("unitid", "", "is empty"),
    ("cip_code", "51.801", "is not a CIP code like 51.0713"),
    ("cip_code", "98.0801", "is not a CIP code like 51.0713"),
    ("award_level", "1", "is none of 20, 21, 2, 4, 3, 5, 6, 7, 8, 17, 18, 19"),
    ("program_source", "somewhere", "names no federal file, such as ipeds-c-2024"),
    ("program_as_of", "2022-23", "ipeds-c-2024 describes 2023-24"),
    ("program_as_of", "lately", "is not a year, a school year or a month such as 2024, 2023-24 or 2020-11"),
    ("school_name", " Alder", "has spaces at its ends, several in a row, or characters that do not print"),
    ("school_name", "Al\u202eder", "has spaces at its ends, several in a row, or characters that do not print"),
    ("school_name", "Al\nder", "has spaces at its ends, several in a row, or characters that do not print"),
    ("school_name", "x" * 501, "is longer than 500 characters"),
    ("opeid", "1001", "is not an OPEID of eight digits"),
    ("control", "church", "is none of public, private_nonprofit, private_for_profit"),
    ("website", "javascript:alert(1)", "is not a web address"),
    ("title_iv", "yes", "is none of true, false"),
    ("title_iv", "", "source and as-of stand where title_iv does, and nowhere else"),
    ("state", "Or", "is not a state code of two capitals"),
    ("zip", "9730", "is not a ZIP code of five digits"),
    ("zip", "", "city, state, zip, latitude, longitude stand together or not at all"),
    ("latitude", "44.93890", "is not a number of degrees from -90 to 90, written as shortly as it can be"),
    ("latitude", "91.5", "is not a number of degrees from -90 to 90, written as shortly as it can be"),
    ("latitude", "nan", "is not a number of degrees from -90 to 90, written as shortly as it can be"),
    ("formats", "by_mail", "is not a list of on_campus, hybrid, online, with | between them"),
    ("formats", "on_campus|on_campus", "is not a list of on_campus, hybrid, online, with | between them"),
    ("formats", "online", "a program that is online only has no place, and every other has one"),
    ("formats_unknown", "on_campus", "names a format that is known, or none is named at all"),
    ("graduates_count", "-1", "is not a whole number from 0 to 999999"),
    ("graduates_count", "007", "is not a whole number from 0 to 999999"),
    ("graduates_count", "7.0", "is not a whole number from 0 to 999999"),
    ("graduates_year", "", "the count and its year stand together or not at all"),
    ("length_months", "0", "is not a whole number from 1 to 240"),
    ("cost_basis", "guess", "is none of program, estimate, unknown"),
    ("cost_basis", "unknown", "does not go with the figures, or with the award level"),
    ("tuition_fees_usd", "0", "is not a whole number from 1 to 1000000"),
    ("tuition_fees_usd", "$9000", "is not a whole number from 1 to 1000000"),
    ("accreditor_1", "mill", "is none of"),
    ("accreditor_1", "", "is empty beside its facts"),
    ("accreditor_1_kind", "", "needs its kind, source and as-of"),
    ("accreditor_1_since", "1966-02-30", "is not a day of the calendar"),
    ("accreditor_1_since", "3/1/1966", "is not a day like 2018-09-16"),
    ("accreditor_1_ended", "1900-01-01", "lies before 1966-03-01"),
    ("accreditation_dates_as_of", "", "is not the time that the source describes"),
]


@pytest.mark.parametrize(("column", "cell", "why"), WRONG)
def test_a_wrong_value_is_told_by_line_column_value_and_reason(seed: Path, column: str, cell: str, why: str):
    with_cells(seed, 3, **{column: cell})
    complaints = complaints_about(seed)
    assert [complaint[0] for complaint in complaints] == [3] * len(complaints)
    assert any(told == column or column in COLUMN_NAMES for _, told, _ in complaints)
    assert any(reason.startswith(why) for _, _, reason in complaints)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"cost_basis": "estimate", "books_supplies_usd": "5"}, "tuition_fees_usd"),
        ({"award_level": "20", "cost_basis": "estimate"}, "cost_basis"),
        ({"city": "", "state": "", "zip": "", "latitude": "", "longitude": "", "formats": "online"}, "street"),
        ({"accreditor_1": "", "accreditor_1_kind": "", "accreditor_1_since": "", "accreditor_1_source": "",
          "accreditor_1_as_of": "", "accreditor_2": "hlc", "accreditor_2_kind": "institutional",
          "accreditor_2_source": "dapip-2020-11", "accreditor_2_as_of": "2020-11"}, "accreditor_2"),
    ],
)  # fmt: skip
def test_what_contradicts_another_cell_is_told(seed: Path, cells: dict[str, str], column: str):
    with_cells(seed, 3, **cells)
    assert column in [told for _, told, _ in complaints_about(seed)]


def test_a_key_that_is_there_twice_is_told_with_the_first_line(seed: Path):
    table = table_of(seed)
    write_table(seed, [*table, table[1]])
    assert complaints_about(seed) == [(5, "unitid", "unitid, cip_code and award_level are those of line 2")]


@pytest.mark.parametrize(("column", "cell"), [("school_name", "Alder University"), ("zip", "97302"), ("control", "")])
def test_a_school_is_told_the_same_on_all_its_lines(seed: Path, column: str, cell: str):
    with_cells(seed, 3, **{column: cell})
    (complaint,) = complaints_about(seed)
    assert complaint[0] == 3
    assert complaint[2] == "the school or its place is told differently on line 2"


def test_all_complaints_are_counted_and_the_first_hundred_kept(seed: Path):
    table = table_of(seed)
    wrong = [*table[1][:-1], "x"]
    write_table(seed, [table[0], *[wrong] * 250])
    with pytest.raises(CatalogueFileError) as raised:
        read_seed(seed, on=TODAY)
    assert (raised.value.total, len(raised.value.complaints)) == (250, COMPLAINTS_KEPT)


def some_program(seed: Path) -> ProgramRecord:
    return read_seed(seed, on=TODAY)[0][0]


def test_a_program_that_says_more_than_the_columns_hold_is_not_written(seed: Path, tmp_path: Path):
    program = some_program(seed)
    target = tmp_path / "more.csv"
    for changed in (
        replace(program, self_paced=True),
        replace(program, title="Something else"),
        replace(program, certifications=("CPC",)),
        replace(program, cost=replace(program.cost, tuition_fees_cents=500_050)),
        replace(program, accreditation=program.accreditation * 4),
        replace(program, school=replace(program.school, name="Two  spaces")),
    ):
        with pytest.raises(ValueError, match=program.id):
            write_seed(target, [changed], SOURCES, on=TODAY)
    assert not target.exists()


def test_a_program_twice_or_without_its_source_is_not_written(seed: Path, tmp_path: Path):
    program = some_program(seed)
    with pytest.raises(ValueError, match="twice"):
        write_seed(tmp_path / "x.csv", [program, program], SOURCES, on=TODAY)
    with pytest.raises(ValueError, match="not among the sources"):
        write_seed(tmp_path / "x.csv", [program], SOURCES[1:], on=TODAY)
    other = SourceRecord(SOURCES[0].key, "Another title", "Somebody", "2020")
    with pytest.raises(ValueError, match="not among the sources"):
        write_seed(tmp_path / "x.csv", [program], [other, *SOURCES[1:]], on=TODAY)


def test_whether_accreditation_is_current_is_said_for_the_day_asked_for(seed: Path):
    with_cells(seed, 2, accreditor_1_ended="2026-12-31")
    with_cells(seed, 3, accreditor_1_ended="2026-12-31")
    before, after = read_seed(seed, on=date(2026, 12, 30))[0][0], read_seed(seed, on=date(2026, 12, 31))[0][0]
    assert (before.accreditation[0].current, after.accreditation[0].current) == (True, False)
