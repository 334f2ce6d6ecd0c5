"""The thread of a serving worker that signs the head of the chain every some seconds, when it has moved."""

import os
import threading
from pathlib import Path

import structlog
from sqlalchemy import Engine

from leadmatch.inquiries.consent.checkpoints import write_checkpoint
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.kernel.clock import Clock

PAUSE_S = 10.0


class CheckpointKeeper:
    """Writes checkpoints in the background; whatever goes wrong there is logged and never reaches a request.

    Args:
        engine: of the one database.
        path: of the file of checkpoints.
        signer: signs them.
        clock: tells the time.
        pause_s: between two looks at the head.
    """

    def __init__(self, engine: Engine, *, path: Path, signer: Signer, clock: Clock, pause_s: float = PAUSE_S) -> None:
        """Start nothing yet: `wake` does, in the process that serves."""
        self._engine = engine
        self._path = path
        self._signer = signer
        self._clock = clock
        self._pause_s = pause_s
        self._process: int | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Start the thread of this process, if it does not run; costs next to nothing else."""
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="consent-checkpoints", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread of this process, and wait for what it is writing."""
        self._stopped.set()
        if self._thread is not None and self._process == os.getpid():
            self._thread.join()

    def _keep(self) -> None:
        stopped = self._stopped
        fails = False
        while not stopped.wait(self._pause_s):
            try:
                write_checkpoint(self._engine, self._path, self._signer, now=self._clock())
                fails = False
            except Exception as error:  # noqa: BLE001  # whatever happened, requests go on being answered
                if not fails:  # one line for each outage, not one every ten seconds
                    structlog.get_logger("leadmatch").warning("checkpoint-failed", exc_info=error)
                fails = True
