"""How many leads a campaign may take in a period, counted so that a cap of N never becomes N + 1 (rule L6)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, or_, select, text, update

from leadmatch.sponsors.models import Campaign, CapCounter, Sponsor
from leadmatch.sponsors.terms import PERIODS, CampaignTerms

# One statement that looks and counts at once: of two who come together the second waits for the first one's row, sees
# what it did, and finds the cap full. Both databases know this form.
_TAKE_ONE = text(
    "INSERT INTO cap_counter (campaign_id, period, starts_on, taken) VALUES (:campaign_id, :period, :starts_on, 1)"
    " ON CONFLICT (campaign_id, period, starts_on) DO UPDATE SET taken = cap_counter.taken + 1"
    " WHERE cap_counter.taken < :cap"
)
_GIVE_BACK = (
    update(CapCounter)
    .where(
        CapCounter.campaign_id == bindparam("of_campaign"),
        CapCounter.period == bindparam("of_period"),
        CapCounter.starts_on == bindparam("of_start"),
    )
    .values(taken=CapCounter.taken - 1)
)
_LONGEST_PERIOD_DAYS = 31


class PeriodUse(NamedTuple):
    """How much of one cap is used.

    Args:
        starts_on: first day of the period, in ISO form; empty for the total.
    """

    period: str
    starts_on: str
    cap: int
    taken: int

    @property
    def is_full(self) -> bool:
        """Whether no lead fits any more."""
        return self.taken >= self.cap


def period_start(period: str, today: date) -> str:
    """Return the first day of the period that a day lies in; weeks begin on Monday; empty for the total."""
    if period == "total":
        return ""
    if period == "week":
        return (today - timedelta(days=today.weekday())).isoformat()
    return (today.replace(day=1) if period == "month" else today).isoformat()


def reserve(connection: Connection, campaign: CampaignTerms, now: datetime) -> str | None:
    """Take a place for one lead in every capped period of a campaign; part of the caller's transaction.

    Whoever reserves for several campaigns in one transaction does so in the same order as everybody else, by school and
    then as `queries.campaigns_of` lists them: the rows stay locked until the transaction ends.

    Returns:
        None: one place is taken in each; else the name of a period that is full, and none is taken.
    """
    if not campaign.caps.given:
        return None
    today = _local_day(now, campaign.time_zone)
    taken: list[tuple[str, str]] = []
    for period, cap in campaign.caps.given:
        starts_on = period_start(period, today)
        counter = {"campaign_id": campaign.id, "period": period, "starts_on": starts_on}
        if cap < 1 or not connection.execute(_TAKE_ONE, {**counter, "cap": cap}).rowcount:
            _give_back(connection, campaign.id, taken)
            return period
        taken.append((period, starts_on))
    return None


def _give_back(connection: Connection, campaign_id: str, taken: list[tuple[str, str]]) -> None:
    if taken:
        rows = [{"of_campaign": campaign_id, "of_period": period, "of_start": start} for period, start in taken]
        connection.execute(_GIVE_BACK, rows)


def usage(
    connection: Connection, campaign_ids: Collection[str] | None, now: datetime
) -> dict[str, tuple[PeriodUse, ...]]:
    """Return how much of each cap is used at a moment, by campaign; campaigns without a cap have no use.

    Args:
        connection: may be one that only reads.
        campaign_ids: whose; None for all.
        now: aware.
    """
    caps = {period: getattr(Campaign, f"cap_{period}") for period in PERIODS}
    capped = or_(*(cap.is_not(None) for cap in caps.values()))
    since = (now.date() - timedelta(days=_LONGEST_PERIOD_DAYS + 2)).isoformat()
    counted = (CapCounter.campaign_id == Campaign.id) & or_(CapCounter.starts_on == "", CapCounter.starts_on >= since)
    asked = (
        select(
            Campaign.id, Sponsor.time_zone, *caps.values(), CapCounter.period, CapCounter.starts_on, CapCounter.taken
        )
        .join(Sponsor)
        .outerjoin(CapCounter, counted)
        .where(capped)
    )
    if campaign_ids is not None:
        asked = asked.where(Campaign.id.in_(campaign_ids))
    given: dict[str, tuple[str, dict[str, int]]] = {}
    taken: dict[tuple[str, str, str], int] = {}
    for campaign_id, time_zone, *limits, period, starts_on, count in connection.execute(asked):
        given[campaign_id] = (
            time_zone,
            {period: cap for period, cap in zip(caps, limits, strict=True) if cap is not None},
        )
        if period is not None:
            taken[campaign_id, period, starts_on] = count
    found = {}
    for campaign_id, (time_zone, limited) in given.items():
        today = _local_day(now, time_zone)
        starts = {period: period_start(period, today) for period in limited}
        found[campaign_id] = tuple(
            PeriodUse(period, starts[period], cap, taken.get((campaign_id, period, starts[period]), 0))
            for period, cap in limited.items()
        )
    return found


def _local_day(now: datetime, time_zone: str) -> date:
    return now.astimezone(ZoneInfo(time_zone)).date()
