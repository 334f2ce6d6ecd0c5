"""The sections of the report that are more than the table of goals."""

from collections.abc import Iterator
from typing import Any

from bench.goals import Results

PARTS = ("search", "growth", "zip", "http", "pages", "worker", "publishing", "inquiries", "setup")

REMEMBERED = (
    "- No answer is remembered, in the service or in the measurements.",
    "- A process remembers, bounded, what *places* were found to have around them (only in small catalogues), what",
    "  *filters* say of the whole catalogue (64 combinations), and how the filters' reasons are worded.",
    "- The headline of the search core forgets every place before each query (and no place is asked about twice);",
    '  filters are remembered as they come, from an empty start. "Nothing remembered" forgets those too before each',
    '  query; "all remembered" times a query right after the same query.',
    '- Over HTTP, "1,000 queries" loops over as many distinct queries, so places are found remembered; "places once"',
    "  walks through queries that each have another ZIP code.",
    "- PostgreSQL's tables and indexes are in its memory before the clock runs; its statements are prepared.",
)
LIMITS = (
    "- The queries are drawn, not recorded: the service has no visitors yet.",
    "- A million is the federal catalogue three times more, each copy of each campus moved by up to 2 degrees.",
    "- In turns with PostgreSQL, whose work empties the processor's caches, ours takes about twice as long as alone.",
    "  A worker that serves is nearer to the latter; goals are judged by both.",
    "- PostgreSQL does less than the core here: it does not count what was left out. It runs in a process of its own,",
    "  whose socket (some 0.05 ms) counts for it. It was tuned: one flat table of small integers, clustered by place,",
    "  no joins; 1 GB of shared buffers; counts for the adaptive radius stop at ten.",
    "- PostGIS's sphere is 5 billionths smaller than ours: a campus within 2 mm of a radius could fall differently.",
    "- Whatever else runs on the machine (see the load averages) stretches wall times, and p99 most of all. So",
    "  processor time stands beside it: of our thread and, where PostgreSQL answers, of its backend, but not of its",
    "  parallel workers; over HTTP of all threads of the worker. Goals are judged by wall time, and again by processor",
    "  time where that is whole.",
    "- The load generator and the server share the machine. The share of one core that the generator took is told.",
    "- The ORM version does less than the service: no counts of what was left out, no suggestions, one reason each.",
)


def search_lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the section of the search core."""
    for size in figures["sizes"].values():
        yield f"**{size['programs']:,} programs**, {size['queries']:,} queries"
        yield (
            f"(no match: {size['matches']['none']}; median {size['matches']['median']:g} matches, most "
            f"{size['matches']['most']:,}); milliseconds, medians of {size['rounds']} rounds "
            f"(engines beside it: {size['slow_rounds']}); PostgreSQL plans: {size['planning']}."
        )
        yield ""
        yield "| engine | p50 | p90 | p99 | max | CPU p50 | CPU p99 | answers equal to ours |"
        yield "|---|---|---|---|---|---|---|---|"
        for name, ms in size["ms"].items():
            cells = " | ".join(f"{ms[each]:.3g}" for each in ("p50", "p90", "p99", "max", "cpu_p50", "cpu_p99"))
            yield f"| {name} | {cells} | {_agreement(size['agreement'].get(name))} |"
        yield ""
    yield "The queries:"
    yield ""
    yield from (f"- {words}" for words in figures["mix"])
    yield ""


def _agreement(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    total = found["same"] + found["swapped"] + len(found["differing"])
    swapped = f", {found['swapped']} of them with ties of distance in another order" if found["swapped"] else ""
    return f"{found['same'] + found['swapped']:,} of {total:,}{swapped}"


def http_lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the section of HTTP."""
    yield (
        f"granian, 1 worker, {figures['connections']} keep-alive connections, rounds of {figures['seconds']:g} s in "
        f"turns, {figures['rounds']} of each; every answer holds 20 programs, facets off, uncompressed. "
        "The load comes from bench/load_generator.py."
    )
    yield ""
    yield "| catalogue | threads | what | requests/s | p50 ms | p99 ms | CPU ms | bytes | failed | generator |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, found in figures["catalogues"].items():
        for threads, measured in ((1, found["one_thread"]), (4, found["four_threads"])):
            for kind, each in measured["kinds"].items():
                took = " | ".join(f"{each[name]:.3g}" for name in ("p50_ms", "p99_ms", "server_cpu_ms"))
                yield (
                    f"| {name} | {threads} | {kind} | {each['requests_per_s']:,.0f} | {took} | "
                    f"{each['mean_bytes']:,.0f} | {each['failed']} | {each['generator_cpu_share']:.0%} |"
                )
    yield ""
    for name, found in figures["catalogues"].items():
        again = " (walked through more than once)" if found["one_thread"]["places_asked_again"] else ""
        yield (
            f"- {name}: {found['fresh_places']:,} places once{again}; the process can remember "
            f"{found['places_remembered']:,} surroundings of places; {found['orm_answers_checked']} answers of the ORM "
            "version were held against the service's."
        )
    yield ""


