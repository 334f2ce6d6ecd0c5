"""The outlines of the states as the map reads them: every point as a vector, and which lines are near a place."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES, unit_vectors
from leadmatch.site.map.levels import LEVEL_DIGITS

Floats = NDArray[np.float64]

OUTLINES = Path(__file__).with_name("outlines.json")
UNITS_PER_DEGREE = 1000  # 370 feet: the source itself is good to about a quarter of a mile


@dataclass(frozen=True, slots=True)
class Lines:
    """Many lines, one after another.

    Args:
        vectors: shape (3, points): from the centre of the Earth, length 1.
        levels: shape (points,): see `levels`.
        starts: shape (lines + 1,): where each line begins; the last is where the last one ends.
        middles: shape (3, lines), length 1.
        reaches: shape (lines,): the angle from the middle to the farthest point, radians.
    """

    vectors: Floats
    levels: NDArray[np.int8]
    starts: NDArray[np.intp]
    middles: Floats
    reaches: Floats

    def near(self, middle: Floats, miles: float, level: int) -> "NearLines":
        """Return the lines that may come within a distance of a point, without what a coarser map leaves out.

        Args:
            middle: shape (3,), length 1.
            miles: how far to look.
            level: points that are finer are left out.
        """
        away = np.arccos(np.clip(middle @ self.middles, -1, 1)) - self.reaches
        is_near = away <= miles / EARTH_RADIUS_MILES
        is_kept = np.repeat(is_near, np.diff(self.starts)) & (self.levels >= level)
        sizes = np.add.reduceat(is_kept, self.starts[:-1], dtype=np.intp)[is_near]
        return NearLines(np.flatnonzero(is_near), self.vectors[:, is_kept], np.cumsum(sizes) - sizes)


class NearLines(NamedTuple):
    """Some of the lines, one after another.

    Args:
        numbers: shape (n,): which they are.
        vectors: shape (3, points).
        starts: shape (n,): where each begins.
    """

    numbers: NDArray[np.intp]
    vectors: Floats
    starts: NDArray[np.intp]


class Outlines(NamedTuple):
    """What the map is drawn of.

    Args:
        land: coasts and outer borders, closed.
        borders: between states, open.
        areas: outlines of states, closed.
        states: shape (areas,): two letters: whose each is.
    """

    land: Lines
    borders: Lines
    areas: Lines
    states: NDArray[np.str_]


class _Line(NamedTuple):
    vectors: Floats
    levels: NDArray[np.int8]


@cache
def outlines() -> Outlines:
    """Return the outlines of the states, read once per process."""
    return read_outlines(OUTLINES)


def read_outlines(path: Path) -> Outlines:
    """Read the outlines of a file that `compile` has written."""
    compiled = orjson.loads(path.read_bytes())
    lines = [_read(*written) for written in compiled["lines"]]
    areas = [(state, ring) for state, rings in compiled["states"].items() for ring in rings]
    return Outlines(
        land=_together([_ring(ring, lines) for ring in compiled["land"]]),
        borders=_together([lines[number] for number in compiled["borders"]]),
        areas=_together([_ring(ring, lines) for _, ring in areas]),
        states=np.array([state for state, _ in areas]),
    )


def _read(digits: str, *steps: int) -> _Line:
    points = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / UNITS_PER_DEGREE
    levels = np.array([LEVEL_DIGITS.index(digit) for digit in digits], dtype=np.int8)
    return _Line(unit_vectors(points[:, 1], points[:, 0]), levels)


def _ring(ring: list[int], lines: list[_Line]) -> _Line:
    """Return lines end to end, without each one's last point, which is the next one's first; ~n runs backwards."""
    turned = [lines[n] if n >= 0 else _Line(lines[~n].vectors[:, ::-1], lines[~n].levels[::-1]) for n in ring]
    vectors = np.concatenate([each.vectors[:, :-1] for each in turned], axis=1)
    return _Line(vectors, np.concatenate([each.levels[:-1] for each in turned]))


def _together(lines: list[_Line]) -> Lines:
    middles = np.array([each.vectors.mean(axis=1) for each in lines]).T
    middles /= np.linalg.norm(middles, axis=0)
    cosines = [(middle @ each.vectors).min() for middle, each in zip(middles.T, lines, strict=True)]
    return Lines(
        vectors=np.concatenate([each.vectors for each in lines], axis=1),
        levels=np.concatenate([each.levels for each in lines]),
        starts=np.cumsum([0, *(each.levels.size for each in lines)]),
        middles=middles,
        reaches=np.arccos(np.clip(cosines, -1, 1)),
    )
