"""The tables of sponsors, their campaigns, the counters of caps, and the history of both."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base, UtcDateTime

_STATES = "state IN ('active', 'paused', 'closed')"


class Sponsor(Base):
    """A school with a contract; `time_zone` (IANA) is where its days, weeks, months and schedules begin."""

    __tablename__ = "sponsor"

    school_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    contract_starts_on: Mapped[date] = mapped_column(Date)
    contract_ends_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(_STATES, name="state"),)


class Campaign(Base):
    """What a sponsor buys.

    `price_cents` is per accepted lead, or per `flat_period` where pricing is flat. Lower tiers come first. `targeting`
    and `schedule` are the JSON forms of `sponsors.terms`; a cap of None is no cap. There is no price on enrollment.
    """

    __tablename__ = "campaign"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("sponsor.school_id"))
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    pricing: Mapped[str] = mapped_column(Text)
    price_cents: Mapped[int]
    flat_period: Mapped[str | None] = mapped_column(Text)
    tier: Mapped[int]
    targeting: Mapped[dict[str, Any]] = mapped_column(JSON)
    schedule: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    return_policy: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    cap_day: Mapped[int | None]
    cap_week: Mapped[int | None]
    cap_month: Mapped[int | None]
    cap_total: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(_STATES, name="state"),
        CheckConstraint("pricing IN ('per_lead', 'flat')", name="pricing"),
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("(pricing = 'flat') = (flat_period IS NOT NULL)", name="flat_period"),
        Index("ix_campaign_school", "school_id"),
    )


class CapCounter(Base):
    """How many leads a campaign took in one period; `starts_on` is its first day, and empty for the total."""

    __tablename__ = "cap_counter"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    period: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_on: Mapped[str] = mapped_column(Text, primary_key=True)
    taken: Mapped[int]

    __table_args__ = (
        CheckConstraint("period IN ('day', 'week', 'month', 'total')", name="period"),
        CheckConstraint("taken >= 0", name="taken"),
    )


class SponsorEvent(Base):
    """One thing that was done to a sponsor or a campaign; only added to, by triggers."""

    __tablename__ = "sponsor_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[str] = mapped_column(Text)
    school_id: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