def growth_lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the section of cost against size."""
    yield (
        f"The same {figures['queries']:,} queries, asked alone and remembering no place, over schools drawn from the "
        f"federal catalogue, over all of it and over a million; medians of {figures['rounds']} rounds."
    )
    yield ""
    yield "| programs | p50 ms | p90 ms | p99 ms | max ms | index on disk |"
    yield "|---|---|---|---|---|---|"
    for size in figures["sizes"]:
        cells = " | ".join(f"{size['ms'][each]:.3g}" for each in ("p50", "p90", "p99", "max"))
        yield f"| {size['programs']:,} | {cells} | {size['index_mb']:,.3g} MB |"
    yield ""


def pages_lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the section of pages."""
    yield (
        "`leadmatch serve`, one visitor who asks for one page after the other; packed is what a browser that accepts "
        f"{figures['accept_encoding']} gets. The style sheet and the script are asked for once and come on top."
    )
    yield ""
    yield "| catalogue | page | p50 ms | p99 ms | CPU ms | bytes | packed: p50 ms | p99 ms | CPU ms | bytes | failed |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for name, kinds in figures["catalogues"].items():
        for kind, found in kinds.items():
            cells = " | ".join(
                f"{each['ms']['p50']:.3g} | {each['ms']['p99']:.3g} | {each['server_cpu_ms']:.3g} | "
                f"{each['mean_bytes']:,.0f}"
                for each in (found["plain"], found["packed"])
            )
            yield f"| {name} | {kind} | {cells} | {found['failed']} |"
    yield ""


def publishing_lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the section of loading and publishing."""
    yield "Each line is one command of `leadmatch catalogue`, on SQLite, from its start to its end."
    yield ""
    yield "| command | seconds | CPU seconds | most memory held |"
    yield "|---|---|---|---|"
    for name, step in figures["steps"].items():
        yield f"| {name} | {step['seconds']:.3g} | {step['cpu_s']:.3g} | {step['peak_mb']:,.0f} MB |"
    yield ""


def worker_lines(results: Results) -> Iterator[str]:
    """Yield the sections of worker, ZIP look-up and set-up."""
    if "worker" in results:
        yield "## Worker"
        yield ""
        yield "| catalogue | first answer, s (all starts) | worker RSS | PSS | anonymous | parent RSS | PSS |"
        yield "|---|---|---|---|---|---|---|"
        for name, found in results["worker"]["figures"]["catalogues"].items():
            worker, parent = found["memory_mb"]["worker"], found["memory_mb"]["parent"]
            starts = ", ".join(f"{each:.2f}" for each in found["first_answer_s_of_starts"])
            sizes = (worker["rss"], worker["pss"], worker["anonymous"], parent["rss"], parent["pss"])
            yield f"| {name} | {starts} | {' | '.join(f'{size:.0f} MB' for size in sizes)} |"
        yield ""
        yield "What is resident but not anonymous is mapped files: libraries and the index, which all workers share."
        yield ""
    if "zip" in results:
        found = results["zip"]["figures"]
        yield "## ZIP look-up"
        yield ""
        yield (
            f"`Gazetteer.locate`: {found['locate_us']:.2f} µs; `pgeocode.query_postal_code`: "
            f"{found['pgeocode_us']:,.0f} µs per call; medians of {found['rounds']} rounds, the same points "
            f"({found['agreeing']} of {found['agreeing']} compared are equal)."
        )
        yield ""
    if "setup" in results:
        found = results["setup"]["figures"]
        yield "## Fresh clone"
        yield ""
        yield (
            f"`git clone` took {found['clone_s']:.1f} s; to the first search of `make serve` it took "
            f"{found['first_search_s']:.1f} s."
        )
        yield ""


def left_out_lines(results: Results) -> Iterator[str]:
    """Yield what could not be measured here, and why."""
    for result in results.values():
        yield from (f"- Left out: {words}." for words in result["figures"].get("left_out", ()))
    if "setup" not in results:
        yield "- Left out: the fresh clone; `python -m bench setup` measures it (it uses the package index)."


def inquiries_lines(figures: dict[str, Any]) -> Iterator[str]:
    """Yield the section of inquiries."""
    yield (
        f"granian, 1 worker, rounds of {figures['seconds']:g} s in turns, {figures['rounds']} of each; medians. An "
        "inquiry to one school writes seven rows in one durable transaction. Bare: the same rows through the driver "
        "alone, into tables with the same unique indexes and no triggers, from as many threads, each with a connection."
    )
    yield ""
    yield "| database | what | clients | per second | share of bare | p50 ms | p99 ms | CPU ms | refused |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, found in figures["databases"].items():
        for run, each in found["runs"].items():
            kind, clients = run.split(", ")
            share = f"{found['share'][clients]:.0%}" if kind == "ours" else ""
            cpu = f"{each['server_cpu_ms']:.3g}" if "server_cpu_ms" in each else ""
            yield (
                f"| {name} | {kind} | {clients} | {each['per_s']:,.0f} | {share} | {each['p50_ms']:.3g} |"
                f" {each['p99_ms']:.3g} | {cpu} | {each.get('failed', '')} |"
            )
    yield ""
