"""A worker ends when the server that started it is gone, so that nobody is answered by a server that was killed."""

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import wait
from typing import Final

GRACE_S: Final = 10.0  # for requests under way


def end_with_parent() -> None:
    """Watch the process that started this one, if `multiprocessing` did, and end soon after it; else do nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), name="end-with-parent", daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_S)
    os._exit(1)  # it did not end by itself
