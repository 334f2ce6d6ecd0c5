"""Flat prices: which periods of a campaign are owed, and their entries in the ledger, each made once (rule L9)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from leadmatch.kernel.database import writing
from leadmatch.leads.ledger import flat_period_entry
from leadmatch.leads.models import LedgerEntry
from leadmatch.sponsors import queries
from leadmatch.sponsors.queries import EventRecord
from leadmatch.sponsors.terms import CampaignTerms

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


def flat_periods(campaign: CampaignTerms, *, closed_on: date | None, through: date) -> tuple[date, ...]:
    """Return the first day owed of each period that has begun; none where the price is per lead.

    Periods are those of the calendar, weeks from Monday. One that has begun is owed in full, the one that the campaign
    starts in too, whose first day owed is then that of the campaign. A pause ends nothing.

    Args:
        campaign: with the contract that it was sold under.
        closed_on: the day on which it was closed, in the sponsor's time zone; None: it was not.
        through: the last day that is looked at, likewise.
    """
    if campaign.flat_period is None:
        return ()
    ends = (campaign.ends_on, campaign.contract_ends_on, closed_on)
    last = min((through, *(day for day in ends if day is not None)))
    begins = max(campaign.starts_on, campaign.contract_starts_on)
    found = []
    while begins <= last:
        found.append(begins)
        begins = _next_period(campaign.flat_period, begins)
    return tuple(found)


def enter_flat_periods(
    engine: Engine, *, now: datetime, through: date | None = None, school_id: str | None = None
) -> int:
    """Enter the flat periods that are owed and not in the ledger yet; return how many were added.

    Args:
        engine: the database.
        now: when; no period is entered before it has begun in the sponsor's time zone.
        through: as in `flat_periods`; None, or a day to come: today.
        school_id: of one sponsor; None: of all.
    """
    with writing(engine) as connection:
        rows = [
            flat_period_entry(campaign, first_day, now)
            for campaign, closed_on in _flat_campaigns(connection, school_id)
            for first_day in _owed(campaign, closed_on, now, through)
        ]
        return _add(connection, rows)


def _owed(campaign: CampaignTerms, closed_on: date | None, now: datetime, through: date | None) -> tuple[date, ...]:
    today = _local_day(now, campaign.time_zone)
    return flat_periods(campaign, closed_on=closed_on, through=today if through is None else min(through, today))


def _add(connection: Connection, rows: Sequence[dict[str, object]]) -> int:
    known = select(LedgerEntry.campaign_id, LedgerEntry.period).where(LedgerEntry.kind == "flat_period")
    entered = {tuple(row) for row in connection.execute(known)}
    # On SQLite nobody else writes meanwhile, and a trigger refuses a row that is there; on PostgreSQL somebody may.
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    add = insert(LedgerEntry).on_conflict_do_nothing().returning(LedgerEntry.id)
    missing = [row for row in rows if (row["campaign_id"], row["period"]) not in entered]
    return len(connection.execute(add, missing).all()) if missing else 0


def _flat_campaigns(connection: Connection, school_id: str | None) -> Iterator[tuple[CampaignTerms, date | None]]:
    found: dict[str, list[CampaignTerms]] = {}
    for campaign in queries.all_campaigns(connection):
        if campaign.pricing == "flat" and school_id in {None, campaign.school_id}:
            found.setdefault(campaign.school_id, []).append(campaign)
    for school in sorted(found):  # in one order, so that of two who bill at once none waits for the other in a circle
        yield from _as_sold(found[school], queries.events(connection, school_id=school))


def _as_sold(
    campaigns: Sequence[CampaignTerms], history: Sequence[EventRecord]
) -> Iterator[tuple[CampaignTerms, date | None]]:
    # A school's row holds its newest contract; a campaign was sold under the one that was newest when it was created.
    contract: dict[str, Any] = {}
    sold_under: dict[str, dict[str, Any]] = {}
    closed_at: dict[str, datetime] = {}
    for event in history:
        if event.campaign_id is None:
            contract = _contract(event) or contract
        elif event.action == "create":
            sold_under[event.campaign_id] = contract
        elif event.action == "close":
            closed_at[event.campaign_id] = event.happened_at
    for campaign in campaigns:
        sold = replace(campaign, **sold_under.get(campaign.id, {}))
        closed = closed_at.get(campaign.id)
        yield sold, None if closed is None else _local_day(closed, sold.time_zone)


def _contract(event: EventRecord) -> dict[str, Any]:
    if event.action != "create":
        return {}
    starts_on, ends_on = event.terms["contract_starts_on"], event.terms["contract_ends_on"]
    return {
        "time_zone": event.terms["time_zone"],
        "contract_starts_on": date.fromisoformat(starts_on),
        "contract_ends_on": None if ends_on is None else date.fromisoformat(ends_on),
    }


def _next_period(period: str, day: date) -> date:
    if period == "week":
        return day + timedelta(days=7 - day.weekday())
    months = _MONTHS[period]
    years, month = divmod((day.month - 1) // months * months + months, 12)
    return date(day.year + years, month + 1, 1)


def _local_day(moment: datetime, time_zone: str) -> date:
    return moment.astimezone(ZoneInfo(time_zone)).date()
