"""Money, numbers, distances and dates as the reader's language writes them."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal

from leadmatch.site.languages import locale

_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_REMEMBERED = 4_096  # a page has hundreds of figures, many of them alike, and Babel takes 40 µs to write one


def money(dollars: float) -> str:
    """Return ``$4,380``; cents only where there are some."""
    return _money(dollars, locale())


def count(number: int) -> str:
    """Return ``3,540``."""
    return _decimal(number, None, locale())


def distance(miles: float) -> str:
    """Return a distance of a program in miles, always with a tenth: ``3.0``."""
    return _decimal(miles, "#,##0.0", locale())


def radius(miles: float) -> str:
    """Return a radius in miles as it was asked for: ``25`` or ``12.5``."""
    return _decimal(miles, "#,##0.#########", locale())


def day(iso_day: str) -> str:
    """Return ``January 2, 2010`` for ``2010-01-02``."""
    return long_day(date.fromisoformat(iso_day))


def long_day(moment: date) -> str:
    """Return ``January 2, 2010``."""
    return format_date(moment, format="long", locale=locale())


def period(as_of: str) -> str:
    """Return ``November 2020`` for ``2020-11`` and a day as `day` does; a year and a school year stay as they are."""
    if _MONTH.fullmatch(as_of):
        return format_skeleton("yMMMM", date.fromisoformat(f"{as_of}-01"), locale=locale())
    return day(as_of) if _DAY.fullmatch(as_of) else as_of


@lru_cache(maxsize=_REMEMBERED)
def _money(dollars: float, language: Locale) -> str:
    pattern = "¤#,##0" if float(dollars).is_integer() else "¤#,##0.00"
    return format_currency(dollars, "USD", format=pattern, currency_digits=False, locale=language)


@lru_cache(maxsize=_REMEMBERED)
def _decimal(number: float, pattern: str | None, language: Locale) -> str:
    return format_decimal(number, format=pattern, locale=language)
