"""Whatever is searched for, the answer is what the contract says, with true words on each program."""

from dataclasses import replace

import pytest
from answers import answered, generous, index_for
from catalogues import PLACES, catalogues, queries
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import RAISE
from oracle import answer, passes, verdicts

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.query import ProgramQuery
from leadmatch.search.schemas import SearchPageSchema

CODES = {
    "field", "credential", "format", "accreditor", "school", "certification", "self_paced", "financial_aid",
    "max_cost_usd", "max_months", "accreditation_unknown", "cost_unknown", "length_unknown", "self_paced_unknown",
    "format_unknown",
}  # fmt: skip
NAMED_BY = {"accreditation": "accreditation_unknown", "cost": "cost_unknown", "length": "length_unknown",
            "self_paced": "self_paced_unknown", "format": "format_unknown"}  # fmt: skip


@settings(max_examples=50)
@given(catalogues(), st.sampled_from(PLACES), st.lists(queries | generous, min_size=1, max_size=4), st.booleans())
def test_every_answer_conforms_to_its_schema(
    records: list[ProgramRecord],
    place: Place,
    asked: list[ProgramQuery],
    with_facets: bool,  # noqa: FBT001  # drawn
):
    schema = SearchPageSchema(unknown=RAISE)
    with index_for(records) as index:
        for query in asked:
            page = answered(index, place, replace(query, facets=with_facets))
            schema.load(page)
            assert ("facets" in page) == with_facets


@settings(max_examples=50)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_the_answer_counts_echoes_and_measures_as_brute_force_does(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    expected = answer(records, place, query)
    with index_for(records) as index:
        page = answered(index, place, query)
    assert page["release"] == index.release
    assert page["pagination"] == {
        "page": query.page,
        "per_page": query.per_page,
        "total": expected.total,
        "pages": (expected.total + query.per_page - 1) // query.per_page,
    }
    assert page["query"]["radius_miles"] == (None if place.latitude is None else expected.radius)
    assert page["query"]["radius_chosen"] is (query.radius_miles is None and place.latitude is not None)
    assert {what: count for what, count in page["excluded"].items() if count} == expected.excluded
    for item in page["programs"]:
        away = expected.distances[item["id"]]
        shown = item["distance_miles"]
        assert shown is None if away is None else shown == pytest.approx(away, abs=0.05 + 1e-9)
        if away is not None:
            assert shown == round(shown, 1)


@settings(max_examples=50)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_every_program_says_why_it_is_there_and_only_what_is_true_of_it(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    by_id = {record.id: record for record in records}
    with index_for(records) as index:
        page = answered(index, place, replace(query, per_page=100))
    for item in page["programs"]:
        record = by_id[item["id"]]
        first, *rest = (reason["code"] for reason in item["why"])
        assert first == ("online" if item["distance_miles"] is None else "distance")
        assert set(rest) <= CODES
        assert all(reason["text"] for reason in item["why"])
        found = verdicts(record, query)
        assert passes(record, query)
        matched = {name for name, (verdict, _) in found.items() if verdict == "yes"} - {"accredited"}
        missing = {NAMED_BY[what] for verdict, what in found.values() if verdict == "unknown"}
        assert set(rest) == matched | missing


@settings(max_examples=30)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_an_online_program_says_whether_it_is_known_to_be_open_to_the_visitor(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    by_id = {record.id: record for record in records}
    with index_for(records) as index:
        page = answered(index, place, replace(query, per_page=100))
    for item in page["programs"]:
        states = by_id[item["id"]].authorized_states
        if item["distance_miles"] is not None:
            assert item["state_availability"] is None
        elif states is None:
            assert item["state_availability"] == "confirm"
        else:
            assert item["state_availability"] == "open"
            assert place.state in states


@settings(max_examples=30)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_a_walk_through_the_pages_shows_each_program_once_and_ends_empty(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    expected = answer(records, place, query)
    with index_for(records) as index:
        pages = -(-expected.total // query.per_page)
        walk = [answered(index, place, replace(query, page=page)) for page in range(1, pages + 2)]
    assert [item["id"] for page in walk for item in page["programs"]] == expected.ids
    assert walk[-1]["programs"] == []
    assert {page["pagination"]["total"] for page in walk} == {expected.total}
    assert all(len(page["programs"]) == query.per_page for page in walk[: pages - 1])
