"""The line in which the threads of this process wait to write to a SQLite database, which has one writer at a time.

SQLite lets a writer that finds the database busy sleep and try again, longer each time, and serves whoever happens to
be awake: of eight writers, some wait for seconds. Here they are served in the order of their arrival. Other processes
stand in no line of ours; they are met in SQLite's own way, for as long as ``busy_timeout`` says.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from leadmatch.kernel.errors import StorageUnavailableError

LONGEST_WAIT_S = 5.0
# Whoever has been inside for so long is held up by another process. To stand in line behind them would take the
# threads from those who only read.
LONGEST_TURN_S = 2.0


class NestedWriteError(RuntimeError):
    """A thread that writes to a database began to write to it once more, which would wait for itself."""


@dataclass(slots=True, eq=False)
class _Waiting:
    thread: int
    turn: threading.Lock = field(default_factory=threading.Lock)


class WriterQueue:
    """Lets one thread in at a time, first come, first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._inside: int | None = None
        self._entered_at = 0.0
        self._line: deque[_Waiting] = deque()

    @contextmanager
    def turn(self, longest_wait_s: float = LONGEST_WAIT_S) -> Iterator[None]:
        """Run a block when this thread's turn has come.

        Raises:
            StorageUnavailableError: it did not come in time, or whoever is inside is held up.
            NestedWriteError: this thread's turn is not over.
        """
        self._enter(longest_wait_s)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, longest_wait_s: float) -> None:
        me = _Waiting(threading.get_ident())
        with self._guard:
            if self._inside is None:
                self._let_in(me)
                return
            if self._inside == me.thread:
                raise NestedWriteError("this thread writes to this database already; join its transaction")
            me.turn.acquire()
            self._line.append(me)
        try:
            came = self._came(me, time.monotonic() + longest_wait_s)
        except BaseException:  # e.g. KeyboardInterrupt: nobody must be let in who is not there any more
            if not self._gave_up(me):
                self._leave()
            raise
        if not came and self._gave_up(me):
            raise StorageUnavailableError("Too many others are writing; send the same request again later.")

    def _came(self, me: _Waiting, gives_up_at: float) -> bool:
        """Wait for the turn; False where it does not come."""
        while True:
            with self._guard:
                until = min(gives_up_at, self._entered_at + LONGEST_TURN_S)
            left = until - time.monotonic()
            if me.turn.acquire(timeout=max(0.0, left)):
                return True
            if left <= 0:
                return False

    def _let_in(self, one: _Waiting) -> None:
        self._inside = one.thread
        self._entered_at = time.monotonic()

    def _gave_up(self, me: _Waiting) -> bool:
        """Leave the line; False where the turn has come at this very moment."""
        with self._guard:
            if me not in self._line:
                return False
            self._line.remove(me)
            return True

    def _leave(self) -> None:
        with self._guard:
            if self._line:
                following = self._line.popleft()
                self._let_in(following)
                following.turn.release()
            else:
                self._inside = None


_queues: dict[str, WriterQueue] = {}
_queues_by_name: dict[str, WriterQueue] = {}
_registry = threading.Lock()


def queue_of(database: str) -> WriterQueue:
    """Return the one queue for the file of a SQLite database, by whichever path it is named."""
    name = os.path.abspath(database)  # noqa: PTH100  # in the path of every write, and three times as fast
    known = _queues_by_name.get(name)
    if known is None:
        with _registry:
            known = _queues.setdefault(os.path.realpath(name), WriterQueue())  # as above
            _queues_by_name[name] = known
    return known


def _start_afresh() -> None:
    global _registry  # noqa: PLW0603  # the child's only thread holds none of the parent's locks
    _registry = threading.Lock()
    _queues.clear()
    _queues_by_name.clear()


os.register_at_fork(after_in_child=_start_afresh)
