"""A worker of `leadmatch serve`: memory after 1,000 searches, and the time from the command to the first answer."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import http_speed, instances

STARTS = 5
_FIRST = "zip=60601&field=billing-coding"


def measure(federal: Path | None, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of the catalogues ``seed`` and, where its files are there, ``federal``."""
    left_out = [] if federal else ["catalogue 'federal': the federal files are not there (see BENCH_FEDERAL)"]
    names = ("seed", "federal") if federal and not quick else ("seed",)
    found = {}
    for name in names:
        folder = instances.instance(name, federal, say=say)
        say(f"worker, catalogue '{name}'")
        looped = http_speed.asked(name, folder, federal, say).looped
        starts = [_start(folder, []) for _ in range(0 if quick else STARTS - 1)]
        starts.append(_start(folder, looped[:50] if quick else looped))
        found[name] = {
            "first_answer_s": statistics.median(each["first_answer_s"] for each in starts),
            "first_answer_s_of_starts": [each["first_answer_s"] for each in starts],
            "searches": len(looped),
            "memory_mb": starts[-1]["memory_mb"],
        }
    return {"catalogues": found, "left_out": left_out}


def _start(folder: Path, then_ask: list[str]) -> dict[str, Any]:
    port = instances.free_port()
    address = f"http://127.0.0.1:{port}{http_speed.SEARCH_PATH}"
    begun = time.perf_counter()
    with instances.running([str(instances.LEADMATCH), "serve", "--port", str(port)], folder) as process:
        instances.await_answer(f"{address}?{_FIRST}", process)
        took = time.perf_counter() - begun
        for each in then_ask:
            instances.await_answer(f"{address}?{each}", process)
        return {"first_answer_s": took, "memory_mb": _memory(process.pid)}


def _memory(pid: int) -> dict[str, dict[str, float]]:
    """Return the resident (RSS) and proportional (PSS) megabytes of the server's process and of its worker."""
    return {"worker": _size(instances.worker_pid(pid)), "parent": _size(pid)}


def _size(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
    return {
        "rss": kilobytes["Rss"] * 1024 / 1e6,
        "pss": kilobytes["Pss"] * 1024 / 1e6,
        "anonymous": kilobytes["Anonymous"] * 1024 / 1e6,
    }
