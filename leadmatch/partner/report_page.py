"""A report as one page that stands alone: figures and plots in words and SVG, without a script or another file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from leadmatch.partner.report import Report, Sums
from leadmatch.partner.report_words import (
    NOT_SHOWN,
    WHY_NOT_SHOWN,
    biggest_place,
    busiest_day,
    cells,
    day_words,
    headline,
    period_words,
    placement_words,
)

_MOST_PLACES: Final = 12
_WHOLE: Final = 100.0  # percent of the width or height of a plot
_LEAST_SEEN: Final = 1.5  # percent: a day that is not empty is not drawn as if it were
_GAP: Final = 0.25  # of a day's width


@dataclass(frozen=True, slots=True)
class Column:
    """One day of a plot, in percent of its width and height; `height` is None where the number is not shown."""

    left: float
    width: float
    height: float | None
    words: str


@dataclass(frozen=True, slots=True)
class DayPlot:
    """One number a day.

    Args:
        finding: what it shows, in a sentence.
        columns: one a day that is not empty.
        top: the highest number, as words; None where there is none.
        top_at: how far from the left its column stands, in percent.
        ends: the first and the last day.
    """

    finding: str
    columns: tuple[Column, ...]
    top: str | None
    top_at: float
    ends: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """One placement of a plot; `share` is in percent of the longest."""

    words: str
    number: str
    share: float


def report_page(report: Report) -> str:
    """Return a report as an HTML document."""
    environment = Environment(
        loader=PackageLoader("leadmatch.partner"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    searches, impressions = _used_by_day(report)
    inquiries = _asked_by_day(report)
    places = _searches_by_place(report)
    return environment.get_template("partner_report.html").render(
        report=report,
        heading=headline(report),
        period=period_words(report),
        totals=_totals(report.totals),
        searches=_day_plot(searches, "Most searches came", "No searches in these days"),
        used=[(day_words(day, with_year=True), searches[day], impressions[day]) for day in report.period.days],
        place_finding=biggest_place(places),
        places=_bars(places[:_MOST_PLACES]),
        inquiries=_day_plot(inquiries, "Most inquiries that can be shown came", _no_inquiries(report)),
        hidden_days=sum(number is None for number in inquiries.values()),
        rows=[
            (day_words(row.day, with_year=True), placement_words(row.placement), cells(row.sums)) for row in report.rows
        ],
        why_not_shown=WHY_NOT_SHOWN,
    )


def _totals(sums: Sums) -> list[tuple[str, str]]:
    names = ("Searches", "Sponsored programs shown", "Inquiries", "Accepted leads", "Returned leads", "Earned")
    return list(zip(names, cells(sums), strict=True))


def _used_by_day(report: Report) -> tuple[dict[date, int], dict[date, int]]:
    searches, impressions = dict.fromkeys(report.period.days, 0), dict.fromkeys(report.period.days, 0)
    for row in report.rows:
        searches[row.day] += row.sums.searches
        impressions[row.day] += row.sums.impressions
    return searches, impressions


def _asked_by_day(report: Report) -> dict[date, int | None]:
    """Return how many inquiries each day had; None where a part of them is not shown."""
    asked: dict[date, int | None] = dict.fromkeys(report.period.days, 0)
    for row in report.rows:
        before, more = asked[row.day], row.sums.inquiries
        asked[row.day] = None if before is None or more is None else before + more
    return asked


def _searches_by_place(report: Report) -> list[tuple[str, int]]:
    sums: defaultdict[str, int] = defaultdict(int)
    for row in report.rows:
        sums[row.placement] += row.sums.searches
    return sorted(((place, number) for place, number in sums.items() if number), key=lambda each: (-each[1], each[0]))


def _no_inquiries(report: Report) -> str:
    if any(row.sums.is_hidden for row in report.rows):
        return "Inquiries by day are not shown: too few people on each"
    return "No inquiries in these days"


def _day_plot(numbers: dict[date, int | None] | dict[date, int], words: str, none: str) -> DayPlot:
    days = [*numbers.items()]
    most = max((number or 0 for number in numbers.values()), default=0)
    step = _WHOLE / len(days)
    columns = tuple(
        _column(at * step, step, day, number, most)
        for at, (day, number) in enumerate(days)
        if number is None or number > 0
    )
    top_at = next((at for at, (_, number) in enumerate(days) if most and number == most), 0)
    return DayPlot(
        finding=busiest_day(days, words, none),
        columns=columns,
        top=f"{most:,}" if most else None,
        top_at=(top_at + 0.5) * step,
        ends=(day_words(days[0][0]), day_words(days[-1][0])),
    )


def _column(left: float, step: float, day: date, number: int | None, most: int) -> Column:
    words = f"{day_words(day)}: {NOT_SHOWN if number is None else f'{number:,}'}"
    height = None if number is None else max(_WHOLE * number / most, _LEAST_SEEN)
    return Column(left + step * _GAP / 2, step * (1 - _GAP), height, words)


def _bars(places: Sequence[tuple[str, int]]) -> list[Bar]:
    most = max((number for _, number in places), default=0)
    return [Bar(placement_words(place), f"{number:,}", _WHOLE * number / most) for place, number in places]
