"""The compliance pack of one lead: a document that proves one consent to whoever has the public key, and no database.

It is JSON in one form only (names in order, two spaces, a line feed at the end), signed as a whole, so that any changed
byte is found. Of the consents between this one and the signed checkpoint it holds 32 bytes each, which tell nothing.
"""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, select

from leadmatch.inquiries.consent.chain import SALT_BYTES, evidence_row, link_body
from leadmatch.inquiries.consent.checkpoints import Checkpoint, read_checkpoints, write_checkpoint
from leadmatch.inquiries.consent.record import canonical, utc_text
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.models import Consent, ConsentEvidence, Disclosure
from leadmatch.kernel.clock import rfc3339
from leadmatch.kernel.sealing import KeyRing

FORMAT = "leadmatch consent pack 1"
COLUMNS = (
    "number",
    "id",
    "lead_id",
    "inquiry_id",
    "school_id",
    "disclosure_id",
    "language",
    "is_test",
    "agreed_at",
    "commitment",
)


class PackError(Exception):
    """There is no pack of a lead; the message says why."""


def make_pack(
    engine: Engine, ring: KeyRing, lead_id: str, *, checkpoints_file: Path, signer: Signer, now: datetime
) -> dict[str, Any]:
    """Return the pack of a lead; a checkpoint is signed if none is later than its consent.

    Raises:
        PackError: there is no such lead, its evidence was shredded, or its checkpoint is of another key.
        CheckpointError: the chain is not what the checkpoints vouch for.
        SealError: the evidence was changed, or its key is gone.
    """
    consent, plain = _opened(engine, ring, lead_id)
    checkpoint = _checkpoint_after(consent.number, checkpoints_file, signer)
    if checkpoint is None:
        write_checkpoint(engine, checkpoints_file, signer, now=now)
        checkpoint = _checkpoint_after(consent.number, checkpoints_file, signer)
    if checkpoint is None:
        raise PackError("no checkpoint signed with the present key is later than this consent: run consent verify")
    with engine.connect() as connection:
        wording = connection.execute(select(Disclosure).where(Disclosure.id == consent.disclosure_id)).one()
        later = select(Consent).where(Consent.number.between(consent.number + 1, checkpoint.number))
        following = [_body(row).hex() for row in connection.execute(later.order_by(Consent.number)).all()]
    columns = {name: getattr(consent, name) for name in COLUMNS}
    columns |= {"agreed_at": utc_text(consent.agreed_at), "commitment": consent.commitment.hex()}
    unsigned = {
        "format": FORMAT,
        "made_at": rfc3339(now),
        "record": orjson.loads(plain[SALT_BYTES:]),
        "salt": plain[:SALT_BYTES].hex(),
        "consent": columns,
        "previous": consent.previous.hex(),
        "hash": consent.hash.hex(),
        "following": following,
        "checkpoint": asdict(checkpoint),
        "disclosure": {name: getattr(wording, name) for name in ("id", "version", "language", "text", "sha256")},
        "public_key": signer.verifier.hex,
    }
    return {**unsigned, "signature": signer.sign(canonical(unsigned)).hex()}


def pack_bytes(pack: dict[str, Any]) -> bytes:
    """Return the one form in which a pack is written."""
    return orjson.dumps(pack, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _opened(engine: Engine, ring: KeyRing, lead_id: str) -> tuple[Any, bytes]:
    asked = (
        select(Consent, ConsentEvidence.sealed, ConsentEvidence.keep_until, ConsentEvidence.shredded_at)
        .join(ConsentEvidence, ConsentEvidence.consent_number == Consent.number)
        .where(Consent.lead_id == lead_id)
    )
    with engine.connect() as connection:
        found = connection.execute(asked).first()
    if found is None:
        raise PackError(f"no lead has the id {lead_id}, or it has no consent")
    if found.sealed is None:
        when = f" on {found.shredded_at.date()}" if found.shredded_at else ""
        raise PackError(f"the evidence of this consent was shredded{when}; the chain still vouches that there was one")
    return found, ring.open(found.sealed, row=evidence_row(found.number, found.keep_until))


def _checkpoint_after(number: int, file: Path, signer: Signer) -> Checkpoint | None:
    found = (line.checkpoint for line in read_checkpoints(file))
    return next((each for each in found if each and each.number >= number and each.is_signed_by(signer.verifier)), None)


def _body(row: Any) -> bytes:  # noqa: ANN401  # a row of consent
    columns = {name: getattr(row, name) for name in COLUMNS}
    return link_body(**{**columns, "agreed_at": utc_text(row.agreed_at)})
