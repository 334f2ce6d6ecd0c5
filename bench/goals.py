"""What good means, in figures: each goal, what was measured, and the verdict."""

from collections.abc import Iterator
from typing import Any, NamedTuple

OURS, POSTGIS = "leadmatch", "PostGIS ST_DWithin"
ALONE = "leadmatch alone, no place remembered"

Results = dict[str, dict[str, Any]]


class Verdict(NamedTuple):
    """One line of the table."""

    what: str
    goal: str
    measured: str
    verdict: str


def verdicts(results: Results) -> list[Verdict]:
    """Return a line for every goal that was measured.

    Args:
        results: by part (``search``, ``zip``, ``http``, ``worker``, ``setup``), its figures.
    """
    lines: list[Verdict] = []
    for part, judge in _JUDGES.items():
        if part in results:
            lines += judge(results[part]["figures"])
    return lines


def headline(figures: dict[str, Any]) -> dict[str, float]:
    """Return our percentiles: between PostgreSQL's queries, or where it is missing between those of brute force."""
    found: dict[str, float] = figures["ms"].get(OURS) or figures["ms"]["leadmatch, between brute force"]
    return found


def _at_most(what: str, value: float, limit: float, unit: str, aim: float | None = None) -> Verdict:
    goal = f"≤ {limit:g}{unit}" + (f" (aim {aim:g}{unit})" if aim is not None else "")
    verdict = "met" if value <= limit else f"missed by {(value / limit - 1) * 100:.0f} %"
    if aim is not None and value <= aim:
        verdict = "met, aim too"
    return Verdict(what, goal, f"{value:.3g}{unit}", verdict)


def _at_least(what: str, value: float, limit: float, unit: str, aim: float | None = None) -> Verdict:
    goal = f"≥ {limit:g}{unit}" + (f" (aim {aim:g}{unit})" if aim is not None else "")
    verdict = "met" if value >= limit else f"missed by {(1 - value / limit) * 100:.0f} %"
    if aim is not None and value >= aim:
        verdict = "met, aim too"
    return Verdict(what, goal, f"{value:.3g}{unit}", verdict)


def _search(figures: dict[str, Any]) -> Iterator[Verdict]:
    sizes = figures["sizes"]
    for catalogue, limit, aim in (("million", 2.0, 1.0), ("federal", 0.7, None)):
        if catalogue not in sizes:
            continue
        size = sizes[catalogue]
        name = f"search core at {size['programs']:,} programs"
        yield _at_most(f"{name}: p99, in turns with the others", headline(size)["p99"], limit, " ms", aim)
        yield _at_most(f"{name}: the same in processor time", headline(size)["cpu_p99"], limit, " ms", aim)
        yield _at_most(f"{name}: p99, asked alone", size["ms"][ALONE]["p99"], limit, " ms", aim)
        if catalogue == "million" and POSTGIS in size["ms"]:
            share = headline(size)["p99"] / size["ms"][POSTGIS]["p99"] * 100
            yield _at_most(f"{name}: p99 as a share of PostGIS's", share, 1.5, " %", 0.8)
    for size in sizes.values():
        compared = sum(sum(map(_counted, each.values())) for each in size["agreement"].values())
        wrong = sum(len(each["differing"]) for each in size["agreement"].values())
        yield Verdict(
            f"search core at {size['programs']:,} programs: answers equal to every other engine's",
            "all",
            f"{compared - wrong:,} of {compared:,}",
            "met" if wrong == 0 else f"missed by {wrong}",
        )


def _counted(value: int | list[str]) -> int:
    return len(value) if isinstance(value, list) else value


def _zip(figures: dict[str, Any]) -> Iterator[Verdict]:
    yield _at_most("ZIP look-up as a share of pgeocode's", figures["ratio"] * 100, 0.1, " %")


def _http(figures: dict[str, Any]) -> Iterator[Verdict]:
    for name, found in figures["catalogues"].items():
        shares = found["one_thread"]["shares"]
        what = f"GET /api/v1/programs, {name} catalogue: requests/s as a share of a constant body's"
        yield _at_least(what, shares["search of constant"] * 100, 55, " %", 70)
        yield _at_least(
            f"the same, each place asked about once ({name})", shares["fresh places of constant"] * 100, 55, " %", 70
        )
        constant = found["one_thread"]["kinds"]["constant"]["server_cpu_ms"]
        search = found["one_thread"]["kinds"]["search"]["server_cpu_ms"]
        what = f"the same in processor time of the server per request ({name})"
        yield _at_least(what, constant / search * 100, 55, " %", 70)
        yield _at_least(f"the same against an ORM + marshmallow version ({name})", shares["search of orm"], 8, " times")


def _worker(figures: dict[str, Any]) -> Iterator[Verdict]:
    for name, found in figures["catalogues"].items():
        memory, first = found["memory_mb"]["worker"]["rss"], found["first_answer_s"]
        if name == "seed":
            yield _at_most("worker's resident memory after 1,000 searches, seed catalogue", memory, 150, " MB")
            yield _at_most("`leadmatch serve` to first answer, seed catalogue", first, 2, " s")
        else:
            yield Verdict(f"worker's resident memory, {name} catalogue", "none set", f"{memory:.3g} MB", "told only")
            yield Verdict(f"start to first answer, {name} catalogue", "none set", f"{first:.3g} s", "told only")


def _setup(figures: dict[str, Any]) -> Iterator[Verdict]:
    yield _at_most("fresh clone to first served search (`make serve`)", figures["first_search_s"], 90, " s")


def _inquiries(figures: dict[str, Any]) -> Iterator[Verdict]:
    for name, found in figures["databases"].items():
        eight, one = found["runs"]["ours, 8"], found["runs"]["ours, 1"]
        what = f"POST /api/v1/inquiries on {name}, 8 clients: share of the bare driver's"
        yield _at_least(what, found["share"]["8"] * 100, 25, " %")
        yield _at_least(f"the same against 1 client ({name})", eight["per_s"] / one["per_s"], 1, " times")
        yield _at_most(f"the same, p99 against p50 ({name})", eight["p99_ms"] / eight["p50_ms"], 20, " times")


_JUDGES = {
    "search": _search,
    "zip": _zip,
    "http": _http,
    "worker": _worker,
    "inquiries": _inquiries,
    "setup": _setup,
}
