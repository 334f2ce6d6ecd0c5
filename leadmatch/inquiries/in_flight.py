"""Twins on the way: two requests with one idempotency key at the same time (rule L4)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from leadmatch.inquiries.errors import RequestInFlightError


class InFlight:
    """The keys that requests of this process are working on; those of other processes meet in the database."""

    def __init__(self) -> None:
        self._keys: set[bytes] = set()
        self._changing = threading.Lock()

    @contextmanager
    def claim(self, key_index: bytes) -> Iterator[None]:
        """Have a key for oneself while the block runs.

        Raises:
            RequestInFlightError: another request has it.
        """
        with self._changing:
            if key_index in self._keys:
                raise RequestInFlightError
            self._keys.add(key_index)
        try:
            yield
        finally:
            with self._changing:
                self._keys.remove(key_index)
