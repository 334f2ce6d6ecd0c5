import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.geo.distance import EARTH_RADIUS_MILES, KM_PER_MILE, distance_miles, squared_chord, unit_vectors

Point = tuple[float, float]
HALF_CIRCUMFERENCE_MILES = math.pi * EARTH_RADIUS_MILES
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)


def chord(first: Point, second: Point):
    return float(((unit_vectors(*first) - unit_vectors(*second)) ** 2).sum())


def test_the_mile_and_the_earth_are_those_of_the_specification():
    assert KM_PER_MILE == 1.609344
    assert pytest.approx(6371.0088, rel=1e-15) == EARTH_RADIUS_MILES * 1.609344


@pytest.mark.parametrize(
    ("first", "second", "miles"),
    [
        ((0, 0), (0, 0), 0),
        ((0, 0), (0, 1), HALF_CIRCUMFERENCE_MILES / 180),
        ((0, 0), (1, 0), HALF_CIRCUMFERENCE_MILES / 180),
        ((90, 0), (-90, 0), HALF_CIRCUMFERENCE_MILES),
        ((90, 10), (90, -130), 0),
        ((0, 179.5), (0, -179.5), HALF_CIRCUMFERENCE_MILES / 180),
        ((52, 180), (52, -180), 0),
        ((34.0901, -118.4065), (40.7484, -73.9967), 2451.0),
    ],
)
def test_known_distances(first: Point, second: Point, miles: float):
    assert distance_miles(*first, *second) == pytest.approx(miles, rel=1e-3, abs=1e-9)


@given(points, points)
def test_distance_is_symmetric_to_the_last_bit(first: Point, second: Point):
    assert distance_miles(*first, *second) == distance_miles(*second, *first)


@given(points, points)
def test_distance_is_between_nothing_and_half_the_circumference(first: Point, second: Point):
    assert 0 <= distance_miles(*first, *second) <= HALF_CIRCUMFERENCE_MILES * (1 + 1e-15)


@given(points)
def test_a_point_is_at_no_distance_from_itself_and_half_round_from_its_antipode(point: Point):
    latitude, longitude = point
    assert distance_miles(*point, *point) == 0
    antipode = (-latitude, longitude - 180 if longitude > 0 else longitude + 180)
    assert distance_miles(*point, *antipode) == pytest.approx(HALF_CIRCUMFERENCE_MILES, rel=1e-7)


@given(longitudes, longitudes, latitudes)
def test_at_a_pole_the_longitude_is_no_matter(first: float, second: float, latitude: float):
    assert distance_miles(90, first, latitude, second) == pytest.approx(
        (90 - latitude) / 180 * HALF_CIRCUMFERENCE_MILES, rel=1e-9, abs=1e-6
    )


@given(points, points)
def test_a_whole_turn_changes_nothing(first: Point, second: Point):
    turned = (first[0], first[1] + 360)
    assert distance_miles(*turned, *second) == pytest.approx(distance_miles(*first, *second), rel=1e-7, abs=1e-6)


@given(points, points)
def test_haversine_and_chord_agree(first: Point, second: Point):
    assert chord(first, second) == pytest.approx(squared_chord(distance_miles(*first, *second)), rel=1e-9, abs=1e-14)


@given(points, st.floats(0.01, 500), st.floats(0, 360))
def test_haversine_and_chord_agree_to_nine_digits_within_any_radius_one_can_ask_for(
    point: Point, miles: float, bearing: float
):
    other = travel(point, miles, bearing)
    measured = distance_miles(*point, *other)
    assert chord(point, other) == pytest.approx(squared_chord(measured), rel=1e-9)


def travel(point: Point, miles: float, bearing: float):
    phi, theta, turn, angle = (
        math.radians(point[0]),
        math.radians(point[1]),
        math.radians(bearing),
        miles / EARTH_RADIUS_MILES,
    )
    sine = math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(turn)
    north = math.asin(max(-1.0, min(1.0, sine)))
    east = theta + math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(north)
    )
    return math.degrees(north), math.remainder(math.degrees(east), 360)


@given(points, points, points)
def test_what_is_nearer_by_chord_is_nearer_on_the_ground(here: Point, first: Point, second: Point):
    by_chord = chord(here, first) - chord(here, second)
    by_miles = distance_miles(*here, *first) - distance_miles(*here, *second)
    if abs(by_chord) > 1e-12 and abs(by_miles) > 1e-3:
        assert (by_chord > 0) == (by_miles > 0)


@given(st.floats(0, 30_000), st.floats(0, 30_000))
def test_the_chord_of_a_radius_never_shrinks(shorter: float, longer: float):
    shorter, longer = sorted((shorter, longer))
    assert 0 <= squared_chord(shorter) <= squared_chord(longer) <= 4


def test_from_half_the_circumference_on_every_point_is_within_reach():
    assert squared_chord(HALF_CIRCUMFERENCE_MILES) == squared_chord(1e9) == 4


@given(points)
def test_unit_vectors_are_of_length_one(point: Point):
    assert float((unit_vectors(*point) ** 2).sum()) == pytest.approx(1, rel=1e-15, abs=4e-16)


@given(points, st.lists(points, min_size=1, max_size=70))
def test_arrays_answer_to_the_last_bit_what_single_points_answer(here: Point, others: list[Point]):
    north, east = np.array(others, dtype=np.float64).T.copy()
    miles = distance_miles(*here, north, east)
    assert miles.shape == north.shape
    assert miles.dtype == np.float64
    assert miles.tolist() == [distance_miles(*here, *other) for other in others]
    assert distance_miles(north, east, *here).tolist() == miles.tolist()
    assert unit_vectors(north, east).shape == (3, len(others))
    assert unit_vectors(north, east).dtype == np.float64


def test_single_points_give_a_plain_float():
    assert type(distance_miles(34, -118, 40, -74)) is float
    assert type(distance_miles(np.float64(34), np.float64(-118), 40, -74)) is float
    assert type(squared_chord(25)) is float


def test_no_point_is_at_no_distance_from_anywhere():
    assert math.isnan(distance_miles(math.nan, math.nan, 40, -74))
