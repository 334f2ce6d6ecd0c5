"""The wordings on file: which one is active, and how a new version takes its place."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, update

from leadmatch.inquiries.models import Disclosure
from leadmatch.inquiries.wording import CHANNELS, Wording, text_sha256
from leadmatch.inquiries.wording_faults import wording_faults
from leadmatch.kernel.database import writing
from leadmatch.kernel.ids import new_id
from leadmatch.kernel.prepared import Prepared
from leadmatch.sponsors.models import Sponsor
from leadmatch.sponsors.queries import IS_REAL

_FALLBACK_LANGUAGE = "en"
_WORDING = (
    Disclosure.id,
    Disclosure.school_id,
    Sponsor.name,
    Disclosure.language,
    Disclosure.text,
    Disclosure.sha256,
    Disclosure.channels,
)
_ACTIVE = Prepared(
    select(*_WORDING)
    .join(Sponsor, Sponsor.school_id == Disclosure.school_id)
    .where(Disclosure.school_id == bindparam("of_school"), Disclosure.retired_at.is_(None))
)


class DisclosureError(Exception):
    """A wording cannot be taken, shown or retired; `reasons` holds every one."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """Keep the reasons in the order in which they are to be told."""
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class DisclosureVersion:
    """A wording with its place among the versions of its school and language."""

    wording: Wording
    version: int
    created_at: datetime
    retired_at: datetime | None


def active_wordings(connection: Connection, school_ids: Collection[str], language: str) -> Mapping[str, Wording]:
    """Return the active wording of each school that has one, in this language or else in English."""
    found: dict[str, Wording] = {}
    for school_id in school_ids:
        by_language = {row.language: Wording(*row) for row in _ACTIVE.rows(connection, {"of_school": school_id})}
        wording = by_language.get(language) or by_language.get(_FALLBACK_LANGUAGE)
        if wording is not None:
            found[school_id] = wording
    return found


def worded_schools(connection: Connection) -> frozenset[str]:
    """Return the schools that have an active wording, in whichever language."""
    return frozenset(connection.execute(select(Disclosure.school_id).where(Disclosure.retired_at.is_(None))).scalars())


def disclosure_versions(connection: Connection, school_id: str | None = None) -> list[DisclosureVersion]:
    """Return every version ever, of one school or of all, by school, language and version."""
    asked = (
        select(*_WORDING, Disclosure.version, Disclosure.created_at, Disclosure.retired_at)
        .join(Sponsor, Sponsor.school_id == Disclosure.school_id)
        .where(IS_REAL)
        .order_by(Disclosure.school_id, Disclosure.language, Disclosure.version)
    )
    if school_id is not None:
        asked = asked.where(Disclosure.school_id == school_id)
    return [
        DisclosureVersion(Wording(*row[:7]), row.version, row.created_at, row.retired_at)
        for row in connection.execute(asked)
    ]


def add_disclosure(
    engine: Engine, *, school_id: str, language: str, text: str, channels: Collection[str], now: datetime
) -> Wording:
    """Make a text the active wording of a school and language; the one before it is retired at the same moment.

    The text that is active already is left as it is.

    Raises:
        DisclosureError: there is no such sponsor, or the wording has faults.
    """
    with writing(engine) as connection:
        return write_disclosure(
            connection, school_id=school_id, language=language, text=text, channels=channels, now=now
        )


def write_disclosure(
    connection: Connection, *, school_id: str, language: str, text: str, channels: Collection[str], now: datetime
) -> Wording:
    """Do what `add_disclosure` does as part of the caller's transaction.

    Raises:
        DisclosureError: see `add_disclosure`.
    """
    # Locked, so that of two who add at once each retires what the other has added.
    asked = select(Sponsor.school_id, Sponsor.name).where(IS_REAL).with_for_update()
    names = {row.school_id: row.name for row in connection.execute(asked)}
    name = names.pop(school_id, None)
    if name is None:
        raise DisclosureError([f"no sponsor has the school id {school_id}; see: leadmatch sponsor list"])
    reasons = wording_faults(text, channels, name, language=language, other_schools=names.values())
    if reasons:
        raise DisclosureError(reasons)
    ordered = tuple(channel for channel in CHANNELS if channel in channels)
    active = active_wordings(connection, [school_id], language).get(school_id)
    if active and (active.language, active.text, active.channels) == (language, text, ordered):
        return active
    of_language = (Disclosure.school_id == school_id, Disclosure.language == language)
    last = connection.execute(select(func.max(Disclosure.version)).where(*of_language)).scalar()
    connection.execute(update(Disclosure).where(*of_language, Disclosure.retired_at.is_(None)).values(retired_at=now))
    wording = Wording(new_id("dsc"), school_id, name, language, text, text_sha256(text), ordered)
    row = {
        "id": wording.id,
        "school_id": school_id,
        "language": language,
        "version": (last or 0) + 1,
        "text": text,
        "sha256": wording.sha256,
        "channels": ordered,
        "created_at": now,
        "retired_at": None,
    }
    connection.execute(insert(Disclosure).values(row))
    return wording


def retire_disclosure(engine: Engine, disclosure_id: str, *, now: datetime) -> None:
    """Retire a wording without another in its place; its school takes no inquiries in that language then.

    Raises:
        DisclosureError: there is no such wording, or it is retired already.
    """
    with writing(engine) as connection:
        retired = connection.execute(
            update(Disclosure)
            .where(Disclosure.id == disclosure_id, Disclosure.retired_at.is_(None))
            .values(retired_at=now)
        )
        if not retired.rowcount:
            raise DisclosureError([f"no active wording has the id {disclosure_id}; see: leadmatch disclosure list"])
