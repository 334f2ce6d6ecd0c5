"""What a sponsor can buy, as plain values, and their JSON forms; there is no price on enrollment, by type (rule L9)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any, Final, Self

EDUCATION_LEVELS: Final = ("no_hs", "hs_or_ged", "some_college", "associate", "bachelor_plus")
START_TIMEFRAMES: Final = ("now", "1_3_months", "4_6_months", "7_12_months", "later", "unsure")
PERIODS: Final = ("day", "week", "month", "total")
FLAT_PERIODS: Final = ("week", "month", "quarter", "year")
RETURN_REASONS: Final = (
    "invalid_phone",
    "invalid_email",
    "duplicate",
    "outside_targeting",
    "not_a_person",
    "did_not_ask",
)
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Geography:
    """Where visitors may live; nothing given is everywhere, of several given any one suffices.

    Args:
        states: USPS codes, military ones among them.
        zip_codes: five digits each.
        radius_miles: around the program's campus, inclusive.
    """

    states: tuple[str, ...] = ()
    zip_codes: tuple[str, ...] = ()
    radius_miles: float | None = None

    @property
    def is_everywhere(self) -> bool:
        """Whether nothing is given."""
        return not self.states and not self.zip_codes and self.radius_miles is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Targeting:
    """Whose inquiries are bought; an empty tuple means any, except in `online_states`.

    Args:
        fields: of the program.
        credentials: of the program.
        education_levels: of the visitor; of `EDUCATION_LEVELS`.
        start_timeframes: of the visitor; of `START_TIMEFRAMES`.
        max_schools_per_inquiry: how many schools the visitor may ask at once, this one among them; None: any number.
        online_states: USPS codes of the states whose residents may be recruited for programs that are only online.
    """

    fields: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    geography: Geography = Geography()
    education_levels: tuple[str, ...] = ()
    start_timeframes: tuple[str, ...] = ()
    max_schools_per_inquiry: int | None = None
    online_states: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the form in which it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was stored."""
        where = stored["geography"]
        return cls(
            fields=tuple(stored["fields"]),
            credentials=tuple(stored["credentials"]),
            geography=Geography(
                states=tuple(where["states"]),
                zip_codes=tuple(where["zip_codes"]),
                radius_miles=where["radius_miles"],
            ),
            education_levels=tuple(stored["education_levels"]),
            start_timeframes=tuple(stored["start_timeframes"]),
            max_schools_per_inquiry=stored["max_schools_per_inquiry"],
            online_states=tuple(stored["online_states"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When leads are taken, by the clock of the sponsor's time zone.

    Args:
        days: 0 is Monday.
        opens: from this time on.
        closes: up to, not including, this time; midnight is the end of the day.
    """

    days: tuple[int, ...]
    opens: time
    closes: time

    def as_json(self) -> dict[str, Any]:
        """Return the form in which it is stored."""
        return {"days": self.days, "opens": _clock(self.opens), "closes": _clock(self.closes)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was stored."""
        return cls(
            days=tuple(stored["days"]),
            opens=time.fromisoformat(stored["opens"]),
            closes=time.fromisoformat(stored["closes"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPolicy:
    """How a school may give leads back.

    Args:
        days: after delivery, within which it may.
        reasons: of `RETURN_REASONS`, those that count; empty: all of them.
    """

    days: int
    reasons: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the form in which it is stored."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return what was stored."""
        return cls(days=stored["days"], reasons=tuple(stored["reasons"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many leads are bought at most in a period of the sponsor's time zone; None is no cap."""

    day: int | None = None
    week: int | None = None
    month: int | None = None
    total: int | None = None

    @property
    def given(self) -> tuple[tuple[str, int], ...]:
        """The periods that are capped, the longest first, each with its cap."""
        caps = (("total", self.total), ("month", self.month), ("week", self.week), ("day", self.day))
        return tuple((period, cap) for period, cap in caps if cap is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignTerms:
    """A campaign with what its sponsor's contract adds to it.

    Args:
        state: ``active``, ``paused`` or ``closed``; likewise `sponsor_state`.
        starts_on: first day, in the sponsor's time zone; likewise `contract_starts_on`.
        ends_on: last day, inclusive; None: no end; likewise `contract_ends_on`.
        pricing: ``per_lead`` or ``flat``.
        price_cents: per accepted lead, or per `flat_period`.
        flat_period: of `FLAT_PERIODS`; None where the price is per lead.
        tier: lower ones come first.
        schedule: None: at any time.
        return_policy: None: leads cannot be given back.
        time_zone: IANA name.
    """

    id: str
    school_id: str
    school_name: str
    name: str
    state: str
    starts_on: date
    ends_on: date | None
    pricing: str
    price_cents: int
    flat_period: str | None
    tier: int
    targeting: Targeting
    schedule: Schedule | None
    return_policy: ReturnPolicy | None
    caps: Caps
    time_zone: str
    sponsor_state: str
    contract_starts_on: date
    contract_ends_on: date | None

    @property
    def lead_price_cents(self) -> int:
        """What one accepted lead costs: nothing where the price is flat."""
        return self.price_cents if self.pricing == "per_lead" else 0


def _clock(moment: time) -> str:
    return moment.isoformat(timespec="minutes")
