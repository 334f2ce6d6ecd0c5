"""Counting what happened lately: exact at the edges, in bounded memory, whatever the clock does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadmatch.inquiries.moving_window import Limit, MovingWindows

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def limit(key: bytes = b"k", most: int = 2, window_s: int = 60) -> Limit:
    return Limit(key, most, window_s)


def test_the_first_beyond_the_limit_waits_until_the_oldest_is_a_window_old():
    windows = MovingWindows()
    assert [windows.take([limit()], after(s)) for s in (0, 10, 20)] == [0, 0, 40]
    assert windows.take([limit()], after(59.5)) == 0.5
    assert windows.take([limit()], after(60)) == 0
    assert windows.take([limit()], after(60)) == 10


def test_what_was_refused_does_not_count():
    windows = MovingWindows()
    for second in range(50):
        windows.take([limit()], after(second))
    assert windows.take([limit()], after(61)) == 0


def test_of_several_limits_all_are_counted_or_none():
    windows = MovingWindows()
    wide, narrow = limit(b"wide", 3), limit(b"narrow", 1, 600)
    assert windows.take([wide, narrow], after(0)) == 0
    assert windows.take([wide, narrow], after(1)) == 599
    assert [windows.take([wide], after(2)) for _ in range(3)] == [0, 0, 58]


def test_nobody_waits_for_a_time_that_has_been_already():
    windows = MovingWindows()
    windows.take([limit(most=1)], after(7200))
    assert windows.take([limit(most=1)], after(0)) == 0
    assert windows.take([limit(most=1)], after(1)) == 59


def test_a_key_is_forgotten_when_its_window_is_over():
    windows = MovingWindows()
    for number in range(100):
        windows.take([limit(b"%d" % number)], after(0))
    assert len(windows) == 100
    windows.take([limit()], after(60))
    assert len(windows) == 1


def test_of_too_many_keys_the_one_that_was_counted_first_gives_way():
    windows = MovingWindows(most_keys=3)
    for number in range(10):
        windows.take([limit(b"%d" % number, most=1)], after(number))
        assert len(windows) <= 3
    assert windows.take([limit(b"9", most=1)], after(10)) > 0
    assert windows.take([limit(b"0", most=1)], after(10)) == 0


@given(st.lists(st.floats(0, 300), max_size=60), st.integers(1, 4))
def test_no_window_ever_holds_more_than_the_limit(moments: list[float], most: int):
    windows = MovingWindows()
    taken: list[float] = []
    for moment in sorted(moments):
        wait_s = windows.take([limit(most=most)], after(moment))
        recent = [earlier for earlier in taken if after(earlier) > after(moment) - timedelta(seconds=60)]
        assert (wait_s == 0) == (len(recent) < most)
        if wait_s == 0:
            taken.append(moment)
