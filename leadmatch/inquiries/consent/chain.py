"""The chain of consents: each link commits to its record without telling it, and to every link before it (rule L2).

    commitment = HMAC-SHA256(key: salt, record)      the record can be shredded, the commitment stays
    body       = SHA-256(the columns as canonical JSON, commitment in hex)
    hash       = SHA-256(previous ‖ body)            64 bytes in; `previous` of the first link is 32 zero bytes

Because `hash` takes in the columns by way of `body`, a piece of the chain can be shown to somebody who may see one link
of it only: 32 bytes stand for each of the others.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Connection, bindparam, func, insert, select

from leadmatch.inquiries.consent.record import canonical, utc_text
from leadmatch.inquiries.models import Consent, ConsentEvidence
from leadmatch.kernel.prepared import Prepared
from leadmatch.kernel.sealing import KeyRing

SALT_BYTES = 32
GENESIS = bytes(32)

# The name of our turn among those who append on PostgreSQL; any number that nobody else uses.
_ADVISORY_LOCK = 5_107_130_802

_HEAD = Prepared(
    select(Consent.number, Consent.hash).where(Consent.number == select(func.max(Consent.number)).scalar_subquery())
)
_LOCK = Prepared(select(func.pg_advisory_xact_lock(bindparam("name", type_=BigInteger)).label("locked")))
_INSERT_CONSENT = Prepared(insert(Consent))
_INSERT_EVIDENCE = Prepared(insert(ConsentEvidence))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDraft:
    """A consent before it has its place in the chain.

    Args:
        language: of the wording agreed to.
        record: what `ConsentRecord.to_bytes` returns.
    """

    id: str
    lead_id: str
    inquiry_id: str
    school_id: str
    disclosure_id: str
    language: str
    is_test: bool
    agreed_at: datetime
    record: bytes


def append_consents(connection: Connection, ring: KeyRing, drafts: Sequence[ConsentDraft]) -> tuple[int, ...]:
    """Append consents and their evidence to the chain, and return their numbers; part of the caller's transaction.

    The head of the chain stays locked until that transaction ends: whoever takes other locks takes them before.
    """
    if not drafts:
        return ()
    number, previous = _locked_head(connection)
    links: list[dict[str, object]] = []
    evidence: list[dict[str, object]] = []
    for draft in drafts:
        number += 1
        salt = secrets.token_bytes(SALT_BYTES)
        link = _link(draft, number, commitment_of(salt, draft.record), previous)
        sealed = ring.seal(salt + draft.record, row=evidence_row(number, None))
        links.append(link)
        evidence.append({"consent_number": number, "sealed": sealed, "keep_until": None, "shredded_at": None})
        previous = link["hash"]  # type: ignore[assignment]  # bytes, see _link
    _INSERT_CONSENT.run(connection, links)
    _INSERT_EVIDENCE.run(connection, evidence)
    return tuple(range(number - len(drafts) + 1, number + 1))


def commitment_of(salt: bytes, record: bytes) -> bytes:
    """Return what stands for a record in the chain; without the salt nobody can try records on it."""
    return hmac.digest(salt, record, hashlib.sha256)


def link_body(
    *,
    number: int,
    id: str,  # noqa: A002  # the columns, by their names
    lead_id: str,
    inquiry_id: str,
    school_id: str,
    disclosure_id: str,
    language: str,
    is_test: bool,
    agreed_at: str,
    commitment: bytes,
) -> bytes:
    """Return the hash of all columns of a link but `previous` and `hash`; the moment as `utc_text` writes it."""
    columns = {
        "v": 1,
        "number": number,
        "id": id,
        "lead_id": lead_id,
        "inquiry_id": inquiry_id,
        "school_id": school_id,
        "disclosure_id": disclosure_id,
        "language": language,
        "is_test": is_test,
        "agreed_at": agreed_at,
        "commitment": commitment.hex(),
    }
    return hashlib.sha256(canonical(columns)).digest()


def link_hash(previous: bytes, body: bytes) -> bytes:
    """Return the hash of a link."""
    return hashlib.sha256(previous + body).digest()


def evidence_row(number: int, keep_until: date | None) -> str:
    """Return the name under which a consent's evidence is sealed: until when it is kept is part of it."""
    until = "" if keep_until is None else f";keep_until={keep_until.isoformat()}"
    return f"consent_evidence.sealed:{number}{until}"


def head_of(connection: Connection) -> tuple[int, bytes]:
    """Return number and hash of the last link; 0 and `GENESIS` where there is none."""
    found = _HEAD.rows(connection, {})
    return (found[0].number, found[0].hash) if found else (0, GENESIS)


def _locked_head(connection: Connection) -> tuple[int, bytes]:
    # SQLite needs no lock: a transaction that writes is alone from its first statement (BEGIN IMMEDIATE). On PostgreSQL
    # the head is read in a statement of its own, because one that waits for the lock would see what was there before.
    if connection.dialect.name == "postgresql":
        _LOCK.ask(connection, {"name": _ADVISORY_LOCK})
    return head_of(connection)


def _link(draft: ConsentDraft, number: int, commitment: bytes, previous: bytes) -> dict[str, object]:
    body = link_body(
        number=number,
        id=draft.id,
        lead_id=draft.lead_id,
        inquiry_id=draft.inquiry_id,
        school_id=draft.school_id,
        disclosure_id=draft.disclosure_id,
        language=draft.language,
        is_test=draft.is_test,
        agreed_at=utc_text(draft.agreed_at),
        commitment=commitment,
    )
    return {
        "number": number,
        "id": draft.id,
        "lead_id": draft.lead_id,
        "inquiry_id": draft.inquiry_id,
        "school_id": draft.school_id,
        "disclosure_id": draft.disclosure_id,
        "language": draft.language,
        "is_test": draft.is_test,
        "agreed_at": draft.agreed_at,
        "commitment": commitment,
        "previous": previous,
        "hash": link_hash(previous, body),
    }
