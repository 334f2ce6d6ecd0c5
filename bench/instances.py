"""Instances of the service to measure: prepared by its own commands in the work folder, then reused."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from sqlalchemy import text

from bench import catalogues
from bench.orm_search import INDEXES
from bench.paths import ROOT, WORK
from leadmatch.kernel.database import open_engine

LEADMATCH = Path(sys.executable).with_name("leadmatch")
_PATIENCE_S = 60.0


def instance(name: str, federal: Path | None, *, say: Callable[[str], None]) -> Path:
    """Return an instance that serves the catalogue ``seed`` or ``federal``."""
    made_of = catalogues.prepare(name, federal, say=say).index.name
    folder = WORK / f"instance-{made_of.removeprefix('index-')}"
    if (folder / "is-ready").exists():
        return folder
    say(f"preparing an instance with the catalogue '{name}' (once)")
    for old in WORK.glob(f"instance-{name}-*"):
        shutil.rmtree(old)
    if name == "seed":
        _leadmatch(folder, "setup")
    else:
        _leadmatch(folder, "database", "upgrade")
        _leadmatch(folder, "geodata", "build")
        _leadmatch(folder, "catalogue", "import", "--ipeds", str(federal), "--publish")
    engine = open_engine(f"sqlite:///{folder / 'leadmatch.db'}")
    with engine.connect().execution_options(writes=True) as connection:
        for statement in INDEXES:
            connection.execute(text(statement))
        connection.commit()
    engine.dispose()
    (folder / "is-ready").touch()
    return folder


def index_folder(folder: Path) -> Path:
    """Return the index of the one release of an instance."""
    return next(iter((folder / "index").glob("rel_*")))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], folder: Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server of an instance; it is told to stop, and waited for, at the end."""
    with (WORK / "server.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment_of(folder, **environment), stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE_S)


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that serves an instance, as fast as anybody asks."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("LEADMATCH_")}
    return {**mine, "LEADMATCH_INSTANCE": str(folder), "LEADMATCH_RATE_LIMITS": "off", **more}


def await_answer(address: str, process: "subprocess.Popen[bytes]") -> bytes:
    """Ask until there is an answer of 200; return its body."""
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=_PATIENCE_S) as answer:  # noqa: S310  our own server
                body: bytes = answer.read()
                return body
        except (URLError, ConnectionError):
            time.sleep(0.002)
    raise RuntimeError("the server does not answer; see server.log in the work folder")


def worker_pid(parent: int) -> int:
    """Return the process that answers: of the children of the server's process the one with the most memory."""
    tasks = Path(f"/proc/{parent}/task").iterdir()
    children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    # Python's own helper of multiprocessing stands beside it, much smaller.
    return max(children, key=lambda child: int(Path(f"/proc/{child}/statm").read_text().split()[1]))


def _leadmatch(folder: Path, *words: str) -> None:
    subprocess.run(
        [str(LEADMATCH), "--instance", str(folder), *words],
        check=True,
        cwd=ROOT,
        env=environment_of(folder),
        stdout=subprocess.DEVNULL,
    )
