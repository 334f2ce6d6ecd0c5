"""Rule S7: the index answers exactly what brute force answers."""

import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from catalogues import PLACES, POINTS, catalogues, index_of, queries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import answer, miles

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search import ordering
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Matches, find_matches
from leadmatch.search.query import ProgramQuery


@pytest.fixture(params=["sorted whole", "searched by bit slices"], autouse=True)
def _both_ways_of_ordering(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "searched by bit slices":
        monkeypatch.setattr(ordering, "_SORT_ALL_UP_TO", 0)


@pytest.mark.parametrize("place", [each for each in PLACES if each.point], ids=lambda each: each.zip_code)
def test_the_points_drawn_here_are_told_apart_by_more_than_the_last_bit(place: Place):
    near_first = sorted(miles(*place.point, *each) for each in POINTS)
    assert min(farther - nearer for nearer, farther in pairwise(near_first)) > 1e-6


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(catalogues(), st.sampled_from(PLACES), st.lists(queries, min_size=1, max_size=6))
def test_pages_totals_and_counts_equal_brute_force(
    records: list[ProgramRecord], place: Place, asked: list[ProgramQuery]
):
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(records, Path(folder))
        for query in asked:
            expected = answer(records, place, query)
            matches = find_matches(index, place, query)
            assert matches.total == expected.total
            if place.latitude is not None:
                assert matches.radius_miles == expected.radius
            assert {what: n for what, n in matches.excluded().items() if n} == expected.excluded
            first = (query.page - 1) * query.per_page
            assert ids(index, matches) == expected.ids[first : first + query.per_page]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(catalogues(), st.sampled_from(PLACES), queries)
def test_a_walk_through_the_pages_sees_each_program_once_and_knows_its_place(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(records, Path(folder))
        expected = answer(records, place, query)
        walked: list[str] = []
        for page in range(1, len(records) // query.per_page + 2):
            matches = find_matches(index, place, replace(query, page=page))
            for match, program_id in zip(matches.page(), ids(index, matches), strict=True):
                walked.append(program_id)
                assert matches.place_of(match) == len(walked)
                assert matches.find(program_id) == match
                away = expected.distances[program_id]
                assert match.distance_miles == (away if away is None else pytest.approx(away, rel=1e-9, abs=1e-9))
        assert walked == expected.ids
        for record in records:
            if record.id not in expected.ids:
                assert matches.find(record.id) is None


def ids(index: CatalogueIndex, matches: Matches) -> list[str]:
    return [index.program_id(match.row) for match in matches.page()]
