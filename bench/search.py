"""The search core against brute force and PostgreSQL: the same queries, interleaved one by one, answers compared."""

import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import catalogues
from bench.answers import Agreement, Engine
from bench.brute_force import BruteForce
from bench.clocks import Taken, timed
from bench.columns import PlainColumns
from bench.gazetteer import open_gazetteer
from bench.goals import ALONE
from bench.our_engine import OurEngine
from bench.postgresql_search import BoxSearch, PostgisSearch
from bench.postgresql_server import ServerError, binaries, has_postgis, server
from bench.postgresql_tables import database, warm
from bench.query_mix import MIX_WORDS, SEED, places, queries
from bench.statistics import median_of_rounds, percentiles_ms
from leadmatch.geo.gazetteer import Place
from leadmatch.search.query import ProgramQuery

Asked = list[tuple[Place, ProgramQuery]]

QUERIES = 1_000
ROUNDS = 3
# Of the slow engines one round is enough, and of brute force at a million a part of the queries.
_SLOW_ROUNDS = {"seed": 3, "federal": 2, "million": 1}
_BRUTE_FORCE_EVERY = {"seed": 1, "federal": 1, "million": 4}
# Which way of planning has the lower p99 at this size: tried before, and the better one taken.
_PLANS = {"seed": "auto", "federal": "auto", "million": "force_custom_plan"}


