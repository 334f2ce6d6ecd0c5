"""What a school is shown of the consents to its leads: who agreed to what, when, from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from leadmatch.inquiries.consent.chain import SALT_BYTES, evidence_row
from leadmatch.inquiries.models import Consent, ConsentEvidence, Disclosure
from leadmatch.kernel.sealing import KeyRing, SealError
from leadmatch.web.caller import UNKNOWN_ADDRESS


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What the visitor gave with a consent; see `ConsentRecord`."""

    text: str
    channels: tuple[str, ...]
    ip: str | None
    page_url: str | None


@dataclass(frozen=True, slots=True)
class ShownConsent:
    """A consent as a school sees it.

    Args:
        given: None once the person was erased or the evidence is shredded, and where it is unreadable.
        is_unreadable: whether there is evidence that cannot be opened: it was changed, or its key is gone.
    """

    id: str
    disclosure_id: str
    sha256: str
    agreed_at: datetime
    language: str
    given: ConsentGiven | None
    is_unreadable: bool = False


def shown_consents(
    connection: Connection, ring: KeyRing, numbers: Sequence[int], *, erased: frozenset[int]
) -> dict[int, ShownConsent]:
    """Return consents by number; those that are not on file are missing.

    Args:
        connection: to read with.
        ring: opens the evidence.
        numbers: of the consents.
        erased: those of them whose person was erased: their evidence may still be kept, but not for the school.
    """
    asked = (
        select(
            Consent.number,
            Consent.id,
            Consent.disclosure_id,
            Disclosure.sha256,
            Consent.agreed_at,
            Consent.language,
            ConsentEvidence.sealed,
            ConsentEvidence.keep_until,
            ConsentEvidence.shredded_at,
        )
        .join(Disclosure, Disclosure.id == Consent.disclosure_id)
        .outerjoin(ConsentEvidence, ConsentEvidence.consent_number == Consent.number)
        .where(Consent.number.in_(numbers))
    )
    found: dict[int, ShownConsent] = {}
    if not numbers:
        return found
    for row in connection.execute(asked):
        is_gone = row.number in erased or row.shredded_at is not None
        given = None if is_gone else _given(row.sealed, evidence_row(row.number, row.keep_until), ring)
        found[row.number] = ShownConsent(
            id=row.id,
            disclosure_id=row.disclosure_id,
            sha256=row.sha256,
            agreed_at=row.agreed_at,
            language=row.language,
            given=given,
            is_unreadable=given is None and not is_gone,
        )
    return found


def _given(sealed: bytes | None, row: str, ring: KeyRing) -> ConsentGiven | None:
    """Return what evidence says; None where it cannot be opened, or says something else."""
    try:
        record = orjson.loads(ring.open(sealed or b"", row=row)[SALT_BYTES:])
        ip = None if record["ip"] == UNKNOWN_ADDRESS else record["ip"]
        return ConsentGiven(record["text"], tuple(record["channels"]), ip, record["page_url"])
    except (SealError, ValueError, KeyError, TypeError):
        return None
