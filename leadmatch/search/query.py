"""The one frozen query object that the page, the API and the embed all answer (rule S0)."""

from dataclasses import dataclass, fields, replace
from typing import Any

from leadmatch.catalogue.certifications import certifications

SORTS = ("distance", "cost", "length", "graduates", "name")
UNKNOWNS = ("cost", "format", "length", "accreditation", "self_paced")
FORMATS = ("on_campus", "hybrid", "online")
CERTIFICATIONS = tuple(certifications())
FILTERS = (
    "field",
    "credential",
    "format",
    "accreditor",
    "self_paced",
    "financial_aid",
    "max_cost_usd",
    "max_months",
    "school",
    "certification",
)
MIN_RADIUS_MILES = 1
MAX_RADIUS_MILES = 500
MAX_PER_PAGE = 100
DEFAULT_PER_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramQuery:
    """What a visitor asks for (rule S1); an empty tuple or None leaves that part open.

    Args:
        zip: five digits.
        radius_miles: statute miles, inclusive; None lets `search.radius` choose (rule S2).
        max_cost_usd: dollars, inclusive.
        max_months: months, inclusive.
        school: part of a school's name, in any case.
        include_unknown: which unknown values do not leave a program out (rule S5).
    """

    zip: str
    radius_miles: float | None = None
    field: tuple[str, ...] = ()
    credential: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    accreditor: tuple[str, ...] = ()
    self_paced: bool | None = None
    financial_aid: bool | None = None
    max_cost_usd: float | None = None
    max_months: int | None = None
    school: str | None = None
    sort: str = "distance"
    page: int = 1
    per_page: int = DEFAULT_PER_PAGE
    include_unknown: tuple[str, ...] = ()
    certification: tuple[str, ...] = ()
    release: str | None = None
    placement: str | None = None
    sub_id: str | None = None
    language: str | None = None
    sponsored: bool = True
    facets: bool = False

    def filters(self) -> tuple[str, ...]:
        """Return the names of the filters that this query sets."""
        return tuple(name for name in FILTERS if getattr(self, name) != _LEFT_OPEN[name])

    def without(self, filter_name: str) -> "ProgramQuery":
        """Return this query with one filter left open."""
        return replace(self, **{filter_name: _LEFT_OPEN[filter_name]})


_LEFT_OPEN: dict[str, Any] = {each.name: each.default for each in fields(ProgramQuery) if each.name in FILTERS}
