"""The catalogue's tables: a release, and the facts that belong to one release each.

Every table of facts begins its primary key with ``release_id``, so a release is a whole copy that shares no row with
another. Triggers (in the migrations) keep it as it was: facts are added to a loading release only, are never updated,
and never leave a published one; no release becomes a loading one.

A release has two layers: the federal base (every table of facts but one), and what schools state (`statement`), which
`queries` lays over it.

Facts point to their release by foreign key, not to each other. A release is written by one function, whole, from
records that hold each other, and is never changed after, so its references cannot dangle; keys and the indexes that
they need would double the time to load it, and removing one would scan all others for each of its schools.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column

from leadmatch.catalogue.column_types import FrozenArray, FrozenDays, FrozenRecord
from leadmatch.catalogue.records import CampusRecord, CostRecord
from leadmatch.kernel.database import Base, UtcDateTime


class ReleaseState(StrEnum):
    """What a release is at this moment: loading → staged → published ⇄ retired → removing, or staged → discarded.

    One that is loading or removing is seen by nobody: its facts are being written, or removed, and a kill may have left
    it so. A discarded one has no facts, or had some when a kill came.
    """

    LOADING = "loading"
    STAGED = "staged"
    PUBLISHED = "published"
    RETIRED = "retired"
    DISCARDED = "discarded"
    REMOVING = "removing"


def _only_one(state: ReleaseState) -> Index:
    condition = text(f"state = '{state}'")
    return Index(f"uq_release_one_{state}", "state", unique=True, sqlite_where=condition, postgresql_where=condition)


def _release_id() -> MappedColumn[str]:
    return mapped_column(ForeignKey("release.id"), primary_key=True)


class Release(Base):
    """One version of the catalogue; at most one is published, at most one is staged, and at most one is loading.

    `publication` counts up with every publication and rollback, and says which was published last, whatever the clock
    said. `built_on` is the release that was published when this one was staged. `base_sha256` is the digest of the
    federal base, None where no statement lies over it.
    """

    __tablename__ = "release"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    content_sha256: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    publication: Mapped[int | None]
    built_on: Mapped[str | None] = mapped_column(Text)
    base_sha256: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint(
            "state IN ('loading', 'staged', 'published', 'retired', 'discarded', 'removing')", name="state"
        ),
        CheckConstraint("state NOT IN ('published', 'retired') OR published_at IS NOT NULL", name="published_at"),
        _only_one(ReleaseState.PUBLISHED),
        _only_one(ReleaseState.STAGED),
        _only_one(ReleaseState.LOADING),
        Index("uq_release_publication", "publication", unique=True),
    )


class Source(Base):
    """Where facts of one release come from."""

    __tablename__ = "source"

    release_id: Mapped[str] = _release_id()
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str] = mapped_column(Text)
    as_of: Mapped[str] = mapped_column(Text)


class School(Base):
    """An institution, as one release knows it."""

    __tablename__ = "school"

    release_id: Mapped[str] = _release_id()
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    unitid: Mapped[str | None] = mapped_column(Text)
    opeid: Mapped[str | None] = mapped_column(Text)
    control: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    title_iv: Mapped[bool | None]
    is_demo: Mapped[bool]


class Campus(Base):
    """A place where programs are taught."""

    __tablename__ = "campus"

    release_id: Mapped[str] = _release_id()
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    school_id: Mapped[str] = mapped_column(Text)
    street: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    zip_code: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float]
    longitude: Mapped[float]


class Accreditation(Base):
    """One accreditor's word on a school, or on its programs in one field; `number` counts from 0 within the school."""

    __tablename__ = "accreditation"

    release_id: Mapped[str] = _release_id()
    school_id: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    accreditor_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    field: Mapped[str | None] = mapped_column(Text)
    current: Mapped[bool | None]
    since: Mapped[date | None] = mapped_column(Date)
    ended: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    as_of: Mapped[str] = mapped_column(Text)


class Cost(Base):
    """What programs of one release cost, in US cents; programs that cost the same share a row."""

    __tablename__ = "cost"

    release_id: Mapped[str] = _release_id()
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    basis: Mapped[str] = mapped_column(Text)
    total_cents: Mapped[int | None]
    tuition_fees_cents: Mapped[int | None]
    books_supplies_cents: Mapped[int | None]
    as_of: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)


class Program(Base):
    """One credential in one CIP code at one campus, or online.

    `cost_number` is None where the cost is unknown (rule C3); `accreditation` holds numbers of its school's rows.
    """

    __tablename__ = "program"

    release_id: Mapped[str] = _release_id()
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    school_id: Mapped[str] = mapped_column(Text)
    campus_id: Mapped[str | None] = mapped_column(Text)
    cost_number: Mapped[int | None]
    title: Mapped[str] = mapped_column(Text)
    cip_code: Mapped[str] = mapped_column(Text)
    cip_title: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    credential: Mapped[str] = mapped_column(Text)
    award_level: Mapped[str | None] = mapped_column(Text)
    formats: Mapped[tuple[str, ...]] = mapped_column(FrozenArray)
    formats_unknown: Mapped[tuple[str, ...]] = mapped_column(FrozenArray)
    self_paced: Mapped[bool | None]
    length_months: Mapped[int | None]
    credits: Mapped[int | None]
    financial_aid: Mapped[bool | None]
    certifications: Mapped[tuple[str, ...]] = mapped_column(FrozenArray)
    graduates_count: Mapped[int | None]
    graduates_year: Mapped[int | None]
    authorized_states: Mapped[tuple[str, ...] | None] = mapped_column(FrozenArray)
    accreditation: Mapped[tuple[int, ...]] = mapped_column(FrozenArray)
    fact_sources: Mapped[tuple[tuple[str, str], ...]] = mapped_column(FrozenArray)


class Statement(Base):
    """What a school states of one program; empty columns where it states nothing."""

    __tablename__ = "statement"

    release_id: Mapped[str] = _release_id()
    program_id: Mapped[str] = mapped_column(Text, primary_key=True)
    unitid: Mapped[str] = mapped_column(Text)
    cip_code: Mapped[str] = mapped_column(Text)
    award_level: Mapped[str] = mapped_column(Text)
    program_code: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    credential: Mapped[str | None] = mapped_column(Text)
    formats: Mapped[tuple[str, ...] | None] = mapped_column(FrozenArray)
    self_paced: Mapped[bool | None]
    length_months: Mapped[int | None]
    credits: Mapped[int | None]
    cost: Mapped[CostRecord | None] = mapped_column(FrozenRecord(CostRecord))
    financial_aid: Mapped[bool | None]
    certifications: Mapped[tuple[str, ...] | None] = mapped_column(FrozenArray)
    authorized_states: Mapped[tuple[str, ...] | None] = mapped_column(FrozenArray)
    externship: Mapped[bool | None]
    eligibility: Mapped[str | None] = mapped_column(Text)
    start_dates: Mapped[tuple[date, ...] | None] = mapped_column(FrozenDays)
    website: Mapped[str | None] = mapped_column(Text)
    campus: Mapped[CampusRecord | None] = mapped_column(FrozenRecord(CampusRecord))


class CatalogueEvent(Base):
    """One thing that was done to a release; kept when the release itself is long gone (hence no foreign key)."""

    __tablename__ = "catalogue_event"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(Text)
    done_by: Mapped[str] = mapped_column(Text)
    release_id: Mapped[str] = mapped_column(Text)
    release_number: Mapped[int]
    origin: Mapped[str] = mapped_column(Text)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)

    __table_args__ = (
        CheckConstraint("action IN ('import', 'withdraw', 'publish', 'discard', 'rollback')", name="action"),
    )
