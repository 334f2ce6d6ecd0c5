"""Whether a campaign takes an inquiry: the checks of rule L5 that need no person and no counter, as data, in order."""

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.geo.distance import distance_miles
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.sponsors.asked import Asked
from leadmatch.sponsors.terms import DAYS, CampaignTerms

_MIDNIGHT = time(0)
_NAMED_AT_MOST = 5


class RejectCode(StrEnum):
    """Why a school does not get an inquiry (rule L5); docs/reject-codes.md describes each."""

    SUPPRESSED = "suppressed"
    DUPLICATE = "duplicate"
    CAMPAIGN_INACTIVE = "campaign_inactive"
    NOT_ELIGIBLE = "not_eligible"
    OUT_OF_AREA = "out_of_area"
    STATE_NOT_AUTHORISED = "state_not_authorised"
    OUTSIDE_SCHEDULE = "outside_schedule"
    CAP_REACHED = "cap_reached"


class Refusal(NamedTuple):
    """Why a campaign does not take an inquiry.

    Args:
        remedy: a sentence that says what would change it.
    """

    code: RejectCode
    remedy: str


Listing = Callable[[tuple[str, ...]], str]


def some(values: tuple[str, ...]) -> str:
    """Return the first values of a list, and how many more there are."""
    shown = ", ".join(values[:_NAMED_AT_MOST])
    return shown if len(values) <= _NAMED_AT_MOST else f"{shown} and {len(values) - _NAMED_AT_MOST} more"


def every(values: tuple[str, ...]) -> str:
    """Return all values of a list."""
    return ", ".join(values)


class Check(NamedTuple):
    """One thing that a campaign asks.

    Args:
        name: for people.
        code: of every refusal.
        remedy: returns what would change the answer; None where the check passes. The moment is aware.
        needs: returns which member of `Asked` it asks about and nobody knows yet, so that it passes for now; None where
            there is none.
    """

    name: str
    code: RejectCode
    remedy: Callable[[CampaignTerms, Asked, datetime, Listing], str | None]
    needs: Callable[[CampaignTerms, Asked], str | None] = lambda _campaign, _asked: None


def first_refusal(campaign: CampaignTerms, asked: Asked, now: datetime) -> Refusal | None:
    """Return why a campaign does not take an inquiry: the first check of rule L5 that fails; None where none does."""
    for check in CAMPAIGN_CHECKS:
        remedy = check.remedy(campaign, asked, now, some)
        if remedy is not None:
            return Refusal(check.code, remedy)
    return None


def is_active(campaign: CampaignTerms, now: datetime) -> bool:
    """Return whether a campaign, its sponsor and their contract are in force, be it within the schedule or not."""
    return _inactive(campaign, _local(campaign, now).date()) is None


def is_open(campaign: CampaignTerms, now: datetime) -> bool:
    """Return whether a campaign is active and within its schedule, whoever asks."""
    local = _local(campaign, now)
    return _inactive(campaign, local.date()) is None and _closed(campaign, local) is None


def _active(campaign: CampaignTerms, _asked: Asked, now: datetime, _listed: Listing) -> str | None:
    return _inactive(campaign, _local(campaign, now).date())


def _inactive(campaign: CampaignTerms, today: date) -> str | None:
    if campaign.state != "active":
        return _resume("campaign", campaign.state, "create another one")
    if campaign.sponsor_state != "active":
        return _resume("sponsor's contract", campaign.sponsor_state, "create a new one, and campaigns")
    return _outside("campaign", campaign.starts_on, campaign.ends_on, today) or _outside(
        "contract", campaign.contract_starts_on, campaign.contract_ends_on, today
    )


def _resume(what: str, state: str, instead: str) -> str:
    return f"The {what} is paused; resume it." if state == "paused" else f"The {what} is closed for good; {instead}."


def _outside(what: str, first: date, last: date | None, today: date) -> str | None:
    if today < first:
        return f"The {what} starts on {first}; wait until then."
    if last is not None and today > last:
        return f"The {what} ended on {last}; agree on a later end."
    return None


def _field(campaign: CampaignTerms, asked: Asked, _now: datetime, listed: Listing) -> str | None:
    field, bought = asked.program.field, campaign.targeting.fields
    if not bought or field in bought:
        return None
    return f"The program's field is {FIELD_LABELS.get(field, field)}; the campaign buys {listed(bought)}."


def _credential(campaign: CampaignTerms, asked: Asked, _now: datetime, listed: Listing) -> str | None:
    level, bought = asked.program.credential, campaign.targeting.credentials
    if not bought or level in bought:
        return None
    if any(level in ALSO_MATCHES.get(each, ()) for each in bought):  # as in a search (rule S4)
        return None
    return f"The program's credential is {CREDENTIAL_LABELS.get(level, level)}; the campaign buys {listed(bought)}."


def _education(campaign: CampaignTerms, asked: Asked, _now: datetime, listed: Listing) -> str | None:
    bought = campaign.targeting.education_levels
    if not bought or asked.education_level is None or asked.education_level in bought:
        return None
    return f"The visitor's education level is {asked.education_level}; the campaign buys {listed(bought)}."


