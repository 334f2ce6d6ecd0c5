"""Rules P5 and S6 at their edges: a radius that is a distance, ties to the last letter, many programs."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from catalogues import PLACES, index_of
from factories import make_campus, make_program, make_school
from oracle import answer

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.distance import distance_miles
from leadmatch.kernel.ids import stable_id
from leadmatch.search import ordering, radius
from leadmatch.search.matches import find_matches
from leadmatch.search.query import ProgramQuery

CHICAGO = PLACES[0]


def programs_at(*points: tuple[float, float], each: int = 1) -> list[ProgramRecord]:
    school = make_school()
    return [
        make_program(
            id=stable_id("prg", str(number), str(copy)),
            school=school,
            campus=make_campus(school_id=school.id, latitude=latitude, longitude=longitude),
            graduates_count=copy % 7,
            fact_sources=(("program", "example"),),
        )
        for number, (latitude, longitude) in enumerate(points)
        for copy in range(each)
    ]


@pytest.fixture(params=["small catalogue", "large catalogue"])
def _both_sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "large catalogue":
        monkeypatch.setattr(radius, "_SMALL_CATALOGUE_WORDS", 0)


@pytest.mark.usefixtures("_both_sizes")
@pytest.mark.parametrize("point", [(41.9, -87.7), (41.88, -87.64), (42.5, -88.9), (38.1, -90.2), (45.0, -80.0)])
def test_a_campus_exactly_at_the_radius_is_within_it(point: tuple[float, float], tmp_path: Path):
    index = index_of(programs_at(point), tmp_path)
    away = distance_miles(CHICAGO.latitude, CHICAGO.longitude, *point)
    for asked, total in ((away, 1), (math.nextafter(away, 0), 0), (math.nextafter(away, 999), 1), (away + 1e-6, 1)):
        query = ProgramQuery(zip="60601", radius_miles=asked)
        assert find_matches(index, CHICAGO, query).total == total, (asked, away)


@pytest.mark.usefixtures("_both_sizes")
@pytest.mark.parametrize("sort", ["distance", "cost", "length", "graduates", "name"])
@pytest.mark.parametrize("limit", [0, 5, 384])
def test_hundreds_of_programs_at_few_points_are_paged_in_order(
    sort: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ordering, "_SORT_ALL_UP_TO", limit)
    records = programs_at((41.9, -87.7), (41.86, -87.7), (42.0, -87.6), (41.9, -87.56), each=150)
    index = index_of(records, tmp_path)
    query = ProgramQuery(zip="60601", radius_miles=100, sort=sort, per_page=100)
    expected = answer(records, CHICAGO, query).ids
    walked = []
    for page in range(1, 8):
        matches = find_matches(index, CHICAGO, replace(query, page=page))
        walked += [index.program_id(match.row) for match in matches.page()]
    assert walked == expected
    middle = matches.find(expected[300])
    assert middle is not None
    assert matches.place_of(middle) == 301


def test_places_equally_near_are_in_name_order(tmp_path: Path):
    origin = CHICAGO._replace(latitude=0.0, longitude=0.0)  # where west and east mirror each other to the last bit
    records = programs_at((0.0, -0.125), (0.0, 0.125), (0.25, 0.0), each=3)
    index = index_of(records, tmp_path)
    query = ProgramQuery(zip="60601", radius_miles=50)
    expected = answer(records, origin, query)
    matches = find_matches(index, origin, query)
    assert len(set(expected.distances.values())) == 2
    assert [index.program_id(match.row) for match in matches.page()] == expected.ids
