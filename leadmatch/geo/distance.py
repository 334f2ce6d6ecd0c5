"""Great-circle geometry on a spherical Earth. Miles are US statute miles."""

import math
from typing import overload

import numpy as np
import numpy.typing as npt

KM_PER_MILE = 1.609344  # international mile, exact (International Yard and Pound Agreement, 1959)
EARTH_RADIUS_MILES = 6371.0088 / KM_PER_MILE  # IUGG mean radius R1 of GRS 80 (Moritz, 2000)

Float64Array = npt.NDArray[np.float64]


@overload
def distance_miles(  # type: ignore[overload-overlap]  # a float is also a "float or array": the first match is meant
    latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float
) -> float: ...
@overload
def distance_miles(
    latitude_1: float | Float64Array,
    longitude_1: float | Float64Array,
    latitude_2: float | Float64Array,
    longitude_2: float | Float64Array,
) -> Float64Array: ...
def distance_miles(
    latitude_1: float | Float64Array,
    longitude_1: float | Float64Array,
    latitude_2: float | Float64Array,
    longitude_2: float | Float64Array,
) -> float | Float64Array:
    """Return the great-circle distance between points (haversine, float64, unrounded).

    Args:
        latitude_1: degrees north, -90 to 90; a float, or an array that broadcasts with the others.
        longitude_1: degrees east, -180 to 180; as above.
        latitude_2: as the first.
        longitude_2: as the first.

    Returns:
        Miles, 0 to half the circumference; a plain float when all four are plain floats, else an array.
    """
    phi_1, phi_2 = np.radians(latitude_1), np.radians(latitude_2)
    half_turn_north = np.sin((phi_2 - phi_1) / 2)
    half_turn_east = np.sin(np.radians(np.subtract(longitude_2, longitude_1)) / 2)
    # Products, not powers: numpy squares arrays and raises scalars to a power, with different last bits.
    haversine = half_turn_north * half_turn_north + np.cos(phi_1) * np.cos(phi_2) * half_turn_east * half_turn_east
    # Rounding can put antipodes a hair above 1, where arcsin is not defined.
    miles = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    return miles if isinstance(miles, np.ndarray) else float(miles)


def unit_vectors(latitudes: float | Float64Array, longitudes: float | Float64Array) -> Float64Array:
    """Return points as vectors of length 1 from the centre of the Earth.

    The squared chord between two of them, `((a - b) ** 2).sum()`, grows exactly as their distance does: nearest
    by chord is nearest on the ground, so that many points can be ordered, and compared with
    `squared_chord(radius_miles)`, without one inverse trigonometric call per point. Near the very edge of a
    radius rounding may decide; there `distance_miles` has the last word.

    Args:
        latitudes: degrees north, shape (n,) or a float.
        longitudes: degrees east, shape (n,) or a float.

    Returns:
        Shape (3, n), or (3,) for floats; float64.
    """
    phi, theta = np.radians(latitudes), np.radians(longitudes)
    around = np.cos(phi)
    return np.array([around * np.cos(theta), around * np.sin(theta), np.sin(phi)], dtype=np.float64)


def squared_chord(miles: float) -> float:
    """Return the squared chord, on the unit sphere, of a great-circle distance: ``4 sin²(d / 2R)``, 0 to 4.

    Args:
        miles: 0 or more; from half the circumference on, every point is within reach and the answer is 4.
    """
    half_angle = min(miles / (2 * EARTH_RADIUS_MILES), np.pi / 2)
    return 4.0 * float(np.sin(half_angle)) ** 2


def miles_of_squared_chord(chord: float) -> float:
    """Return the great-circle distance whose squared chord on the unit sphere is `chord`, 0 to 4."""
    return 2 * EARTH_RADIUS_MILES * math.asin(min(math.sqrt(chord) / 2, 1.0))


def unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Return one point, in degrees, as `unit_vectors` does for many."""
    phi, theta = math.radians(latitude), math.radians(longitude)
    around = math.cos(phi)
    return around * math.cos(theta), around * math.sin(theta), math.sin(phi)