def _start(campaign: CampaignTerms, asked: Asked, _now: datetime, listed: Listing) -> str | None:
    bought = campaign.targeting.start_timeframes
    if not bought or asked.start_timeframe is None or asked.start_timeframe in bought:
        return None
    return f"The visitor wants to start {asked.start_timeframe}; the campaign buys {listed(bought)}."


def _schools_asked(campaign: CampaignTerms, asked: Asked, _now: datetime, _listed: Listing) -> str | None:
    most = campaign.targeting.max_schools_per_inquiry
    if most is None or asked.schools_asked is None or asked.schools_asked <= most:
        return None
    return f"The visitor asks {asked.schools_asked} schools at once; the campaign buys at most {most}."


def _area(campaign: CampaignTerms, asked: Asked, _now: datetime, listed: Listing) -> str | None:
    where, place = campaign.targeting.geography, asked.place
    if place is None or where.is_everywhere or place.state in where.states or place.zip_code in where.zip_codes:
        return None
    allowed = []
    if where.states:
        allowed.append(f"the states {listed(where.states)}")
    if where.zip_codes:
        allowed.append(f"the ZIP codes {listed(where.zip_codes)}")
    if where.radius_miles is not None:
        point, campus = place.point, asked.program.campus_point
        if point is not None and campus is not None and distance_miles(*point, *campus) <= where.radius_miles:
            return None
        allowed.append(f"{where.radius_miles:g} miles around the program's campus")
        if campus is None:
            allowed[-1] += ", which this program does not have"
        elif point is None:
            allowed[-1] += ", and this ZIP code has no place on the map"
    return f"ZIP code {place.zip_code} ({place.state or 'state unknown'}) is outside; the campaign buys {_or(allowed)}."


def _state_authorisation(campaign: CampaignTerms, asked: Asked, _now: datetime, listed: Listing) -> str | None:
    if not asked.program.is_online_only or asked.place is None:
        return None
    state, bought = asked.place.state, campaign.targeting.online_states
    if state is None:
        return (
            "The visitor's state is not known from the ZIP code, and an online program needs a state it may recruit in."
        )
    if state not in bought:
        lists = f"lists {listed(bought)}" if bought else "lists none"
        return f"The program is online and the campaign {lists}; list {state} among its online states."
    authorized = asked.program.authorized_states
    if authorized is not None and state not in authorized:
        return f"The program is online and not open to residents of {state}, the school states."
    return None


def _schedule(campaign: CampaignTerms, _asked: Asked, now: datetime, _listed: Listing) -> str | None:
    return None if campaign.schedule is None else _closed(campaign, _local(campaign, now))


def _closed(campaign: CampaignTerms, local: datetime) -> str | None:
    schedule = campaign.schedule
    if schedule is None:
        return None
    clock = local.time()
    is_before_close = clock < schedule.closes or schedule.closes == _MIDNIGHT
    if local.weekday() in schedule.days and schedule.opens <= clock and is_before_close:
        return None
    days = ", ".join(DAYS[day] for day in schedule.days)
    hours = f"{schedule.opens:%H:%M} to {schedule.closes:%H:%M}"
    there = f"{DAYS[local.weekday()]} {clock:%H:%M}"
    return f"It is {there} in {campaign.time_zone}; the campaign takes leads on {days} from {hours}."


def _local(campaign: CampaignTerms, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(campaign.time_zone))


def _needs_education(campaign: CampaignTerms, asked: Asked) -> str | None:
    return "education_level" if campaign.targeting.education_levels and asked.education_level is None else None


def _needs_start(campaign: CampaignTerms, asked: Asked) -> str | None:
    return "start_timeframe" if campaign.targeting.start_timeframes and asked.start_timeframe is None else None


def _needs_schools(campaign: CampaignTerms, asked: Asked) -> str | None:
    is_limited = campaign.targeting.max_schools_per_inquiry is not None
    return "schools_asked" if is_limited and asked.schools_asked is None else None


def _or(phrases: list[str]) -> str:
    return " or ".join(phrases)


CAMPAIGN_CHECKS: tuple[Check, ...] = (
    Check("campaign active", RejectCode.CAMPAIGN_INACTIVE, _active),
    Check("field", RejectCode.NOT_ELIGIBLE, _field),
    Check("credential", RejectCode.NOT_ELIGIBLE, _credential),
    Check("education level", RejectCode.NOT_ELIGIBLE, _education, _needs_education),
    Check("start timeframe", RejectCode.NOT_ELIGIBLE, _start, _needs_start),
    Check("schools asked at once", RejectCode.NOT_ELIGIBLE, _schools_asked, _needs_schools),
    Check("area", RejectCode.OUT_OF_AREA, _area),
    Check("state authorisation", RejectCode.STATE_NOT_AUTHORISED, _state_authorisation),
    Check("schedule", RejectCode.OUTSIDE_SCHEDULE, _schedule),
)
