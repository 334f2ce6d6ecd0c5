"""What visitors are asked to agree to in the sandbox, and how it comes into the database: with the first that agrees.

Consents name their wording, and wordings their sponsor, so both must be on file. They are written closed and retired:
whatever reads contracts or wordings without a thought of the sandbox finds nothing there that could be offered or sold.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Final

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from leadmatch.inquiries.models import Disclosure
from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.inquiries.wording import CHANNELS, LANGUAGES, Wording, text_sha256
from leadmatch.kernel.ids import stable_id
from leadmatch.search.sandbox.schools import SANDBOX_SCHOOLS
from leadmatch.sponsors.models import Sponsor

_TIME_ZONE: Final = "America/Chicago"
_ONE_DAY: Final = date(2026, 1, 1)  # the first and last of a contract that nobody has
_FALLBACK_LANGUAGE: Final = "en"


def sandbox_wordings(school_ids: Collection[str], language: str) -> Mapping[str, Wording]:
    """Return the wording of each of these schools that stands in the sandbox."""
    spoken = language if language in LANGUAGES else _FALLBACK_LANGUAGE
    return {each: _wordings()[each, spoken] for each in school_ids if (each, spoken) in _wordings()}


def keep_wordings(connection: Connection, wordings: Collection[Wording], now: datetime) -> None:
    """Write wordings of the sandbox, and their schools, unless they are on file; part of the caller's transaction."""
    if not _missing(connection, wordings):
        return
    schools = [_sponsor(school.id, school.name, now) for school in SANDBOX_SCHOOLS]
    add = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(add(Sponsor).on_conflict_do_nothing(), schools)
    # Locked, so that of two who write a first version the second one sees it.
    locked = select(Sponsor.school_id).where(Sponsor.school_id.in_([each["school_id"] for each in schools]))
    connection.execute(locked.order_by(Sponsor.school_id).with_for_update())
    for wording in _missing(connection, wordings):
        of_language = (Disclosure.school_id == wording.school_id, Disclosure.language == wording.language)
        last = connection.execute(select(func.max(Disclosure.version)).where(*of_language)).scalar()
        row = {
            "id": wording.id,
            "school_id": wording.school_id,
            "language": wording.language,
            "version": (last or 0) + 1,
            "text": wording.text,
            "sha256": wording.sha256,
            "channels": wording.channels,
            "created_at": now,
            "retired_at": now,
        }
        connection.execute(insert(Disclosure).values(row))


@cache
def _wordings() -> Mapping[tuple[str, str], Wording]:
    return {
        (school.id, language): _wording(school.id, school.name, language)
        for school in SANDBOX_SCHOOLS
        for language in LANGUAGES
    }


def _wording(school_id: str, school_name: str, language: str) -> Wording:
    text = standard_wording(school_name, language=language, channels=CHANNELS)
    sha256 = text_sha256(text)
    # Another text is another wording: what was agreed to before stays on file as it was.
    wording_id = stable_id("dsc", "sandbox", school_id, language, sha256)
    return Wording(wording_id, school_id, school_name, language, text, sha256, CHANNELS)


def _missing(connection: Connection, wordings: Collection[Wording]) -> list[Wording]:
    asked = select(Disclosure.id).where(Disclosure.id.in_([each.id for each in wordings]))
    known = set(connection.execute(asked).scalars())
    return sorted((each for each in wordings if each.id not in known), key=lambda each: each.id)


def _sponsor(school_id: str, name: str, now: datetime) -> dict[str, object]:
    return {
        "school_id": school_id,
        "name": name,
        "time_zone": _TIME_ZONE,
        "state": "closed",
        "contract_starts_on": _ONE_DAY,
        "contract_ends_on": _ONE_DAY,
        "created_at": now,
    }
