"""Reading days as people and spreadsheets write them."""

import re
from datetime import date

from leadmatch.catalogue.school_file.cells import CellError, stated
from leadmatch.catalogue.school_file.day_numbers import day_of_number
from leadmatch.catalogue.school_file.table import UnusableCell, Value

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    r"aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = re.compile(
    r"(?P<y1>[0-9]{4})[-/.](?P<m1>[0-9]{1,2})[-/.](?P<d1>[0-9]{1,2})(?:[T ]00:00(?::00)?)?"
    r"|(?P<m2>[0-9]{1,2})/(?P<d2>[0-9]{1,2})/(?P<y2>[0-9]{4}|[0-9]{2})(?: 0?0:00(?::00)?)?"
    rf"|(?P<m3>{_MONTH_NAME})\.? (?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>[0-9]{{4}})"
    rf"|(?P<d4>[0-9]{{1,2}})[ -](?P<m4>{_MONTH_NAME})\.?[ -](?P<y4>[0-9]{{4}})",
    re.ASCII | re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,;|&/]*(?:and)?[\s,;|&/]*", re.IGNORECASE)
_EXAMPLE = "write it like 2027-01-12 or 1/12/2027"
_NUMBERS = range(36_526, 73_050)  # what spreadsheets count the days from 2000 to 2099 by
_CENTURY = 2000


def day(cell: Value) -> date:
    """Read one day."""
    found = _found(cell)
    if len(found) != 1:
        raise CellError(f"is not one day; {_EXAMPLE}")
    return found[0]


def days(cell: Value) -> tuple[date, ...]:
    """Read one day or more, and return them ascending, each once."""
    found = _found(cell)
    if not found:
        raise CellError(f"is not a day, or holds words beside days; {_EXAMPLE}, with semicolons between several")
    return tuple(sorted(set(found)))


def _found(cell: Value) -> list[date]:
    """Return the days in the order written; none where anything else stands there too."""
    if isinstance(cell, bool | float | int):
        raise CellError(_why_no_number(cell))
    if isinstance(cell, date):
        return [cell]
    text = stated(cell)
    if text.isdecimal():
        raise CellError(_why_no_number(int(text)))
    found: list[date] = []
    end = 0
    for match in _DAY.finditer(text):
        if not _BETWEEN.fullmatch(text, end, match.start()):
            return []
        found.append(_day_of(match))
        end = match.end()
    return found if _BETWEEN.fullmatch(text, end) else []


def _why_no_number(number: float) -> str:
    meant = day_of_number(number)
    if isinstance(number, bool) or int(number) not in _NUMBERS or isinstance(meant, UnusableCell):
        return f"is not a day; {_EXAMPLE}"
    return f"is a bare number, which a spreadsheet means as {meant.isoformat()}; if that is the day, write it so"


def _day_of(match: re.Match[str]) -> date:
    groups = {name[0]: text for name, text in match.groupdict().items() if text}
    month = int(groups["m"]) if groups["m"].isdecimal() else _MONTHS.index(groups["m"].casefold()[:3]) + 1
    year = int(groups["y"])
    try:
        return date(year if year > 99 else _CENTURY + year, month, int(groups["d"]))  # noqa: PLR2004  two digits
    except ValueError:
        raise CellError(f"holds {match[0]!r}, and there is no such day; the month comes first: {_EXAMPLE}") from None
