"""The engines that are compared answer alike, or their speeds could not be compared."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tiny_catalogue import Tiny, agreement_with, make_tiny

from bench.brute_force import BruteForce
from bench.catalogues import moved_copies
from bench.columns import PlainColumns
from bench.postgresql_search import BoxSearch
from bench.postgresql_tables import fill
from bench.query_mix import as_query_string, queries
from bench.search import measure_catalogue
from leadmatch.web.query_string import read_parameters


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    return make_tiny(tmp_path_factory.mktemp("tiny"))


def test_brute_force_answers_as_the_index_does(tiny: Tiny):
    agreement = agreement_with(tiny, BruteForce(tiny.columns))
    assert agreement.differing == []
    assert agreement.same == len(tiny.asked)


@pytest.mark.xdist_group("postgresql")
def test_a_box_in_sql_answers_as_the_index_does(tiny: Tiny, postgresql_server: Any):  # noqa: ANN401  of conftest.py
    address = postgresql_server.empty().replace("+psycopg", "")
    fill(address, tiny.columns, postgis=False)
    search = BoxSearch(address, tiny.columns)
    agreement = agreement_with(tiny, search)
    search.connection.close()
    assert agreement.differing == []


def test_an_engine_that_is_wrong_is_found_out(tiny: Tiny):
    cheaper = replace(tiny.columns, arrays={**tiny.columns.arrays, "cost_cents": tiny.columns["cost_cents"] // 2})
    assert agreement_with(tiny, BruteForce(cheaper)).differing != []


def test_a_measurement_has_every_engine_and_every_case(tiny: Tiny):
    engines = [BruteForce(tiny.columns)]
    figures = measure_catalogue(tiny.ours, engines, tiny.asked, rounds=1, slow_rounds=1, brute_force_every=2)
    assert set(figures["ms"]) == {
        "brute force (numpy)",
        "leadmatch, between brute force",
        "leadmatch alone, no place remembered",
        "leadmatch alone, nothing remembered",
        "leadmatch alone, all remembered",
    }
    assert figures["agreement"]["brute force (numpy)"] == {"same": 75, "swapped": 0, "differing": []}


def test_columns_come_back_as_they_were_saved(tiny: Tiny, tmp_path: Path):
    tiny.columns.save(tmp_path)
    loaded = PlainColumns.load(tmp_path)
    assert loaded.vocabulary == tiny.columns.vocabulary
    assert all(
        (loaded[name] == tiny.columns[name]).all() for name in loaded.arrays if name not in {"latitude", "longitude"}
    )


def test_copies_of_one_campus_move_together_and_each_copy_by_itself(tiny: Tiny):
    one, other = (replace(tiny.records[1], id=name) for name in ("prg_a", "prg_b"))
    copies = list(moved_copies([one, other], copies=3))
    assert [each.id for each in copies] == ["prg_a", "prg_a-1", "prg_a-2", "prg_b", "prg_b-1", "prg_b-2"]
    assert [each.campus for each in copies[:3]] == [each.campus for each in copies[3:]]
    assert len({(each.campus.latitude, each.campus.longitude) for each in copies}) == 3


def test_the_same_queries_are_drawn_every_time():
    drawn = [list(queries(["60601", "53202"], {"coding": 3, "office": 1}, {"hlc": 1})) for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_a_query_string_says_what_is_set_and_no_more():
    (query,) = queries(["60601"], {"coding": 1}, {"hlc": 1})
    query = replace(query, radius_miles=25.0, field=("a", "b"), max_cost_usd=5000.0, sort="cost", page=2)
    query = replace(query, credential=(), format=(), accreditor=(), include_unknown=(), max_months=None)
    written = as_query_string(replace(query, financial_aid=True))
    assert written == "zip=60601&field=a,b&radius_miles=25&max_cost_usd=5000&financial_aid=true&sort=cost&page=2"
    assert read_parameters(written.encode())
