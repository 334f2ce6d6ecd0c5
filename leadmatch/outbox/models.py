"""The table of events that schools are to be told of; it names leads and holds nothing personal."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base, UtcDateTime


class EventType(StrEnum):
    """What has happened to a lead; of the events of rule D4, those that must be acknowledged."""

    CREATED = "lead.created"
    WITHDRAWN = "lead.withdrawn"
    ERASURE_REQUESTED = "lead.erasure_requested"


class OutboxEvent(Base):
    """One thing to tell one school about one lead, tracked until the school has acknowledged it (rule L10).

    `due_on` is the last day on which the school must have acted; None where no law sets one. `acknowledged_by` says
    through what: ``api``, ``download``, ``desk``, ``cli: `` and who, or ``endpoint``.
    """

    __tablename__ = "outbox_event"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    school_id: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column(Date)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged"),
        Index("uq_outbox_event_lead_type", "lead_id", "type", unique=True),
        Index(
            "ix_outbox_event_open",
            "school_id",
            "created_at",
            sqlite_where=text("acknowledged_at IS NULL"),
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
    )
