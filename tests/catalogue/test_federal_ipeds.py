"""IPEDS is read as its dictionaries mean it; what they do not know is told."""

from pathlib import Path

import pytest
from federal_files import AWARDS, OFFER, SCHOOL, charges, csv_text, file_of

from leadmatch.catalogue.complaints import ComplaintList
from leadmatch.catalogue.federal.ipeds import (
    ProgramCharge,
    read_completions,
    read_directory,
    read_distance_offers,
    read_program_charges,
)


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
