"""What an operator writes about a sponsor or a campaign, read whole: every fault is told at once, or there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.geo.states import STATES
from leadmatch.geo.zip_code import InvalidZipCodeError, parse_zip_code
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.sponsors.terms import (
    DAYS,
    EDUCATION_LEVELS,
    FLAT_PERIODS,
    RETURN_REASONS,
    START_TIMEFRAMES,
    Caps,
    Geography,
    ReturnPolicy,
    Schedule,
    Targeting,
)
from leadmatch.sponsors.typed_words import TypedWords

Given = Mapping[str, Sequence[str]]
IsKnown = Callable[[str], bool]

# What the mail calls states although it is no place: addresses of the armed forces.
_MILITARY = ("AA", "AE", "AP")
_PLACES = (*STATES, *_MILITARY)
_TIERS = range(1, 10)
_DEFAULT_TIER = 5
_MOST_MILES = 500.0
_SCHOOLS_AT_ONCE = range(1, 6)
_CAP = range(1, 1_000_001)
_RETURN_DAYS = range(1, 91)
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorDraft:
    """A contract to enter; both days are in the time zone, and inclusive."""

    school_id: str
    time_zone: str
    contract_starts_on: date
    contract_ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft:
    """A campaign to create; `starts_on` is None for the day on which it is created. Otherwise as `CampaignTerms`."""

    school_id: str
    name: str
    starts_on: date | None
    ends_on: date | None
    pricing: str
    price_cents: int
    flat_period: str | None
    tier: int
    targeting: Targeting
    schedule: Schedule | None
    return_policy: ReturnPolicy | None
    caps: Caps


def read_sponsor(given: Given, *, is_school: IsKnown = lambda _school_id: True) -> SponsorDraft:
    """Return a contract as it was typed.

    Args:
        given: what was typed, by the names of the options.
        is_school: whether a school of the published catalogue has an id.

    Raises:
        InvalidRequestError: names every fault.
    """
    words = TypedWords(given)
    words.needed("school", "which school, by its id, sch_…")
    if words.has("school") and not is_school(words.text("school")):
        words.complain("school", "unknown-school", no_school(words.text("school")))
    words.needed("time_zone", "in which time zone the school's days begin, such as America/Chicago")
    words.needed("contract_starts", "the first day of the contract")
    starts_on, ends_on = words.day("contract_starts"), words.day("contract_ends")
    _require_order(words, "contract_ends", starts_on, ends_on)
    time_zone = words.time_zone("time_zone")
    if words.faults or starts_on is None:
        raise InvalidRequestError(words.faults)
    return SponsorDraft(
        school_id=words.text("school"), time_zone=time_zone, contract_starts_on=starts_on, contract_ends_on=ends_on
    )


def read_campaign(given: Given, *, is_sponsor: IsKnown = lambda _school_id: True) -> CampaignDraft:
    """Return a campaign as it was typed.

    Args:
        given: what was typed, by the names of the options.
        is_sponsor: whether the school of an id is a sponsor.

    Raises:
        InvalidRequestError: names every fault.
    """
    words = TypedWords(given)
    words.needed("school", "which sponsor, by its school's id, sch_…")
    if words.has("school") and not is_sponsor(words.text("school")):
        words.complain(
            "school", "unknown-sponsor", f"The school {words.text('school')!r} is no sponsor; create one first."
        )
    words.needed("name", "what the campaign is called")
    name = words.name("name")
    starts_on, ends_on = words.day("starts_on"), words.day("ends_on")
    _require_order(words, "ends_on", starts_on, ends_on)
    pricing, price_cents, flat_period = _price(words)
    tier = words.whole("tier", _TIERS) or _DEFAULT_TIER
    targeting, schedule, policy, caps = _targeting(words), _schedule(words), _return_policy(words), _caps(words)
    if words.faults:
        raise InvalidRequestError(words.faults)
    return CampaignDraft(
        school_id=words.text("school"),
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        pricing=pricing,
        price_cents=price_cents,
        flat_period=flat_period,
        tier=tier,
        targeting=targeting,
        schedule=schedule,
        return_policy=policy,
        caps=caps,
    )


def no_school(school_id: str) -> str:
    """Return the words for an id that no school has."""
    return f"No school of the published catalogue has the id {school_id!r}."


def _require_order(words: TypedWords, name: str, starts_on: date | None, ends_on: date | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        words.complain(name, "ends-before-start", f"The last day, {ends_on}, is before the first, {starts_on}.")


def _price(words: TypedWords) -> tuple[str, int, str | None]:
    per_lead, flat = words.cents("price_per_lead"), words.cents("flat")
    period = words.choice("flat_period", FLAT_PERIODS)
    if words.has("price_per_lead") == words.has("flat"):
        words.complain("price_per_lead", "one-price", "Say either a price per lead or a flat price, and not both.")
    if words.has("flat") != words.has("flat_period"):
        words.complain("flat_period", "one-price", "A flat price needs its period, and a period its flat price.")
    return ("per_lead", per_lead or 0, None) if flat is None else ("flat", flat, period)


def _targeting(words: TypedWords) -> Targeting:
    return Targeting(
        fields=words.choices("field", FIELD_LABELS),
        credentials=words.choices("credential", CREDENTIAL_LABELS),
        geography=Geography(
            states=words.choices("state", _PLACES, upper=True),
            zip_codes=words.every("zip", _zip_code, "A ZIP code has five digits, such as 60601."),
            radius_miles=words.decimal("radius_miles", _MOST_MILES),
        ),
        education_levels=words.choices("education", EDUCATION_LEVELS),
        start_timeframes=words.choices("start", START_TIMEFRAMES),
        max_schools_per_inquiry=words.whole("max_schools", _SCHOOLS_AT_ONCE),
        online_states=words.choices("online_state", _PLACES, upper=True),
    )


def _zip_code(text: str) -> str | None:
    try:
        return parse_zip_code(text)
    except InvalidZipCodeError:
        return None


def _schedule(words: TypedWords) -> Schedule | None:
    days = tuple(DAYS.index(day) for day in words.choices("days", DAYS))
    opens, closes = words.clock("opens") or _MIDNIGHT, words.clock("closes") or _MIDNIGHT
    if opens >= closes != _MIDNIGHT:
        words.complain(
            "closes", "closes-before-opening", "Say a time after it opens on the same day; its end is 24:00."
        )
    if not any(map(words.has, ("days", "opens", "closes"))):
        return None
    return Schedule(days=days or tuple(range(len(DAYS))), opens=opens, closes=closes)


def _return_policy(words: TypedWords) -> ReturnPolicy | None:
    days = words.whole("return_days", _RETURN_DAYS)
    reasons = words.choices("return_reason", RETURN_REASONS)
    if words.has("return_reason") and not words.has("return_days"):
        words.complain("return_days", "missing", "Say within how many days a lead may be given back.")
    return None if days is None else ReturnPolicy(days=days, reasons=reasons)


def _caps(words: TypedWords) -> Caps:
    caps = Caps(
        day=words.whole("cap_day", _CAP),
        week=words.whole("cap_week", _CAP),
        month=words.whole("cap_month", _CAP),
        total=words.whole("cap_total", _CAP),
    )
    for (longer, most), (shorter, cap) in zip(caps.given, caps.given[1:], strict=False):
        if cap > most:
            detail = f"{cap} in a {shorter} can never be reached: the cap of the {longer} is {most}."
            words.complain(f"cap_{shorter}", "above-longer-cap", detail.replace("of the total", "in total"))
    return caps
