"""A report in words: numbers with what they count, days, dollars, and the finding that each part begins with."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from leadmatch.kernel.money import dollars
from leadmatch.partner.hiding import FEWEST
from leadmatch.partner.placements import OTHER
from leadmatch.partner.report import Report, Sums

NOT_SHOWN: Final = "not shown"
WHY_NOT_SHOWN: Final = (
    f"What came of a day and placement on which 1 to {FEWEST - 1} people asked is not shown. Nor is that of some "
    "others, drawn by lot, even empty ones and days before the partner was there, so that nobody can work such a "
    "number out. The totals count all of it."
)


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with what it counts: ``1 search``, ``1,204 searches``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def searches_words(number: int) -> str:
    """Return how many searches."""
    return counted(number, "search", "searches")


def inquiries_words(number: int) -> str:
    """Return how many inquiries."""
    return counted(number, "inquiry", "inquiries")


def day_words(day: date, *, with_year: bool = False) -> str:
    """Return a day: ``Nov 2``, or ``Nov 2, 2026``."""
    return f"{day:%b} {day.day}" + (f", {day.year}" if with_year else "")


def period_words(report: Report) -> str:
    """Return the days of a report."""
    period = report.period
    if period.first == period.last:
        return f"{day_words(period.first, with_year=True)} (UTC)"
    is_one_year = period.first.year == period.last.year
    return f"{day_words(period.first, with_year=not is_one_year)} to {day_words(period.last, with_year=True)} (UTC)"


def placement_words(placement: str) -> str:
    """Return a placement as people read it."""
    if not placement:
        return "no placement named"
    return "others, not listed" if placement == OTHER else placement


def cells(sums: Sums, not_shown: str = NOT_SHOWN) -> tuple[str, ...]:
    """Return the figures of a row or a period, in the order of `Sums`; `not_shown` stands for what is hidden."""
    people = (sums.inquiries, sums.accepted_leads, sums.returned_leads)
    return (
        f"{sums.searches:,}",
        f"{sums.impressions:,}",
        *(not_shown if number is None else f"{number:,}" for number in people),
        not_shown if sums.earnings_cents is None else dollars(sums.earnings_cents),
    )


def headline(report: Report) -> str:
    """Return what came of it all, in a sentence."""
    total = report.totals
    if total.inquiries is None or total.accepted_leads is None or total.earnings_cents is None:
        return f"{searches_words(total.searches)}; fewer than {FEWEST} people asked, so what came of it is not shown"
    if not total.searches and not total.inquiries:
        return "Nothing was searched or asked in these days"
    leads = counted(total.accepted_leads, "accepted lead")
    return f"{dollars(total.earnings_cents)} earned: {leads} from {inquiries_words(total.inquiries)}"


def busiest_day(sums: Sequence[tuple[date, int | None]], words: str, none: str) -> str:
    """Return on which day there was most of something; where all that is known is nothing, that.

    Args:
        sums: by day; None where it is not shown.
        words: what is counted, as the beginning of a sentence, e.g. "Most searches came".
        none: what to say where there is none.
    """
    known = [(number, day) for day, number in sums if number is not None]
    number, day = max(known, key=lambda each: each[0], default=(0, None))
    return none if not number or day is None else f"{words} on {day_words(day)}: {number:,}"


def biggest_place(shares: Sequence[tuple[str, int]]) -> str:
    """Return which placement brought most of the searches, and how large a part."""
    total = sum(number for _, number in shares)
    if not total:
        return "No placement brought searches"
    placement, number = shares[0]
    words = placement_words(placement)
    return f"{words[0].upper()}{words[1:]} brought {round(100 * number / total)}% of the searches"
