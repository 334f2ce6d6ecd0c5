"""Whole instances for tests: real databases with published releases, the real table of places, real servers.

What takes long to make is made once per run, whichever worker needs it first, and shared; change only copies of it.
"""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_release
from leadmatch.cli import main
from leadmatch.geo.build import build_geodata
from leadmatch.search.live import LiveCatalogue
from leadmatch.settings import Settings

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seed_programs.csv"
START_TIMEOUT_S = 30.0
UNLIMITED = {"LEADMATCH_RATE_LIMITS": "off"}  # a test asks more often than a visitor may


Publish = Callable[[str], str]
MakeLive = Callable[..., LiveCatalogue]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that `make` has filled, once for all workers of this run."""
    base = factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, done = run / name, run / f"{name}.done"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder


def shared_geodata(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built-in table of places."""
    return made_once(factory, "shared-geodata", build_geodata)


def shared_instance(factory: pytest.TempPathFactory) -> Path:
    """Return an instance as `leadmatch setup` leaves it in an empty folder; beside it, what the command said."""

    def set_up(folder: Path) -> None:
        said = leadmatch_process("setup", instance=folder)
        assert said.returncode == 0, said.stderr
        (folder.parent / f"{folder.name}.said").write_text(said.stdout)

    return made_once(factory, "shared-instance", set_up)


def shared_demo_instance(factory: pytest.TempPathFactory) -> Path:
    """Return an instance as `make serve` leaves it: with made-up schools that sponsor."""

    def set_up(folder: Path) -> None:
        said = leadmatch_process("setup", "--demo", instance=folder)
        assert said.returncode == 0, said.stderr
        (folder.parent / f"{folder.name}.said").write_text(said.stdout)

    return made_once(factory, "shared-demo-instance", set_up)


def settings_of(instance: Path, database_url: str | None = None, **settings: str) -> Settings:
    """Return the settings of an instance: without limits, and its database in its own folder, if no other is named."""
    env = {"LEADMATCH_INSTANCE": str(instance), "LEADMATCH_SECRET_KEY": "a secret of a test " * 2, **UNLIMITED}
    env |= {f"LEADMATCH_{name}": value for name, value in settings.items()}
    return Settings.from_env(env | ({"LEADMATCH_DATABASE_URL": database_url} if database_url else {}))


def publish(engine: Engine, programs: Iterable[ProgramRecord], sources: Iterable[SourceRecord], origin: str) -> str:
    """Stage and publish a release and return its id."""
    with Session(engine) as session:
        staged = stage_release(session, programs, sources, origin=origin, now=datetime.now(UTC))
        return publish_release(session, staged.release.id, now=datetime.now(UTC)).id


def end_watch(catalogue: LiveCatalogue) -> None:
    """Let the thread that looks for changes look no more: it has no end of its own, and the database of a test has."""
    with catalogue._refreshing:
        catalogue.refresh = lambda: None  # type: ignore[method-assign]


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings of leadmatch and no others; without limits if none is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEADMATCH_")}
    return kept | UNLIMITED | {f"LEADMATCH_{name}": value for name, value in settings.items()}


def command(*arguments: object, instance: Path) -> list[str]:
    """Return a command line of leadmatch."""
    return [sys.executable, "-c", "from leadmatch.cli import main; main()", "--instance", str(instance)] + [
        str(each) for each in arguments
    ]


def leadmatch(*arguments: object, instance: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of leadmatch in this process, as the command line would; what it does not catch is raised."""
    named = {"INSTANCE": str(instance), **settings}
    others = {name: None for name in os.environ if name.startswith("LEADMATCH_")}
    env = others | {f"LEADMATCH_{name}": value for name, value in named.items()}
    words = [str(each) for each in arguments]
    result = CliRunner().invoke(main, words, env=env, prog_name="leadmatch")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(words, result.exit_code, result.stdout, result.stderr)


def leadmatch_process(*arguments: object, instance: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of leadmatch in a process of its own, to its end."""
    return subprocess.run(
        command(*arguments, instance=instance),
        env=environment(**settings),
        cwd=instance.parent,
        check=False,
        capture_output=True,
        text=True,
    )


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401  # whatever JSON holds
        return json.loads(self.body)


@dataclass
class Server:
    """A running `leadmatch serve`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str, *, method: str = "GET", timeout_s: float = 20.0) -> Answer:
        return self.request(path, method=method, timeout_s=timeout_s)

    def request(
        self,
        path: str,
        *,
        method: str | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float = 20.0,
    ) -> Answer:
        """Send a request: with a body, which is sent as JSON, a POST, else a GET, unless another method is named."""
        sent = None if body is None else json.dumps(body).encode()
        named = {**({} if sent is None else {"Content-Type": "application/json"}), **(headers or {})}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            connection.request(method or ("GET" if sent is None else "POST"), path, sent, named)
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, headers, response.read())
        finally:
            connection.close()

    def kill(self) -> None:
        """End the server and its workers at once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask the server to end, and return its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    instance: Path, *, wait_for: str = "/healthz", options: Sequence[object] = (), **settings: str
) -> Iterator[Server]:
    """Run `leadmatch serve` on a free port of this machine; it answers when the block begins, and is gone after it."""
    port = free_port()
    log = instance.parent / f"serve-{port}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            command("serve", "--port", port, *options, instance=instance),
            env=environment(**settings),
            cwd=instance.parent,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, port, log)
    try:
        wait_until(lambda: answers(server, wait_for), log.read_text)
        yield server
    finally:
        if process.poll() is None:
            server.kill()


def answers(server: Server, path: str) -> bool:
    if server.process.poll() is not None:
        raise AssertionError(f"the server ended: {server.log.read_text()}")
    try:
        return server.get(path).status == http.HTTPStatus.OK
    except OSError:
        return False


def wait_until(
    holds: Callable[[], bool], why: Callable[[], str] = lambda: "", *, timeout_s: float = START_TIMEOUT_S
) -> float:
    """Wait until something holds and return how many seconds that took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < timeout_s, f"still not so after {timeout_s} s {why()}"
        time.sleep(0.02)
    return time.monotonic() - began
