"""The days that a report is about, in UTC, the first and the last included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self

from leadmatch.kernel.errors import Fault

MOST_DAYS: Final = 400
DEFAULT_DAYS: Final = 30
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2999
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @classmethod
    def of(cls, first: date | None, last: date | None, *, today: date) -> Self:
        """Return the period that somebody asks for: without a last day to today, without a first day thirty days."""
        last = today if last is None else last
        return cls(last - (DEFAULT_DAYS - 1) * _DAY if first is None else first, last)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the period, by the names of the parameters ``from`` and ``to``."""
        if self.first > self.last:
            return [Fault("from", "invalid-period", f"Send a day that is not after the last one, {self.last}.")]
        if len(self) > MOST_DAYS:
            earliest = self.last - (MOST_DAYS - 1) * _DAY
            words = f"Send {earliest} or a later day: a report has at most {MOST_DAYS} days."
            return [Fault("from", "period-too-long", words)]
        return []

    def __len__(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.first + number * _DAY for number in range(len(self)))

    @property
    def begins_at(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time.min, UTC)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + _DAY, time.min, UTC)
