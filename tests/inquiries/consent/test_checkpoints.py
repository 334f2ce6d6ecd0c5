"""Checkpoints are signed, only added, and kept by a thread that never gets in anybody's way."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import structlog
from chained import AGREED_AT, add_leads, grow, make_ring
from sqlalchemy import Engine, text

from leadmatch.inquiries.consent.checkpoints import Checkpoint, CheckpointError, read_checkpoints, write_checkpoint
from leadmatch.inquiries.consent.keeper import CheckpointKeeper
from leadmatch.inquiries.consent.signing import Signer, Verifier
from leadmatch.inquiries.consent.verify import verify_chain
from leadmatch.kernel.database import open_engine, writing

SIGNER = Signer("not a secret, " * 3)
STRANGER = Signer("not a secret either, " * 3)


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "checkpoints.jsonl"


def write(engine: Engine, file: Path) -> Checkpoint | None:
    return write_checkpoint(engine, file, SIGNER, now=AGREED_AT)


def findings(engine: Engine, file: Path, *keys: Verifier) -> list[str]:
    verdict = verify_chain(engine, make_ring(), checkpoints_file=file, keys=keys or [SIGNER.verifier])
    return [finding.code for finding in verdict.findings.kept]


def test_an_empty_chain_needs_no_checkpoint_and_no_file(engine: Engine, file: Path):
    assert write(engine, file) is None
    assert not file.exists()
    assert findings(engine, file) == []


def test_a_checkpoint_is_written_only_when_the_head_has_moved(engine: Engine, file: Path):
    sold = grow(engine, make_ring(), 2)[0]
    first = write(engine, file)
    assert first is not None
    assert first.number == 2
    assert write(engine, file) is None
    with writing(engine) as connection:
        add_leads(connection, make_ring(), sold, 1, first=9)
    second = write(engine, file)
    assert [line.checkpoint for line in read_checkpoints(file)] == [first, second]
    assert json.loads(file.read_bytes().splitlines()[0]).keys() == {"at", "hash", "key", "number", "signature"}


def test_the_same_secret_gives_the_same_key_and_another_one_another(engine: Engine, file: Path):
    grow(engine, make_ring(), 1)
    assert Signer("not a secret, " * 3).verifier == SIGNER.verifier != STRANGER.verifier
    assert Verifier.of(SIGNER.verifier.hex) == SIGNER.verifier
    checkpoint = write(engine, file)
    assert checkpoint is not None
    assert checkpoint.is_signed_by(SIGNER.verifier)
    assert not checkpoint.is_signed_by(STRANGER.verifier)
    for wrong in ("", "ab", "xy" * 32):
        with pytest.raises(ValueError, match=r"Ed25519|hexadecimal"):
            Verifier.of(wrong)


def test_any_changed_byte_of_the_file_is_found(engine: Engine, file: Path):
    sold = grow(engine, make_ring(), 1)[0]
    for turn in range(2):
        write(engine, file)
        with writing(engine) as connection:
            add_leads(connection, make_ring(), sold, 1, first=10 + turn)
    good = file.read_bytes()
    for at, byte in enumerate(good):
        file.write_bytes(good[:at] + bytes((byte ^ 1,)) + good[at + 1 :])
        assert findings(engine, file), good[max(0, at - 10) : at + 10]
    file.write_bytes(b"".join(reversed(good.splitlines(keepends=True))))
    assert findings(engine, file) == ["checkpoint-order"]
    file.write_bytes(good)
    assert findings(engine, file) == []


def test_signatures_of_an_earlier_key_count_if_it_is_trusted(engine: Engine, file: Path):
    grow(engine, make_ring(), 1)
    write_checkpoint(engine, file, STRANGER, now=AGREED_AT)
    assert findings(engine, file) == ["checkpoint-unsigned"]
    assert findings(engine, file, SIGNER.verifier, STRANGER.verifier) == []


def test_a_rewritten_chain_is_found_by_its_checkpoint(engine: Engine, file: Path):
    grow(engine, make_ring(), 3)
    write(engine, file)
    for table in ("outbox_event", "ledger_entry", "consent_evidence", "lead", "inquiry", "consent"):
        with writing(engine) as connection:
            if connection.dialect.name == "sqlite":
                triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
                for (name,) in connection.execute(triggers, {"table": table}).all():
                    connection.exec_driver_sql(f"DROP TRIGGER {name}")
            else:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608  # own names
    assert findings(engine, file) == ["tail-cut"]
    with pytest.raises(CheckpointError, match="vouches for consent 3, but the chain ends at 0"):
        write(engine, file)
    grow(engine, make_ring(), 3)
    assert findings(engine, file) == ["checkpoint-differs"]
    with pytest.raises(CheckpointError, match="not the one that its checkpoint vouches for"):
        write(engine, file)


def test_half_a_line_that_a_crash_left_is_passed_over_and_cut_off(engine: Engine, file: Path):
    sold = grow(engine, make_ring(), 1)[0]
    first = write(engine, file)
    assert first is not None
    with file.open("ab") as opened:
        opened.write(first.to_line()[:40])
    assert findings(engine, file) == []
    with writing(engine) as connection:
        add_leads(connection, make_ring(), sold, 1, first=9)
    second = write(engine, file)
    assert [line.checkpoint for line in read_checkpoints(file)] == [first, second]


def test_a_line_without_its_end_still_counts(engine: Engine, file: Path):
    sold = grow(engine, make_ring(), 1)[0]
    first = write(engine, file)
    file.write_bytes(file.read_bytes()[:-1])
    assert [line.checkpoint for line in read_checkpoints(file)] == [first]
    with writing(engine) as connection:
        add_leads(connection, make_ring(), sold, 1, first=9)
    second = write(engine, file)
    assert [line.checkpoint for line in read_checkpoints(file)] == [first, second]


def test_many_who_write_at_once_add_growing_numbers(engine: Engine, file: Path):
    ring = make_ring()
    sold = grow(engine, ring, 1)[0]

    def grow_and_write(which: int) -> None:
        for turn in range(5):
            with writing(engine) as connection:
                add_leads(connection, ring, sold, 1, first=100 * (which + 1) + turn)
            write(engine, file)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(grow_and_write, range(6)))
    numbers = [line.checkpoint.number for line in read_checkpoints(file) if line.checkpoint]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == 31
    assert findings(engine, file) == []


class _CountingClock:
    """Tells one moment, and lets a test wait until it was asked so often."""

    def __init__(self) -> None:
        self._asked = threading.Semaphore(0)

    def __call__(self) -> datetime:
        self._asked.release()
        return AGREED_AT

    def wait_for(self, times: int) -> None:
        for _ in range(times):
            assert self._asked.acquire(timeout=10)


@pytest.fixture
def make_keeper(file: Path) -> Iterator[Callable[[Engine, _CountingClock], CheckpointKeeper]]:
    made: list[CheckpointKeeper] = []

    def make(engine: Engine, clock: _CountingClock) -> CheckpointKeeper:
        made.append(CheckpointKeeper(engine, path=file, signer=SIGNER, clock=clock, pause_s=0.01))
        return made[-1]

    yield make
    for keeper in made:
        keeper.stop()


def test_the_keeper_signs_what_has_come_and_ends_when_told(
    engine: Engine, file: Path, make_keeper: Callable[[Engine, _CountingClock], CheckpointKeeper]
):
    grow(engine, make_ring(), 2)
    clock = _CountingClock()
    before = set(threading.enumerate())
    keeper = make_keeper(engine, clock)
    keeper.stop()
    keeper.wake()
    keeper.wake()
    clock.wait_for(3)
    assert [each.name for each in set(threading.enumerate()) - before] == ["consent-checkpoints"]
    keeper.stop()
    assert set(threading.enumerate()) <= before
    assert len(file.read_bytes().splitlines()) == 1


def test_the_keeper_outlives_a_database_that_is_out_of_order(
    empty_database_url: str, make_keeper: Callable[[Engine, _CountingClock], CheckpointKeeper]
):
    engine = open_engine(empty_database_url)
    clock = _CountingClock()
    with structlog.testing.capture_logs() as logs:
        keeper = make_keeper(engine, clock)
        keeper.wake()
        clock.wait_for(5)
        keeper.stop()
    assert [line["event"] for line in logs] == ["checkpoint-failed"]
    engine.dispose()
