"""Where an answer is: every campus program once, at its point, in the order of the list."""

import tempfile
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

from catalogues import PLACES, catalogues, index_of, queries
from factories import make_campus, make_program, make_school
from hypothesis import given, settings
from hypothesis import strategies as st

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.matches import find_matches
from leadmatch.search.query import ProgramQuery
from leadmatch.search.sites import sites_of

Point = tuple[float, float]
program = partial(make_program, fact_sources=())


@settings(max_examples=200)
@given(catalogues(), st.sampled_from(PLACES), queries)
def test_sites_hold_every_campus_program_of_the_list_once_and_know_where_it_stands(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    by_id = {each.id: each for each in records}
    with tempfile.TemporaryDirectory() as folder:
        index = index_of(records, Path(folder))
        whole = find_matches(index, place, replace(query, page=1, per_page=100))
        listed = [(index.program_id(match.row), match.distance_miles) for match in whole.page()]
        at: dict[Point, list[int]] = defaultdict(list)
        for number, (program_id, miles) in enumerate(listed):
            campus = by_id[program_id].campus
            if miles is not None:
                assert campus is not None
                at[campus.latitude, campus.longitude].append(number)
        sites = sites_of(find_matches(index, place, query))
        points = [*zip(sites.latitudes.tolist(), sites.longitudes.tolist(), strict=True)]
        assert len(set(points)) == len(points) == len(at)
        assert sites.miles.tolist() == sorted(sites.miles.tolist())
        assert sites.program_count == sum(len(numbers) for numbers in at.values())
        for site, point in enumerate(points):
            first_id, miles = listed[at[point][0]]
            schools = {by_id[listed[number][0]].school.name.casefold() for number in at[point]}
            assert (sites.programs[site], sites.campuses[site]) == (len(at[point]), len(schools))
            assert index.program_id(int(sites.first_rows[site])) == first_id
            assert sites.first_places[site] == at[point][0] + 1
            assert sites.miles[site] == miles


def test_a_site_with_more_programs_than_a_word_has_bits_is_one_site(tmp_path: Path):
    near, far = make_school(name="Near"), make_school(name="Far")
    campus = make_campus(far, latitude=42.0, longitude=-87.6181)
    records = [program(school=near, title=f"Coding {number}") for number in range(150)]
    records += [program(school=far, campus=campus, title=f"Coding {number}") for number in range(70)]
    index = index_of([*records, program(campus=None)], tmp_path)
    sites = sites_of(find_matches(index, PLACES[0], ProgramQuery(zip="60601", radius_miles=25)))
    assert (sites.programs.tolist(), sites.campuses.tolist()) == ([150, 70], [1, 1])
    assert sites.first_places.tolist() == [1, 151]


def test_an_answer_without_campus_programs_has_no_sites(tmp_path: Path):
    index = index_of([program(campus=None)], tmp_path)
    sites = sites_of(find_matches(index, PLACES[0], ProgramQuery(zip="60601", radius_miles=25)))
    assert (sites.program_count, sites.miles.tolist(), sites.first_places.tolist()) == (0, [], [])
