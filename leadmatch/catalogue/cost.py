"""What a program costs, how long it takes and how many credits it has, as far as is published (rule C4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadmatch.catalogue.complaints import Complaint
from leadmatch.catalogue.federal.ipeds import ProgramCharge
from leadmatch.catalogue.federal.scorecard import ScorecardInstitution
from leadmatch.catalogue.records import UNKNOWN_COST, CostRecord
from leadmatch.catalogue.taxonomy import longest_months, years_for_estimate

# Ranges of what is credible, set on the 7,953 prices of IPEDS 2023-24. The dearest programs that are what they
# say cost less than 8,000 dollars a month: commercial flight 98,000 for 13 months, nursing 98,756 for 31, a
# residential college 157,200 for 26. Short ones may cost up to 20,000 in all: nursing aide 15,695 for 2 months,
# truck driving 6,900 for 1. Beyond stand 150,455 for 9 months of medical assisting and 92,698 for 7 of cosmetology.
TUITION_PER_MONTH_LIMIT_USD = 8_000
TUITION_SHORT_LIMIT_USD = 20_000
# Books and supplies: 14,000 for three years of film school is the dearest credible figure; next stands 40,112
# beside a tuition of 750, plainly swapped or mistyped, which is why both figures of such a pair are kept out.
SUPPLIES_LIMIT_USD = 20_000
# A year's in-state tuition and fees: the dearest of the Scorecard (2020-21) is 61,671.
YEARLY_TUITION_LIMIT_USD = 100_000
# Nobody studies longer than at half the nominal pace and is still called full-time by IPEDS's question (MTHCMP).
SLOWEST_PACE = 2
CREDITS_LIMIT = 250  # a bachelor's degree in quarter credits has 180; the most on file is 190

_CENTS = 100


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What is published of one program; None is not published for it.

    Args:
        price: tuition and fees, books and supplies of the whole program, in dollars.
    """

    price: tuple[int, int | None] | None
    months: int | None
    credits: int | None


NOTHING_PUBLISHED = PublishedFigures(None, None, None)


def published_figures(charges: Sequence[ProgramCharge], *, award_levels_count: int) -> PublishedFigures:
    """Return the figures that are this program's own.

    IPEDS publishes them by school and CIP code, without the award level. They are a program's own where the
    school has a single award level in that CIP code: one level among all rows of the school and the code in the
    newest completions file, with awards or without. A school may also list one code twice, for two programs;
    then a figure counts only where both rows agree on it.

    Args:
        charges: credible rows (see `credible_charge`) of this school and CIP code.
        award_levels_count: levels that the newest completions file lists for this school and CIP code.
    """
    if award_levels_count != 1 or not charges:
        return NOTHING_PUBLISHED
    prices = {
        None if charge.tuition_fees_usd is None else (charge.tuition_fees_usd, charge.books_supplies_usd)
        for charge in charges
    }
    months = {charge.months for charge in charges}
    credit_hours = {charge.credits for charge in charges}
    return PublishedFigures(
        price=prices.pop() if len(prices) == 1 else None,
        months=months.pop() if len(months) == 1 else None,
        credits=credit_hours.pop() if len(credit_hours) == 1 else None,
    )


def program_cost(
    figures: PublishedFigures,
    award_level: str,
    *,
    price_source: tuple[str, str] | None,
    yearly_tuition_usd: int | None,
    yearly_source: tuple[str, str] | None,
) -> CostRecord:
    """Return the published price, else the estimate from a year's tuition, else that it is unknown.

    Args:
        figures: what is published of this program.
        award_level: its IPEDS award level.
        price_source: key of the source of `figures` and their school year.
        yearly_tuition_usd: the school's in-state tuition and fees of one year, if credible.
        yearly_source: key of its source and its school year.
    """
    if figures.price is not None and price_source is not None:
        return published_cost(*figures.price, price_source)
    years = years_for_estimate(award_level)
    if years is not None and yearly_tuition_usd is not None and yearly_source is not None:
        return estimated_cost(yearly_tuition_usd, years, yearly_source)
    return UNKNOWN_COST


