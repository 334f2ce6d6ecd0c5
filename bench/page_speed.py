"""Pages of the site, rendered for one visitor after the other: time, processor time, and bytes over the wire."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import http_speed, instances
from bench.http_speed import Server
from bench.load_generator import Order
from bench.our_engine import OurEngine

SECONDS = 4.0
ENCODING = "gzip, deflate, br, zstd"  # what Chromium says over TLS
_COMPARED = 4


def measure(federal: Path | None, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of every kind of page on ``seed`` and, where its files are there, on ``federal``."""
    left_out = [] if federal else ["catalogue 'federal': the federal files are not there (see BENCH_FEDERAL)"]
    names = ("seed", "federal") if federal and not quick else ("seed",)
    found = {name: _measure_catalogue(name, federal, 0.3 if quick else SECONDS, say) for name in names}
    return {"catalogues": found, "accept_encoding": ENCODING, "left_out": left_out}


def _measure_catalogue(
    name: str, federal: Path | None, seconds: float, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    folder = instances.instance(name, federal, say=say)
    say(f"pages, catalogue '{name}'")
    queries = http_speed.asked(name, folder, federal, say).looped
    paths = {
        "guide": ["/"],
        "results, 20 programs": [f"/programs?{query}" for query in queries],
        **_of_programs(OurEngine(instances.index_folder(folder))),
    }
    port = instances.free_port()
    command = [str(instances.LEADMATCH), "serve", "--port", str(port)]
    with instances.running(command, folder) as process:
        instances.await_answer(f"http://127.0.0.1:{port}/", process)
        server = Server(port, instances.worker_pid(process.pid))
        return {kind: _asked_in_turn(server, each, seconds) for kind, each in paths.items()}


def _of_programs(engine: OurEngine) -> dict[str, list[str]]:
    step = max(1, engine.index.program_count // http_speed.QUERIES)
    ids = [engine.index.program_id(row) for row in range(0, engine.index.program_count, step)]
    fours = [ids[at : at + _COMPARED] for at in range(0, len(ids), _COMPARED)]
    return {
        "program": [f"/programs/{each}" for each in ids],
        f"compare {_COMPARED}": [f"/compare?ids={','.join(each)}" for each in fours],
    }


def _asked_in_turn(server: Server, paths: list[str], seconds: float) -> dict[str, Any]:
    """Ask on one connection, one page after the other: as it is, and as a browser asks."""
    http_speed.load(server, Order(port=server.port, paths=paths, connections=1, seconds=seconds / 4))
    plain, packed = (
        http_speed.load(
            server, Order(port=server.port, paths=paths, connections=1, seconds=seconds, accept_encoding=encoding)
        )
        for encoding in ("", ENCODING)
    )
    return {
        "plain": {"ms": plain["ms"], "mean_bytes": plain["mean_bytes"], "server_cpu_ms": plain["server_cpu_ms"]},
        "packed": {"ms": packed["ms"], "mean_bytes": packed["mean_bytes"], "server_cpu_ms": packed["server_cpu_ms"]},
        "failed": plain["failed"] + packed["failed"],
    }
