"""The report: results/README.md and its plots, written from the JSON files that stand there."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.goals import OURS, Results, headline, verdicts
from bench.plots import Bar, Curve, Dots, bar_plot, curve_plot, dot_plot
from bench.report_words import (
    LIMITS,
    PARTS,
    REMEMBERED,
    growth_lines,
    http_lines,
    inquiries_lines,
    left_out_lines,
    pages_lines,
    publishing_lines,
    search_lines,
    worker_lines,
)

_SECTIONS = {
    "search": ("Search core", "latency.svg", search_lines),
    "growth": ("Cost against size", "growth.svg", growth_lines),
    "http": ("HTTP", "http.svg", http_lines),
    "pages": ("Pages", "pages.svg", pages_lines),
    "publishing": ("Loading and publishing", "publishing.svg", publishing_lines),
    "inquiries": ("Inquiries", "inquiries.svg", inquiries_lines),
}
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
    for part, (title, picture, words) in _SECTIONS.items():
        if part in results:
            lines += [f"## {title}", "", f"![{title}]({picture})", "", *words(results[part]["figures"])]
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
    if "growth" in results:
        sizes = results["growth"]["figures"]["sizes"]
        curves = [Curve(name, [(each["programs"], each["ms"][name]) for each in sizes]) for name in ("p50", "p99")]
        (folder / "growth.svg").write_text(curve_plot("Search core: milliseconds against programs", curves))
    if "pages" in results:
        bars = [(f"{name} catalogue", list(_page_bars(kinds))) for name, kinds in _catalogues(results, "pages")]
        note = "milliseconds of the server's processor for a page, uncompressed; left is better"
        (folder / "pages.svg").write_text(bar_plot("Rendering a page", note, bars))
    if "publishing" in results:
        steps = results["publishing"]["figures"]["steps"]
        bars = [("from the command's start to its end", list(_step_bars(steps)))]
        (folder / "publishing.svg").write_text(bar_plot("Loading and publishing", "seconds; left is better", bars))
    if "inquiries" in results:
        bars = [
            (name, list(_inquiry_bars(each))) for name, each in results["inquiries"]["figures"]["databases"].items()
        ]
        note = "inquiries a second, each durable; right is better"
        (folder / "inquiries.svg").write_text(bar_plot("POST /api/v1/inquiries", note, bars))
    if "http" in results:
        bars = [
            (f"{name} catalogue, {found['constant_bytes']:,} bytes", list(_bars(found)))
            for name, found in _catalogues(results, "http")
        ]
        note = "requests/s, 1 worker, 1 thread, 8 connections; right is better"
        (folder / "http.svg").write_text(bar_plot("GET /api/v1/programs under load", note, bars))


def _catalogues(results: Results, part: str) -> Iterable[tuple[str, dict[str, Any]]]:
    catalogues: dict[str, dict[str, Any]] = results[part]["figures"]["catalogues"]
    return catalogues.items()


def _inquiry_bars(found: dict[str, Any]) -> Iterator[Bar]:
    for run, each in found["runs"].items():
        kind, clients = run.split(", ")
        words = f"{each['per_s']:,.0f}/s, p99 {each['p99_ms']:.3g} ms"
        yield Bar(f"{kind}, clients: {clients}", each["per_s"], words, is_ours=kind == "ours")


def _page_bars(kinds: dict[str, Any]) -> Iterator[Bar]:
    for kind, found in kinds.items():
        plain, packed = found["plain"], found["packed"]
        words = f"{plain['server_cpu_ms']:.2f} ms, {packed['mean_bytes'] / 1000:.1f} kB packed"
        yield Bar(kind, plain["server_cpu_ms"], words, is_ours=True)


def _step_bars(steps: dict[str, Any]) -> Iterator[Bar]:
    for name, step in steps.items():
        yield Bar(name, step["seconds"], f"{step['seconds']:.1f} s, {step['peak_mb']:,.0f} MB", is_ours=True)


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
