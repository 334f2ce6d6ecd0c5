"""Money, numbers, distances and dates as the reader's language writes them."""

import re
from datetime import date

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from leadmatch.site.languages import locale

_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)


def money(dollars: float) -> str:
    """Return ``$4,380``; cents only where there are some."""
    pattern = "¤#,##0" if float(dollars).is_integer() else "¤#,##0.00"
    return format_currency(dollars, "USD", format=pattern, currency_digits=False, locale=locale())


def count(number: int) -> str:
    """Return ``3,540``."""
    return format_decimal(number, locale=locale())


def distance(miles: float) -> str:
    """Return a distance of a program in miles, always with a tenth: ``3.0``."""
    return format_decimal(miles, format="#,##0.0", locale=locale())


def radius(miles: float) -> str:
    """Return a radius in miles as it was asked for: ``25`` or ``12.5``."""
    return format_decimal(miles, format="#,##0.#########", locale=locale())


def day(iso_day: str) -> str:
    """Return ``January 2, 2010`` for ``2010-01-02``."""
    return long_day(date.fromisoformat(iso_day))


def long_day(moment: date) -> str:
    """Return ``January 2, 2010``."""
    return format_date(moment, format="long", locale=locale())


def period(as_of: str) -> str:
    """Return ``November 2020`` for ``2020-11`` and a day as `day` does; a year and a school year stay as they are."""
    if _MONTH.fullmatch(as_of):
        return format_date(date.fromisoformat(f"{as_of}-01"), format="MMMM y", locale=locale())
    return day(as_of) if _DAY.fullmatch(as_of) else as_of
