"""Where places stand on the map: in their direction, at their distance, wherever on the Earth that is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.geo.distance import EARTH_RADIUS_MILES, distance_miles, unit_vectors
from leadmatch.site.map.projection import CENTER, HEIGHT, RADIUS, WIDTH, Projection

EDGES = {
    "Chicago": (41.8858, -87.6181),
    "Utqiagvik, Alaska": (71.29, -156.77),
    "Honolulu": (21.31, -157.86),
    "San Juan, Puerto Rico": (18.46, -66.1),
    "Attu, west of the date line": (52.9, 173.2),
    "Pago Pago, south of the equator": (-14.28, -170.7),
    "Guam": (13.47, 144.75),
    "on the date line": (52.0, 180.0),
    "the pole": (90.0, 0.0),
}
latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
radii = st.floats(1, 500)


def travelled(start: tuple[float, float], bearing: float, miles: float) -> tuple[float, float]:
    """Return where one gets from a point in a direction (radians from north to east); written from the sphere alone."""
    latitude, longitude = map(math.radians, start)
    angle = miles / EARTH_RADIUS_MILES
    there = math.asin(math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(bearing))
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(latitude),
        math.cos(angle) - math.sin(latitude) * math.sin(there),
    )
    return math.degrees(there), (math.degrees(longitude + turn) + 180) % 360 - 180


def placed(projection: Projection, *points: tuple[float, float]) -> list[tuple[float, float]]:
    columns = np.array(points).T
    return [(x, y) for x, y in projection.place(unit_vectors(columns[0], columns[1])).tolist()]


@given(st.floats(-85, 85), longitudes, radii, st.floats(0, 2 * math.pi), st.floats(0.01, 1))
def test_a_place_stands_in_its_direction_at_its_share_of_the_radius(
    latitude: float, longitude: float, radius_miles: float, bearing: float, share: float
):
    start = (latitude, longitude)
    there = travelled(start, bearing, radius_miles * share)
    ((x, y),) = placed(Projection(start, radius_miles), there)
    assert x - CENTER[0] == pytest.approx(math.sin(bearing) * share * RADIUS, abs=1e-3)
    assert CENTER[1] - y == pytest.approx(math.cos(bearing) * share * RADIUS, abs=1e-3)


@given(latitudes, longitudes, latitudes, longitudes, radii)
def test_distances_from_the_middle_are_those_of_the_list(
    latitude: float, longitude: float, there_north: float, there_east: float, radius_miles: float
):
    miles = distance_miles(latitude, longitude, there_north, there_east)
    if miles > 12_000:
        return  # almost as far as one can go every direction is right
    projection = Projection((latitude, longitude), radius_miles)
    ((x, y),) = placed(projection, (there_north, there_east))
    units = math.hypot(x - CENTER[0], y - CENTER[1])
    assert units * projection.miles_per_unit == pytest.approx(miles, rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("middle", EDGES.values(), ids=EDGES)
@pytest.mark.parametrize("radius_miles", [1, 500])
def test_a_place_on_the_radius_stands_on_the_circle_everywhere(middle: tuple[float, float], radius_miles: float):
    bearings = [math.radians(degrees) for degrees in range(0, 360, 15)]
    ring = [travelled(middle, bearing, radius_miles) for bearing in bearings]
    for x, y in placed(Projection(middle, radius_miles), *ring):
        assert math.hypot(x - CENTER[0], y - CENTER[1]) == pytest.approx(RADIUS, abs=1e-3)
    ((x, y),) = placed(Projection(middle, radius_miles), middle)
    assert (x, y) == pytest.approx(CENTER, abs=1e-3)


def test_the_circle_and_the_targets_on_it_are_inside_the_drawing():
    assert CENTER[0] == WIDTH / 2
    assert min(CENTER[1], HEIGHT - CENTER[1]) >= RADIUS + 22


def test_the_reach_takes_in_every_corner_of_the_drawing():
    corners = [math.hypot(x - CENTER[0], y - CENTER[1]) for x in (0, WIDTH) for y in (0, HEIGHT)]
    projection = Projection((41.8858, -87.6181), 50)
    assert projection.reach_miles == pytest.approx(max(corners) * 50 / RADIUS)
