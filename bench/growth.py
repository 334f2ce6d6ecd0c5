"""What the search core costs as the catalogue grows: the same queries over samples, all federal programs, a million."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import catalogues, search
from bench.goals import ALONE
from bench.our_engine import OurEngine
from bench.statistics import median_of_rounds

ROUNDS = 3


def measure(federal: Path | None, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the percentiles of the search core, asked alone and remembering no place, by number of programs."""
    if federal is None:
        return {"sizes": [], "left_out": ["cost against size: the federal files are not there (see BENCH_FEDERAL)"]}
    names = [*catalogues.SAMPLES, "federal", "million"][: 2 if quick else None]
    of_all = catalogues.read_columns(catalogues.prepare("federal", federal, say=say))
    asked = search.asked(of_all, search.QUERIES // 5 if quick else search.QUERIES)
    sizes = []
    for name in names:
        catalogue = catalogues.prepare(name, federal, say=say)
        say(f"cost against size, catalogue '{name}'")
        ours = OurEngine(catalogue.index)
        rounds = [search.figures(search.alone(ours, asked)[ALONE]) for _ in range(1 if quick else ROUNDS)]
        sizes.append(
            {
                "programs": catalogues.read_columns(catalogue).size,
                "ms": median_of_rounds(rounds),
                "index_mb": sum(file.stat().st_size for file in catalogue.index.iterdir()) / 1e6,
            }
        )
    return {"sizes": sizes, "queries": len(asked), "rounds": 1 if quick else ROUNDS}
