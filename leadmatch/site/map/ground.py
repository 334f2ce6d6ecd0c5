"""What lies under every map of one place and radius, whatever was asked for: land, borders, where names can stand."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import unit_vector
from leadmatch.site.map.clipping import clip_areas, clip_lines
from leadmatch.site.map.levels import level_of_area
from leadmatch.site.map.outlines import outlines
from leadmatch.site.map.paths import path
from leadmatch.site.map.projection import HEIGHT, WIDTH, Projection

Floats = NDArray[np.float64]

_FINEST_DETAIL = 1.0  # square units: a corner that adds less is left out
_REMEMBERED = 128  # of some 10 kB at most: who searches once goes on to filter and sort at the same place
_NAME_ROOM = 9.0  # units from the middle of a name to its farthest corner, more or less


class Names(NamedTuple):
    """Where the names of states can stand on one map.

    Args:
        states: shape (n,): two letters.
        points: shape (n, 2), in units of the drawing.
        room: shape (n,): units to the state's border or to the edge of the drawing.
    """

    states: NDArray[np.str_]
    points: Floats
    room: Floats


class Ground(NamedTuple):
    """Land and borders as the ``d`` of paths, in half units."""

    land: str
    borders: str
    names: Names


@lru_cache(maxsize=_REMEMBERED)
def ground(projection: Projection) -> Ground:
    """Return what lies under a map."""
    drawn = outlines()
    middle = np.array(unit_vector(*projection.middle))
    level = level_of_area(_FINEST_DETAIL * projection.miles_per_unit**2)
    land, land_starts = drawn.land.near(middle, projection.reach_miles, level)
    borders, border_starts = drawn.borders.near(middle, projection.reach_miles, level)
    return Ground(
        land=path(clip_areas(projection.place(land), land_starts), closed=True),
        borders=path(clip_lines(projection.place(borders), border_starts), closed=False),
        names=_names(projection),
    )


def _names(projection: Projection) -> Names:
    spots = outlines().spots
    points = projection.place(spots.vectors)
    to_edge = np.minimum(points, np.array((WIDTH, HEIGHT)) - points).min(axis=1)
    room = np.minimum(spots.room_miles / projection.miles_per_unit, to_edge)
    fits = room >= _NAME_ROOM
    return Names(spots.states[fits], points[fits], room[fits])
