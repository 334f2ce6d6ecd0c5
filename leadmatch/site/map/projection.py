"""How places come onto the map: azimuthal and equidistant, so that a radius is a circle and every distance is true.

The ZIP code stands in the middle, north is up, and a place stands in its direction at its distance. Where on the Earth
that is makes no difference: not the date line, not Alaska.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES, unit_vector

Floats = NDArray[np.float64]

WIDTH, HEIGHT = 338, 276  # units of the drawing; a phone of 375 pixels has room for a pixel each
CENTER = (169.0, 136.0)
RADIUS = 114.0  # of the circle; a target on it stays inside the drawing


@dataclass(frozen=True, slots=True)
class Projection:
    """One map's way of placing points.

    Args:
        middle: latitude and longitude of the ZIP code, degrees.
        radius_miles: of the circle.
    """

    middle: tuple[float, float]
    radius_miles: float

    @property
    def miles_per_unit(self) -> float:
        """How many miles one unit of the drawing stands for."""
        return self.radius_miles / RADIUS

    @property
    def reach_miles(self) -> float:
        """How far the farthest corners of the drawing are from the middle."""
        return math.hypot(CENTER[0], HEIGHT - CENTER[1]) * self.miles_per_unit

    def place(self, vectors: Floats) -> Floats:
        """Return where points stand on the drawing.

        Args:
            vectors: shape (3, n), length 1.

        Returns:
            Shape (n, 2): to the right and down, in units.
        """
        east, north, up = _axes(*self.middle)
        right, ahead = east @ vectors, north @ vectors
        across = np.hypot(right, ahead)
        angles = np.arctan2(across, up @ vectors)
        scale = angles * EARTH_RADIUS_MILES / self.miles_per_unit / np.maximum(across, np.finfo(np.float64).tiny)
        return np.column_stack((CENTER[0] + right * scale, CENTER[1] - ahead * scale))


def _axes(latitude: float, longitude: float) -> tuple[Floats, Floats, Floats]:
    up = np.array(unit_vector(latitude, longitude))
    east = np.array(unit_vector(0, longitude + 90))
    return east, np.cross(up, east), up
