"""The committed list of exams."""

import csv
from importlib import resources

from leadmatch.catalogue.certifications import certifications


def test_every_exam_has_its_name_its_body_and_what_the_line_rests_on():
    text = resources.files("leadmatch.catalogue").joinpath("certifications.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert all(value for row in rows for value in row.values())
    assert len(certifications()) == len(rows)


def test_codes_are_capitals_that_can_stand_in_a_list():
    assert all(code.replace("-", "").isalpha() and code.isupper() for code in certifications())


def test_the_exams_of_the_guide_are_among_them():
    assert {"CBCS", "CPC", "CCS", "CMC", "COC", "CPB"} <= set(certifications())
    assert certifications()["CPC"].body == "AAPC"
