"""Figures from samples: percentiles by nearest rank, and medians over rounds."""

import math
import statistics
from collections.abc import Sequence
from typing import Any

PERCENTILES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}


def percentile(sample: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the sample does not exceed."""
    ordered = sorted(sample)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def percentiles_ms(sample_ns: Sequence[float]) -> dict[str, float]:
    """Return p50, p90, p99 and the maximum, in milliseconds, of nanoseconds."""
    return {name: percentile(sample_ns, share) / 1e6 for name, share in PERCENTILES.items()}


def median_of_rounds(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the median over rounds of each figure."""
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def rounded(figures: Any, digits: int = 4) -> Any:  # noqa: ANN401  # JSON in, JSON out
    """Return the same JSON value with its floats to some significant digits."""
    if isinstance(figures, dict):
        return {name: rounded(value, digits) for name, value in figures.items()}
    if isinstance(figures, list):
        return [rounded(value, digits) for value in figures]
    return float(f"{figures:.{digits}g}") if isinstance(figures, float) else figures
