"""Where on one map the names of states fit: a raster of which state is where, shrunk from its borders."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.site.map.projection import HEIGHT, WIDTH

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]

NAME_WIDTH, NAME_HEIGHT = 18.0, 14.0  # of two letters, in units

# Half a name wide and high: a name fits on a cell whose neighbours on all sides are of the same state.
_COLUMNS = np.arange(NAME_WIDTH / 4, WIDTH, NAME_WIDTH / 2)
_ROWS = np.arange(NAME_HEIGHT / 4, HEIGHT, NAME_HEIGHT / 2)
_NO_STATE = -1
_ROOM_ENOUGH = 6  # cells


class Names(NamedTuple):
    """Where names fit.

    Args:
        states: shape (n,): two letters.
        points: shape (n, 2): the middle of the name, in units.
        room: shape (n,): how many cells all around are of the same state, as far as that matters.
    """

    states: NDArray[np.str_]
    points: Floats
    room: NDArray[np.int64]


def room_for_names(points: Floats, starts: Numbers, states: NDArray[np.str_]) -> Names:
    """Return everywhere that the name of a state fits.

    Args:
        points: shape (n, 2), in units: the corners of areas in turn, one area after another.
        starts: shape (areas,): where each begins.
        states: shape (areas,): whose each is; a state may have several.
    """
    names, state_of_area = np.unique(states, return_inverse=True)
    raster = _raster(points, starts, state_of_area, len(names))
    shrunk = [raster]
    for _ in range(_ROOM_ENOUGH):
        shrunk.append(_shrunk(shrunk[-1]))
    rows, columns = np.nonzero(shrunk[1] != _NO_STATE)
    return Names(
        states=names[raster[rows, columns]],
        points=np.column_stack((_COLUMNS[columns], _ROWS[rows])),
        room=(np.array(shrunk[1:]) != _NO_STATE).sum(axis=0)[rows, columns],
    )


def _raster(points: Floats, starts: Numbers, state_of_area: Numbers, states: int) -> Numbers:
    """Return which state is at each row and column: an odd number of its lines is to the right of there."""
    following = np.arange(1, len(points) + 1)
    following[np.append(starts[1:], len(points)) - 1] = starts
    ends = points[following]
    row, line = np.nonzero((points[:, 1] > _ROWS[:, None]) != (ends[:, 1] > _ROWS[:, None]))
    (x, y), (right, down) = points[line].T, (ends - points)[line].T
    columns_left_of = _COLUMNS.searchsorted(x + (_ROWS[row] - y) / down * right)
    sizes = np.diff(np.append(starts, len(points)))
    crossings = np.zeros((states, _ROWS.size, _COLUMNS.size + 1), dtype=np.int64)
    np.add.at(crossings, (np.repeat(state_of_area, sizes)[line], row, columns_left_of), 1)
    is_inside = crossings[:, :, :0:-1].cumsum(axis=2)[:, :, ::-1] % 2 == 1
    raster: Numbers = np.where(is_inside.any(axis=0), is_inside.argmax(axis=0), _NO_STATE)
    return raster


def _shrunk(raster: Numbers) -> Numbers:
    """Return the raster without the cells that have another state, or the edge of the drawing, beside them."""
    padded = np.pad(raster, 1, constant_values=_NO_STATE)
    height, width = raster.shape
    around = [padded[down : down + height, right : right + width] for down in range(3) for right in range(3)]
    return np.where(np.logical_and.reduce([each == raster for each in around]), raster, _NO_STATE)
