"""Verifying a compliance pack, with nothing but the pack and a public key."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from leadmatch.inquiries.consent.chain import commitment_of, link_body, link_hash
from leadmatch.inquiries.consent.checkpoints import Checkpoint
from leadmatch.inquiries.consent.pack import FORMAT, pack_bytes
from leadmatch.inquiries.consent.record import canonical
from leadmatch.inquiries.consent.signing import Verifier
from leadmatch.inquiries.wording import rendered

_SAME = ("lead_id", "inquiry_id", "school_id", "disclosure_id", "language", "is_test", "agreed_at")


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """What a pack proves.

    Args:
        faults: everything that is wrong; empty where the pack stands.
        record: what was agreed to, where the pack could be read.
        public_key: in hex, the key that the pack names.
    """

    faults: tuple[str, ...]
    record: dict[str, Any] | None = None
    public_key: str | None = None


def verify_pack(written: bytes, *, trusted: Verifier | None = None) -> PackVerdict:
    """Return what a pack proves.

    Args:
        written: the file, byte for byte.
        trusted: the key that it must be signed with; without it, the one that it names itself.
    """
    try:
        pack: dict[str, Any] = orjson.loads(written)
        if pack["format"] != FORMAT:
            return PackVerdict(("it is no pack that is known here",))
        if pack_bytes(pack) != written:
            return PackVerdict(("it is not in the form in which packs are written: something in it was changed",))
        verifier = trusted or Verifier.of(pack["public_key"])
        return PackVerdict(tuple(_faults(pack, verifier)), pack["record"], pack["public_key"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return PackVerdict(("it cannot be read as a pack: something in it was changed",))


def _faults(pack: dict[str, Any], verifier: Verifier) -> Iterator[str]:
    unsigned = {name: value for name, value in pack.items() if name != "signature"}
    if pack["public_key"] != verifier.hex:
        yield "it names another public key than the trusted one"
    if not verifier.vouches(bytes.fromhex(pack["signature"]), canonical(unsigned)):
        yield "its signature is not good: something in it was changed, or another key signed it"
    record, consent, wording = pack["record"], pack["consent"], pack["disclosure"]
    if commitment_of(bytes.fromhex(pack["salt"]), canonical(record)).hex() != consent["commitment"]:
        yield "its record is not what the consent commits to"
    if any(record[name] != consent[name] for name in _SAME) or record["consent_id"] != consent["id"]:
        yield "its record is of another consent"
    if record["disclosure_sha256"] != hashlib.sha256(wording["text"].encode()).hexdigest() or (
        (wording["id"], wording["sha256"]) != (record["disclosure_id"], record["disclosure_sha256"])
    ):
        yield "its wording is not the one that was agreed to"
    shown = {rendered(wording["text"], record["language"], phone) for phone in (record["phone_typed"], None)}
    if record["text"] not in shown:
        yield "the text that was agreed to is not that of its wording"
    yield from _chain_faults(pack, verifier)


def _chain_faults(pack: dict[str, Any], verifier: Verifier) -> Iterator[str]:
    consent = pack["consent"]
    body = link_body(**{**consent, "commitment": bytes.fromhex(consent["commitment"])})
    link = link_hash(bytes.fromhex(pack["previous"]), body)
    if link.hex() != pack["hash"]:
        yield "the consent is not what its hash was made of"
    for following in pack["following"]:
        link = link_hash(link, bytes.fromhex(following))
    checkpoint = Checkpoint(**pack["checkpoint"])
    if checkpoint.number != consent["number"] + len(pack["following"]) or checkpoint.hash != link.hex():
        yield "the chain does not lead from the consent to the signed checkpoint"
    if not checkpoint.is_signed_by(verifier):
        yield "the signature of the checkpoint is not good"
