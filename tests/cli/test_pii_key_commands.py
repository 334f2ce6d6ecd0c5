"""`leadmatch keys` replaces the keys of personal data while the service goes on, and survives being killed."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from instances import command, environment, settings_of
from sqlalchemy import Engine, insert, select

from leadmatch.cli import keys as keys_module
from leadmatch.cli.keys import keys
from leadmatch.inquiries.idempotency import answer_row
from leadmatch.inquiries.models import IdempotencyKey
from leadmatch.inquiries.resealing import envelopes_by_key
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.sealing import KeyRing
from leadmatch.kernel.secret_files import add_key
from leadmatch.settings import Settings

_NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
_TWO_KEYS = f"new:{'A' * 42}E,old:{'B' * 42}E"
Run = Callable[..., Result]


@pytest.fixture
def settings(tmp_path: Path, fresh_database_url: str) -> Settings:
    return settings_of(tmp_path / "instance", fresh_database_url)


@pytest.fixture
def real_engine(settings: Settings) -> Iterator[Engine]:
    made = open_engine(settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def run(settings: Settings) -> Run:
    return lambda *arguments: CliRunner().invoke(keys, [str(each) for each in arguments], obj=settings)


def _fill(engine: Engine, ring: KeyRing, count: int, *, first: int = 0) -> None:
    numbers = [number.to_bytes(4, "big") for number in range(first, first + count)]
    rows = [
        {"key_index": key, "body_index": b"", "answer": ring.seal(key, row=answer_row(key)), "created_at": _NOW}
        for key in numbers
    ]
    with writing(engine) as connection:
        connection.execute(insert(IdempotencyKey), rows)


def _all_open(engine: Engine, ring: KeyRing) -> int:
    with engine.connect() as connection:
        rows = connection.execute(select(IdempotencyKey.key_index, IdempotencyKey.answer)).all()
    assert all(ring.open(answer, row=answer_row(key)) == key for key, answer in rows)
    return len(rows)


def _let_time_pass(settings: Settings) -> None:
    then = time.time() - 120
    os.utime(settings.pii_keys_file, (then, then))


def test_a_rotation_makes_a_key_moves_everything_and_names_the_key_that_can_go(
    run: Run, settings: Settings, real_engine: Engine
):
    serving = settings.key_ring()
    _fill(real_engine, serving, 450)
    made = run("rotate-pii", "--json")
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout) == {
        "active": "k2",
        "added": "k2",
        "moved": {"inquiry.sealed": 0, "consent_evidence.sealed": 0, "idempotency_key.answer": 450},
        "unreadable": {"inquiry.sealed": 0, "consent_evidence.sealed": 0, "idempotency_key.answer": 0},
        "unused": ["k1"],
    }
    assert serving.open(serving.seal(b"x", row="r"), row="r") == b"x"
    assert serving.active == "k2"
    _let_time_pass(settings)
    dropped = run("drop", "k1")
    assert (dropped.exit_code, dropped.stdout) == (0, "Key k1 is gone.\n")
    assert _all_open(real_engine, settings.key_ring()) == 450
    assert settings.key_ring().names == ("k2",)


def test_a_key_that_is_needed_or_in_use_or_was_replaced_just_now_is_not_dropped(
    run: Run, settings: Settings, real_engine: Engine
):
    _fill(real_engine, settings.key_ring(), 3)
    add_key(settings.pii_keys_file)
    add_key(settings.pii_keys_file)
    for name, why in (
        ("k1", "3 rows are sealed with k1"),
        ("k3", "k3 is in use"),
        ("k7", "There is no key k7"),
        ("k2", "try again in 60 seconds"),
    ):
        refused = run("drop", name)
        assert refused.exit_code == 1
        assert why in refused.output
    _let_time_pass(settings)
    assert run("drop", "k2", "k1").exit_code == 1
    assert settings.key_ring().names == ("k3", "k2", "k1")


def test_the_list_says_what_each_key_is_needed_for(run: Run, settings: Settings, real_engine: Engine):
    _fill(real_engine, settings.key_ring(), 3)
    _fill(real_engine, KeyRing(lambda: {"lost": b"x" * 32}), 2, first=3)
    add_key(settings.pii_keys_file)
    listed = json.loads(run("list", "--json").stdout)
    rows = {"inquiry.sealed": 0, "consent_evidence.sealed": 0}
    assert listed == {
        "keys": [
            {"name": "k2", "is_active": True, "rows": {**rows, "idempotency_key.answer": 0}},
            {"name": "k1", "is_active": False, "rows": {**rows, "idempotency_key.answer": 3}},
        ],
        "rows_of_lost_keys": {**rows, "idempotency_key.answer": 2},
    }
    words = run("list").stdout.splitlines()
    assert words[0].split() == ["k2", "in", "use", "0", "rows"]
    assert words[1].split() == ["k1", "3", "rows"]
    assert words[2].startswith("2 rows are sealed with keys that are not here")


def test_rows_that_cannot_be_opened_are_told_and_fail_the_command(run: Run, settings: Settings, real_engine: Engine):
    _fill(real_engine, settings.key_ring(), 3)
    _fill(real_engine, KeyRing(lambda: {"lost": b"x" * 32}), 2, first=3)
    made = run("rotate-pii")
    assert made.exit_code == 1
    assert "idempotency_key.answer: 3 rows sealed anew" in made.stdout
    assert "2 rows cannot be opened" in made.stderr
    assert "leadmatch keys drop k1" in made.stdout


def test_keys_from_outside_are_never_written_and_only_moved_to(tmp_path: Path, fresh_database_url: str):
    settings = settings_of(tmp_path / "instance", fresh_database_url, PII_KEYS=_TWO_KEYS)
    engine = open_engine(fresh_database_url)
    old = KeyRing(lambda: {"old": settings.key_ring()._keys.raw["old"]})
    _fill(engine, old, 3)
    made = CliRunner().invoke(keys, ["rotate-pii", "--json"], obj=settings)
    told = json.loads(made.stdout)
    assert (told["active"], told["added"], told["unused"]) == ("new", None, ["old"])
    assert not settings.pii_keys_file.exists()
    dropped = CliRunner().invoke(keys, ["drop", "old"], obj=settings)
    assert "take it out of LEADMATCH_PII_KEYS" in dropped.stdout
    engine.dispose()


def test_one_that_is_killed_is_finished_by_the_next_without_another_key(settings: Settings, real_engine: Engine):
    count = 20_000
    ring = settings.key_ring()
    _fill(real_engine, ring, count)
    rotate = command("keys", "rotate-pii", "--json", instance=settings.instance)
    outside = environment(DATABASE_URL=settings.database_url)
    with subprocess.Popen(rotate, env=outside, stdout=subprocess.PIPE) as killed:
        until = time.monotonic() + 30
        while _moved(real_engine, ring) == 0:
            assert killed.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        killed.send_signal(signal.SIGKILL)
    moved = _moved(real_engine, ring)
    assert 0 < moved < count
    assert _all_open(real_engine, ring) == count
    finished = subprocess.run(rotate, env=outside, capture_output=True, text=True, check=True)
    told = json.loads(finished.stdout)
    assert (told["active"], told["added"], told["unused"]) == ("k2", None, ["k1"])
    assert told["moved"]["idempotency_key.answer"] == count - moved
    assert _all_open(real_engine, KeyRing(lambda: {"k2": settings.key_ring()._keys.raw["k2"]})) == count


def _moved(engine: Engine, ring: KeyRing) -> int:
    ring.reload()
    return envelopes_by_key(engine, ring)["idempotency_key.answer"]["k2"]


def test_a_rotation_waits_longer_than_servers_take_to_notice():
    assert keys_module._SETTLE_S > keys_module.RECHECK_S
    assert keys_module._DROP_AFTER_S > keys_module._SETTLE_S
