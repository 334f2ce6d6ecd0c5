"""Counts what happened lately, key by key: each event is forgotten a window's length later, to the instant."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Final, NamedTuple, Protocol

MOST_KEYS: Final = 50_000  # 20 MB when all are in use


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


class Windows(Protocol):
    """Where events are counted; one process's memory, until a store that processes share takes its place."""

    def take(self, limits: Sequence[Limit], now: datetime) -> float:
        """Count one event for every limit, or for none where any is reached.

        Returns:
            0 where it was counted; else the seconds until it could be.
        """
        ...


class _Events(NamedTuple):
    """When the latest events of a key were, and when all of them are forgotten."""

    at: tuple[float, ...]
    forgotten_at: float


class MovingWindows:
    """Windows in the memory of this process; safe to share between threads.

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

    def take(self, limits: Sequence[Limit], now: datetime) -> float:
        """Count one event for every limit, or for none; see `Windows`."""
        at = now.timestamp()
        with self._lock:
            wait_s = max((self._wait_s(limit, at) for limit in limits), default=0.0)
            if wait_s > 0:
                return wait_s
            for limit in limits:
                self._count(limit, at)
            self._forget(at)
        return 0.0

    def _wait_s(self, limit: Limit, at: float) -> float:
        events = self._events.get(limit.key)
        if events is None or len(events.at) < limit.most:
            return 0.0
        oldest = events.at[-limit.most]
        if oldest > at:  # the clock was set back: nobody waits for a time that has been already
            del self._events[limit.key]
            return 0.0
        return oldest + limit.window_s - at

    def _count(self, limit: Limit, at: float) -> None:
        known = self._events.get(limit.key)
        earlier = () if known is None else known.at
        self._events[limit.key] = _Events((*earlier, at)[-limit.most :], at + limit.window_s)
        self._events.move_to_end(limit.key)

    def _forget(self, at: float) -> None:
        while self._events:
            key, events = next(iter(self._events.items()))
            if events.forgotten_at > at and len(self._events) <= self._most_keys:
                return
            del self._events[key]
