"""What lies under every map of one place and radius, whatever was asked for: land, borders, where names can stand."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from leadmatch.geo.distance import unit_vector
from leadmatch.site.map.clipping import clip_areas, clip_lines
from leadmatch.site.map.levels import level_of_area
from leadmatch.site.map.names import Names, room_for_names
from leadmatch.site.map.outlines import outlines
from leadmatch.site.map.paths import path
from leadmatch.site.map.projection import Projection

_FINEST_DETAIL = 1.0  # square units: a corner that adds less is left out
_REMEMBERED = 128  # of some 10 kB at most: who searches once goes on to filter and sort at the same place


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
    land, borders, areas = (
        each.near(middle, projection.reach_miles, level) for each in (drawn.land, drawn.borders, drawn.areas)
    )
    return Ground(
        land=path(clip_areas(projection.place(land.vectors), land.starts), closed=True),
        borders=path(clip_lines(projection.place(borders.vectors), borders.starts), closed=False),
        names=room_for_names(projection.place(areas.vectors), areas.starts, drawn.states[areas.numbers]),
    )
