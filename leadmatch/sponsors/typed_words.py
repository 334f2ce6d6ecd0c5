"""Values that an operator typed, read one by one; what is wrong with any of them is kept, to be told with the rest."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from leadmatch.kernel.errors import Fault

T = TypeVar("T")

LONGEST_NAME = 100
_LISTED_AT_MOST = 12
_DAY = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_CLOCK = re.compile(r"\A([01][0-9]|2[0-3]):([0-5][0-9])\Z")
_DOLLARS = re.compile(r"\A([0-9]{1,6})(?:\.([0-9]{1,2}))?\Z")
_WHOLE = re.compile(r"\A[0-9]{1,9}\Z")
_DECIMAL = re.compile(r"\A[0-9]{1,4}(?:\.[0-9]{1,3})?\Z")


class TypedWords:
    """What was typed, by name, and the faults found in it so far.

    Args:
        given: what was typed for each name, as often as it was given; a name that was not given may be missing.
    """

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        """Find no fault yet."""
        self._given = given
        self.faults: list[Fault] = []

    def complain(self, name: str, code: str, detail: str) -> None:
        """Keep one fault."""
        self.faults.append(Fault(name, code, detail))

    def has(self, name: str) -> bool:
        """Return whether anything was typed for a name."""
        return bool(self._given.get(name))

    def needed(self, name: str, what: str) -> None:
        """Complain where nothing was typed for a name."""
        if not self.has(name):
            self.complain(name, "missing", f"Say {what}.")

    def name(self, name: str) -> str:
        """Return a name for people."""
        text = " ".join(self._one(name).split())
        if self.has(name) and not (0 < len(text) <= LONGEST_NAME and text.isprintable()):
            self.complain(name, "invalid-name", f"Say a name of 1 to {LONGEST_NAME} characters.")
        return text

    def text(self, name: str) -> str:
        """Return what was typed, as it is."""
        return self._one(name)

    def day(self, name: str) -> date | None:
        """Return a day; None where none was typed or it has a fault."""

        def read(text: str) -> date | None:
            return date.fromisoformat(text) if _DAY.match(text) else None

        return self._read(name, read, "invalid-day", "Say a day as year-month-day, such as 2026-01-31.")

    def clock(self, name: str) -> time | None:
        """Return a time of day; 24:00 is midnight."""

        def read(text: str) -> time | None:
            found = _CLOCK.match("00:00" if text == "24:00" else text)
            return time(int(found[1]), int(found[2])) if found else None

        return self._read(name, read, "invalid-time", "Say a time of day such as 09:00 or 17:30.")

    def cents(self, name: str) -> int | None:
        """Return an amount of dollars in cents."""

        def read(text: str) -> int | None:
            found = _DOLLARS.match(text.removeprefix("$"))
            return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None

        return self._read(name, read, "invalid-amount", "Say an amount of dollars such as 35 or 35.50.")

    def whole(self, name: str, allowed: range) -> int | None:
        """Return a whole number."""

        def read(text: str) -> int | None:
            return int(text) if _WHOLE.match(text) and int(text) in allowed else None

        detail = f"Say a whole number from {allowed.start} to {allowed.stop - 1}."
        return self._read(name, read, "invalid-number", detail)

    def decimal(self, name: str, most: float) -> float | None:
        """Return a number above 0."""

        def read(text: str) -> float | None:
            return float(text) if _DECIMAL.match(text) and 0 < float(text) <= most else None

        return self._read(name, read, "invalid-number", f"Say a number above 0, at most {most:g}.")

    def time_zone(self, name: str) -> str:
        """Return the name of a time zone."""
        text = self._one(name)
        if self.has(name) and not is_time_zone(text):
            self.complain(name, "unknown-time-zone", f"No time zone is called {text!r}; say America/Chicago.")
        return text

    def choice(self, name: str, allowed: Collection[str]) -> str | None:
        """Return one of some words."""

        def read(text: str) -> str | None:
            return text if text in allowed else None

        return self._read(name, read, "unknown-value", f"Say one of {', '.join(allowed)}.")

    def choices(self, name: str, allowed: Collection[str], *, upper: bool = False) -> tuple[str, ...]:
        """Return any of some words, in the order of these words, each once."""
        typed = [text.upper() if upper else text for text in self._many(name)]
        for text in dict.fromkeys(typed):
            if text not in allowed:
                which = (
                    f"none of {', '.join(allowed)}"
                    if len(allowed) <= _LISTED_AT_MOST
                    else f"no {name.replace('_', ' ')}"
                )
                self.complain(name, "unknown-value", f"{text!r} is {which}.")
        return tuple(each for each in allowed if each in typed)

    def every(self, name: str, read: Callable[[str], str | None], detail: str) -> tuple[str, ...]:
        """Return values that are read one by one, each once, in order; None from `read` is a fault."""
        found = []
        for text in dict.fromkeys(self._many(name)):
            value = read(text)
            if value is None:
                self.complain(name, "invalid-value", f"{text!r}: {detail}")
            else:
                found.append(value)
        return tuple(sorted(set(found)))

    def _one(self, name: str) -> str:
        typed = self._given.get(name) or ("",)
        return typed[-1].strip()

    def _many(self, name: str) -> list[str]:
        return [word.strip() for text in self._given.get(name, ()) for word in text.split(",") if word.strip()]

    def _read(self, name: str, read: Callable[[str], T | None], code: str, detail: str) -> T | None:
        if not self.has(name):
            return None
        try:
            value = read(self._one(name))
        except ValueError:  # a day that no month has
            value = None
        if value is None:
            self.complain(name, code, detail)
        return value


def is_time_zone(name: str) -> bool:
    """Return whether there is a time zone of this name, other than a bare offset or a file of the system."""
    if "/" not in name and name != "UTC":
        return False
    try:
        return ZoneInfo(name).key == name
    except (OSError, ValueError, LookupError):
        return False
