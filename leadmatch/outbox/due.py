"""By when a school must have acted on a withdrawn consent: ten business days (47 CFR 64.1200(a)(10), in force 2025)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

BUSINESS_DAYS = 10
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_DAY = timedelta(days=1)


def due_on(asked_at: datetime, time_zone: str) -> date:
    """Return the last day on which a school must have acted.

    Args:
        asked_at: when the visitor asked; that day itself does not count.
        time_zone: IANA name of the school's zone, which says what day that was.
    """
    day = asked_at.astimezone(ZoneInfo(time_zone)).date()
    for _ in range(BUSINESS_DAYS):
        day = _next_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """Whether a day is neither of a weekend nor a federal holiday as it is observed."""
    # A New Year's Day on a Saturday is observed on the last day of the year before.
    return day.weekday() < _SATURDAY and day not in _observed(day.year) and day not in _observed(day.year + 1)


def _next_business_day(day: date) -> date:
    day += _DAY
    while not is_business_day(day):
        day += _DAY
    return day


@cache
def _observed(year: int) -> frozenset[date]:
    """Return the days on which the holidays of a year are observed (5 U.S.C. 6103(b), Executive Order 11582)."""
    moved = {_SATURDAY: -_DAY, _SUNDAY: _DAY}
    return frozenset(day + moved.get(day.weekday(), timedelta()) for day in _holidays(year))


def _holidays(year: int) -> Iterator[date]:
    """Yield the legal public holidays of a year (5 U.S.C. 6103(a), as of 2021)."""
    yield date(year, 1, 1)
    yield _nth(3, _MONDAY, year, 1)  # Birthday of Martin Luther King, Jr.
    yield _nth(3, _MONDAY, year, 2)  # Washington's Birthday
    yield _nth(1, _MONDAY, year, 6) - timedelta(weeks=1)  # Memorial Day: the last Monday in May
    yield date(year, 6, 19)  # Juneteenth
    yield date(year, 7, 4)
    yield _nth(1, _MONDAY, year, 9)  # Labor Day
    yield _nth(2, _MONDAY, year, 10)  # Columbus Day
    yield date(year, 11, 11)  # Veterans Day
    yield _nth(4, _THURSDAY, year, 11)  # Thanksgiving
    yield date(year, 12, 25)


def _nth(count: int, weekday: int, year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=count - 1)
