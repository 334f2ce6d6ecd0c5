"""The outlines: what they are made of, and that each place lies in its own state."""

import math
import re
from hashlib import sha256
from pathlib import Path

import numpy as np
import orjson
import pytest
from click.testing import CliRunner

from leadmatch.geo.distance import unit_vector
from leadmatch.site.map.compile import main, outlines_of
from leadmatch.site.map.ground import ground
from leadmatch.site.map.levels import LEVEL_DIGITS, level_of_area
from leadmatch.site.map.outlines import OUTLINES, outlines, read_outlines
from leadmatch.site.map.projection import CENTER, Projection

# Two square states side by side, a degree wide, with a dent in the border between them and one in the western coast.
# Arcs: 0 the coast of the west, 1 the border, 2 the coast of the east. Delta-coded on a grid of a tenth of a degree.
TOPOLOGY = {
    "transform": {"scale": [0.1, 0.1], "translate": [-100, 40]},
    "arcs": [
        [[10, 10], [-10, 0], [0, -4], [1, -1], [-1, -1], [0, -4], [10, 0]],
        [[10, 0], [0, 5], [2, 1], [-2, 1], [0, 3]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
    ],
    "objects": {
        "states": {
            "geometries": [
                {"id": "31", "type": "Polygon", "arcs": [[0, 1]]},
                {"id": "19", "type": "MultiPolygon", "arcs": [[[2, -2]]]},
            ]
        },
        "nation": {"geometries": [{"type": "MultiPolygon", "arcs": [[[0, 2]]]}]},
    },
}
PLACES = {
    "IL": (41.8858, -87.6181),
    "NY": (40.75, -73.99),
    "AK": (61.21, -149.87),
    "HI": (21.33, -157.86),
    "PR": (18.3, -66.1),
    "MT": (45.45, -109.44),
    "DC": (38.9, -77.03),
    "GU": (13.45, 144.77),
    "RI": (41.82, -71.42),
    "CA": (34.05, -118.24),
}


def test_a_border_of_two_states_is_kept_once_and_states_name_their_lines():
    made = outlines_of(TOPOLOGY)
    assert (made["borders"], made["land"]) == ([1], [[0, 2]])
    assert made["states"] == {"IA": [[2, -2]], "NE": [[0, 1]]}
    digits, *steps = made["lines"][1]
    assert steps == [-99000, 40000, 0, 500, 200, 100, -200, 100, 0, 300]
    assert digits[0] == digits[-1] == LEVEL_DIGITS[-1]
    miles_north, miles_east = 0.2 * 69.09, 0.2 * 69.09 * math.cos(math.radians(40.6))
    assert digits[2] == LEVEL_DIGITS[level_of_area(miles_north * miles_east / 2)]


def test_a_point_that_juts_out_more_stays_longer():
    digits = outlines_of(TOPOLOGY)["lines"][0][0]
    dent, corner = digits[3], digits[1]
    assert "0" <= dent < corner < LEVEL_DIGITS[-1]


@pytest.mark.parametrize(
    ("square_miles", "level"),
    [
        (0.0, 0),
        (0.001, 0),
        (1 / 256, 0),
        (1 / 128, 1),
        (0.99, 7),
        (1.0, 8),
        (1.99, 8),
        (2.0, 9),
        (1e30, 34),
        (np.inf, 35),
    ],
)
def test_levels_are_powers_of_two(square_miles: float, level: int):
    assert level_of_area(square_miles) == level


def test_the_command_writes_what_the_map_reads_and_says_of_what_it_made_it(tmp_path: Path):
    made_of, target = tmp_path / "states.json", tmp_path / "outlines.json"
    made_of.write_bytes(orjson.dumps(TOPOLOGY))
    said = CliRunner().invoke(main, [str(made_of), "-o", str(target)])
    assert (said.exit_code, said.output) == (0, f"outlines.json: {target.stat().st_size} bytes\n")
    digest = sha256(made_of.read_bytes()).hexdigest()
    assert orjson.loads(target.read_bytes())["made_of"] == {"file": "states.json", "sha256": digest}
    read = read_outlines(target)
    assert read.states.tolist() == ["IA", "NE"]
    assert read.land.levels.size == 6 + 3
    assert read.borders.levels.size == 5
    assert read.areas.starts.tolist() == [0, 7, 17]
    corner = read.borders.vectors[:, 0]
    assert corner.tolist() == pytest.approx(list(unit_vector(40.0, -99.0)))


def test_the_outlines_are_those_that_their_notice_names():
    notice = OUTLINES.with_suffix(".md").read_text()
    made_of = orjson.loads(OUTLINES.read_bytes())["made_of"]
    assert f"file `{made_of['file']}`\n(sha256 `{made_of['sha256']}`)" in notice
    assert re.search(r"us-atlas` 3\.0\.1.*Copyright 2013-2019 Michael Bostock", notice, re.DOTALL)
    assert len(set(outlines().states.tolist())) == 56


@pytest.mark.parametrize(("state", "point"), PLACES.items(), ids=PLACES)
def test_the_names_next_to_a_place_are_of_its_state(state: str, point: tuple[float, float]):
    names = ground(Projection(point, 3)).names
    nearest = np.hypot(*(names.points - CENTER).T).argmin()
    assert names.states[nearest] == state


@pytest.mark.parametrize(
    ("state", "radius_miles", "states"),
    [
        ("IL", 50, {"IL", "IN", "MI", "WI"}),
        ("NY", 10, {"NJ", "NY"}),
        ("MT", 100, {"ID", "MT", "WY"}),
        ("HI", 500, set()),
        ("GU", 500, set()),
        ("RI", 100, {"CT", "MA", "NH", "NY", "RI", "VT"}),
    ],
)
def test_states_are_named_where_their_name_fits(state: str, radius_miles: int, states: set[str]):
    assert set(ground(Projection(PLACES[state], radius_miles)).names.states.tolist()) == states


def test_lines_far_away_are_left_out_and_fine_points_of_near_ones():
    middle = np.array(unit_vector(41.8858, -87.6181))
    every = outlines().borders
    near, coarse = every.near(middle, 100, 0), every.near(middle, 100, 12)
    assert 0 < len(near.numbers) < len(every.starts) - 1
    assert near.numbers.tolist() == coarse.numbers.tolist()
    assert len(near.numbers) * 2 <= coarse.vectors.shape[1] < near.vectors.shape[1]
    assert every.near(middle, 0.001, 0).numbers.size < near.numbers.size
    first = near.vectors[:, near.starts[1] : near.starts[2]]
    span = slice(*every.starts[near.numbers[1] :][:2])
    assert (first == every.vectors[:, span]).all()
