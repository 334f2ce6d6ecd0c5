"""Limits that many workers share: exact in Valkey, and still there when Valkey is not."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import structlog
from instances import free_port, wait_until
from valkey import Valkey as Client
from valkey_servers import Valkey, running_valkey

from leadmatch.kernel.moving_window import Limit, MovingWindows
from leadmatch.kernel.valkey_windows import TIMEOUT_S, ValkeyWindows
from leadmatch.web.request_log import configure_log

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # the server has a clock of its own


@pytest.fixture(scope="module")
def running() -> Iterator[Valkey]:
    with running_valkey() as server:
        yield server


@pytest.fixture
def server(running: Valkey) -> Valkey:
    """Give a server with nothing in it."""
    with Client.from_url(running.url) as client:
        client.flushall()
    return running


@pytest.fixture
def windows(server: Valkey) -> Iterator[ValkeyWindows]:
    made = ValkeyWindows(server.url, timeout_s=5)
    yield made
    made.close()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_log(stream)
    yield stream
    structlog.reset_defaults()


def events(log: io.StringIO) -> list[str]:
    return [json.loads(line)["event"] for line in log.getvalue().splitlines()]


def test_the_first_beyond_the_limit_waits_until_the_oldest_is_a_window_old(windows: ValkeyWindows):
    limit = Limit(b"k", 2, 1)
    first, second, third = (windows.take([limit], LONG_AGO) for _ in range(3))
    assert (first.wait_s, first.left, second.wait_s, second.left) == (0, 1, 0, 0)
    assert first.frees_s == 1
    assert 0.5 < second.frees_s < 1
    assert 0 < third.wait_s == third.frees_s < 1
    assert third.left == 0
    time.sleep(third.wait_s)
    assert windows.take([limit], LONG_AGO).wait_s == 0


def test_of_several_limits_all_are_counted_or_none(windows: ValkeyWindows):
    wide, narrow = Limit(b"wide", 3, 60), Limit(b"narrow", 1, 600)
    taken = windows.take([wide, narrow], LONG_AGO)
    assert (taken.wait_s, taken.left, taken.frees_s) == (0, 0, 600)
    assert 599 < windows.take([wide, narrow], LONG_AGO).wait_s < 600
    assert [windows.take([wide], LONG_AGO).left for _ in range(2)] == [1, 0]
    assert windows.take([wide], LONG_AGO).wait_s > 0


def test_a_limit_that_was_lowered_counts_at_once(windows: ValkeyWindows):
    for _ in range(5):
        windows.take([Limit(b"k", 10, 60)], LONG_AGO)
    assert windows.take([Limit(b"k", 3, 60)], LONG_AGO).wait_s > 0
    assert windows.take([Limit(b"k", 4, 60)], LONG_AGO).left == 0


def test_what_is_over_is_forgotten_by_the_server(windows: ValkeyWindows, server: Valkey):
    windows.take([Limit(b"k", 5, 1), Limit(b"other", 5, 60)], LONG_AGO)
    with Client.from_url(server.url) as client:
        assert sorted(client.keys()) == [b"leadmatch:window:k", b"leadmatch:window:other"]
        assert 0 < client.pttl(b"leadmatch:window:k") <= 1000
        assert 59_000 < client.pttl(b"leadmatch:window:other") <= 60_000


def test_a_server_whose_clock_was_set_back_keeps_nobody_waiting(windows: ValkeyWindows, server: Valkey):
    with Client.from_url(server.url) as client:
        client.rpush(b"leadmatch:window:k", str(int((time.time() + 7200) * 1_000_000)))
    assert windows.take([Limit(b"k", 1, 60)], LONG_AGO).wait_s == 0


STORM = """
import sys
from datetime import UTC, datetime
from leadmatch.kernel.moving_window import Limit
from leadmatch.kernel.valkey_windows import ValkeyWindows
windows = ValkeyWindows(sys.argv[1], timeout_s=10)
sys.stdin.readline()
print(sum(windows.take([Limit(b"storm", 500, 60)], datetime.now(UTC)).wait_s == 0 for _ in range(600)))
"""


def test_two_processes_in_a_storm_let_through_as_many_as_the_limit_says(server: Valkey):
    storms = [
        subprocess.Popen([sys.executable, "-c", STORM, server.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    let_through = [int(each.communicate(b"\n", timeout=60)[0]) for each in storms]
    assert sum(let_through) == 500


def test_killed_it_is_missed_once_and_found_again(log: io.StringIO):
    with running_valkey() as server:
        windows = ValkeyWindows(server.url, fallback=MovingWindows())
        limit = Limit(b"k", 3, 60)
        assert windows.take([limit], LONG_AGO).left == 2
        for _ in range(2):
            server.kill()
            assert [windows.take([limit], datetime.now(UTC)).left for _ in range(3)] == [2, 1, 0]
            assert windows.take([limit], datetime.now(UTC)).wait_s > 0
            windows._fallback = MovingWindows()
            server.start()
            wait_until(lambda: not windows._is_gone.is_set(), timeout_s=10)
            assert windows.take([limit], LONG_AGO).left == 2
        windows.close()
    assert events(log) == ["valkey-unavailable", "valkey-unavailable"]
    assert "127.0.0.1" not in log.getvalue()


def test_frozen_it_is_waited_for_once(log: io.StringIO):
    with running_valkey() as server:
        windows = ValkeyWindows(server.url)
        limit = Limit(b"k", 100, 60)
        windows.take([limit], LONG_AGO)
        server.freeze()
        began = time.monotonic()
        windows.take([limit], datetime.now(UTC))
        first = time.monotonic() - began
        for _ in range(50):
            windows.take([limit], datetime.now(UTC))
        assert time.monotonic() - began - first < TIMEOUT_S * 50 / 2  # not one of them waits; the machine may be busy
        server.thaw()
        wait_until(lambda: not windows._is_gone.is_set(), timeout_s=10)
        windows.close()
    assert events(log) == ["valkey-unavailable"]


def test_a_busy_server_is_waited_for_and_goes_on_counting(server: Valkey, log: io.StringIO):
    windows = ValkeyWindows(server.url)
    with Client.from_url(server.url) as client:
        assert windows.take([Limit(b"k", 3, 60)], LONG_AGO).left == 2
        client.client_pause(100)  # ms
        assert windows.take([Limit(b"k", 3, 60)], LONG_AGO).left == 1
    windows.close()
    assert events(log) == []


def test_a_server_that_lets_nobody_write_counts_as_gone(server: Valkey, log: io.StringIO):
    windows = ValkeyWindows(server.url, timeout_s=5)
    with Client.from_url(server.url) as client:
        client.replicaof("127.0.0.1", str(free_port()))
        assert [windows.take([Limit(b"k", 2, 60)], datetime.now(UTC)).left for _ in range(2)] == [1, 0]
        time.sleep(0.7)
        assert windows._is_gone.is_set()
        client.replicaof("NO", "ONE")
        wait_until(lambda: not windows._is_gone.is_set(), timeout_s=10)
    windows.close()
    assert events(log) == ["valkey-unavailable"]
