"""Money, numbers, distances and dates as the reader's language writes them."""

from datetime import date

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from leadmatch.site.languages import locale


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
    return format_date(date.fromisoformat(iso_day), format="long", locale=locale())
