"""Sites that crowd share a mark: each site has one, and no two marks are too close to be hit apart."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.site.map.clusters import TARGET, clusters
from leadmatch.site.map.projection import CENTER, RADIUS

crowds = st.lists(st.tuples(st.floats(0, 2 * math.pi), st.floats(0, 1)), min_size=1, max_size=60)


def sites(crowd: list[tuple[float, float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    nearest_first = sorted(crowd, key=lambda each: each[1])
    return np.array(
        [
            (CENTER[0] + RADIUS * far * math.cos(turn), CENTER[1] + RADIUS * far * math.sin(turn))
            for turn, far in nearest_first
        ]
    )


@given(crowds)
def test_every_site_has_one_mark_no_farther_than_a_target_and_no_two_targets_overlap(crowd: list[tuple[float, float]]):
    points = sites(crowd)
    found = clusters(points)
    assert found.of_site.shape == (len(points),)
    assert set(found.of_site.tolist()) == set(range(len(found.heads)))
    marks = points[found.heads]
    for number, mark in enumerate(marks):
        assert found.of_site[found.heads[number]] == number
        for other in marks[:number]:
            assert max(abs(mark - other)) >= TARGET
    assert (np.abs(points - marks[found.of_site]).max(axis=1) < TARGET).all()


@given(crowds)
def test_a_site_belongs_to_the_mark_that_is_closest_to_it(crowd: list[tuple[float, float]]):
    points = sites(crowd)
    found = clusters(points)
    for point, number in zip(points, found.of_site, strict=True):
        gaps = np.abs(points[found.heads] - point).max(axis=1)
        assert gaps[number] == gaps.min()


@pytest.mark.parametrize(("apart", "marks"), [(0.0, 1), (TARGET - 0.01, 1), (float(TARGET), 2), (TARGET + 0.01, 2)])
def test_two_sites_share_a_mark_while_they_are_closer_than_a_target(apart: float, marks: int):
    assert len(clusters(np.array([(100.0, 100.0), (100.0, 100.0 + apart)])).heads) == marks


def test_no_sites_have_no_marks():
    found = clusters(np.empty((0, 2)))
    assert (found.heads.tolist(), found.of_site.tolist()) == ([], [])
