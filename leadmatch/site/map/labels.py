"""Names on the map: of states where there is room for them, and of the ZIP code beside its ring."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.site.map.names import NAME_HEIGHT, NAME_WIDTH, Names

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, top, right, bottom

_CHARACTER_WIDTH = 7.0


class Label(NamedTuple):
    """Words and the middle of where they stand, in whole units."""

    words: str
    x: int
    y: int


def state_labels(names: Names, taken: list[Box]) -> list[Label]:
    """Return one name for each state that has room for it: where there is most, and there in its middle.

    Args:
        names: where they can stand.
        taken: parts of the drawing that they may not cover.
    """
    is_free = np.ones(len(names.points), dtype=bool)
    for box in taken:
        is_free &= ~_covers(names.points, (NAME_WIDTH, NAME_HEIGHT), box)
    free = np.flatnonzero(is_free)
    points = names.points[free]
    states, of_point, sizes = np.unique(names.states[free], return_inverse=True, return_counts=True)
    middles = np.column_stack([np.bincount(of_point, points[:, axis]) / sizes for axis in (0, 1)])
    off_middle = np.hypot(*(points - middles[of_point]).T)
    roomiest = np.lexsort((off_middle, -names.room[free]))
    _, first = np.unique(of_point[roomiest], return_index=True)
    chosen = np.rint(points[roomiest[first]]).astype(int).tolist()
    return [Label(str(state), x, y) for state, (x, y) in zip(states, chosen, strict=True)]


def label_beside(words: str, point: tuple[float, float], apart: float, taken: list[Box]) -> list[Label]:
    """Return words above, below, right or left of a point, where they cover nothing; none where they always would.

    Args:
        words: short.
        point: in units of the drawing.
        apart: from the point to the nearest part of the words.
        taken: parts of the drawing that they may not cover.
    """
    width, height = _CHARACTER_WIDTH * len(words), NAME_HEIGHT
    up, aside = apart + height / 2, apart + width / 2
    around = np.array(point) + np.array(((0, -up), (0, up), (aside, 0), (-aside, 0)))
    for x, y in around.tolist():
        if not any(_covers(np.array([[x, y]]), (width, height), box).any() for box in taken):
            return [Label(words, round(x), round(y))]
    return []


def _covers(points: Floats, size: tuple[float, float], box: Box) -> NDArray[np.bool_]:
    left, top, right, bottom = box
    half_width, half_height = size[0] / 2, size[1] / 2
    across, down = points[:, 0], points[:, 1]
    is_across = (across + half_width > left) & (across - half_width < right)
    is_down = (down + half_height > top) & (down - half_height < bottom)
    covered: NDArray[np.bool_] = is_across & is_down
    return covered
