"""The chain as it stands on disk: every column as the database keeps it, so that no reading hides a changed byte.

SQLite keeps whatever it is given in any column, and the types of SQLAlchemy would take a 7 for true and read a date
in several forms. What is not in the one form that we write is therefore told apart here, column by column.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, text

from leadmatch.inquiries.consent.record import utc_text

BATCH = 2000
_SQLITE_MOMENT = 26  # characters of 2026-03-14 15:09:26.535897
_LINKS = text(
    "SELECT c.number, c.id, c.lead_id, c.inquiry_id, c.school_id, c.disclosure_id, c.language, c.is_test, c.agreed_at,"
    " c.commitment, c.previous, c.hash, e.consent_number, e.sealed, e.keep_until, e.shredded_at,"
    " l.id, l.number, l.inquiry_id, l.school_id, l.is_test, l.program_id, i.id, i.is_test, i.erased_at, i.sealed"
    " FROM consent c LEFT JOIN consent_evidence e ON e.consent_number = c.number"
    " LEFT JOIN lead l ON l.id = c.lead_id LEFT JOIN inquiry i ON i.id = c.inquiry_id ORDER BY c.number"
)
_DISCLOSURES = text("SELECT id, school_id, language, text, sha256, channels FROM disclosure ORDER BY id")
_ALONE = {
    "lead-without-consent": "SELECT id FROM lead WHERE NOT EXISTS (SELECT 1 FROM consent WHERE lead_id = lead.id)",
    "inquiry-without-consent": (
        "SELECT id FROM inquiry WHERE NOT EXISTS (SELECT 1 FROM consent WHERE inquiry_id = inquiry.id)"
    ),
    "evidence-without-consent": (
        "SELECT consent_number FROM consent_evidence"
        " WHERE NOT EXISTS (SELECT 1 FROM consent WHERE number = consent_evidence.consent_number)"
    ),
    "ledger-without-consent": (
        "SELECT id FROM ledger_entry WHERE lead_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM consent WHERE lead_id = ledger_entry.lead_id)"
    ),
    "event-without-consent": (
        "SELECT id FROM outbox_event WHERE NOT EXISTS (SELECT 1 FROM consent WHERE lead_id = outbox_event.lead_id)"
    ),
}
_OWN_TABLES = ("consent", "consent_evidence", "disclosure")


class StoredLink(NamedTuple):
    """One consent with what belongs to it, as stored; names as of the columns."""

    number: Any
    id: Any
    lead_id: Any
    inquiry_id: Any
    school_id: Any
    disclosure_id: Any
    language: Any
    is_test: Any
    agreed_at: Any
    commitment: Any
    previous: Any
    hash: Any
    evidence_number: Any
    sealed: Any
    keep_until: Any
    shredded_at: Any
    lead: Any
    lead_number: Any
    lead_inquiry_id: Any
    lead_school_id: Any
    lead_is_test: Any
    lead_program_id: Any
    inquiry: Any
    inquiry_is_test: Any
    erased_at: Any
    inquiry_sealed: Any


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Open one state of the database, whatever is written meanwhile; texts that are no UTF-8 can be read too."""
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**options) as connection:
            yield connection
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            yield connection
        finally:
            connection.rollback()
            driver.text_factory = str


def stored_links(connection: Connection) -> Iterator[StoredLink]:
    """Read the chain from its beginning, some thousand links at a time."""
    for row in connection.execution_options(yield_per=BATCH).execute(_LINKS):
        yield StoredLink._make(row)


def stored_count(connection: Connection) -> int:
    """Return how many links there are."""
    return int(connection.execute(text("SELECT count(*) FROM consent")).scalar_one())


def stored_disclosures(connection: Connection) -> list[Any]:
    """Return id, school, language, text, hash and channels (as JSON) of every wording."""
    return list(connection.execute(_DISCLOSURES).all())


def left_alone(connection: Connection) -> Iterator[tuple[str, object]]:
    """Return what refers to a consent that is not there: what it is, and its id."""
    for code, statement in _ALONE.items():
        for row in connection.execution_options(yield_per=BATCH).execute(text(statement)):
            yield code, row[0]


def damages(connection: Connection) -> Iterator[str]:
    """Return what the database itself finds wrong with the tables of the chain: SQLite only, which can tell."""
    if connection.dialect.name != "sqlite":
        return
    for table in _OWN_TABLES:
        for (found,) in connection.exec_driver_sql(f"PRAGMA integrity_check('{table}')"):
            if found != "ok":
                yield f"table {table}: {found}"


def stored_moment(value: object) -> str | None:
    """Return a moment as `utc_text` would; None where it is not stored in the one form that we write."""
    if isinstance(value, datetime):
        return None if value.tzinfo is None else utc_text(value)
    if isinstance(value, str) and len(value) == _SQLITE_MOMENT and value[10] == " ":
        return f"{value[:10]}T{value[11:]}Z"
    return None


def stored_day(value: object) -> date | None:
    """Return a day; None where it is not stored in the one form that we write."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day.isoformat() == value else None


def stored_claim(value: object) -> bool | None:
    """Return true or false; None where it is not stored in the one form that we write."""
    if isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, int) and value in {0, 1} else None