def measure(federal: Path | None, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of every catalogue that can be made here."""
    left_out = []
    names: tuple[str, ...] = catalogues.NAMES if not quick else catalogues.NAMES[:2]
    if federal is None:
        names = ("seed",)
        left_out.append("catalogues 'federal' and 'million': the federal files are not there (see BENCH_FEDERAL)")
    with ExitStack() as running:
        address = None
        try:
            address = running.enter_context(server())
        except ServerError as error:
            left_out.append(f"PostgreSQL and PostGIS: {error}")
        if address and not has_postgis():
            left_out.append("PostGIS: the package postgresql-15-postgis-3 is not installed")
        sizes = {}
        for name in names:
            catalogue = catalogues.prepare(name, federal, say=say)
            columns = catalogues.read_columns(catalogue)
            say(f"search core, {columns.size:,} programs")
            others = _others(address, columns, f"{name}_{catalogue.key}", _PLANS[name], say)
            sizes[name] = measure_catalogue(
                OurEngine(catalogue.index),
                others,
                asked(columns, QUERIES // 5 if quick else QUERIES),
                rounds=1 if quick else ROUNDS,
                slow_rounds=1 if quick else _SLOW_ROUNDS[name],
                brute_force_every=_BRUTE_FORCE_EVERY[name],
            ) | {"programs": columns.size, "planning": _PLANS[name]}
    folder = binaries()
    return {
        "sizes": sizes,
        "seed": SEED,
        "mix": list(MIX_WORDS),
        "left_out": left_out,
        "postgresql": folder.parent.name if folder else None,
    }


def asked(columns: PlainColumns, number: int) -> Asked:
    """Return this many queries, each from a place of its own."""
    chosen = places(open_gazetteer())[:number]
    drawn = queries([place.zip_code for place in chosen], columns.weights("field"), columns.weights("accreditors"))
    return list(zip(chosen, drawn, strict=True))


def measure_catalogue(
    ours: OurEngine,
    others: list[Engine],
    asked: Asked,
    *,
    rounds: int,
    slow_rounds: int,
    brute_force_every: int,
) -> dict[str, Any]:
    """Return the figures of all engines on one catalogue.

    Args:
        ours: opened on it.
        others: loaded with the same rows; brute force is the first.
        asked: the queries.
        rounds: how often ours answers all of them.
        slow_rounds: in how many of those rounds the others take part.
        brute_force_every: of how many queries brute force answers one.
    """
    found: dict[str, list[dict[str, float]]] = {}
    agreement = {other.name: Agreement() for other in others}
    for other in others:  # connections, caches and plans are warm before the clock runs
        for place, query in asked[:20]:
            other.answer(place, query)
    # Brute force streams all columns through the caches of this process, as no service does: it runs apart.
    brute_force, servers = others[:1], others[1:]
    for number in range(slow_rounds):
        compared = agreement if number == 0 else {}
        beside = _interleaved(ours, brute_force, asked[::brute_force_every], compared)
        beside["leadmatch, between brute force"] = beside.pop(ours.name)
        taken = _interleaved(ours, servers, asked, compared) if servers else {}
        for name, sample in (beside | taken).items():
            found.setdefault(name, []).append(figures(sample))
    for _ in range(rounds):
        for name, sample in alone(ours, asked).items():
            found.setdefault(name, []).append(figures(sample))
    totals = sorted(ours.answer(place, query).total for place, query in asked)
    return {
        "queries": len(asked),
        "rounds": rounds,
        "slow_rounds": slow_rounds,
        "brute_force_every": brute_force_every,
        "ms": {name: median_of_rounds(each) for name, each in found.items()},
        "agreement": {
            name: {"same": each.same, "swapped": each.swapped, "differing": each.differing[:5]}
            for name, each in agreement.items()
        },
        "matches": {
            "none": sum(total == 0 for total in totals),
            "median": statistics.median(totals),
            "most": totals[-1],
        },
    }


def _others(
    address: str | None, columns: PlainColumns, name: str, plans: str, say: Callable[[str], None]
) -> list[Engine]:
    engines: list[Engine] = [BruteForce(columns)]
    if address is None:
        return engines
    own = database(address, columns, name, postgis=has_postgis(), say=say)
    searches = [BoxSearch(own, columns), *([PostgisSearch(own, columns)] if has_postgis() else [])]
    for search in searches:
        search.connection.execute(f"SET plan_cache_mode = {plans}".encode())
    warm(searches[0].connection)
    return [*engines, *searches]


def _interleaved(
    ours: OurEngine, others: Sequence[Engine], asked: Asked, agreement: dict[str, Agreement]
) -> dict[str, list[Taken]]:
    """Ask every engine each query, each time another one first; ours remembers nothing about a place.

    Args:
        ours: ours.
        others: the others.
        asked: the queries.
        agreement: by engine; what is compared is not timed. Empty where nothing is to be compared.
    """
    everyone: list[Engine] = [ours, *others]
    taken: dict[str, list[Taken]] = {engine.name: [] for engine in everyone}
    ours.forget_everything()
    for number, (place, query) in enumerate(asked):
        turn = number % len(everyone)
        answers: dict[str, Any] = {}
        for engine in (everyone * 2)[turn : turn + len(everyone)]:
            if engine is ours:
                ours.forget_places()
            answer_it = ours.run if engine is ours else engine.answer
            answers[engine.name], one = timed(answer_it, place, query, server_pid=engine.server_pid)
            taken[engine.name].append(one)
        if agreement:
            expected = ours.answer(place, query)
            for other in others:
                agreement[other.name].compare(query, expected, answers[other.name])
    return taken


def alone(ours: OurEngine, asked: Asked) -> dict[str, list[Taken]]:
    """Ask ours alone: remembering no place, remembering nothing at all, and what it has just been asked."""
    found: dict[str, list[Taken]] = {}
    for name, before_each, times in (
        (ALONE, ours.forget_places, 1),
        ("leadmatch alone, nothing remembered", ours.forget_everything, 1),
        ("leadmatch alone, all remembered", lambda: None, 2),
    ):
        ours.forget_everything()
        found[name] = []
        for place, query in asked:
            before_each()
            found[name].append([timed(ours.run, place, query)[1] for _ in range(times)][-1])
    return found


def figures(sample: list[Taken]) -> dict[str, float]:
    """Return percentiles of wall time, and of processor time (`cpu_...`), in milliseconds."""
    wall = percentiles_ms([each.wall_ns for each in sample])
    cpu = percentiles_ms([each.cpu_ns for each in sample])
    return wall | {f"cpu_{name}": value for name, value in cpu.items()}
