"""The tables of who may call: partners with their origins, placements, contracts and history, and all keys.

A key itself is shown once, when it is made, and kept as a keyed hash (rule H2). Triggers, in the migrations, let
contracts and the history of partners only grow.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base, UtcDateTime


class ApiKey(Base):
    """One key of one owner: a school's own key, or a partner's publishable or secret one.

    `scopes` are the names, sorted and separated by spaces, of what the key opens of all that its kind can; None is all.
    A key with `is_test` leads into the sandbox.
    """

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    hint: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_test: Mapped[bool] = mapped_column(server_default=false())
    scopes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("kind IN ('school', 'publishable', 'secret')", name="kind"),
        Index("uq_api_key_hash", "hash", unique=True),
        Index("ix_api_key_owner", "owner_id"),
    )


class Partner(Base):
    """A site that embeds the search; a limit of None is the one that all partners have."""

    __tablename__ = "partner"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    searches_per_minute: Mapped[int | None]
    inquiries_per_minute: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("state IN ('active', 'paused', 'closed')", name="state"),
        CheckConstraint("searches_per_minute > 0", name="searches"),
        CheckConstraint("inquiries_per_minute > 0", name="inquiries"),
    )


class PartnerOrigin(Base):
    """A site of a partner as browsers write it in the field Origin: ``https://example.org``."""

    __tablename__ = "partner_origin"

    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(Text, primary_key=True)

    __table_args__ = (Index("ix_partner_origin_origin", "origin"),)


class PartnerPlacement(Base):
    """A place on a partner's site by the partner's own name for it; reports count by it."""

    __tablename__ = "partner_placement"

    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)


class PartnerContract(Base):
    """What a partner earns by an accepted lead from `starts_at` on, until the next contract starts.

    Basis ``share``: so many basis points of the lead's price; ``fixed``: so many US cents. There is none on enrollment.
    """

    __tablename__ = "partner_contract"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"))
    basis: Mapped[str] = mapped_column(Text)
    share_basis_points: Mapped[int | None]
    fixed_cents: Mapped[int | None]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("basis IN ('share', 'fixed')", name="basis"),
        CheckConstraint("(basis = 'share') = (share_basis_points IS NOT NULL)", name="share"),
        CheckConstraint("(basis = 'fixed') = (fixed_cents IS NOT NULL)", name="fixed"),
        CheckConstraint("share_basis_points BETWEEN 0 AND 10000", name="share_basis_points"),
        CheckConstraint("fixed_cents >= 0", name="fixed_cents"),
        Index("uq_partner_contract_start", "partner_id", "starts_at", unique=True),
    )


class PartnerEvent(Base):
    """One thing that was done to a partner; only added to, by triggers."""

    __tablename__ = "partner_event"

    number: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_by: Mapped[str] = mapped_column(Text)
    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"))
    action: Mapped[str] = mapped_column(Text)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index("ix_partner_event_partner", "partner_id"),)
