"""The table of how much each partner's sites were used: sums by day and placement, never a visitor (rule L11)."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base


class PartnerUsage(Base):
    """What was asked and shown with a partner's live keys on one day (UTC) at one placement; ``""`` is no placement."""

    __tablename__ = "partner_usage"

    partner_id: Mapped[str] = mapped_column(ForeignKey("partner.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    placement: Mapped[str] = mapped_column(Text, primary_key=True)
    searches: Mapped[int]
    impressions: Mapped[int]

    __table_args__ = (
        CheckConstraint("searches >= 0", name="searches"),
        CheckConstraint("impressions >= 0", name="impressions"),
    )
