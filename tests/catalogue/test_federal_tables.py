"""Federal rows are read in every encoding and spelling that the files use, and what is unreadable is told."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from federal_files import AWARDS, CAMPUS, OFFER, RECORD, SCHOOL, SCORED, charges, csv_text

from leadmatch.catalogue.complaints import CatalogueFileError, ComplaintList
from leadmatch.catalogue.federal.cip import read_cip_titles, titles_new_in_2020
from leadmatch.catalogue.federal.dapip import read_accreditation_database
from leadmatch.catalogue.federal.folder import FederalFile, FoundFile, find_newest
from leadmatch.catalogue.federal.ipeds import (
    ProgramCharge,
    read_completions,
    read_directory,
    read_distance_offers,
    read_program_charges,
)
from leadmatch.catalogue.federal.scorecard import read_scorecard, tuition_school_year
from leadmatch.catalogue.federal.sources import federal_source, source_of
from leadmatch.catalogue.federal.table import read_rows


def file_of(path: Path, content: str | bytes) -> FoundFile:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return FoundFile(path, None, "2024", is_dated_by_stamp=False, is_revised=False)


def values(folder: Path, content: str | bytes) -> list[str | None]:
    faults = ComplaintList()
    rows = list(read_rows(file_of(folder / "x.csv", content), ("NAME", "CODE"), faults))
    faults.raise_if_any()
    return [row.text("NAME") for row in rows]


@pytest.mark.parametrize(
    "content",
    [
        "name,code\nPeña,1\n",
        "\ufeffName , CODE\r\nPeña,1\r\n",
        "NAME,CODE\nPeña,1\n".encode("latin-1"),
        'other,CODE,NAME\nx,1,"  Peña "\n',
    ],
)
def test_encodings_marks_line_ends_and_spelling_of_headers_do_not_matter(tmp_path: Path, content: str | bytes):
    assert values(tmp_path, content) == ["Peña"]


@pytest.mark.parametrize("missing", ["", ".", " . ", "-1", "-2", "-3", "NULL", "PrivacySuppressed"])
def test_missing_values_are_unknown(tmp_path: Path, missing: str):
    assert values(tmp_path, f"NAME,CODE\n{missing},1\n") == [None]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("NAME\nx\n", "line 1, column CODE: this column is missing"),
        ("NAME,CODE,code\nx,1,2\n", "line 1, column CODE: is there twice"),
        ("", "column NAME: this column is missing"),
        ("NAME,CODE\nx,1\ny\n", "line 3: has 1 cells where the header has 2"),
        ("NAME,CODE\nx,1,2\n", "line 2: has 3 cells where the header has 2"),
        ("NAME,CODE\nx,1\n\0,2\n", "line 3: holds a NUL byte"),
        ("NAME,CODE\nx," + "y" * 200_000 + "\n", "line 2: not CSV: field larger"),
    ],
)
def test_what_cannot_be_cut_into_rows_is_told_by_line(tmp_path: Path, content: str, why: str):
    with pytest.raises(CatalogueFileError, match=why):
        values(tmp_path, content)


def test_a_line_number_is_that_on_which_the_row_begins(tmp_path: Path):
    found = file_of(tmp_path / "x.csv", 'NAME,CODE\n"two\nlines",1\n\nlast,2\n')
    assert [row.line for row in read_rows(found, ("NAME", "CODE"), ComplaintList())] == [2, 5]


def directory_of(folder: Path, **changed: str) -> tuple[dict[str, object], list[str]]:
    faults = ComplaintList()
    found = file_of(folder / "hd2024.csv", csv_text([SCHOOL | changed]))
    (institution,) = read_directory(found, faults).values()
    facts = {name: getattr(institution, name) for name in institution.__slots__}
    return facts, [f"{kept.column}: {kept.why}" for kept in faults.kept]


@pytest.mark.parametrize(
    ("changed", "fact", "value"),
    [
        ({}, "name", "Alder College"),
        ({}, "zip_code", "97301"),
        ({"ZIP": "973011234"}, "zip_code", "97301"),
        ({"ZIP": "00901"}, "zip_code", "00901"),
        ({"ZIP": "-2"}, "zip_code", None),
        ({}, "latitude", 44.9389),
        ({"LATITUDE": "."}, "latitude", None),
        ({}, "control", "public"),
        ({"CONTROL": "2"}, "control", "private_nonprofit"),
        ({"CONTROL": "3"}, "control", "private_for_profit"),
        ({"CONTROL": "-3"}, "control", None),
        ({"OPEID": "-2"}, "opeid", None),
        ({}, "is_closed", False),
        ({"CLOSEDAT": "06/30/2024"}, "is_closed", True),
        ({"DEATHYR": "2024"}, "is_closed", True),
        *(({"OPEFLAG": flag}, "title_iv", True) for flag in "1248"),
        *(({"OPEFLAG": flag}, "title_iv", False) for flag in "3567"),
        ({"OPEFLAG": "-2"}, "title_iv", None),
    ],
)
def test_the_directory_says_what_its_dictionary_means(
    tmp_path: Path, changed: dict[str, str], fact: str, value: object
):
    facts, faults = directory_of(tmp_path, **changed)
    assert (facts[fact], faults) == (value, [])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"UNITID": "1234"}, "UNITID: is not a UNITID of six digits"),
        ({"UNITID": ""}, "UNITID: is missing"),
        ({"INSTNM": "-2"}, "INSTNM: is missing"),
        ({"ZIP": "9730"}, "ZIP: is not a ZIP code"),
        ({"LATITUDE": "north"}, "LATITUDE: is not a number"),
        ({"LATITUDE": "90.1"}, "LATITUDE: is not between -90 and 90 degrees"),
        ({"LATITUDE": "nan"}, "LATITUDE: is not between -90 and 90 degrees"),
        ({"LONGITUD": "-180.1"}, "LONGITUD: is not between -180 and 180 degrees"),
        ({"CONTROL": "9"}, "CONTROL: is not a code of the dictionary"),
        ({"OPEFLAG": "9"}, "OPEFLAG: is not a code of the dictionary"),
    ],
)
def test_a_value_that_the_dictionary_does_not_know_is_a_fault(tmp_path: Path, changed: dict[str, str], why: str):
    assert directory_of(tmp_path, **changed)[1] == [why]


def test_an_institution_listed_twice_is_a_fault(tmp_path: Path):
    faults = ComplaintList()
    read_directory(file_of(tmp_path / "hd2024.csv", csv_text([SCHOOL, SCHOOL])), faults)
    assert [str(kept) for kept in faults.kept] == ["hd2024.csv, line 3, column UNITID: '100001': is there twice"]


@pytest.mark.parametrize(
    ("changed", "offer"),
    [
        ({}, (False, False, None)),
        ({"DISTNCED": "1", "DSTNUGP": "1", "DSTNGP": "0"}, (True, True, False)),
        ({"DISTNCED": "-2", "DSTNUGP": "-2"}, (None, None, None)),
    ],
)
def test_distance_offers_are_read(tmp_path: Path, changed: dict[str, str], offer: tuple[bool | None, ...]):
    found = file_of(tmp_path / "ic.csv", csv_text([OFFER | changed]))
    read = read_distance_offers(found, ComplaintList())["100001"]
    assert (read.all_programs, read.undergraduate_programs, read.graduate_programs) == offer


def test_completions_keep_zeros_and_unknowns_apart_and_tell_second_majors(tmp_path: Path):
    rows = [
        AWARDS,
        AWARDS | {"CTOTALT": "0"},
        AWARDS | {"CTOTALT": "."},
        AWARDS | {"MAJORNUM": "2"},
        AWARDS | {"CIPCODE": "99"},
    ]
    read = list(read_completions(file_of(tmp_path / "c.csv", csv_text(rows)), ComplaintList()))
    assert [one.awards for one in read] == [7, 0, None, 7, 7]
    assert [one.is_first_major for one in read] == [True, True, True, False, True]
    assert read[0][:4] == (2, "100001", "51.0801", "21")


@pytest.mark.parametrize(
    ("changed", "column"),
    [({"CIPCODE": "51.801"}, "CIPCODE"), ({"CTOTALT": "many"}, "CTOTALT"), ({"CTOTALT": "-7"}, "CTOTALT")],
)
def test_an_unreadable_completion_is_told_and_left_out(tmp_path: Path, changed: dict[str, str], column: str):
    faults = ComplaintList()
    found = file_of(tmp_path / "c.csv", csv_text([AWARDS | changed]))
    assert list(read_completions(found, faults)) == []
    assert [kept.column for kept in faults.kept] == [column]


def charges_of(folder: Path, *programs: dict[str, object]) -> tuple[list[ProgramCharge], ComplaintList]:
    faults = ComplaintList()
    found = file_of(folder / "py.csv", csv_text([charges("100001", *programs)]))
    return list(read_program_charges(found, faults)), faults


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("51.0801", "51.0801"),
        ("1.1103", "01.1103"),
        ("51.071", "51.0710"),
        ("12.05", "12.0500"),
        ("1.83", "01.8300"),
        ("51", "51.0000"),
    ],
)
def test_cip_codes_that_were_taken_for_numbers_get_their_zeros_back(tmp_path: Path, written: str, code: str):
    (charge,), _ = charges_of(tmp_path, {"code": written})
    assert charge.cip_code == code


def test_prices_of_the_largest_and_the_other_programs_stand_in_different_columns(tmp_path: Path):
    read, faults = charges_of(
        tmp_path,
        {"code": "51.0801", "tuition": 9000, "supplies": 500, "months": 9, "length": 900, "measure": 1},
        {"code": "51.0713", "tuition": 8000, "supplies": ".", "months": 8, "length": 30, "measure": 2},
    )
    assert [(one.tuition_fees_usd, one.books_supplies_usd, one.months, one.credits, one.number) for one in read] == [
        (9000, 500, 9, None, 1),
        (8000, None, 8, 30, 2),
    ]
    assert faults.total == 0


@pytest.mark.parametrize(
    ("program", "column"),
    [({"code": "A1"}, "CIPCODE1"), ({"code": "51.0801", "tuition": "9,000"}, "CHG1PY3")],
)
def test_an_unreadable_charge_is_told(tmp_path: Path, program: dict[str, object], column: str):
    _, faults = charges_of(tmp_path, program)
    assert [kept.column for kept in faults.kept] == [column]


def test_only_the_codes_asked_for_are_read(tmp_path: Path):
    found = file_of(tmp_path / "py.csv", csv_text([charges("100001", {"code": "1.0"}, {"code": "51.0801"})]))
    read = read_program_charges(found, ComplaintList(), cip_codes={"51.0801"})
    assert [one.cip_code for one in read] == ["51.0801"]


@pytest.mark.parametrize(
    ("named", "agencies"),
    [
        ("Higher Learning Commission", ("Higher Learning Commission",)),
        ("A | B", ("A", "B")),
        ("NULL", ()),
        ("EXEMPT", ()),
        ("", ()),
    ],
)
def test_the_scorecard_may_name_several_agencies_or_none(tmp_path: Path, named: str, agencies: Sequence[str]):
    found = file_of(tmp_path / "s.csv", csv_text([SCORED | {"ACCREDAGENCY": named}]))
    assert read_scorecard(found, ComplaintList())["100001"].agencies == agencies


def test_the_tuition_of_a_release_is_of_two_school_years_before(tmp_path: Path):
    found = FoundFile(tmp_path, None, "2022", is_dated_by_stamp=False, is_revised=False)
    assert tuition_school_year(found) == "2020-21"


def test_dapip_finds_a_school_by_one_of_several_unitids_else_by_opeid(tmp_path: Path):
    campuses = [
        CAMPUS | {"IpedsUnitIds": "100001, 100002"},
        CAMPUS | {"DapipId": "9002", "IpedsUnitIds": "", "OpeId": "00777700"},
    ]
    records = [
        RECORD,
        RECORD | {"DapipId": "9002", "InitialDateFlag": "Estimated"},
        RECORD | {"AccreditationStatus": "Preaccredited"},
    ]
    database = read_accreditation_database(
        file_of(tmp_path / "c.csv", csv_text(campuses)), file_of(tmp_path / "r.csv", csv_text(records)), ComplaintList()
    )
    (by_unitid,) = database.of("100002", "00777700")
    (by_opeid,) = database.of("100009", "00777700")
    assert by_unitid.since == date(1966, 3, 1)
    assert by_opeid.since is None, "an estimated day is not known"
    assert database.of("100009", None) == []


def test_an_unreadable_day_is_told(tmp_path: Path):
    faults = ComplaintList()
    records = [RECORD | {"AccreditationEndDate": "soon"}, RECORD | {"AccreditationEndDate": "13/1/2019 12:00:00 AM"}]
    read_accreditation_database(
        file_of(tmp_path / "c.csv", csv_text([CAMPUS])), file_of(tmp_path / "r.csv", csv_text(records)), faults
    )
    assert [kept.column for kept in faults.kept] == ["ACCREDITATIONENDDATE"] * 2


def test_cip_titles_lose_their_wrapping_and_their_full_stop(tmp_path: Path):
    text = 'CIPFamily,CIPCode,CIPTitle\n="01",="01","AGRICULTURE."\n="01",="01.0000","Agriculture, General."\n'
    titles = read_cip_titles(file_of(tmp_path / "cip.csv", text), ComplaintList())
    assert titles == {"01.0000": "Agriculture, General"}


def test_titles_that_the_2010_edition_lacks_are_at_hand():
    titles = titles_new_in_2020()
    assert len(titles) == 215
    assert titles["01.8301"] == "Veterinary/Animal Health Technology/Technician and Veterinary Assistant"


@pytest.mark.parametrize(
    ("name", "kind", "key", "as_of"),
    [
        ("c2024_a.csv", FederalFile.COMPLETIONS, "ipeds-c-2024", "2023-24"),
        ("ic2023_py.csv", FederalFile.PROGRAM_CHARGES, "ipeds-ic-py-2023", "2023-24"),
        ("hd2024.csv", FederalFile.DIRECTORY, "ipeds-hd-2024", "2024"),
        ("dapip_2020-11_AccreditationRecords.csv", FederalFile.DAPIP_RECORDS, "dapip-2020-11", "2020-11"),
    ],
)
def test_a_file_is_a_source_with_a_key_and_the_time_it_describes(
    tmp_path: Path, name: str, kind: FederalFile, key: str, as_of: str
):
    (tmp_path / name).write_text("a\n")
    found = find_newest(tmp_path, kind)
    assert found is not None
    source = source_of(found, kind)
    assert source is not None
    assert (source.key, source.as_of) == (key, as_of)
    assert federal_source(key) == source


@pytest.mark.parametrize(
    "key", ["", "ipeds-c", "ipeds-xx-2024", "dapip-2020", "ipeds-c-2024-11", "IPEDS-C-2024", "ipeds-c-2024\n"]
)
def test_no_other_key_is_a_federal_source(key: str):
    with pytest.raises(ValueError, match="names no federal file"):
        federal_source(key)
