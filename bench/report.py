"""The report: results/README.md and its plots, written from the JSON files that stand there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.goals import OURS, Results, headline, verdicts
from bench.plots import Bar, Dots, bar_plot, dot_plot
from bench.report_words import LIMITS, PARTS, REMEMBERED, http_lines, left_out_lines, search_lines, worker_lines

_MACHINE = ("date", "revision", "cpu", "cores", "memory_gb", "system", "python")


def write_report(folder: Path) -> list[str]:
    """Write the report of what was measured; return its table of goals as lines."""
    results = read_results(folder)
    _plots(results, folder)
    table = list(_table(results))
    lines = [
        "# Measured",
        "",
        "Written by `make bench`; what is measured, and how, stands in `bench/`. All ratios come from one run, the",
        "compared things taking turns. Goals are those of the specification.",
        "",
        *table,
        "",
    ]
    if "search" in results:
        lines += ["## Search core", "", "![latency](latency.svg)", "", *search_lines(results["search"]["figures"])]
    if "http" in results:
        lines += ["## HTTP", "", "![requests per second](http.svg)", "", *http_lines(results["http"]["figures"])]
    lines += worker_lines(results)
    lines += ["## What is remembered between queries", "", *REMEMBERED, ""]
    lines += ["## What these figures do not say", "", *LIMITS, *left_out_lines(results), ""]
    lines += ["## Machine and versions", "", *_machines(results), ""]
    (folder / "README.md").write_text("\n".join(lines))
    return table


def read_results(folder: Path) -> Results:
    """Return what was measured so far, by part."""
    return {
        part: json.loads((folder / f"{part}.json").read_text()) for part in PARTS if (folder / f"{part}.json").exists()
    }


def _table(results: Results) -> Iterator[str]:
    yield "| what | goal | measured | verdict |"
    yield "|---|---|---|---|"
    for line in verdicts(results):
        yield f"| {line.what} | {line.goal} | {line.measured} | {line.verdict} |"


def _machines(results: Results) -> Iterator[str]:
    yield "| part | " + " | ".join(_MACHINE) + " | load before → after | took | command |"
    yield "|---|" + "---|" * (len(_MACHINE) + 3)
    for part, result in results.items():
        machine = result["machine"]
        cells = [str(machine[name]) for name in _MACHINE]
        load = f"{machine['load_average_before'][0]} → {result['load_average_after'][0]}"
        yield f"| {part} | {' | '.join(cells)} | {load} | {result['took_s']:.0f} s | `{result['command']}` |"
    if not results:
        return
    newest = max(results.values(), key=lambda result: str(result["machine"]["date"]))
    yield ""
    yield "Versions: " + ", ".join(f"{name} {number}" for name, number in newest["machine"]["packages"].items()) + "."


def _plots(results: Results, folder: Path) -> None:
    if "search" in results:
        groups = [
            (f"{size['programs']:,} programs", list(_dots(size)))
            for size in results["search"]["figures"]["sizes"].values()
        ]
        (folder / "latency.svg").write_text(dot_plot("Search core, the same queries asked in turn", groups))
    if "http" in results:
        bars = [
            (f"{name} catalogue, {found['constant_bytes']:,} bytes", list(_bars(found)))
            for name, found in results["http"]["figures"]["catalogues"].items()
        ]
        note = "requests/s, 1 worker, 1 thread, 8 connections; right is better"
        (folder / "http.svg").write_text(bar_plot("GET /api/v1/programs under load", note, bars))


def _dots(size: dict[str, Any]) -> Iterator[Dots]:
    yield Dots(OURS, headline(size)["p50"], headline(size)["p99"], is_ours=True)
    for name, ms in size["ms"].items():
        if not name.startswith(OURS):
            yield Dots(name, ms["p50"], ms["p99"], is_ours=False)


def _bars(found: dict[str, Any]) -> Iterator[Bar]:
    names = {
        "constant": "constant body",
        "search": "search, 1,000 queries",
        "fresh places": "search, places once",
        "orm": "ORM + marshmallow",
    }
    for kind, figures in found["one_thread"]["kinds"].items():
        speed = figures["requests_per_s"]
        words = f"{speed:,.0f}/s, p99 {figures['p99_ms']:.3g} ms"
        yield Bar(names[kind], speed, words, is_ours=kind in ("search", "fresh places"))
