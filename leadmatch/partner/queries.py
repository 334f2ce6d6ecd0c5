"""What reports are made of: how a partner was used, what was asked through it, what it earned; by day and placement."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Date, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from leadmatch.access.models import Partner, PartnerPlacement
from leadmatch.leads.models import Inquiry, PartnerEarning
from leadmatch.partner.models import PartnerUsage
from leadmatch.partner.period import Period


class Reported(NamedTuple):
    """A partner as reports name it, active or not."""

    id: str
    name: str
    placements: frozenset[str]


class Used(NamedTuple):
    """How much it was used on one day at one placement."""

    day: date
    placement: str
    searches: int
    impressions: int


class Asked(NamedTuple):
    """How many inquiries were sent through it; the placement is as it was sent."""

    day: date
    placement: str
    inquiries: int


class Earned(NamedTuple):
    """How many entries of a kind were made, and their sum; the placement is as it was sent."""

    day: date
    placement: str
    kind: str
    entries: int
    amount_cents: int


def reported(connection: Connection, partner_id: str) -> Reported | None:
    """Return a partner; None where there is none of this id."""
    name = connection.scalar(select(Partner.name).where(Partner.id == partner_id))
    if name is None:
        return None
    listed = select(PartnerPlacement.name).where(PartnerPlacement.partner_id == partner_id)
    return Reported(partner_id, name, frozenset(connection.scalars(listed)))


def used(connection: Connection, partner_id: str, period: Period) -> list[Used]:
    """Return what was counted of searches."""
    asked = select(PartnerUsage.day, PartnerUsage.placement, PartnerUsage.searches, PartnerUsage.impressions).where(
        PartnerUsage.partner_id == partner_id, PartnerUsage.day.between(period.first, period.last)
    )
    return [Used._make(row) for row in connection.execute(asked)]


def asked(connection: Connection, partner_id: str, period: Period) -> list[Asked]:
    """Return how many inquiries there were, tests left out."""
    day = _day_of(connection, Inquiry.created_at)
    counted = (
        select(day, func.coalesce(Inquiry.placement, ""), func.count())
        .where(
            Inquiry.partner_id == partner_id,
            Inquiry.is_test.is_(False),
            Inquiry.created_at >= period.begins_at,
            Inquiry.created_at < period.ends_at,
        )
        .group_by(day, Inquiry.placement)
    )
    return [Asked._make(row) for row in _dated(connection.execute(counted))]


def earned(connection: Connection, partner_id: str, period: Period) -> list[Earned]:
    """Return the partner's entries; a lead that was a test has none."""
    day = _day_of(connection, PartnerEarning.entered_at)
    kept = (PartnerEarning.placement, PartnerEarning.kind)
    counted = (
        select(day, *kept, func.count(), func.sum(PartnerEarning.amount_cents))
        .where(
            PartnerEarning.partner_id == partner_id,
            PartnerEarning.entered_at >= period.begins_at,
            PartnerEarning.entered_at < period.ends_at,
        )
        .group_by(day, *kept)
    )
    return [Earned._make(row) for row in _dated(connection.execute(counted))]


def _day_of(connection: Connection, moment: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return the day in UTC of a moment, as a column: of PostgreSQL a date, of SQLite its text."""
    if connection.dialect.name == "sqlite":
        return func.date(moment)
    return cast(func.timezone("UTC", moment), Date)


def _dated(rows: Iterable[Any]) -> Iterable[tuple[Any, ...]]:
    for day, *rest in rows:
        yield (date.fromisoformat(day) if isinstance(day, str) else day, *rest)
