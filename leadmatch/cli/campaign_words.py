"""Sponsors and campaigns as the commands print them: JSON for scripts, words for people."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from leadmatch.kernel.clock import rfc3339
from leadmatch.kernel.money import usd_from_cents
from leadmatch.sponsors.caps import PeriodUse
from leadmatch.sponsors.queries import EventRecord, SponsorRecord
from leadmatch.sponsors.terms import DAYS, CampaignTerms

_DONE = {"create": "created", "pause": "paused", "resume": "resumed", "close": "closed"}


def sponsor_fields(sponsor: SponsorRecord) -> dict[str, Any]:
    """Return a sponsor for a script."""
    return {**asdict(sponsor), **_days(sponsor), "created_at": rfc3339(sponsor.created_at)}


def campaign_fields(campaign: CampaignTerms, uses: Collection[PeriodUse] = ()) -> dict[str, Any]:
    """Return a campaign, and how much of its caps is used, for a script."""
    fields = asdict(campaign)
    price = usd_from_cents(fields.pop("price_cents"))
    return {
        **fields,
        **_days(campaign),
        "price_usd": price,
        "targeting": campaign.targeting.as_json(),
        "schedule": campaign.schedule and campaign.schedule.as_json(),
        "return_policy": campaign.return_policy and campaign.return_policy.as_json(),
        "usage": [use._asdict() for use in uses],
    }


def event_fields(event: EventRecord) -> dict[str, Any]:
    """Return a row of history for a script."""
    return {**asdict(event), "happened_at": rfc3339(event.happened_at)}


def sponsor_lines(sponsor: SponsorRecord) -> list[str]:
    """Return a sponsor in words."""
    until = f"to {sponsor.contract_ends_on}" if sponsor.contract_ends_on else "without an end"
    return [
        f"{sponsor.name} ({sponsor.school_id}) is {sponsor.state}",
        f"  contract      from {sponsor.contract_starts_on} {until}, days of {sponsor.time_zone}",
    ]


def sponsor_line(sponsor: SponsorRecord) -> str:
    """Return a sponsor on one line."""
    return f"{sponsor.school_id}  {sponsor.state:<7} {sponsor.time_zone:<20} {sponsor.name}"


def campaign_line(campaign: CampaignTerms) -> str:
    """Return a campaign on one line."""
    name = f"{campaign.school_name}: {campaign.name}"
    return f"{campaign.id}  {campaign.state:<7} tier {campaign.tier}  {_price(campaign):<20} {name}"


def campaign_lines(campaign: CampaignTerms, uses: Sequence[PeriodUse]) -> list[str]:
    """Return a campaign with all its terms in words."""
    until = f"to {campaign.ends_on}" if campaign.ends_on else "without an end"
    told = [
        f"{campaign.name} ({campaign.id}) of {campaign.school_name} is {campaign.state}",
        f"  price         {_price(campaign)}",
        f"  tier          {campaign.tier}",
        f"  runs          from {campaign.starts_on} {until}, days of {campaign.time_zone}",
        *(f"  {label:<13} {words}" for label, words in _targeting(campaign)),
    ]
    if campaign.schedule is not None:
        days = ", ".join(DAYS[day] for day in campaign.schedule.days)
        told.append(f"  schedule      {days}, {campaign.schedule.opens:%H:%M} to {_closing(campaign)}")
    if campaign.return_policy is not None:
        reasons = ", ".join(campaign.return_policy.reasons) or "any reason"
        told.append(f"  returns       within {campaign.return_policy.days} days: {reasons}")
    told += [f"  cap           {use_words(use)}" for use in uses] or ["  cap           none"]
    return told


def use_words(use: PeriodUse) -> str:
    """Return how much of a cap is used."""
    period = "in total" if use.period == "total" else f"in the {use.period} that began on {use.starts_on}"
    return f"{use.taken} of {use.cap} {period}" + (", which is all" if use.is_full else "")


def event_line(event: EventRecord) -> str:
    """Return a row of history."""
    what = f"campaign {event.campaign_id}" if event.campaign_id else "the contract"
    return f"  {rfc3339(event.happened_at)}  {event.done_by} {_DONE[event.action]} {what}"


def _days(dated: SponsorRecord | CampaignTerms) -> dict[str, str | None]:
    names = ("starts_on", "ends_on", "contract_starts_on", "contract_ends_on")
    found = {name: getattr(dated, name) for name in names if hasattr(dated, name)}
    return {name: None if day is None else day.isoformat() for name, day in found.items()}


def _price(campaign: CampaignTerms) -> str:
    dollars = f"${campaign.price_cents / 100:,.2f}"
    return f"{dollars} a lead" if campaign.pricing == "per_lead" else f"{dollars} a {campaign.flat_period}"


def _closing(campaign: CampaignTerms) -> str:
    closes = f"{campaign.schedule.closes:%H:%M}" if campaign.schedule else ""
    return "24:00" if closes == "00:00" else closes


def _targeting(campaign: CampaignTerms) -> list[tuple[str, str]]:
    bought, where = campaign.targeting, campaign.targeting.geography
    area = []
    if where.states:
        area.append(", ".join(where.states))
    if where.zip_codes:
        area.append("ZIP " + ", ".join(where.zip_codes))
    if where.radius_miles is not None:
        area.append(f"{where.radius_miles:g} miles around the campus")
    most = bought.max_schools_per_inquiry
    return [
        ("fields", ", ".join(bought.fields) or "any"),
        ("credentials", ", ".join(bought.credentials) or "any"),
        ("area", ", or ".join(area) or "anywhere"),
        ("online", ", ".join(bought.online_states) or "no state: programs that are only online take no inquiries"),
        ("education", ", ".join(bought.education_levels) or "any"),
        ("start", ", ".join(bought.start_timeframes) or "any"),
        ("schools", "any number at once" if most is None else f"{most} at once at most"),
    ]
