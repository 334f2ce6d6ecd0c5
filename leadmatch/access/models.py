"""The table of keys; a key itself is shown once, when it is made, and kept as a keyed hash (rule H2)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.kernel.database import Base, UtcDateTime


class ApiKey(Base):
    """One key of one owner: a school's own key, or (to come) a partner's publishable or secret one."""

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

    __table_args__ = (
        CheckConstraint("kind IN ('school', 'publishable', 'secret')", name="kind"),
        Index("uq_api_key_hash", "hash", unique=True),
        Index("ix_api_key_owner", "owner_id"),
    )
