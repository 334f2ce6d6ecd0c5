"""`python -m bench [part ...]`: measure, and write bench/results."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import (
    first_search,
    growth,
    http_speed,
    inquiries,
    machine,
    page_speed,
    publishing,
    search,
    worker,
    zip_lookup,
)
from bench.paths import QUICK_RESULTS, RESULTS, WORK, federal_folder
from bench.report import write_report
from bench.report_words import PARTS
from bench.statistics import rounded

_USUAL = PARTS[:-1]  # a fresh clone needs the network


def main() -> None:
    """Measure the parts that are named, or all but the fresh clone."""
    options = _options()
    federal = federal_folder(options.federal)
    results = QUICK_RESULTS if options.quick else RESULTS
    results.mkdir(parents=True, exist_ok=True)
    WORK.mkdir(exist_ok=True)
    measures: dict[str, Callable[[], dict[str, Any]]] = {
        "search": lambda: search.measure(federal, quick=options.quick, say=_say),
        "growth": lambda: growth.measure(federal, quick=options.quick, say=_say),
        "zip": lambda: zip_lookup.measure(quick=options.quick),
        "http": lambda: http_speed.measure(federal, quick=options.quick, say=_say),
        "worker": lambda: worker.measure(federal, quick=options.quick, say=_say),
        "pages": lambda: page_speed.measure(federal, quick=options.quick, say=_say),
        "publishing": lambda: publishing.measure(federal, quick=options.quick, say=_say),
        "inquiries": lambda: inquiries.measure(quick=options.quick, say=_say),
        "setup": first_search.measure,
    }
    parts = options.parts or [*_USUAL, *(["setup"] if options.with_setup else [])]
    for part in (each for each in parts if each != "report"):
        described = machine.describe()
        begun = time.monotonic()
        figures = measures[part]()
        result = {
            "command": f"python -m bench {part}",
            "machine": described,
            "load_average_after": machine.load(),
            "took_s": time.monotonic() - begun,
            "figures": figures,
        }
        (results / f"{part}.json").write_text(json.dumps(rounded(result), indent=1, ensure_ascii=False) + "\n")
    for line in write_report(results):
        print(line)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="part",
        help=f"of {', '.join(PARTS)} (default: all but setup), or report: write that again",
    )
    parser.add_argument("--quick", action="store_true", help="a short look; results stay in the work folder")
    parser.add_argument("--with-setup", action="store_true", help="also measure a fresh clone (uses the network)")
    parser.add_argument("--federal", type=Path, help="folder of the federal files (default: BENCH_FEDERAL)")
    return parser.parse_args()


def _say(words: str) -> None:
    print(f"… {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
