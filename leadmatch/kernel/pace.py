"""Long work in many short transactions, with gaps between them in which others get to write.

SQLite has one writer at a time, and another process that waits for its turn looks again every 25 to 100 ms: long work
that began its next transaction right after the last one would be seen as one long one.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

from leadmatch.kernel.database import transaction
from leadmatch.kernel.errors import StorageUnavailableError
from leadmatch.kernel.storage import unavailability

LONGEST_GAP_S = 0.05
ATTEMPTS = 12  # of five seconds each: work in a hurry goes first, but not for ever


class Pace:
    """Leaves after each transaction as much time as it took, up to a limit.

    Args:
        clock: seconds that only grow.
        sleep: waits for some seconds.
    """

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._next_at = clock()

    @contextmanager
    def transaction(self, session: Session | scoped_session[Session]) -> Iterator[None]:
        """Run a block as one transaction, after what is left of the gap behind the one before.

        Whatever the caller did since then counts as gap. The turn to write is asked for more than once.

        Raises:
            OperationalError: the database cannot be used, or others kept it busy all the time.
            StorageUnavailableError: others of this process did.
        """
        left = self._next_at - self._clock()
        if left > 0:
            self._sleep(left)
        with ExitStack() as stack:
            _begin(stack, session)
            began = self._clock()
            try:
                with _no_collection():
                    yield
            finally:  # the commit, right after this, is rather shorter than the gap
                ended = self._clock()
                self._next_at = ended + min(ended - began, LONGEST_GAP_S)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for garbage until others can write: among a million records it takes 0.8 s."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _begin(stack: ExitStack, session: Session | scoped_session[Session]) -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            stack.enter_context(transaction(session))
        except (OperationalError, StorageUnavailableError) as error:
            is_busy = isinstance(error, StorageUnavailableError) or unavailability(error) == "SQLITE_BUSY"
            if not is_busy or attempt == ATTEMPTS:
                raise
        else:
            return