def published_cost(tuition_fees_usd: int, books_supplies_usd: int | None, source: tuple[str, str]) -> CostRecord:
    """Return a price published for the program; where supplies are not, the total is tuition and fees alone.

    Args:
        tuition_fees_usd: whole dollars, like the supplies.
        books_supplies_usd: None where not published.
        source: key of the source and the school year of the figures.
    """
    return CostRecord(
        total_cents=(tuition_fees_usd + (books_supplies_usd or 0)) * _CENTS,
        basis="program",
        tuition_fees_cents=tuition_fees_usd * _CENTS,
        books_supplies_cents=None if books_supplies_usd is None else books_supplies_usd * _CENTS,
        as_of=source[1],
        source=source[0],
    )


def estimated_cost(yearly_tuition_usd: int, years: int, source: tuple[str, str]) -> CostRecord:
    """Return a year's in-state tuition and fees times the award level's longest nominal years.

    Args:
        yearly_tuition_usd: whole dollars.
        years: see `years_for_estimate`.
        source: key of the source and the school year of the tuition.
    """
    total_cents = yearly_tuition_usd * years * _CENTS
    return CostRecord(total_cents, "estimate", total_cents, None, source[1], source[0])


def tuition_limit_usd(months: int | None) -> int:
    """Return the most that tuition and fees of a program of this length can credibly be; None: length not known."""
    return max(TUITION_SHORT_LIMIT_USD, TUITION_PER_MONTH_LIMIT_USD * (months or 0))


def credible_months(award_level: str) -> int:
    """Return the longest that a program of this award level can credibly take, inclusive."""
    return SLOWEST_PACE * longest_months(award_level)


def credible_charge(charge: ProgramCharge) -> tuple[ProgramCharge, list[Complaint]]:
    """Return the row without the figures that are out of range, and a complaint for each of them."""
    complaints = []
    n = charge.number
    tuition_column, supplies_column = ("CHG1PY3", "CHG4PY3") if n == 1 else (f"CIPTUIT{n}", f"CIPSUPP{n}")
    tuition_limit = tuition_limit_usd(charge.months)
    if charge.tuition_fees_usd is not None and not 0 < charge.tuition_fees_usd <= tuition_limit:
        why = f"tuition and fees are not from 1 to {tuition_limit} dollars for {charge.months} months; left out"
        complaints.append(_complaint(charge, tuition_column, charge.tuition_fees_usd, why))
    if charge.books_supplies_usd is not None and not 0 <= charge.books_supplies_usd <= SUPPLIES_LIMIT_USD:
        why = f"books and supplies are not from 0 to {SUPPLIES_LIMIT_USD} dollars; left out with the tuition"
        complaints.append(_complaint(charge, supplies_column, charge.books_supplies_usd, why))
    kept = charge if not complaints else replace(charge, tuition_fees_usd=None, books_supplies_usd=None)
    if kept.credits is not None and not 0 < kept.credits <= CREDITS_LIMIT:
        why = f"credits are not from 1 to {CREDITS_LIMIT}; left out"
        complaints.append(_complaint(charge, f"CIPLGTH{n}", kept.credits, why))
        kept = replace(kept, credits=None)
    return kept, complaints


def charges_of_level(charges: Sequence[ProgramCharge], award_level: str) -> tuple[list[ProgramCharge], list[Complaint]]:
    """Return the rows of a program without lengths that its award level does not allow, and a complaint for each.

    Where the school lists the CIP code more than once, a row of allowed length speaks of this program and the others
    of one without awards, so they are left out whole. Otherwise only the length is out of range, and its price stays.
    """
    limit = credible_months(award_level)
    kept = []
    complaints = []
    for charge in charges:
        if charge.months is None or 0 < charge.months <= limit:
            kept.append(charge)
        else:
            why = f"months are not from 1 to {limit}, twice the longest of award level {award_level}; left out"
            complaints.append(_complaint(charge, f"MTHCMP{charge.number}", charge.months, why))
    return kept or [replace(charge, months=None) for charge in charges], complaints


def credible_yearly_tuition(institution: ScorecardInstitution) -> tuple[int | None, list[Complaint]]:
    """Return a year's in-state tuition and fees in dollars, or None and a complaint where it is out of range."""
    tuition = institution.tuition_fee_in_usd
    if tuition is None or 0 < tuition <= YEARLY_TUITION_LIMIT_USD:
        return tuition, []
    why = f"a year's tuition and fees are not from 1 to {YEARLY_TUITION_LIMIT_USD} dollars; left out"
    return None, [Complaint(institution.file, institution.line, "TUITIONFEE_IN", str(tuition), why)]


def _complaint(charge: ProgramCharge, column: str, value: int, why: str) -> Complaint:
    return Complaint(charge.file, charge.line, column, str(value), why)
