"""What the service itself does to consents is never complained of: taking in, erasing, shredding, other keys."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from chained import AGREED_AT, add_leads, grow, make_ring, sell
from sqlalchemy import Engine
from taking_in import ASSISTING, BILLING, CODING, World

from leadmatch.app import create_app
from leadmatch.inquiries.consent.checkpoints import write_checkpoint
from leadmatch.inquiries.consent.evidence import reseal_evidence, shred_due
from leadmatch.inquiries.consent.pack import make_pack, pack_bytes
from leadmatch.inquiries.consent.pack_checks import verify_pack
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.consent.verify import Verdict, verify_chain
from leadmatch.inquiries.erasing import erase
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.migrations import upgrade
from leadmatch.kernel.sealing import KeyRing
from leadmatch.settings import Settings

SIGNER = Signer("not a secret, " * 3)
KEYS = {"k2": bytes(32), "k1": bytes(range(32))}


def verify(engine: Engine, ring: KeyRing, file: Path) -> Verdict:
    return verify_chain(engine, ring, checkpoints_file=file, keys=[SIGNER.verifier])


def leads_of(answer: bytes) -> list[dict[str, Any]]:
    leads: list[dict[str, Any]] = orjson.loads(answer)["leads"]
    return leads


def test_inquiries_are_proven_from_the_first_to_after_their_erasure(world: World, tmp_path: Path):
    file, intake = tmp_path / "checkpoints", world.intake
    world.sponsor(CODING)
    world.sponsor(ASSISTING)
    shared = world.submit(world.body(CODING, BILLING, ASSISTING), "1")
    rejected = world.submit(world.body(CODING, phone="312-555-0142"), "2")
    body = world.body(ASSISTING, email="grace@example.org", phone="312 555 0143")
    body["consents"][0]["channels"] = ["email"]
    body |= {"language": "es", "placement": "sidebar", "sub_id": "a1", "page_url": "https://guide.example.org/x?y=ü"}
    kept = world.submit(body, "3")
    assert [lead["status"] for lead in leads_of(rejected.body)] == ["rejected"]
    assert write_checkpoint(intake.engine, file, SIGNER, now=world.clock()) is not None
    verdict = verify(intake.engine, intake.ring, file)
    assert (verdict.findings.kept, verdict.consents, verdict.evidence) == ([], 4, 4)
    for answer in (shared, rejected, kept):
        for lead in leads_of(answer.body):
            made = make_pack(
                intake.engine, intake.ring, lead["id"], checkpoints_file=file, signer=SIGNER, now=world.clock()
            )
            assert verify_pack(pack_bytes(made), trusted=SIGNER.verifier).faults == ()
            assert made["record"]["program_ids"][0] == lead["program_id"]
            assert made["record"]["time_zone"] == "America/Chicago"
    _erase(world, shared.receipt_url)
    world.clock.pass_(minutes=1)
    _erase(world, rejected.receipt_url)
    verdict = verify(intake.engine, intake.ring, file)
    assert (verdict.findings.kept, verdict.evidence, verdict.shredded) == ([], 3, 1)
    both = KeyRing(lambda: KEYS)
    assert reseal_evidence(intake.engine, both, 2) == (3, ())
    world.clock.pass_(days=6 * 366)
    with writing(intake.engine) as connection:
        assert shred_due(connection, world.clock()) == 2
    verdict = verify(intake.engine, both, file)
    assert (verdict.findings.kept, verdict.evidence, verdict.shredded) == ([], 1, 3)


def _erase(world: World, receipt_url: str) -> None:
    intake = world.intake
    token = receipt_url.rpartition("/")[2]
    erase(
        intake.engine,
        token,
        ring=intake.ring,
        hashes=intake.hashes,
        retention_years=intake.retention_years,
        now=world.clock(),
    )


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


def test_a_chain_that_grows_while_it_is_verified_is_not_complained_of(engine: Engine, tmp_path: Path):
    file, ring = tmp_path / "checkpoints", make_ring()
    grow(engine, ring, 50)
    with writing(engine) as connection:
        sold = sell(connection, school_id="sch_growing", school_name="Example Growing College")
    done = threading.Event()

    def take_in() -> int:
        count = 0
        while not done.is_set():
            count += 1
            with writing(engine) as connection:
                add_leads(connection, ring, sold, 2, first=2 * count)
            write_checkpoint(engine, file, SIGNER, now=AGREED_AT + timedelta(days=1))
        return count

    with ThreadPoolExecutor(1) as pool:
        taking = pool.submit(take_in)
        try:
            verdicts = [verify(engine, ring, file) for _ in range(15)]
        finally:
            done.set()
        assert taking.result() > 1
    assert [verdict.findings.kept for verdict in verdicts] == [[]] * 15
    assert verdicts[-1].consents > verdicts[0].consents


def test_a_serving_worker_keeps_checkpoints_from_its_first_request_on(tmp_path: Path):
    settings = Settings.from_env({"LEADMATCH_INSTANCE": str(tmp_path), "LEADMATCH_RATE_LIMITS": "off"})
    upgrade(settings.database_url)
    app = create_app(settings)
    keeper = app.extensions["leadmatch.checkpoints"]
    before = set(threading.enumerate())
    assert app.test_client().get("/healthz").status_code == 200
    assert "consent-checkpoints" in [each.name for each in set(threading.enumerate()) - before]
    keeper.stop()
    assert "consent-checkpoints" not in [each.name for each in set(threading.enumerate()) - before]
    assert "leadmatch.checkpoints" not in create_app(settings, watches=False).extensions
    app.extensions["leadmatch.intake"].engine.dispose()
