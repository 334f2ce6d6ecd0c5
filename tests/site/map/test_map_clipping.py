"""What is cut at the edge of the drawing: nothing inside is lost, nothing outside is kept."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from leadmatch.site.map.clipping import clip_areas, clip_lines
from leadmatch.site.map.projection import HEIGHT, WIDTH

Floats = NDArray[np.float64]

EDGE = 4.0
ends = st.tuples(st.integers(-60, 40), st.integers(-60, 40)).map(lambda xy: (xy[0] * 10.3, xy[1] * 10.3))
corners = st.lists(ends, min_size=3, max_size=8)
inside = st.lists(st.tuples(st.floats(0, WIDTH), st.floats(0, HEIGHT)), min_size=1, max_size=8)


def together(*lines: list[tuple[float, float]]) -> tuple[Floats, NDArray[np.intp]]:
    points = np.array([point for line in lines for point in line], dtype=np.float64).reshape(-1, 2)
    return points, np.cumsum([0, *(len(line) for line in lines)])[:-1]


def holds(area: Floats, x: float, y: float) -> bool:
    is_inside = False
    for (x_1, y_1), (x_2, y_2) in zip(area, np.roll(area, -1, axis=0), strict=True):
        if (y_1 > y) != (y_2 > y) and x < x_1 + (y - y_1) / (y_2 - y_1) * (x_2 - x_1):
            is_inside = not is_inside
    return is_inside


def length_inside(line: list[tuple[float, float]]) -> float:
    """Return how much of a line is within the cut, from many points on it."""
    total = 0.0
    for (x_1, y_1), (x_2, y_2) in pairwise(line):
        share = np.linspace(0, 1, 4001)
        x, y = x_1 + share * (x_2 - x_1), y_1 + share * (y_2 - y_1)
        is_inside = (x >= -EDGE) & (x <= WIDTH + EDGE) & (y >= -EDGE) & (y <= HEIGHT + EDGE)
        total += is_inside.mean() * math.hypot(x_2 - x_1, y_2 - y_1)
    return total


@given(st.lists(corners, min_size=1, max_size=3), inside)
def test_a_point_of_the_drawing_is_inside_after_the_cut_if_it_was_before(
    areas: list[list[tuple[float, float]]], points: list[tuple[float, float]]
):
    cut = clip_areas(*together(*areas))
    for area in cut:
        assert (area >= -EDGE - 1e-6).all()
        assert (area <= np.array((WIDTH, HEIGHT)) + EDGE + 1e-6).all()
    for x, y in points:
        before = sum(holds(np.array(area), x, y) for area in areas)
        assert sum(holds(area, x, y) for area in cut) == before


@given(st.lists(st.lists(ends, min_size=1, max_size=6), min_size=1, max_size=3))
def test_lines_keep_what_is_on_the_drawing(lines: list[list[tuple[float, float]]]):
    pieces = clip_lines(*together(*lines))
    for piece in pieces:
        assert (piece >= -EDGE - 1e-6).all()
        assert (piece <= np.array((WIDTH, HEIGHT)) + EDGE + 1e-6).all()
    kept = sum(float(np.hypot(*np.diff(piece, axis=0).T).sum()) for piece in pieces)
    assert kept == pytest.approx(sum(length_inside(line) for line in lines), abs=1.5)


RIGHT, BOTTOM = WIDTH + EDGE, HEIGHT + EDGE


@pytest.mark.parametrize(
    ("lines", "pieces"),
    [
        ([[(10, 10), (20, 10), (20, 30)]], [[(10, 10), (20, 10), (20, 30)]]),
        ([[(-100, 10), (1000, 10)]], [[(-EDGE, 10), (RIGHT, 10)]]),
        ([[(10, -100), (10, 1000)]], [[(10, -EDGE), (10, BOTTOM)]]),
        ([[(-100, 10), (-50, 500)]], []),
        ([[(10, 10), (-104, 10), (-104, 20), (10, 20)]], [[(10, 10), (-EDGE, 10)], [(-EDGE, 20), (10, 20)]]),
        ([[(10, 10), (20, 10)], [(30, 10), (40, 10)]], [[(10, 10), (20, 10)], [(30, 10), (40, 10)]]),
        ([[(10, 10)]], []),
        ([], []),
    ],
    ids=["inside", "through across", "through down", "past", "out and in", "two lines", "a point", "none"],
)
def test_lines_are_cut_where_they_leave(
    lines: list[list[tuple[float, float]]], pieces: list[list[tuple[float, float]]]
):
    found = [[(x, y) for x, y in piece.tolist()] for piece in clip_lines(*together(*lines))]
    assert found == [[pytest.approx(point) for point in piece] for piece in pieces]


def test_no_areas_stay_none():
    assert clip_areas(*together()) == []
