"""GET /api/v1/programs against a constant body of the same size and against its ORM version, in interleaved rounds."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

from bench import catalogues, instances
from bench.clocks import process_cpu_ns
from bench.gazetteer import open_gazetteer
from bench.load_generator import Order, as_json
from bench.our_engine import OurEngine
from bench.paths import ROOT
from bench.query_mix import SEED, as_query_string, places, queries
from bench.served_app import CONSTANT_PATH, ORM_PATH, SIZE_VARIABLE

QUERIES = 1_000
ITEMS = 20
CONNECTIONS = 8
ROUNDS = 5
SECONDS = 3.0
_DRAWS = 4  # how often a place is given another query until one has a full page
SEARCH_PATH = "/api/v1/programs"
_CHECKED = {"seed": 50, "federal": 15}  # answers of the ORM version that are held against the service's
_KINDS = ("constant", "search", "fresh places", "orm")


def measure(federal: Path | None, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of the catalogues ``seed`` and, where its files are there, ``federal``."""
    left_out = [] if federal else ["catalogue 'federal': the federal files are not there (see BENCH_FEDERAL)"]
    names = ("seed", "federal") if federal and not quick else ("seed",)
    seconds, rounds = (0.5, 1) if quick else (SECONDS, ROUNDS)
    found = {name: _measure_catalogue(name, federal, seconds, rounds, say) for name in names}
    return {
        "catalogues": found,
        "connections": CONNECTIONS,
        "seconds": seconds,
        "rounds": rounds,
        "left_out": left_out,
    }


class Server(NamedTuple):
    """A server under load: where it listens, and the process that answers."""

    port: int
    worker_pid: int


class Asked(NamedTuple):
    """Query strings, each with a ZIP code of its own, that answer with a full page.

    Args:
        looped: 1,000 of them.
        fresh: as many more as there are.
        places_remembered: how many surroundings of places a process remembered after all of them.
    """

    looped: list[str]
    fresh: list[str]
    places_remembered: int


def asked(name: str, folder: Path, federal: Path | None, say: Callable[[str], None]) -> Asked:
    """Return the queries for the catalogue of an instance."""
    columns = catalogues.read_columns(catalogues.prepare(name, federal, say=say))
    engine = OurEngine(instances.index_folder(folder))
    waiting = places(open_gazetteer())
    weights = columns.weights("field"), columns.weights("accreditors")
    full = []
    for seed in range(SEED + 1, SEED + 1 + _DRAWS):
        drawn = queries([place.zip_code for place in waiting], *weights, seed=seed)
        tried, waiting = zip(waiting, drawn, strict=True), []
        for place, query in tried:
            _matches, page, _excluded = engine.run(place, query)
            if len(page) == ITEMS:
                full.append(as_query_string(query))
            else:
                waiting.append(place)
    return Asked(full[:QUERIES], full[QUERIES:], engine.places_remembered)


def _measure_catalogue(
    name: str, federal: Path | None, seconds: float, rounds: int, say: Callable[[str], None]
) -> dict[str, Any]:
    folder = instances.instance(name, federal, say=say)
    looped, fresh, places_remembered = asked(name, folder, federal, say)
    say(f"HTTP, catalogue '{name}': {len(looped)} queries, {len(fresh)} places used once")
    size = _mean_size(folder, looped)
    paths = {
        "constant": [CONSTANT_PATH],
        "search": [f"{SEARCH_PATH}?{each}" for each in looped],
        "fresh places": [f"{SEARCH_PATH}?{each}" for each in fresh],
        "orm": [f"{ORM_PATH}?{each}" for each in looped],
    }
    with _served(folder, threads=1, size=size) as server:
        checked = _check(server.port, looped[: _CHECKED[name]])
        one_thread = _rounds(server, paths, _KINDS, seconds, rounds)
    with _served(folder, threads=4, size=size) as server:
        four_threads = _rounds(server, paths, _KINDS[:3], min(seconds, 2.0), min(rounds, 3))
    return {
        "queries": len(looped),
        "fresh_places": len(fresh),
        "places_remembered": places_remembered,
        "constant_bytes": size,
        "orm_answers_checked": checked,
        "one_thread": one_thread,
        "four_threads": four_threads,
    }


