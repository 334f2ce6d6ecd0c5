"""The figures of the guide are those of rule C7, to the dollar, and what it does not name stays unknown."""

from datetime import date

import pytest

from leadmatch.catalogue.certifications import certifications
from leadmatch.guide.facts import Certification, is_old, period_start
from leadmatch.guide.facts_file import CREDENTIALS, guide_facts

FACTS = guide_facts()

# Written down from rule C7 by hand; None where it names nothing. Cost in dollars, length in months, credits.
CREDENTIALS_OF_C7 = {
    "certificate": ((1500, 3000), ("under", 12), (30, 40)),
    "diploma": ((4200, 6400), ("under", 12), (30, 40)),
    "associate": ((8000, 16000), ("about", 24), (60, 60)),
}
CERTIFICATIONS_OF_C7 = {
    # Body, questions, fee, member's fee, years of a renewal, its units and their name, years of experience, training.
    "CBCS": ("NHA", 100, 125, None, 2, 10, "CE", None, None),
    "CPC": ("AAPC", 150, 399, None, 2, 36, "CEU", None, None),
    "CCS": ("AHIMA", 97, 399, 299, 2, 20, "CEU", None, None),
    "CMC": ("PMI", 133, None, None, 1, 12, "CEU", 1, 1250),
    "COC": ("AAPC", 150, None, None, 2, None, None, None, None),
    "CPB": ("AAPC", 200, 399, None, 2, None, None, None, None),
}
WAGES_BY_WORKPLACE_OF_C7 = {
    "hospitals": 52000,
    "physicians_offices": 43000,
    "outpatient_centers": 49000,
    "management": 57000,
    "nursing_care": 44000,
}
WAGES_BY_STATE_OF_C7 = {"DC": 67000, "NJ": 66000, "CA": 59000, "MA": 59000, "CT": 57000}


def dollars(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def row(each: Certification) -> tuple[object, ...]:
    fees = dollars(each.fee_cents), dollars(each.member_fee_cents)
    renewal = each.renewal_years, each.renewal_units, each.renewal_unit
    return each.body, each.questions, *fees, *renewal, each.experience_years, dollars(each.training_cents)


def test_typical_cost_length_and_credits_are_those_of_the_rule():
    assert {
        each.credential: (tuple(map(dollars, each.cost_cents)), (each.length_is, each.length_months), each.credit_hours)
        for each in FACTS.credentials
    } == CREDENTIALS_OF_C7


def test_the_certifications_are_those_of_the_rule():
    assert {each.code: row(each) for each in FACTS.certifications} == CERTIFICATIONS_OF_C7
    assert [each.code for each in FACTS.certifications if each.fee_is_about] == ["CPB"]


def test_the_wages_are_those_of_the_rule():
    wages = FACTS.wages
    assert (wages.annual_cents, wages.hourly_cents) == (5_109_000, 2456)
    assert {each.where: dollars(each.annual_cents) for each in wages.by_workplace} == WAGES_BY_WORKPLACE_OF_C7
    assert {each.where: dollars(each.annual_cents) for each in wages.by_state} == WAGES_BY_STATE_OF_C7
    assert wages.source.as_of == "2023-05"


def test_the_growth_is_that_of_the_rule():
    assert (FACTS.growth.percent, FACTS.growth.from_year, FACTS.growth.to_year) == (8, 2022, 2032)


def test_a_year_that_the_rule_does_not_give_says_that_it_is_inferred_and_is_no_later_than_those_beside_it():
    given = {FACTS.wages.source.id, FACTS.growth.source.id}
    inferred = [each for each in FACTS.sources if each.id not in given]
    assert [each.as_of_inferred for each in FACTS.sources] == [each.id not in given for each in FACTS.sources]
    assert all(period_start(each.as_of) <= period_start(FACTS.wages.source.as_of) for each in inferred)
    changed = [period_start(each.exam_changed) for each in FACTS.certifications if each.exam_changed]
    assert changed
    assert all(period_start(each.as_of) < min(changed) for each in inferred)


def test_an_exam_s_body_is_the_one_to_check_with():
    assert {each.body for each in FACTS.certifications if each.source.check_with != each.body} == set()


def test_the_codes_are_found_however_they_are_written():
    assert FACTS.certification(" cpc ") is FACTS.certification("CPC")
    assert FACTS.certification("XYZ") is None
    assert [FACTS.typical(each).credential for each in CREDENTIALS] == [*CREDENTIALS]
    assert FACTS.typical("bachelor") is None


@pytest.mark.parametrize(
    ("as_of", "on", "old"),
    [
        ("2024", date(2025, 12, 31), False),  # under 24 months
        ("2024", date(2026, 1, 1), False),  # 24 months
        ("2024", date(2026, 1, 2), True),  # over
        ("2023-05", date(2025, 4, 30), False),
        ("2023-05", date(2025, 5, 1), False),
        ("2023-05", date(2025, 5, 2), True),
        ("2024-02-29", date(2026, 2, 28), False),
        ("2024-02-29", date(2026, 3, 1), True),
        ("2023-12-31", date(2025, 12, 31), False),
        ("2023-12-31", date(2026, 1, 1), True),
        ("2027", date(2026, 11, 1), False),  # of a time to come
    ],
)
def test_a_figure_is_old_once_it_is_more_than_24_months_past_the_start_of_its_period(as_of: str, on: date, old: bool):  # noqa: FBT001  # a column of the table
    assert is_old(as_of, on) is old


@pytest.mark.parametrize("as_of", ["", "23", "2023-5", "2023-13", "2023-02-30", "2023-05-01T00", "2023\n", "٢٠٢٣"])
def test_what_is_no_period_is_refused(as_of: str):
    with pytest.raises(ValueError, match=r"is not YYYY|day|month"):
        period_start(as_of)


def test_every_exam_is_in_the_catalogue_s_list_under_the_same_name():
    listed = certifications()
    assert {each.code: each.name for each in FACTS.certifications} == {
        each.code: listed[each.code].name for each in FACTS.certifications
    }
