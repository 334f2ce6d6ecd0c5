"""The guide's facts as plain values, and when a figure counts as old (rule C7)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

YEARS_UNTIL_OLD = 2
_PERIOD = re.compile(r"\A([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?\Z")


def period_start(as_of: str) -> date:
    """Return the first day of a period: of ``2023``, ``2023-05`` or ``2023-05-31``.

    Raises:
        ValueError: it is written otherwise, or is no such day.
    """
    found = _PERIOD.match(as_of)
    if found is None:
        raise ValueError(f"{as_of!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = found.groups(default="01")
    return date(int(year), int(month), int(day))


def is_old(as_of: str, on: date) -> bool:
    """Return whether a figure is more than 24 months old on a day, counted from the start of its period."""
    start = period_start(as_of)
    return (on.year - YEARS_UNTIL_OLD, on.month, on.day) > (start.year, start.month, start.day)


@dataclass(frozen=True, slots=True)
class GuideSource:
    """Where facts of the guide come from.

    Args:
        check_with: short name of the body that knows today's figure; None where that is each school.
        url: the body's page; None where there is none.
        as_of: the year, month or day that the facts speak of.
        as_of_inferred: nobody wrote the year down; the data file says how it was found.
    """

    id: str
    title: str
    check_with: str | None
    url: str | None
    as_of: str
    as_of_inferred: bool


@dataclass(frozen=True, slots=True)
class TypicalCredential:
    """What a program of one credential level typically costs and takes.

    Args:
        cost_cents: the lowest and the highest that is usual.
        length_is: whether it takes ``under`` or ``about`` so many months.
        credit_hours: the lowest and the highest that is usual; where they are the same, it is about so many.
    """

    credential: str
    cost_cents: tuple[int, int]
    length_months: int
    length_is: Literal["under", "about"]
    credit_hours: tuple[int, int]
    source: GuideSource


@dataclass(frozen=True, slots=True)
class Certification:
    """An exam that employers know; None is not on file.

    Args:
        body: short name of the body that holds it.
        exam_changed: from when on the exam has another number of questions than this.
        fee_cents: for those who are not members of the body.
        fee_is_about: the fee is only roughly known.
        training_cents: what the body's own training costs, roughly.
        experience_years: work in the field that the body asks for first.
        renewal_units: units of continuing education for each renewal, in the body's own count.
    """

    code: str
    name: str
    body: str
    questions: int | None
    exam_changed: str | None
    fee_cents: int | None
    fee_is_about: bool
    member_fee_cents: int | None
    training_cents: int | None
    experience_years: int | None
    renewal_years: int | None
    renewal_units: int | None
    renewal_unit: str | None
    source: GuideSource


@dataclass(frozen=True, slots=True)
class Wage:
    """The mean yearly wage at one kind of workplace or in one state."""

    where: str
    annual_cents: int


@dataclass(frozen=True, slots=True)
class Wages:
    """Mean wages: of the whole country, by kind of workplace, by state."""

    annual_cents: int
    hourly_cents: int
    by_workplace: tuple[Wage, ...]
    by_state: tuple[Wage, ...]
    source: GuideSource


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much the number of jobs is projected to grow in the country."""

    percent: int
    from_year: int
    to_year: int
    source: GuideSource


@dataclass(frozen=True, slots=True)
class GuideFacts:
    """Every fact of one guide.

    Args:
        field: the field of study that it is about.
    """

    slug: str
    title: str
    field: str
    credentials: tuple[TypicalCredential, ...]
    certifications: tuple[Certification, ...]
    wages: Wages
    growth: Growth
    sources: tuple[GuideSource, ...]

    def typical(self, credential: str) -> TypicalCredential | None:
        """Return what is typical of a credential level; None where that is not on file."""
        return next((each for each in self.credentials if each.credential == credential), None)

    def certification(self, code: str) -> Certification | None:
        """Return the exam of this code, however it is capitalised; None where there is none."""
        return next((each for each in self.certifications if each.code == code.strip().upper()), None)


class GuideFactsError(Exception):
    """The file of facts has faults; the message names each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))
