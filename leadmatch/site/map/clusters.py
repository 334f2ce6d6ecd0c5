"""Which sites share one mark on the map: those whose marks would otherwise be too close to be hit apart."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TARGET = 44  # units to a side of what a finger has to hit; no two overlap


class Clusters(NamedTuple):
    """Sites joined.

    Args:
        heads: shape (clusters,): the site at which each mark stands, ascending.
        of_site: shape (sites,): the cluster that each site belongs to.
    """

    heads: NDArray[np.intp]
    of_site: NDArray[np.intp]


def clusters(points: Floats) -> Clusters:
    """Give each site a mark, as long as it is a target's width away from the marks before it; join the others to these.

    So each mark stands at a real site, and each of the others is joined to the closest mark, less than a target's width
    away. Marks do not move with the order of the list.

    Args:
        points: shape (sites, 2), in units of the drawing, the nearest to the middle first.
    """
    heads: list[int] = []
    gaps: list[Floats] = []
    is_free = np.ones(len(points), dtype=bool)
    while is_free.any():
        heads.append(int(is_free.argmax()))
        gaps.append(np.maximum(*np.abs(points - points[heads[-1]]).T))
        is_free &= gaps[-1] >= TARGET
    return Clusters(np.array(heads, dtype=np.intp), np.array(gaps).argmin(axis=0) if heads else np.empty(0, np.intp))
