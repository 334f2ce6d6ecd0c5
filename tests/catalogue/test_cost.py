"""A cost is the program's own, an honest estimate, or unknown (rule C4)."""

from dataclasses import replace

import pytest

from leadmatch.catalogue.cost import (
    NOTHING_PUBLISHED,
    PublishedFigures,
    charges_of_level,
    credible_charge,
    credible_yearly_tuition,
    program_cost,
    published_figures,
)
from leadmatch.catalogue.federal.ipeds import ProgramCharge
from leadmatch.catalogue.federal.scorecard import ScorecardInstitution
from leadmatch.catalogue.records import UNKNOWN_COST, CostRecord

CHARGE = ProgramCharge(
    unitid="100001",
    cip_code="51.0801",
    tuition_fees_usd=9000,
    books_supplies_usd=500,
    months=9,
    credits=36,
    file="ic2023_py.csv",
    line=7,
    number=2,
)
PRICES = ("ipeds-ic-py-2023", "2023-24")
YEARLY = ("college-scorecard-2022", "2020-21")


def cost_of(figures: PublishedFigures, level: str = "21", yearly: int | None = 5000) -> CostRecord:
    return program_cost(figures, level, price_source=PRICES, yearly_tuition_usd=yearly, yearly_source=YEARLY)


def test_a_price_is_the_programs_own_where_the_school_has_one_level_in_the_code():
    figures = published_figures([CHARGE], award_levels_count=1)
    assert figures == PublishedFigures((9000, 500), 9, 36)
    assert cost_of(figures) == CostRecord(950_000, "program", 900_000, 50_000, "2023-24", "ipeds-ic-py-2023")


@pytest.mark.parametrize("levels", [0, 2, 3])
def test_a_price_is_nobodys_where_the_school_has_several_levels_in_the_code(levels: int):
    assert published_figures([CHARGE], award_levels_count=levels) == NOTHING_PUBLISHED


def test_no_charges_are_no_figures():
    assert published_figures([], award_levels_count=1) == NOTHING_PUBLISHED


def test_of_a_code_listed_twice_only_what_both_rows_say_counts():
    other = replace(CHARGE, tuition_fees_usd=7000, credits=30)
    assert published_figures([CHARGE, other], award_levels_count=1) == PublishedFigures(None, 9, None)
    assert published_figures([CHARGE, CHARGE], award_levels_count=1).price == (9000, 500)


def test_without_supplies_the_total_is_tuition_and_fees_and_supplies_stay_unknown():
    figures = published_figures([replace(CHARGE, books_supplies_usd=None)], award_levels_count=1)
    assert cost_of(figures) == CostRecord(900_000, "program", 900_000, None, "2023-24", "ipeds-ic-py-2023")


def test_supplies_of_zero_are_a_published_zero():
    figures = published_figures([replace(CHARGE, books_supplies_usd=0)], award_levels_count=1)
    assert cost_of(figures).books_supplies_cents == 0


def test_supplies_without_tuition_are_no_price():
    assert published_figures([replace(CHARGE, tuition_fees_usd=None)], award_levels_count=1).price is None


@pytest.mark.parametrize(("level", "total_cents"), [("21", 500_000), ("2", 1_000_000), ("3", 1_000_000)])
def test_an_estimate_is_a_years_tuition_times_the_longest_nominal_years(level: str, total_cents: int):
    cost = CostRecord(total_cents, "estimate", total_cents, None, "2020-21", "college-scorecard-2022")
    assert cost_of(NOTHING_PUBLISHED, level) == cost


@pytest.mark.parametrize("level", ["20", "4", "5", "6", "7", "8", "17", "18", "19"])
def test_other_levels_have_no_estimate(level: str):
    assert cost_of(NOTHING_PUBLISHED, level) == UNKNOWN_COST


def test_without_a_years_tuition_the_cost_is_unknown():
    assert cost_of(NOTHING_PUBLISHED, yearly=None) == UNKNOWN_COST


@pytest.mark.parametrize(
    ("tuition", "months", "is_credible"),
    [
        (0, 9, False),
        (1, 9, True),
        (20_000, 1, True),
        (20_001, 1, False),
        (20_001, 2, False),
        (20_001, 3, True),
        (72_000, 9, True),
        (72_001, 9, False),
        (150_455, 9, False),
        (85_484, 22, True),
        (98_000, 13, True),
        (157_200, 26, True),
        (20_001, None, False),
    ],
)
def test_tuition_is_credible_up_to_8000_dollars_a_month_or_20000_in_all(
    tuition: int, months: int | None, *, is_credible: bool
):
    kept, complaints = credible_charge(replace(CHARGE, tuition_fees_usd=tuition, months=months))
    assert kept.tuition_fees_usd == (tuition if is_credible else None)
    assert [(one.file, one.line, one.column, one.value) for one in complaints] == (
        [] if is_credible else [("ic2023_py.csv", 7, "CIPTUIT2", str(tuition))]
    )


@pytest.mark.parametrize(
    ("supplies", "price"),
    [(0, (9000, 0)), (20_000, (9000, 20_000)), (20_001, (None, None)), (40_112, (None, None)), (-5, (None, None))],
)
def test_supplies_out_of_range_take_the_tuition_beside_them_out_too(
    supplies: int, price: tuple[int | None, int | None]
):
    kept, complaints = credible_charge(replace(CHARGE, books_supplies_usd=supplies, number=1))
    assert (kept.tuition_fees_usd, kept.books_supplies_usd) == price
    assert [one.column for one in complaints] == ([] if price[0] else ["CHG4PY3"])


@pytest.mark.parametrize(("credit_hours", "kept_credits"), [(1, 1), (250, 250), (0, None), (251, None)])
def test_credits_out_of_range_are_left_out_alone(credit_hours: int, kept_credits: int | None):
    kept, complaints = credible_charge(replace(CHARGE, credits=credit_hours))
    assert (kept.credits, kept.tuition_fees_usd) == (kept_credits, 9000)
    assert len(complaints) == (kept_credits is None)


@pytest.mark.parametrize(
    ("level", "months", "belongs"),
    [
        ("20", 6, True),
        ("20", 7, False),
        ("21", 24, True),
        ("21", 32, False),
        ("2", 48, True),
        ("2", 0, False),
        ("3", None, True),
    ],
)
def test_a_length_beyond_the_level_at_half_pace_is_left_out_and_the_price_stays(
    level: str, months: int | None, *, belongs: bool
):
    kept, complaints = charges_of_level([replace(CHARGE, months=months)], level)
    assert kept == [replace(CHARGE, months=months if belongs else None)]
    assert [one.column for one in complaints] == ([] if belongs else ["MTHCMP2"])


def test_of_two_rows_of_one_code_the_one_of_allowed_length_is_this_program():
    short, long = replace(CHARGE, months=9), replace(CHARGE, months=32)
    kept, complaints = charges_of_level([long, short], "21")
    assert kept == [short]
    assert [one.value for one in complaints] == ["32"]


@pytest.mark.parametrize(
    ("tuition", "kept"),
    [(None, None), (1, 1), (61_671, 61_671), (100_000, 100_000), (100_001, None), (0, None), (-9, None)],
)
def test_a_years_tuition_out_of_range_is_left_out(tuition: int | None, kept: int | None):
    institution = ScorecardInstitution("100001", (), tuition, "scorecard.csv", 4)
    value, complaints = credible_yearly_tuition(institution)
    assert value == kept
    assert len(complaints) == (tuition is not None and kept is None)
