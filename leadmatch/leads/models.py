"""The tables of inquiries, their leads and changes, the ledger, what partners earn, and who must not be shared again.

What is personal stands sealed in `Inquiry.sealed`; the columns that end in ``_index`` are keyed hashes to find it by
(rule L11). Triggers, in the migrations, keep inquiries and leads from being removed, and let the changes of a lead and
the ledger only grow.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base, UtcDateTime

_STATES = (
    "state IN ('received', 'accepted', 'rejected', 'delivered', 'return_requested', 'returned', 'return_denied',"
    " 'withdrawn', 'erased')"
)


class Inquiry(Base):
    """What one visitor sent at one time; `receipt_index` finds it by the token of its receipt.

    `stopped_at` says when they asked, through that receipt, to be shared with no school any more.
    """

    __tablename__ = "inquiry"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_index: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_name_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(Text)
    partner_id: Mapped[str | None] = mapped_column(Text)
    placement: Mapped[str | None] = mapped_column(Text)
    sub_id: Mapped[str | None] = mapped_column(Text)
    is_test: Mapped[bool]
    form_version: Mapped[str] = mapped_column(Text)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("uq_inquiry_receipt", "receipt_index", unique=True),
        Index("ix_inquiry_email", "email_index"),
        Index("ix_inquiry_phone", "phone_index"),
        Index("ix_inquiry_last_name", "last_name_index"),
        Index(
            "ix_inquiry_partner",
            "partner_id",
            "created_at",
            sqlite_where=text("partner_id IS NOT NULL"),
            postgresql_where=text("partner_id IS NOT NULL"),
        ),
        CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name="erased"),
    )


class Lead(Base):
    """An inquiry at one school.

    `number` is that of its consent: it grows in the order in which leads become visible, so that nobody who reads
    along in that order misses one. `program` and `other_programs` are as they were shown to the visitor.
    """

    __tablename__ = "lead"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    inquiry_id: Mapped[str] = mapped_column(ForeignKey("inquiry.id"))
    school_id: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaign.id"))
    state: Mapped[str] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(Text)
    program_id: Mapped[str] = mapped_column(Text)
    program: Mapped[dict[str, Any]] = mapped_column(JSON)
    other_programs: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    distance_miles: Mapped[float | None]
    price_cents: Mapped[int | None]
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_test: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(_STATES, name="state"),
        CheckConstraint("(state = 'rejected') <= (reason_code IS NOT NULL)", name="reason"),
        Index("uq_lead_number", "number", unique=True),
        Index("uq_lead_inquiry_school", "inquiry_id", "school_id", unique=True),
        Index("ix_lead_school_number", "school_id", "number"),
        Index("ix_lead_school_email", "school_id", "email_index"),
        Index("ix_lead_school_phone", "school_id", "phone_index"),
    )


class LeadChange(Base):
    """One change of a lead's state after it was decided; `done_by`: ``visitor``, ``school`` or ``operator``."""

    __tablename__ = "lead_change"

    number: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("lead.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    done_by: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_lead_change_lead", "lead_id"),)


class LedgerEntry(Base):
    """One amount that a school owes (or gets back, below zero), in US cents; only added to (rule L9).

    `period` is the first day owed of a flat period, such as ``2026-11-01``.
    """

    __tablename__ = "ledger_entry"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    school_id: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"))
    lead_id: Mapped[str | None] = mapped_column(ForeignKey("lead.id"))
    amount_cents: Mapped[int]
    period: Mapped[str | None] = mapped_column(Text)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("kind IN ('lead', 'flat_period', 'credit')", name="kind"),
        CheckConstraint("(kind = 'lead') <= (lead_id IS NOT NULL)", name="lead"),
        Index("uq_ledger_entry_lead", "lead_id", "kind", unique=True),
        Index("uq_ledger_entry_period", "campaign_id", "kind", "period", unique=True),
        Index("ix_ledger_entry_school", "school_id", "entered_at"),
    )


class PartnerEarning(Base):
    """What a partner earns by one accepted lead (or gives back, below zero), in US cents; only added to.

    It stands beside the lead's own entry in the ledger. `contract_id` is the contract that was in force; None where
    there was none, and then the amount is 0.
    """

    __tablename__ = "partner_earning"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"))
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("partner_contract.id"))
    lead_id: Mapped[str] = mapped_column(ForeignKey("lead.id"))
    placement: Mapped[str] = mapped_column(Text)
    amount_cents: Mapped[int]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("kind IN ('lead', 'credit')", name="kind"),
        Index("uq_partner_earning_lead", "lead_id", "kind", unique=True),
        Index("ix_partner_earning_partner", "partner_id", "entered_at"),
    )


class Suppression(Base):
    """A person who must not be shared with one school, or with any where `school_id` is None; a keyed hash only."""

    __tablename__ = "suppression"

    number: Mapped[int] = mapped_column(primary_key=True)
    value_index: Mapped[bytes] = mapped_column(LargeBinary)
    school_id: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("reason IN ('stop_one', 'stop_all', 'erase', 'operator')", name="reason"),
        Index(
            "uq_suppression_one",
            "value_index",
            "school_id",
            unique=True,
            sqlite_where=text("school_id IS NOT NULL"),
            postgresql_where=text("school_id IS NOT NULL"),
        ),
        Index(
            "uq_suppression_all",
            "value_index",
            unique=True,
            sqlite_where=text("school_id IS NULL"),
            postgresql_where=text("school_id IS NULL"),
        ),
    )
