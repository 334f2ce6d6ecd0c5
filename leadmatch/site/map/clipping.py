"""Cutting lines and areas at the edge of the drawing."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from leadmatch.site.map.projection import HEIGHT, WIDTH

Floats = NDArray[np.float64]

_BEYOND = 4.0  # units outside the drawing, so that the cut itself is not seen
_LOW = np.array((-_BEYOND, -_BEYOND))
_HIGH = np.array((WIDTH + _BEYOND, HEIGHT + _BEYOND))


def clip_areas(points: Floats, starts: NDArray[np.intp]) -> list[Floats]:
    """Return the parts of areas that are on the drawing.

    Args:
        points: shape (n, 2): the corners of each area in turn, one area after another.
        starts: shape (areas,): where each begins.
    """
    if not starts.size:
        return []
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    is_seen = np.logical_and.reduce((high >= _LOW) & (low <= _HIGH), axis=1)
    is_whole = np.logical_and.reduce((low >= _LOW) & (high <= _HIGH), axis=1)
    spans = [*pairwise([*starts.tolist(), len(points)])]
    areas = ((at, points[slice(*spans[at])]) for at in np.flatnonzero(is_seen).tolist())
    return [area if is_whole[at] else _clip_area(area) for at, area in areas]


def _clip_area(points: Floats) -> Floats:
    """Return what Sutherland and Hodgman leave of an area: its corners in turn, or none."""
    for axis in (0, 1):
        for limit, sign in ((_LOW[axis], 1), (_HIGH[axis], -1)):
            points = _cut(points, axis, limit, sign)
    return points


def _cut(points: Floats, axis: int, limit: float, sign: int) -> Floats:
    depth = (points[:, axis] - limit) * sign
    is_inside = depth >= 0
    if is_inside.all():
        return points
    crosses = is_inside != np.roll(is_inside, -1)
    share = depth / np.where(crosses, depth - np.roll(depth, -1), 1)
    crossings = points + share[:, None] * (np.roll(points, -1, axis=0) - points)
    # Each corner is followed by the crossing on the way to the next, if there is one.
    both = np.stack((points, crossings), axis=1).reshape(-1, 2)
    kept: Floats = both[np.stack((is_inside, crosses), axis=1).ravel()]
    return kept


def clip_lines(points: Floats, starts: NDArray[np.intp]) -> list[Floats]:
    """Return the pieces of lines that are on the drawing (Liang and Barsky).

    Args:
        points: shape (n, 2), one line after another.
        starts: shape (lines,): where each begins.
    """
    start, step = points[:-1], np.diff(points, axis=0)
    flat = step == 0
    first, second = ((limit - start) / np.where(flat, 1, step) for limit in (_LOW, _HIGH))
    is_between = (start >= _LOW) & (start <= _HIGH)
    enters = np.where(flat, np.where(is_between, -np.inf, np.inf), np.minimum(first, second)).max(axis=1, initial=0)
    leaves = np.where(flat, np.inf, np.maximum(first, second)).min(axis=1, initial=1)
    is_seen = enters < leaves
    is_seen[starts[1:] - 1] = False  # the way from one line to the next
    seen = np.flatnonzero(is_seen)
    is_first = (np.diff(seen, prepend=-2) > 1) | (enters[seen] > 0)
    begins, ends = seen[is_first], seen[np.roll(is_first, -1)]
    heads = start[begins] + enters[begins, None] * step[begins]
    tails = start[ends] + leaves[ends, None] * step[ends]
    return [
        np.concatenate((head, points[begin + 1 : end + 1], tail))
        for head, begin, end, tail in zip(heads[:, None], begins.tolist(), ends.tolist(), tails[:, None], strict=True)
    ]
