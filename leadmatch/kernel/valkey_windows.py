"""Counts what happened lately in Valkey, for many workers together; while it is gone, each worker counts by itself.

A count is one script on the server, by the server's clock, so that workers whose clocks differ count alike. Whoever
finds the server gone or slow waits for at most `TIMEOUT_S` twice; from then on nobody asks it until a thread of this
process has seen it answer again.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import structlog
from valkey import Valkey, ValkeyError

from leadmatch.kernel.moving_window import Limit, MovingWindows, Taken, Windows

TIMEOUT_S: Final = 0.25  # to connect, and for an answer: a busy machine needs more than 50 ms now and then
PROBE_S: Final = 0.5
_PREFIX: Final = b"leadmatch:window:"
_SECOND: Final = 1_000_000  # microseconds
_PROBE: Final = Limit(b"probe", 1, 1)  # counted for real: a server can answer, and yet let nobody write

# The list of a key holds the moments of its events, the oldest first. One second: see `moving_window`.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local wait, left, frees = 0, nil, 0
local counts, oldest = {}, {}
for i, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local newest = redis.call('LINDEX', key, -1)
  if newest and tonumber(newest) > now + 1000000 then redis.call('DEL', key) end
  redis.call('LTRIM', key, -most, -1)
  oldest[i] = tonumber(redis.call('LINDEX', key, 0) or now)
  while oldest[i] <= now - window do
    redis.call('LPOP', key)
    oldest[i] = tonumber(redis.call('LINDEX', key, 0) or now)
  end
  counts[i] = redis.call('LLEN', key)
  if counts[i] >= most then wait = math.max(wait, oldest[i] + window - now) end
end
if wait > 0 then return {wait, 0, wait} end
for i, key in ipairs(KEYS) do
  local most, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  redis.call('RPUSH', key, string.format('%.0f', now))
  redis.call('PEXPIRE', key, math.ceil(window / 1000))
  if not left or most - counts[i] - 1 < left then
    left, frees = most - counts[i] - 1, oldest[i] + window - now
  end
end
return {0, left, frees}
"""


class ValkeyWindows:
    """Counts in Valkey while it answers, else in memory; safe to share between threads.

    Args:
        url: ``valkey://``, ``valkeys://`` or ``unix://``; what it names may be gone at any time.
        fallback: counts while Valkey is gone.
        timeout_s: see this module.
    """

    def __init__(self, url: str, *, fallback: Windows | None = None, timeout_s: float = TIMEOUT_S) -> None:
        """Connect to nothing yet: the first count does."""
        self._client = Valkey.from_url(url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s)
        self._take = self._client.register_script(_TAKE)
        self._fallback: Windows = MovingWindows() if fallback is None else fallback
        self._is_gone = threading.Event()
        self._turning = threading.Lock()
        self._closed = threading.Event()

    def take(self, limits: Sequence[Limit], now: datetime) -> Taken:
        """Count one event for every limit, or for none; see `Windows`."""
        if not self._is_gone.is_set():
            try:
                return self._count(limits)
            except ValkeyError as error:
                self._turn_to_memory(error)
        return self._fallback.take(limits, now)

    def close(self) -> None:
        """Let go of all connections, and look for no server any more."""
        self._closed.set()
        self._client.close()  # type: ignore[no-untyped-call]  # it has no types here

    def _count(self, limits: Sequence[Limit]) -> Taken:
        keys = [_PREFIX + each.key for each in limits]
        numbers = [number for each in limits for number in (each.most, each.window_s * _SECOND)]
        wait, left, frees = self._take(keys=keys, args=numbers)
        return Taken(wait / _SECOND, left, frees / _SECOND)

    def _turn_to_memory(self, error: ValkeyError) -> None:
        with self._turning:
            if self._is_gone.is_set():
                return
            self._is_gone.set()
        # The kind alone: the words of an error can name the address, and the address a password.
        structlog.get_logger("leadmatch").warning("valkey-unavailable", reason=type(error).__name__)
        threading.Thread(target=self._wait_for_it, name="valkey-probe", daemon=True).start()

    def _wait_for_it(self) -> None:
        while not self._closed.wait(PROBE_S):
            try:
                self._count((_PROBE,))
            except ValkeyError:
                continue
            self._is_gone.clear()
            return
