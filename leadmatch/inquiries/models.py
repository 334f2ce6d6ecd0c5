"""The tables of consent wordings, the chain of consents and its sealed evidence, and of what may be used once.

`Consent` rows are chained and never change; what they vouch for stands sealed in `ConsentEvidence`, where keys can be
replaced and, at the end of its time, evidence shredded, without touching the chain (rule L2). Triggers see to it.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from leadmatch.catalogue.column_types import FrozenArray
from leadmatch.kernel.database import Base, UtcDateTime


class Disclosure(Base):
    """One version of the wording of one school's consent in one language; `sha256` is that of the text, in hex.

    `text` may hold ``{phone}``, where the visitor's number is shown. At most one version of a school and language is
    not retired: the active one.
    """

    __tablename__ = "disclosure"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("sponsor.school_id"))
    language: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    channels: Mapped[tuple[str, ...]] = mapped_column(FrozenArray)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("uq_disclosure_version", "school_id", "language", "version", unique=True),
        Index(
            "uq_disclosure_active",
            "school_id",
            "language",
            unique=True,
            sqlite_where=sql("retired_at IS NULL"),
            postgresql_where=sql("retired_at IS NULL"),
        ),
    )


class Consent(Base):
    """One link of the chain; its number counts without a gap from 1, and `hash` covers every other column."""

    __tablename__ = "consent"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[str] = mapped_column(Text)
    inquiry_id: Mapped[str] = mapped_column(Text)
    school_id: Mapped[str] = mapped_column(Text)
    disclosure_id: Mapped[str] = mapped_column(ForeignKey("disclosure.id"))
    language: Mapped[str] = mapped_column(Text)
    is_test: Mapped[bool]
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        Index("uq_consent_id", "id", unique=True),
        Index("uq_consent_lead", "lead_id", unique=True),
        Index("ix_consent_inquiry", "inquiry_id"),
    )


class ConsentEvidence(Base):
    """What a consent's commitment is made of, sealed: salt and record. `keep_until` is set by an erasure."""

    __tablename__ = "consent_evidence"

    consent_number: Mapped[int] = mapped_column(ForeignKey("consent.number"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    keep_until: Mapped[date | None] = mapped_column(Date)
    shredded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdempotencyKey(Base):
    """An answer that was given under a key, sealed, for whoever sends the same again (rule L4)."""

    __tablename__ = "idempotency_key"

    key_index: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    body_index: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_idempotency_key_created_at", "created_at"),)


class SpentToken(Base):
    """A challenge's solution, or another signed token, that was used and works only once (rule L12)."""

    __tablename__ = "spent_token"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
