"""The outlines of the states as the map reads them: every point as a vector, and which lines are near a place."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES, unit_vectors
from leadmatch.site.map.levels import LEVEL_DIGITS

Floats = NDArray[np.float64]

OUTLINES = Path(__file__).with_name("outlines.json")
UNITS_PER_DEGREE = 1000


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

    def near(self, middle: Floats, miles: float, level: int) -> tuple[Floats, NDArray[np.intp]]:
        """Return the lines that may come within a distance of a point, without what a coarser map leaves out.

        Args:
            middle: shape (3,), length 1.
            miles: how far to look.
            level: points that are finer are left out.

        Returns:
            Their vectors, one line after another, shape (3, points), and where each line begins, shape (lines,).
        """
        away = np.arccos(np.clip(middle @ self.middles, -1, 1)) - self.reaches
        is_near = away <= miles / EARTH_RADIUS_MILES
        is_kept = np.repeat(is_near, np.diff(self.starts)) & (self.levels >= level)
        sizes = np.add.reduceat(is_kept, self.starts[:-1], dtype=np.intp)
        return self.vectors[:, is_kept], np.cumsum(sizes)[is_near] - sizes[is_near]


class Spots(NamedTuple):
    """Where the names of states can stand.

    Args:
        states: shape (n,): two letters.
        vectors: shape (3, n).
        room_miles: shape (n,): to the border.
    """

    states: NDArray[np.str_]
    vectors: Floats
    room_miles: Floats


class Outlines(NamedTuple):
    """Coasts and outer borders as closed lines, borders between states as open ones, and places for names."""

    land: Lines
    borders: Lines
    spots: Spots


@cache
def outlines() -> Outlines:
    """Return the outlines, read once per process."""
    compiled = orjson.loads(OUTLINES.read_bytes())
    states, spots = zip(*compiled["spots"].items(), strict=True)
    sizes = [len(each) // 3 for each in spots]
    longitudes, latitudes, room = np.concatenate(spots).reshape(-1, 3).T
    return Outlines(
        land=_lines(compiled["land"]),
        borders=_lines(compiled["borders"]),
        spots=Spots(np.repeat(states, sizes), unit_vectors(latitudes, longitudes), room),
    )


def _lines(written: list[list[Any]]) -> Lines:
    steps = [np.array(steps, dtype=np.int64).reshape(-1, 2) for _, *steps in written]
    points = np.concatenate([np.cumsum(each, axis=0) for each in steps]) / UNITS_PER_DEGREE
    vectors = unit_vectors(points[:, 1], points[:, 0])
    starts = np.cumsum([0, *(len(each) for each in steps)])
    spans = [*pairwise(starts.tolist())]
    middles = np.array([vectors[:, start:stop].mean(axis=1) for start, stop in spans]).T
    middles /= np.linalg.norm(middles, axis=0)
    cosines = [(middles[:, at] @ vectors[:, start:stop]).min() for at, (start, stop) in enumerate(spans)]
    digits = "".join(digits for digits, *_ in written)
    return Lines(
        vectors=vectors,
        levels=np.array([LEVEL_DIGITS.index(digit) for digit in digits], dtype=np.int8),
        starts=starts,
        middles=middles,
        reaches=np.arccos(np.clip(cosines, -1, 1)),
    )
