"""What a school is shown of the consents to its leads: who agreed to what, when, from where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from leadmatch.inquiries.consent.chain import SALT_BYTES, evidence_row
from leadmatch.inquiries.models import Consent, ConsentEvidence, Disclosure
from leadmatch.kernel.sealing import KeyRing
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
    """A consent as a school sees it; `given` is None once the person was erased or the evidence is shredded."""

    id: str
    disclosure_id: str
    sha256: str
    agreed_at: datetime
    language: str
    given: ConsentGiven | None


def shown_consents(
    connection: Connection, ring: KeyRing, numbers: Sequence[int], *, erased: frozenset[int]
) -> dict[int, ShownConsent]:
    """Return consents by number.

    Args:
        connection: to read with.
        ring: opens the evidence.
        numbers: of the consents.
        erased: those of them whose person was erased: their evidence may still be kept, but not for the school.

    Raises:
        SealError: evidence was changed, or its key is gone.
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
        )
        .join(Disclosure, Disclosure.id == Consent.disclosure_id)
        .join(ConsentEvidence, ConsentEvidence.consent_number == Consent.number)
        .where(Consent.number.in_(numbers))
    )
    found: dict[int, ShownConsent] = {}
    if not numbers:
        return found
    for number, consent_id, disclosure_id, sha256, agreed_at, language, sealed, keep_until in connection.execute(asked):
        is_open = sealed is not None and number not in erased
        given = _given(ring.open(sealed or b"", row=evidence_row(number, keep_until))) if is_open else None
        found[number] = ShownConsent(consent_id, disclosure_id, sha256, agreed_at, language, given)
    return found


def _given(evidence: bytes) -> ConsentGiven:
    record = orjson.loads(evidence[SALT_BYTES:])
    ip = None if record["ip"] == UNKNOWN_ADDRESS else record["ip"]
    return ConsentGiven(record["text"], tuple(record["channels"]), ip, record["page_url"])
