"""The pack of a lead proves its consent to whoever has the public key, and any changed byte in it is found."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from chained import AGREED_AT, erase_inquiry, grow, make_ring
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Engine, select

from leadmatch.inquiries.consent.checkpoints import write_checkpoint
from leadmatch.inquiries.consent.evidence import shred_now
from leadmatch.inquiries.consent.pack import PackError, make_pack, pack_bytes
from leadmatch.inquiries.consent.pack_checks import verify_pack
from leadmatch.inquiries.consent.pack_page import pack_page
from leadmatch.inquiries.consent.record import canonical
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.models import Consent
from leadmatch.kernel.database import open_engine, writing

SIGNER = Signer("not a secret, " * 3)
STRANGER = Signer("not a secret either, " * 3)
CONSENTS = 5
NOW = AGREED_AT + timedelta(days=1)


@pytest.fixture
def chain(fresh_database_url: str) -> Iterator[Engine]:
    engine = open_engine(fresh_database_url)
    grow(engine, make_ring(), CONSENTS)
    yield engine
    engine.dispose()


def lead_of(engine: Engine, number: int) -> str:
    with engine.connect() as connection:
        return str(connection.execute(select(Consent.lead_id).where(Consent.number == number)).scalar_one())


def pack_of(engine: Engine, file: Path, number: int = 2) -> dict[str, Any]:
    return make_pack(engine, make_ring(), lead_of(engine, number), checkpoints_file=file, signer=SIGNER, now=NOW)


def dumps(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def proves(written: bytes, public_key: str) -> str:
    """Return the text that a pack proves was agreed to; written without a line of the code that made the pack."""
    pack = json.loads(written)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    key.verify(bytes.fromhex(pack.pop("signature")), dumps(pack))
    commitment = hmac.new(bytes.fromhex(pack["salt"]), dumps(pack["record"]), "sha256").hexdigest()
    assert commitment == pack["consent"]["commitment"]
    link = bytes.fromhex(pack["previous"])
    for body in [hashlib.sha256(dumps({**pack["consent"], "v": 1})).hexdigest(), *pack["following"]]:
        link = hashlib.sha256(link + bytes.fromhex(body)).digest()
    checkpoint = pack["checkpoint"]
    key.verify(bytes.fromhex(checkpoint.pop("signature")), dumps(checkpoint))
    assert (checkpoint["hash"], checkpoint["number"]) == (
        link.hex(),
        pack["consent"]["number"] + len(pack["following"]),
    )
    text: str = pack["record"]["text"]
    return text


@pytest.mark.parametrize("number", [1, 2, CONSENTS])
def test_a_pack_is_verified_by_us_and_without_our_code(chain: Engine, tmp_path: Path, number: int):
    written = pack_bytes(pack_of(chain, tmp_path / "checkpoints", number))
    verdict = verify_pack(written, trusted=SIGNER.verifier)
    assert verdict.faults == ()
    assert verdict.record is not None
    assert proves(written, SIGNER.verifier.hex) == verdict.record["text"]
    assert verdict.record["email"] == f"person{number}@example.org"


def test_any_changed_byte_in_a_pack_is_found(chain: Engine, tmp_path: Path):
    written = pack_bytes(pack_of(chain, tmp_path / "checkpoints"))
    for at, byte in enumerate(written):
        for other in {byte ^ 1, 0x20, 0x30} - {byte}:
            changed = written[:at] + bytes((other,)) + written[at + 1 :]
            assert verify_pack(changed).faults, (at, written[max(0, at - 20) : at + 20], other)
    for cut in (written[:-1], written + b" ", b"", b"[]", b"{}", b"null"):
        assert verify_pack(cut).faults


def test_a_pack_signed_by_a_stranger_is_refused_where_the_key_is_known(chain: Engine, tmp_path: Path):
    pack = pack_of(chain, tmp_path / "checkpoints")
    del pack["signature"]
    forged = pack | {"public_key": STRANGER.verifier.hex, "record": pack["record"] | {"first_name": "Eve"}}
    forged["signature"] = STRANGER.sign(canonical(forged)).hex()
    assert len(verify_pack(pack_bytes(forged), trusted=SIGNER.verifier).faults) == 3
    told = verify_pack(pack_bytes(forged)).faults
    assert told == (
        "its record is not what the consent commits to",
        "the signature of the checkpoint is not good",
    )


@pytest.mark.parametrize(
    ("part", "changes", "fault"),
    [
        ("record", {"lead_id": "led_other"}, "its record is of another consent"),
        ("disclosure", {"text": "Something else."}, "its wording is not the one that was agreed to"),
        ("record", {"text": "Something else."}, "the text that was agreed to is not that of its wording"),
        ("consent", {"school_id": "sch_other"}, "the consent is not what its hash was made of"),
        ("checkpoint", {"number": 3}, "the chain does not lead from the consent to the signed checkpoint"),
    ],
)
def test_each_part_is_checked_even_where_the_signer_lies(
    chain: Engine, tmp_path: Path, part: str, changes: dict[str, Any], fault: str
):
    pack = pack_of(chain, tmp_path / "checkpoints")
    del pack["signature"]
    pack[part] = pack[part] | changes
    pack["signature"] = SIGNER.sign(canonical(pack)).hex()
    assert fault in verify_pack(pack_bytes(pack), trusted=SIGNER.verifier).faults


def test_a_pack_holds_nothing_of_other_leads(chain: Engine, tmp_path: Path):
    pack = pack_of(chain, tmp_path / "checkpoints")
    told = pack_bytes(pack) + pack_page(pack, file_name="x.json", file_sha256="0").encode()
    assert len(pack["following"]) == CONSENTS - 2
    assert b"person2@example.org" in told
    for other in (1, 3, 4, 5):
        with chain.connect() as connection:
            consent = connection.execute(select(Consent).where(Consent.number == other)).one()
        for foreign in (f"person{other}@example.org", consent.lead_id, consent.inquiry_id, consent.id):
            assert foreign.encode() not in told


def test_a_checkpoint_is_signed_only_where_none_is_later(chain: Engine, tmp_path: Path):
    file = tmp_path / "checkpoints"
    assert pack_of(chain, file)["checkpoint"]["number"] == CONSENTS
    before = file.read_bytes()
    grow(chain, make_ring(), 1, schools=1)
    assert pack_of(chain, file, 1)["checkpoint"]["number"] == CONSENTS
    assert file.read_bytes() == before
    assert pack_of(chain, file, CONSENTS + 1)["following"] == []


def test_there_is_no_pack_of_what_is_not_there_or_was_shredded(chain: Engine, tmp_path: Path):
    file = tmp_path / "checkpoints"
    with writing(chain) as connection:
        erase_inquiry(connection, 2, NOW)
        shred_now(connection, [2], NOW)
    with pytest.raises(PackError, match=f"shredded on {NOW.date()}"):
        pack_of(chain, file)
    with pytest.raises(PackError, match="no lead has the id led_none"):
        make_pack(chain, make_ring(), "led_none", checkpoints_file=file, signer=SIGNER, now=NOW)
    write_checkpoint(chain, file, STRANGER, now=NOW)
    with pytest.raises(PackError, match="no checkpoint signed with the present key"):
        pack_of(chain, file, 1)


def test_the_page_says_who_agreed_to_what_when_and_where_without_a_script(chain: Engine, tmp_path: Path):
    pack = pack_of(chain, tmp_path / "checkpoints")
    pack["record"] |= {"first_name": "<b>Ada", "referrer": "javascript:alert(1)"}
    page = pack_page(pack, file_name="consent-led.json", file_sha256="ab" * 32)
    for told in (
        "&lt;b&gt;Ada Example",
        "person2@example.org",
        "(312) 555-0142",
        "+13125550142",
        "By checking this box I ask Example City College",
        "March 14, 2026, 10:09:28 AM",
        "America/Chicago",
        "127.0.0.1",
        "https://guide.example.org/inquire",
        SIGNER.verifier.hex,
        "ab" * 32,
        "link 2 of a chain",
    ):
        assert told in page, told
    assert not re.search(r"<script|<link|\bsrc=|href=|url\(|<b>", page)
    assert "%" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)


def test_the_page_admits_an_unknown_time_zone_and_a_test(chain: Engine, tmp_path: Path):
    pack = pack_of(chain, tmp_path / "checkpoints")
    pack["record"] |= {"time_zone": None, "agreed_at_local": None, "is_test": True, "phone": None, "phone_typed": None}
    page = pack_page(pack, file_name="consent-led.json", file_sha256="ab" * 32)
    assert "On March 14, 2026, 03:09:28 PM UTC" in page
    assert "This is a test" in page
    assert "none given" in page
