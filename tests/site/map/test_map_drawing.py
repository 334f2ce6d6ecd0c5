"""The pieces of the drawing: paths, dots, the scale bar and names."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.site.map.labels import label_beside, state_labels
from leadmatch.site.map.names import Names, room_for_names
from leadmatch.site.map.paths import dots, path
from leadmatch.site.map.scale import scale_bar_miles

SQUARE = np.array([(10.0, 10.0), (20.0, 10.0), (20.0, 20.5), (10.0, 20.5)])


def drawn(d: str) -> list[list[tuple[float, float]]]:
    """Return the points of a path of half units, as a browser would find them."""
    lines: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for letter, numbers in re.findall(r"([Mmlhz])([-0-9 ]*)", d):
        values = [int(each) / 2 for each in re.findall(r"-?[0-9]+", numbers)]
        if letter == "h":
            assert values == [0]
            continue
        for right, down in zip(values[::2], values[1::2], strict=True):
            x, y = (right, down) if letter == "M" else (x + right, y + down)
            if letter != "l":
                lines.append([])
            lines[-1].append((x, y))
    return lines


@pytest.mark.parametrize(
    ("line", "closed", "d"),
    [
        (SQUARE, True, "M20 20l20 0 0 21-20 0z"),
        (SQUARE, False, "M20 20l20 0 0 21-20 0"),
        ([(10, 10), (10.1, 10.1), (20, 10)], False, "M20 20l20 0"),
        ([(10, 10), (10.1, 10.1), (20, 10)], True, ""),
        ([(10, 10), (10.1, 10.1)], False, ""),
        ([(-4, -4), (-1, 5)], False, "M-8-8l6 18"),
    ],
    ids=["closed", "open", "points on one spot", "encloses nothing", "goes nowhere", "negative"],
)
def test_a_path_is_written_in_steps_of_half_units(line: list[tuple[float, float]], closed: bool, d: str):  # noqa: FBT001  # a column
    assert path([np.array(line, dtype=np.float64)], closed=closed) == d


@given(st.lists(st.lists(st.tuples(st.floats(-4, 342), st.floats(-4, 280)), min_size=1, max_size=9), max_size=4))
def test_a_path_goes_where_its_lines_go(lines: list[list[tuple[float, float]]]):
    expected = []
    for line in lines:
        spots = [(round(2 * x) / 2, round(2 * y) / 2) for x, y in line]
        kept = [spot for at, spot in enumerate(spots) if at == 0 or spot != spots[at - 1]]
        expected += [kept] if len(kept) > 1 else []
    assert drawn(path([np.array(line) for line in lines], closed=False)) == expected


def test_nothing_is_an_empty_path():
    assert path([np.empty((0, 2))], closed=True) == ""
    assert dots(np.empty((0, 2))) == ""


@given(st.lists(st.tuples(st.floats(0, 338), st.floats(0, 276)), min_size=1, max_size=40))
def test_every_site_has_a_dot_on_it_or_almost(sites: list[tuple[float, float]]):
    found = [point for line in drawn(dots(np.array(sites))) for point in line]
    assert len(found) <= len(sites)
    for x, y in sites:
        assert min(max(abs(x - a), abs(y - b)) for a, b in found) <= 3.25
    for a, b in found:
        assert min(max(abs(x - a), abs(y - b)) for x, y in sites) <= 0.25


@pytest.mark.parametrize(
    ("radius_miles", "bar_miles"), [(1, 0.5), (10, 5), (25, 10), (50, 20), (100, 50), (250, 100), (500, 200), (1.3, 1)]
)
def test_the_scale_bar_is_a_round_number_of_miles(radius_miles: float, bar_miles: float):
    assert scale_bar_miles(radius_miles / 114) == pytest.approx(bar_miles)


@given(st.floats(1, 500))
def test_the_scale_bar_fits_and_is_long_enough_to_measure_with(radius_miles: float):
    miles_per_unit = radius_miles / 114
    miles = scale_bar_miles(miles_per_unit)
    assert 90 / 2.5 * 0.999 <= miles / miles_per_unit <= 90 * 1.001
    assert re.fullmatch(r"[125]0*\.?0*", f"{miles * 10:.3f}"), miles
    assert math.log10(miles * 10) >= 0


def test_names_fit_where_their_state_is_all_around():
    wide = np.array([(0, 0), (169, 0), (169, 276), (0, 276)])
    narrow = np.array([(200, 0), (215, 0), (215, 276), (200, 276)])
    names = room_for_names(np.concatenate((wide, narrow)).astype(float), np.array([0, 4]), np.array(["IL", "DE"]))
    assert set(names.states.tolist()) == {"IL"}
    assert names.points[:, 0].min() > 9
    assert names.points[:, 0].max() < 160
    assert names.room.max() == 6
    labels = state_labels(names, [])
    assert [(each.words, each.y) for each in labels] == [("IL", pytest.approx(138, abs=4))]
    assert labels[0].x == pytest.approx(84, abs=5)


def test_a_lake_in_a_state_has_no_name():
    lake = np.array([(60, 60), (160, 60), (160, 160), (60, 160)])
    state = np.array([(0, 0), (338, 0), (338, 276), (0, 276)])
    names = room_for_names(np.concatenate((state, lake)).astype(float), np.array([0, 4]), np.array(["UT", "UT"]))
    is_wet = ((names.points > 60) & (names.points < 160)).all(axis=1)
    assert len(names.points) > 500
    assert not is_wet.any()


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 240), st.integers(1, 90)), max_size=6))
def test_no_name_covers_what_is_taken(boxes: list[tuple[int, int, int]]):
    state = np.array([(0, 0), (338, 0), (338, 276), (0, 276)])
    names = room_for_names(state.astype(float), np.array([0]), np.array(["KS"]))
    taken = [(float(x), float(y), float(x + size), float(y + size)) for x, y, size in boxes]
    for label in state_labels(names, taken):
        for left, top, right, bottom in taken:
            assert (
                label.x + 9 <= left + 1
                or label.x - 9 >= right - 1
                or label.y + 7 <= top + 1
                or label.y - 7 >= bottom - 1
            )


def test_no_names_have_no_labels():
    assert state_labels(Names(np.array([], dtype=str), np.empty((0, 2)), np.empty(0, dtype=np.int64)), []) == []


@pytest.mark.parametrize(
    ("taken", "where"),
    [
        ([], (100, 73)),
        ([(90, 60, 110, 90)], (100, 127)),
        ([(90, 60, 110, 90), (90, 110, 110, 140)], (138, 100)),
        ([(90, 60, 110, 90), (90, 110, 110, 140), (125, 90, 150, 110)], (62, 100)),
        ([(0, 0, 200, 200)], None),
    ],
)
def test_the_zip_code_stands_beside_its_ring_where_there_is_room(
    taken: list[tuple[float, float, float, float]], where: tuple[int, int] | None
):
    labels = label_beside("60601", (100.0, 100.0), 20, taken)
    assert [(each.words, each.x, each.y) for each in labels] == ([("60601", *where)] if where else [])
