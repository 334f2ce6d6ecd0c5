"""Whole rows: what they state, and what does not fit together or with what is on file."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from spreadsheets import Read, Refused, csv_file, row

from leadmatch.catalogue.identity import program_id, stated_program_id
from leadmatch.catalogue.records import CostRecord, SourceRecord
from leadmatch.catalogue.school_file.known import KnownCatalogue

EVERYTHING = row(
    title="Medical Coding",
    credential="certificate",
    certifications="CPC; CCS-P",
    website="https://www.example.edu/coding",
    formats="on_campus; online",
    self_paced="no",
    length_months="12",
    credits="36",
    externship="yes",
    authorized_states="IL; WI",
    start_dates="6/7/2027; 1/12/2027; 6/7/2027",
    eligibility="High school diploma or GED",
    tuition_usd="4380",
    fees_usd="250",
    books_supplies_usd="600.50",
    other_costs_usd="125",
    total_cost_usd="5355.50",
    financial_aid="yes",
)
NEW = {"award_level": "2 to 4 years", "title": "Coding", "credential": "diploma", "formats": "online"}


def test_a_program_code_in_other_capitals_is_the_same_program(tmp_path: Path, read: Read):
    coded = (row(**{**NEW, "program_code": code}) for code in ("EVE", "eve"))
    assert len({read(csv_file(tmp_path, each)).statements[0].program_id for each in coded}) == 1


def test_a_row_states_all_that_it_says_and_names_the_school_and_the_day(tmp_path: Path, read: Read):
    found = read(csv_file(tmp_path, EVERYTHING))
    (statement,) = found.statements
    (source,) = found.sources
    school = "City Colleges of Chicago-Malcolm X College"
    assert source == SourceRecord("school-144166-2026-11-20", f"{school}, its own statement", school, "2026-11-20")
    assert statement.program_id == program_id("144166", "51.0713", "2")
    assert statement.source == source.key
    assert statement.cost == CostRecord(
        535_550, "program", 463_000, 60_050, "2026-11-20", source.key, 438_000, 25_000, 12_500
    )
    assert (statement.title, statement.credential, statement.formats) == (
        "Medical Coding",
        "certificate",
        ("on_campus", "online"),
    )
    assert (statement.certifications, statement.authorized_states) == (("CPC", "CCS-P"), ("IL", "WI"))
    assert statement.start_dates == (date(2027, 1, 12), date(2027, 6, 7))
    assert (statement.self_paced, statement.externship, statement.financial_aid) == (False, True, True)
    assert (statement.length_months, statement.credits) == (12, 36)
    assert (statement.eligibility, statement.website) == (
        "High school diploma or GED",
        "https://www.example.edu/coding",
    )
    assert statement.campus is None


def test_an_empty_cell_states_nothing_and_the_word_none_states_that_there_is_none(tmp_path: Path, read: Read):
    (statement,) = read(csv_file(tmp_path, row(title="Coding", certifications="none"))).statements
    assert statement.certifications == ()
    assert (statement.cost, statement.formats, statement.self_paced, statement.start_dates) == (None, None, None, None)


@pytest.mark.parametrize(
    ("cells", "cost"),
    [
        ({"total_cost_usd": "5000"}, (500_000, None, None, None, None, None)),
        ({"tuition_usd": "4000"}, (400_000, 400_000, None, 400_000, None, None)),
        ({"tuition_usd": "4000", "fees_usd": "0"}, (400_000, 400_000, None, 400_000, 0, None)),
        ({"tuition_usd": "4000", "books_supplies_usd": "600"}, (460_000, 400_000, 60_000, 400_000, None, None)),
        ({"tuition_usd": "4000", "other_costs_usd": "99.99"}, (409_999, 400_000, None, 400_000, None, 9_999)),
    ],
)
def test_a_cost_is_its_parts_as_far_as_they_are_stated(
    tmp_path: Path, read: Read, cells: dict[str, str], cost: tuple[int | None, ...]
):
    (statement,) = read(csv_file(tmp_path, row(**cells))).statements
    found = statement.cost
    assert found is not None
    assert cost == (
        found.total_cents,
        found.tuition_fees_cents,
        found.books_supplies_cents,
        found.tuition_cents,
        found.fees_cents,
        found.other_cents,
    )


def test_a_row_that_states_nothing_is_left_alone_and_counted(tmp_path: Path, read: Read):
    found = read(csv_file(tmp_path, row(title="Coding"), row(cip_code="no code", as_of=None)))
    assert (len(found.statements), found.rows_read, found.rows_without_statement) == (1, 2, 1)


def test_each_day_of_each_school_is_a_source_of_its_own(tmp_path: Path, read: Read):
    rows = (
        row(title="A"),
        row(title="B", cip_code="51.0714", award_level="21", as_of="11/1/2026"),
        row(title="C", unitid="100760", cip_code="51.0801", award_level="2"),
    )
    keys = [source.key for source in read(csv_file(tmp_path, *rows)).sources]
    assert keys == ["school-144166-2026-11-20", "school-144166-2026-11-01", "school-100760-2026-11-20"]


def test_a_program_that_is_not_on_file_is_taken_with_title_credential_and_formats(tmp_path: Path, read: Read):
    (statement,) = read(csv_file(tmp_path, row(**NEW))).statements
    assert statement.program_id == program_id("144166", "51.0713", "4")


def test_two_programs_of_one_code_and_level_are_told_apart_by_the_school_s_own_codes(tmp_path: Path, read: Read):
    both = (row(program_code=code, title=code, credential="diploma", formats="online") for code in ("DAY", "EVE"))
    found = read(csv_file(tmp_path, *both)).statements
    assert [each.program_id for each in found] == [
        stated_program_id("144166", "51.0713", "2", code) for code in ("DAY", "EVE")
    ]


def test_a_place_on_file_keeps_its_point_and_another_one_stands_in_its_zip_code(
    tmp_path: Path, read: Read, known: KnownCatalogue
):
    there = {"campus_city": "Chicago", "campus_state": "Illinois"}
    rows = (
        row(**there, campus_zip="60612"),
        row(**there, campus_zip="60612", campus_street="1900 w. jackson blvd", cip_code="51.0714", award_level="21"),
        row(**there, campus_zip="60612", campus_street="2 Other St", cip_code="51.0801"),
        row(unitid="100760", cip_code="51.0801", campus_city="Boston", campus_state="MA", campus_zip="2134"),
    )
    found = read(csv_file(tmp_path, *rows))
    on_file = known.schools["144166"].campus
    campuses = [each.campus for each in found.statements]
    assert campuses[:2] == [on_file, on_file]
    other, far = campuses[2:]
    assert other is not None
    assert far is not None
    assert on_file is not None
    assert (other.street, other.school_id) == ("2 Other St", on_file.school_id)
    assert (other.latitude, other.longitude) != (on_file.latitude, on_file.longitude)
    assert (far.zip_code, far.state, round(far.latitude)) == ("02134", "MA", 42)
    assert found.notes == ("Line 5, column campus_zip (G): 2134 was read as 02134.",)


def test_one_place_is_one_record_however_its_street_is_written(tmp_path: Path, read: Read):
    there = {"campus_state": "IL", "campus_zip": "60601"}
    rows = (
        row(**there, campus_city="Chicago", campus_street="1 Main St"),
        row(**there, campus_city="CHICAGO", campus_street="1 MAIN ST", cip_code="51.0801"),
    )
    first, second = read(csv_file(tmp_path, *rows)).statements
    assert first.campus == second.campus


REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (
        {"tuition_usd": "150455", "length_months": "9"},
        [("tuition_usd", "not credible for 9 months: $72,000 is the most")],
    ),
    ({"tuition_usd": "150455"}, [("tuition_usd", "above $20,000; fill in length_months")]),
    ({"tuition_usd": "72000", "fees_usd": "1", "length_months": "9"}, [("tuition_usd", "fees of $72,001")]),
    ({"total_cost_usd": "92001", "length_months": "9"}, [("total_cost_usd", "the total of $92,001")]),
    ({"tuition_usd": "0"}, [("tuition_usd", "is 0; leave it empty")]),
    ({"total_cost_usd": "0"}, [("total_cost_usd", "is 0; leave it empty")]),
    ({"tuition_usd": "1", "books_supplies_usd": "20000.01"}, [("books_supplies_usd", "is more than $20,000")]),
    ({"fees_usd": "5"}, [("tuition_usd", "is empty beside other costs")]),
    (
        {"tuition_usd": "4000", "books_supplies_usd": "600", "total_cost_usd": "5000"},
        [("total_cost_usd", "not the sum of its parts, $4,600 (tuition $4,000 + books supplies $600)")],
    ),
    ({"credential": "associate"}, [("credential", "does not go with award_level '1 to 2 years'")]),
    ({"length_months": "49"}, [("length_months", "more than 48 months, twice the longest")]),
    ({"title": "x", "as_of": "2026-11-25"}, [("as_of", "lies in the future")]),
    ({"title": "x", "as_of": "2024-11-21"}, [("as_of", "more than two years ago")]),
    ({"title": "x", "as_of": None}, [("as_of", "is missing")]),
    ({"start_dates": "1/12/2127"}, [("start_dates", "holds 2127-01-12, more than five years from today")]),
    (
        {"formats": "online", "campus_zip": "60612", "campus_city": "Chicago", "campus_state": "IL"},
        [("formats", "online only")],
    ),
    ({"formats": "on_campus", "authorized_states": "IL"}, [("authorized_states", "not online")]),
    ({"campus_street": "1 Main St"}, [("campus_city", "fill in campus_city, campus_state, campus_zip")]),
    (
        {"campus_zip": "2134", "campus_city": "Chicago", "campus_state": "IL"},
        [("campus_zip", "in Allston, Massachusetts, but campus_state says Illinois")],
    ),
    ({"campus_zip": "09001", "campus_city": "APO", "campus_state": "IL"}, [("campus_zip", "no ZIP code of a place")]),
    (
        {"campus_zip": "60600", "campus_city": "Chicago", "campus_state": "IL"},
        [("campus_zip", "no ZIP code of a place")],
    ),
    ({"campus_zip": "00001", "campus_city": "Chicago", "campus_state": "IL"}, [("campus_zip", "no ZIP code on file")]),
    ({"title": "x", "unitid": "999999"}, [("unitid", "no school on file has this UNITID; look it up")]),
    ({"title": "x", "cip_code": "51.3801"}, [("cip_code", "no program on file has the CIP code 51.3801")]),
    (
        {"title": "x", "award_level": "2 to 4 years"},
        [("credential", "on file: 51.0713 1 to 2 years; 51.0714 12 weeks to 1 year; 51.0801 1 to 2 years")],
    ),
    (
        {**NEW, "formats": "on_campus"},
        [("campus_zip", "ZIP code (the school's place on file: 1900 W Jackson Blvd, Chicago, IL 60612)")],
    ),
    ({"program_code": "DAY", "title": "x"}, [("credential", "no such program")]),
    # What is wrong in itself is said once; what can't be judged for it is not.
    ({"length_months": "long", "tuition_usd": "150455"}, [("length_months", "not a whole number")]),
    ({"tuition_usd": "x", "total_cost_usd": "1"}, [("tuition_usd", "not one amount")]),
]


@pytest.mark.parametrize(("cells", "faults"), REFUSED)
def test_what_does_not_fit_is_told_at_its_place(
    tmp_path: Path, refused: Refused, cells: dict[str, Any], faults: list[tuple[str, str]]
):
    told = refused(csv_file(tmp_path, row(**cells)))
    assert len(told) == len(faults)
    for complaint, (column, why) in zip(told, faults, strict=True):
        assert f"column {column}" in complaint
        assert why in complaint


@pytest.mark.parametrize(
    "cells",
    [
        {"tuition_usd": "72000", "length_months": "9"},
        {"tuition_usd": "20000"},
        {"total_cost_usd": "92000", "length_months": "9"},
        {"tuition_usd": "1", "books_supplies_usd": "20000"},
        {"length_months": "48"},
        {"title": "x", "as_of": "2026-11-24"},
        {"title": "x", "as_of": "2024-11-22"},
        {"credential": "diploma"},
        {"authorized_states": "IL", "formats": "hybrid; online"},
    ],
)
def test_what_is_just_within_the_limits_is_taken(tmp_path: Path, read: Read, cells: dict[str, Any]):
    assert len(read(csv_file(tmp_path, row(**cells))).statements) == 1


def test_a_school_that_cannot_award_federal_aid_cannot_state_that_it_does(
    tmp_path: Path, refused: Refused, known: KnownCatalogue
):
    school = next(each for each in known.schools.values() if each.title_iv is False)
    program = known.programs_of(school.unitid)[0]
    cells = {"unitid": school.unitid, "cip_code": program.cip_code, "award_level": program.award_level}
    (told,) = refused(csv_file(tmp_path, row(**cells, financial_aid="yes")))
    assert "can't award federal student aid" in told


def test_an_online_program_on_file_takes_no_place_unless_its_formats_are_stated(
    tmp_path: Path, read: Read, refused: Refused, known: KnownCatalogue
):
    program = next(each for each in known.programs.values() if each.formats == ("online",))
    cells = {"unitid": program.unitid, "cip_code": program.cip_code, "award_level": program.award_level}
    there = {"campus_city": "Chicago", "campus_state": "IL", "campus_zip": "60601"}
    (told,) = refused(csv_file(tmp_path, row(**cells, **there)))
    assert "is on file as online only, but a campus is given" in told
    assert len(read(csv_file(tmp_path, row(**cells, **there, formats="on_campus"))).statements) == 1


def test_two_rows_for_one_program_are_both_named(tmp_path: Path, refused: Refused):
    first = row(title="A")
    again = row(title="B", award_level="2")
    coded = [row(program_code=code, title="C", credential="diploma", formats="online") for code in ("day", "DAY")]
    told = refused(csv_file(tmp_path, first, again, *coded))
    assert [complaint.split(": ", 1)[0] for complaint in told] == [
        "programs.csv, line 3, column cip_code (B)",
        "programs.csv, line 5, column program_code (F)",
    ]
    assert "is the same program as line 2" in told[0]
    assert "is the same program as line 4" in told[1]


def test_one_place_in_two_cities_is_told(tmp_path: Path, refused: Refused):
    there = {"campus_state": "IL", "campus_zip": "60601"}
    rows = (row(**there, campus_city="Chicago"), row(**there, campus_city="Cicero", cip_code="51.0801"))
    (told,) = refused(csv_file(tmp_path, *rows))
    assert "line 3, column campus_city" in told
    assert "are in Chicago on line 2" in told


def test_all_faults_are_told_at_once_and_nothing_is_taken(tmp_path: Path, refused: Refused):
    told = refused(csv_file(tmp_path, EVERYTHING, row(title="x", unitid="?", credits="0"), row(self_paced="x")))
    assert len(told) == 4


def test_a_file_that_states_nothing_is_refused(tmp_path: Path, refused: Refused):
    (told,) = refused(csv_file(tmp_path, row()))
    assert "no row states anything" in told
