"""One cell at a time: what is read from it, and what is said of what can't be read."""

from datetime import date
from typing import Any

import pytest

from leadmatch.catalogue.school_file import cells, codes, days, words
from leadmatch.catalogue.school_file.cells import CellError, Repaired
from leadmatch.catalogue.school_file.table import Value
from leadmatch.catalogue.taxonomy import AWARD_LEVELS

MONTHS = cells.whole_number(1, 48, "months", example=9)
TEXT = cells.text_up_to(10)

READ: list[tuple[cells.Parse, Value, Any]] = [
    (cells.amount, "4380", 438_000),
    (cells.amount, 4380, 438_000),
    (cells.amount, 4380.5, 438_050),
    (cells.amount, "$4,380.05", 438_005),
    (cells.amount, " $ 4380.5 ", 438_050),
    (cells.amount, "US$4,380", 438_000),
    (cells.amount, "4380 dollars", 438_000),
    (cells.amount, "0", 0),
    (cells.yes_or_no, True, True),
    (cells.yes_or_no, " YES ", True),
    (cells.yes_or_no, "n", False),
    (cells.yes_or_no, "FALSE", False),
    (MONTHS, 1, 1),
    (MONTHS, "48", 48),
    (MONTHS, "9 months", 9),
    (MONTHS, "1 month", 1),
    (TEXT, "  two\u00a0\n words ", "two words"),
    (TEXT, "zero\u200bwidth", "zerowidth"),
    (TEXT, "e\u0301", "é"),
    (TEXT, "=1+1", "=1+1"),
    (TEXT, 2026, "2026"),
    (TEXT, "ten chars.", "ten chars."),
    (days.day, date(2027, 1, 12), date(2027, 1, 12)),
    (days.day, "2027-01-12", date(2027, 1, 12)),
    (days.day, "1/12/2027", date(2027, 1, 12)),
    (days.day, "1/12/27", date(2027, 1, 12)),
    (days.day, "January 12, 2027", date(2027, 1, 12)),
    (days.day, "Sept. 1st 2027", date(2027, 9, 1)),
    (days.day, "12-Jan-2027", date(2027, 1, 12)),
    (days.day, "2027-01-12 00:00:00", date(2027, 1, 12)),
    (days.days, "6/7/2027; 2027-01-12, 6/7/2027", (date(2027, 1, 12), date(2027, 6, 7))),
    (days.days, "Jan 12, 2027 and\nJune 7, 2027", (date(2027, 1, 12), date(2027, 6, 7))),
    (words.award_level, 21, "21"),
    (words.award_level, "1b", "21"),
    (words.award_level, "12 weeks to 1 year", "21"),
    (words.award_level, "At least 12 weeks, but less than 1 year", "21"),
    (words.award_level, "Certificates of at least 1 but less than 2 years", "2"),
    (words.award_level, "1\u20132 yrs", "2"),
    (words.award_level, "one year to two years", "2"),
    (words.award_level, "less than 12 weeks", "20"),
    (words.award_level, "Associate\u2019s Degree", "3"),
    (words.award_level, "2 to 4 years", "4"),
    (words.credential, "Diploma", "diploma"),
    (words.credential, "AAS", "associate"),
    (words.credential, "Associate\u2019s degree", "associate"),
    (words.formats, "Online; On-Campus", ("on_campus", "online")),
    (words.formats, "in person and hybrid", ("on_campus", "hybrid")),
    (words.formats, "online\nonline", ("online",)),
    (words.states, "wi, Illinois", ("IL", "WI")),
    (words.state, "District of Columbia", "DC"),
    (words.exams, "CCS-P / cpc®", ("CPC", "CCS-P")),
    (words.exams, "CPC and CBCS", ("CBCS", "CPC")),
    (words.exams, "Certified Billing and Coding Specialist (CBCS); CMA (AAMA)", ("CBCS", "CMA")),
    (words.exams, "None", ()),
    (codes.unitid, 144166, "144166"),
    (codes.unitid, "144,166", "144166"),
    (codes.cip_code, "51.0713", "51.0713"),
    (codes.cip_code, 51.0713, "51.0713"),
    (codes.zip_code, "60612-1234", "60612"),
    (codes.program_code, 101, "101"),
    (codes.website, "www.example.edu/a", "https://www.example.edu/a"),
    (codes.website, "HTTP://example.edu", "http://example.edu"),
]

