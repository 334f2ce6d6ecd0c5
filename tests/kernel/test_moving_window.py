"""Counting what happened lately: exact at the edges, in bounded memory, whatever the clock does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadmatch.kernel.moving_window import Limit, MovingWindows, Taken

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def limit(key: bytes = b"k", most: int = 2, window_s: int = 60) -> Limit:
    return Limit(key, most, window_s)


def waits(windows: MovingWindows, limits: list[Limit], moment: datetime) -> float:
    return windows.take(limits, moment).wait_s


def test_the_first_beyond_the_limit_waits_until_the_oldest_is_a_window_old():
    windows = MovingWindows()
    assert [waits(windows, [limit()], after(s)) for s in (0, 10, 20)] == [0, 0, 40]
    assert waits(windows, [limit()], after(59.5)) == 0.5
    assert waits(windows, [limit()], after(60)) == 0
    assert waits(windows, [limit()], after(60)) == 10


def test_what_was_refused_does_not_count():
    windows = MovingWindows()
    for second in range(50):
        waits(windows, [limit()], after(second))
    assert waits(windows, [limit()], after(61)) == 0


def test_of_several_limits_all_are_counted_or_none():
    windows = MovingWindows()
    wide, narrow = limit(b"wide", 3), limit(b"narrow", 1, 600)
    assert waits(windows, [wide, narrow], after(0)) == 0
    assert waits(windows, [wide, narrow], after(1)) == 599
    assert [waits(windows, [wide], after(2)) for _ in range(3)] == [0, 0, 58]


def test_nobody_waits_for_a_time_that_has_been_already():
    windows = MovingWindows()
    waits(windows, [limit(most=1)], after(7200))
    assert waits(windows, [limit(most=1)], after(0)) == 0
    assert waits(windows, [limit(most=1)], after(1)) == 59


def test_an_event_tells_what_is_left_and_when_there_is_more():
    windows = MovingWindows()
    assert windows.take([limit(most=3)], after(0)) == Taken(0, 2, 60)
    assert windows.take([limit(most=3)], after(10)) == Taken(0, 1, 50)
    assert windows.take([limit(most=3)], after(59)) == Taken(0, 0, 1)
    assert windows.take([limit(most=3)], after(59.5)) == Taken(0.5, 0, 0.5)
    assert windows.take([limit(most=3)], after(60)) == Taken(0, 0, 10)


def test_of_several_limits_the_one_that_has_least_left_is_told():
    windows = MovingWindows()
    wide, narrow = limit(b"wide", 100), limit(b"narrow", 2, 600)
    assert windows.take([wide, narrow], after(0)) == Taken(0, 1, 600)
    assert windows.take([narrow, wide], after(1)) == Taken(0, 0, 599)
    assert windows.take([wide, narrow], after(2)) == Taken(598, 0, 598)


def test_a_limit_that_was_lowered_counts_at_once():
    windows = MovingWindows()
    for second in range(5):
        windows.take([limit(most=10)], after(second))
    assert windows.take([limit(most=3)], after(5)) == Taken(57, 0, 57)
    assert windows.take([limit(most=4)], after(6)) == Taken(0, 0, 56)


def test_threads_that_come_in_another_order_than_they_looked_at_the_clock_all_count():
    windows = MovingWindows()
    assert [windows.take([limit()], after(s)).wait_s > 0 for s in (1, 0.9, 0.95)] == [False, False, True]


def test_a_key_is_forgotten_when_its_window_is_over():
    windows = MovingWindows()
    for number in range(100):
        waits(windows, [limit(b"%d" % number)], after(0))
    assert len(windows) == 100
    waits(windows, [limit()], after(60))
    assert len(windows) == 1


def test_of_too_many_keys_the_one_that_was_counted_first_gives_way():
    windows = MovingWindows(most_keys=3)
    for number in range(10):
        waits(windows, [limit(b"%d" % number, most=1)], after(number))
        assert len(windows) <= 3
    assert waits(windows, [limit(b"9", most=1)], after(10)) > 0
    assert waits(windows, [limit(b"0", most=1)], after(10)) == 0


@given(st.lists(st.floats(0, 300), max_size=60), st.integers(1, 4))
def test_no_window_ever_holds_more_than_the_limit(moments: list[float], most: int):
    windows = MovingWindows()
    taken: list[float] = []
    for moment in sorted(moments):
        wait_s = waits(windows, [limit(most=most)], after(moment))
        recent = [earlier for earlier in taken if after(earlier) > after(moment) - timedelta(seconds=60)]
        assert (wait_s == 0) == (len(recent) < most)
        if wait_s == 0:
            taken.append(moment)
