"""Where the name of a state can stand: places inside it, with how far each is from its border."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SPOTS = 24  # for each state: a map of a part of it finds one of them in view
_GRID = 48  # candidates to a side
_MILES_PER_DEGREE = 69.09
_ROOM_COUNTS = 2.5  # a mile from the border is worth so many from the spots chosen before


def label_spots(rings: list[Floats]) -> list[float]:
    """Return longitude, latitude and miles to the border, of each spot in turn: the roomiest first, then far ones.

    Args:
        rings: the outlines of the state, shape (points, 2), degrees east and north, closed.
    """
    eastern = [np.column_stack((ring[:, 0] % 360, ring[:, 1])) for ring in rings]  # Alaska crosses the date line
    points = np.concatenate(eastern)
    scale = np.array((np.cos(np.radians(points[:, 1].mean())), 1)) * _MILES_PER_DEGREE
    starts = np.concatenate([ring[:-1] for ring in eastern]) * scale
    ends = np.concatenate([ring[1:] for ring in eastern]) * scale
    candidates = _inside(_grid(eastern, scale), starts, ends)
    room = _distance_to_lines(candidates, starts, ends)
    chosen = _spread(candidates, room)
    degrees = candidates[chosen] / scale
    degrees[:, 0] = (degrees[:, 0] + 180) % 360 - 180
    found: list[float] = np.column_stack((degrees.round(2), room[chosen].round(1))).ravel().tolist()
    return found


def _grid(rings: list[Floats], scale: Floats) -> Floats:
    """Return a grid over the whole state, and one over its largest part, because a state may be mostly sea."""
    grids = []
    for points in (np.concatenate(rings), max(rings, key=lambda ring: float(np.prod(np.ptp(ring, axis=0))))):
        low, high = points.min(axis=0) * scale, points.max(axis=0) * scale
        across = [np.linspace(low[axis], high[axis], _GRID + 2)[1:-1] for axis in (0, 1)]
        grids.append(np.stack(np.meshgrid(*across), axis=-1).reshape(-1, 2))
    return np.concatenate(grids)


def _inside(points: Floats, starts: Floats, ends: Floats) -> Floats:
    x, y = points[:, :1], points[:, 1:]
    spans = (starts[:, 1] > y) != (ends[:, 1] > y)
    rise = np.where(ends[:, 1] == starts[:, 1], 1, ends[:, 1] - starts[:, 1])
    crossing = starts[:, 0] + (y - starts[:, 1]) * (ends[:, 0] - starts[:, 0]) / rise
    kept: Floats = points[(spans & (x < crossing)).sum(axis=1) % 2 == 1]
    return kept


def _distance_to_lines(points: Floats, starts: Floats, ends: Floats) -> Floats:
    along = ends - starts
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    nearest = np.full(len(points), np.inf)
    for part in np.array_split(np.arange(len(starts)), max(1, len(starts) // 200)):
        away = points[:, None, :] - starts[part]
        share = np.clip((away * along[part]).sum(axis=2) / length[part], 0, 1)
        gaps = away - share[:, :, None] * along[part]
        nearest = np.minimum(nearest, np.sqrt((gaps**2).sum(axis=2)).min(axis=1))
    return nearest


def _spread(candidates: Floats, room: Floats) -> list[int]:
    chosen = [int(room.argmax())]
    apart = np.full(len(candidates), np.inf)
    while len(chosen) < min(_SPOTS, len(candidates)):
        newest = candidates[chosen[-1]]
        apart = np.minimum(apart, np.hypot(*(candidates - newest).T))
        chosen.append(int(np.minimum(apart, _ROOM_COUNTS * room).argmax()))
    return chosen