@contextmanager
def _served(folder: Path, *, threads: int, size: int) -> Iterator[Server]:
    """Serve an instance with the routes of `bench.served_app`; give its port and its worker."""
    port = instances.free_port()
    command = [sys.executable, "-m", "bench.served_app", str(port), str(threads)]
    with instances.running(command, folder, **{SIZE_VARIABLE: str(size)}) as process:
        instances.await_answer(f"http://127.0.0.1:{port}{SEARCH_PATH}?zip=60601", process)
        yield Server(port, instances.worker_pid(process.pid))


def _rounds(
    server: Server, paths: dict[str, list[str]], kinds: tuple[str, ...], seconds: float, rounds: int
) -> dict[str, Any]:
    runs: dict[str, list[dict[str, Any]]] = {kind: [] for kind in kinds}
    for kind in kinds:
        if kind != "fresh places":
            _load(server, paths[kind], seconds / 3, 0)  # warms up what is said to be warm
    after = dict.fromkeys(kinds, 0)
    for number in range(rounds):
        for kind in kinds[number % len(kinds) :] + kinds[: number % len(kinds)]:
            runs[kind].append(_load(server, paths[kind], seconds, after[kind]))
            after[kind] = runs[kind][-1]["next"]
    figures = {kind: _medians(each) for kind, each in runs.items()}
    shares = {
        f"{kind} of {base}": statistics.median(
            one["requests_per_s"] / other["requests_per_s"] for one, other in zip(runs[kind], runs[base], strict=True)
        )
        for kind, base in (("search", "constant"), ("fresh places", "constant"), ("search", "orm"))
        if kind in runs and base in runs
    }
    return {
        "kinds": figures,
        "shares": shares,
        "places_asked_again": after["fresh places"] > len(paths["fresh places"]),
    }


def _medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "requests_per_s": statistics.median(run["requests_per_s"] for run in runs),
        "requests_per_s_of_rounds": [run["requests_per_s"] for run in runs],
        "p50_ms": statistics.median(run["ms"]["p50"] for run in runs),
        "p99_ms": statistics.median(run["ms"]["p99"] for run in runs),
        "server_cpu_ms": statistics.median(run["server_cpu_ms"] for run in runs),
        "mean_bytes": statistics.median(run["mean_bytes"] for run in runs),
        "requests": sum(run["requests"] for run in runs),
        "failed": sum(run["failed"] for run in runs),
        "generator_cpu_share": statistics.median(run["generator_cpu_share"] for run in runs),
    }


def _load(server: Server, paths: list[str], seconds: float, first: int) -> dict[str, Any]:
    return load(server, Order(port=server.port, paths=paths, first=first, connections=CONNECTIONS, seconds=seconds))


def load(server: Server, order: Order) -> dict[str, Any]:
    """Run an order from a process of its own; add the processor time that the server's worker took for a request."""
    before = process_cpu_ns(server.worker_pid)
    done = subprocess.run(
        [sys.executable, "-m", "bench.load_generator"],
        input=as_json(order),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout)
    used = process_cpu_ns(server.worker_pid) - before
    return answer | {"server_cpu_ms": used / 1e6 / answer["requests"]}


def _mean_size(folder: Path, looped: list[str]) -> int:
    with _served(folder, threads=1, size=100) as server:
        return round(statistics.mean(len(_get(server.port, f"{SEARCH_PATH}?{each}")) for each in looped))


def _check(port: int, looped: list[str]) -> int:
    """Hold answers of the ORM version against the service's: all of each program but its reasons, and the totals."""
    for each in looped:
        ours, other = (json.loads(_get(port, f"{path}?{each}")) for path in (SEARCH_PATH, ORM_PATH))
        for answer in (ours, other):
            for program in answer["programs"]:
                del program["why"]
        for part in ("programs", "pagination", "location"):
            if ours[part] != other[part]:
                raise AssertionError(f"the ORM version answers {each} with other {part}")
    return len(looped)


def _get(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        body: bytes = answer.read()
        return body
