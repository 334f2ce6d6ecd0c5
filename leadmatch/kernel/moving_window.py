"""Counts what happened lately, key by key: each event is forgotten a window's length later, to the instant."""

from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Final, NamedTuple, Protocol

MOST_KEYS: Final = 50_000  # 62 MB when each has ten events
_SET_BACK_S: Final = 1.0  # threads that come in another order than they looked at the clock differ by far less


class Limit(NamedTuple):
    """How often something may happen for one key.

    Args:
        key: names whose events are counted, and of which kind; never a person's own words.
        most: events within any window.
        window_s: its length in seconds.
    """

    key: bytes
    most: int
    window_s: int


class Taken(NamedTuple):
    """What became of one event, of several limits by the one that has least left.

    Args:
        wait_s: 0 where the event was counted; else the seconds until it could be.
        left: how many more could be counted now.
        frees_s: seconds until one more can be than could now.
    """

    wait_s: float
    left: int
    frees_s: float


class Windows(Protocol):
    """Where events are counted: one process's memory, or a store that processes share."""

    def take(self, limits: Sequence[Limit], now: datetime) -> Taken:
        """Count one event for every limit, or for none where any is reached.

        Args:
            limits: one or more, each with a key of its own.
            now: the present, where the store has no clock of its own.
        """
        ...


class _Events:
    """When the latest events of a key were, the oldest first, and when all of them are forgotten."""

    __slots__ = ("at", "forgotten_at")

    def __init__(self) -> None:
        self.at: deque[float] = deque()
        self.forgotten_at = 0.0


class MovingWindows:
    """Counts in memory; safe to share between threads. An event costs the same however many a limit allows.

    Args:
        most_keys: how many are remembered; the one that was not counted for longest gives way.
    """

    def __init__(self, most_keys: int = MOST_KEYS) -> None:
        self._most_keys = most_keys
        self._events: OrderedDict[bytes, _Events] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many keys are remembered at present."""
        return len(self._events)

    def take(self, limits: Sequence[Limit], now: datetime) -> Taken:
        """Count one event for every limit, or for none; see `Windows`."""
        at = now.timestamp()
        with self._lock:
            wait_s, counted = 0.0, []
            for limit in limits:
                events = self._recent(limit, at)
                if len(events.at) >= limit.most:
                    wait_s = max(wait_s, events.at[0] + limit.window_s - at)
                counted.append((limit, events))
            if wait_s > 0:
                return Taken(wait_s, 0, wait_s)
            for limit, events in counted:
                self._count(limit, events, at)
            self._forget(at)
            limit, events = counted[0] if len(counted) == 1 else min(counted, key=_left)
            return Taken(0.0, limit.most - len(events.at), events.at[0] + limit.window_s - at)

    def _recent(self, limit: Limit, at: float) -> _Events:
        """Return the events of a key that count at this moment."""
        events = self._events.get(limit.key)
        if events is None:
            return _Events()
        times = events.at
        if times and times[-1] > at + _SET_BACK_S:  # the clock was: nobody waits for a time that has been already
            times.clear()
        while times and (times[0] <= at - limit.window_s or len(times) > limit.most):
            times.popleft()
        return events

    def _count(self, limit: Limit, events: _Events, at: float) -> None:
        events.at.append(max(at, events.at[-1]) if events.at else at)
        events.forgotten_at = at + limit.window_s
        self._events[limit.key] = events
        self._events.move_to_end(limit.key)

    def _forget(self, at: float) -> None:
        while self._events:
            key, events = next(iter(self._events.items()))
            if events.forgotten_at > at and len(self._events) <= self._most_keys:
                return
            del self._events[key]


def _left(counted: tuple[Limit, _Events]) -> int:
    limit, events = counted
    return limit.most - len(events.at)