REFUSED: list[tuple[cells.Parse, Value, str]] = [
    (cells.amount, "50%", "percentage"),
    (cells.amount, "4.380,00", "not one amount"),
    (cells.amount, "4380,00", "not one amount"),
    (cells.amount, "approx. 4500", "not one amount"),
    (cells.amount, "4000-5000", "not one amount"),
    (cells.amount, -5, "not one amount"),
    (cells.amount, 0.1 + 0.2, "not one amount"),
    (cells.amount, True, "not an amount"),
    (cells.amount, date(2027, 1, 12), "not an amount"),
    (cells.amount, "TBD", "leave the cell empty"),
    (cells.yes_or_no, "160 hours", "write yes or no"),
    (cells.yes_or_no, 1, "write yes or no"),
    (MONTHS, 0, "not from 1 to 48 months"),
    (MONTHS, 49, "not from 1 to 48 months"),
    (MONTHS, 9.5, "not a whole number of months"),
    (MONTHS, "36 weeks", "not a whole number of months"),
    (MONTHS, True, "not a whole number of months"),
    (MONTHS, "٩", "not a whole number of months"),
    (TEXT, "eleven char", "has 11 characters; 10 are allowed"),
    (TEXT, "…!", "neither letters nor digits"),
    (TEXT, "a\x07b", "can't be shown"),
    (TEXT, "a\u202eb", "can't be shown"),
    (TEXT, "a\ud800", "can't be shown"),
    (TEXT, "Studentâ€™s", "garbled"),
    (TEXT, "EspaÃ±ol", "garbled"),
    (TEXT, "a\ufffdb", "garbled"),
    (TEXT, date(2027, 1, 12), "is a day"),
    (days.day, "13/1/2027", "no such day; the month comes first"),
    (days.day, "2027-02-30", "no such day"),
    (days.day, "Jan 2027", "not one day"),
    (days.day, "Maybe 3 2027", "not one day"),
    (days.day, "1/12/2027; 1/13/2027", "not one day"),
    (days.day, 46349, "means as 2026-11-23"),
    (days.day, "46349", "means as 2026-11-23"),
    (days.day, 7, "not a day"),
    (days.day, True, "not a day"),
    (days.days, "rolling", "not a day"),
    (days.days, "every Monday from 1/12/2027", "not a day"),
    (days.days, "1/12/20277", "not a day"),
    (words.award_level, "12 weeks", "is no award level"),
    (words.award_level, "1 year", "is no award level"),
    (words.award_level, "certificate", "is no award level"),
    (words.award_level, 1, "is no award level"),
    (words.award_level, date(2027, 1, 2), "is no award level"),
    (words.credential, "certificate_or_diploma", "is none of certificate, diploma"),
    (words.formats, "evenings", "holds 'evenings', which is none of"),
    (words.formats, ";", "is none of"),
    (words.states, "ILL", "holds 'ILL', which is no state"),
    (words.state, "IL; WI", "is no state"),
    (words.exams, "CPC-A", "holds 'CPC-A', which is no exam on our list"),
    (codes.unitid, "14416", "six digits"),
    (codes.unitid, "Malcolm X", "six digits"),
    (codes.cip_code, "51", "no CIP code"),
    (codes.cip_code, "99.0000", "no family 99"),
    (codes.zip_code, "606123", "no ZIP code"),
    (codes.zip_code, "12", "no ZIP code"),
    (codes.program_code, "x" * 41, "has 41 characters"),
    (codes.program_code, date(2027, 1, 2), "is a day"),
    (codes.website, "mailto:a@example.edu", "no web address"),
    (codes.website, "javascript:alert(1)", "no web address"),
    (codes.website, "a.edu or b.edu", "no web address"),
    (codes.website, "https://a.edu/" + "x" * 500, "no web address"),
]


@pytest.mark.parametrize(("parse", "cell", "value"), READ)
def test_what_a_spreadsheet_really_holds_is_read(parse: cells.Parse, cell: Value, value: object):
    assert parse(cell) == value


@pytest.mark.parametrize(("parse", "cell", "why"), REFUSED)
def test_what_can_mean_two_things_or_none_is_refused_with_what_to_write(parse: cells.Parse, cell: Value, why: str):
    with pytest.raises(CellError, match=why.replace("(", r"\(")):
        parse(cell)


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (codes.cip_code, 51.071, "51.0710"),
        (codes.cip_code, 1.1103, "01.1103"),
        (codes.cip_code, "510713", "51.0713"),
        (codes.zip_code, 2134, "02134"),
        (codes.zip_code, "601", "00601"),
    ],
)
def test_a_dropped_zero_comes_back_and_it_is_said(parse: cells.Parse, cell: Value, value: str):
    found = parse(cell)
    assert isinstance(found, Repaired)
    assert (found.value, found.how) == (value, f"was read as {value}")


@pytest.mark.parametrize("level", AWARD_LEVELS)
def test_every_award_level_is_read_in_the_words_of_the_template_and_of_pages(level: str):
    assert words.award_level(words.AWARD_LEVEL_WORDS[level]) == level
    assert words.award_level(AWARD_LEVELS[level].words) == level


def test_all_states_are_the_fifty_and_the_district():
    assert len(words.states("all")) == 51
    assert "PR" not in words.states("All states")
