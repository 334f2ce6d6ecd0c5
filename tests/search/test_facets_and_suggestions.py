"""Rule S9: facets and suggestions say exactly what brute force says, and what the API then gives."""

from dataclasses import replace

from answers import answered, generous, index_for
from catalogues import ACCREDITORS, PLACES, catalogues, queries
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle import answer, facets, left_open, suggestions

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS
from leadmatch.geo.gazetteer import Place
from leadmatch.search.query import CERTIFICATIONS, FORMATS, ProgramQuery

asked = st.lists(queries | generous, min_size=1, max_size=3)
# What finds little is what suggestions are for: small catalogues, several filters at once.
narrow = (queries | generous).filter(lambda query: len(query.filters()) > 1)


@settings(max_examples=60)
@given(catalogues(), st.sampled_from(PLACES), asked)
def test_each_facet_counts_what_would_match_without_its_own_filter(
    records: list[ProgramRecord], place: Place, asked: list[ProgramQuery]
):
    with index_for(records) as index:
        for query in asked:
            shown = answered(index, place, replace(query, facets=True))["facets"]
            counts = {name: {each["value"]: each["count"] for each in values} for name, values in shown.items()}
            some = {name: {value: n for value, n in of_name.items() if n} for name, of_name in counts.items()}
            assert some == facets(records, place, query)


@settings(max_examples=20)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_each_facet_lists_every_value_once_also_those_without_a_program(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    with index_for(records) as index:
        shown = answered(index, place, replace(query, facets=True))["facets"]
    listed = {name: [each["value"] for each in values] for name, values in shown.items()}
    assert listed["credential"] == list(CREDENTIAL_LABELS)
    assert listed["format"] == list(FORMATS)
    assert listed["cost_band"] == [
        "under_2000", "under_5000", "under_10000", "under_20000", "20000_or_more", "unknown"
    ]  # fmt: skip
    assert listed["certification"] == [*CERTIFICATIONS, "unknown"]
    assert listed["self_paced"] == listed["financial_aid"] == ["true", "false", "unknown"]
    assert set(listed["field"]) == {record.field for record in records}
    assert set(listed["accreditor"]) == {a.accreditor_id for record in records for a in record.accreditation}
    assert set(listed["accreditor"]) <= set(ACCREDITORS)
    assert all(len(values) == len(set(values)) for values in listed.values())


@settings(max_examples=20)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_facets_are_absent_unless_asked_for_and_change_nothing_else(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    with index_for(records) as index:
        plain = answered(index, place, query)
        with_facets = answered(index, place, replace(query, facets=True))
    assert "facets" not in plain
    assert with_facets.pop("facets").keys() == {
        "credential", "format", "field", "accreditor", "cost_band", "certification", "self_paced", "financial_aid"
    }  # fmt: skip
    assert with_facets.pop("query") == plain.pop("query") | {"facets": True}
    assert with_facets == plain


@settings(max_examples=80)
@given(catalogues(25), st.sampled_from(PLACES), st.lists(narrow, min_size=1, max_size=4))
def test_suggestions_are_those_of_brute_force_in_its_order(
    records: list[ProgramRecord], place: Place, asked: list[ProgramQuery]
):
    with index_for(records) as index:
        for query in asked:
            shown = answered(index, place, query)["suggestions"]
            assert [(each["change"], each["count"]) for each in shown] == suggestions(records, place, query)


@settings(max_examples=40)
@given(catalogues(25), st.sampled_from(PLACES), narrow)
def test_a_suggestion_followed_gives_the_programs_it_promised(
    records: list[ProgramRecord], place: Place, query: ProgramQuery
):
    with index_for(records) as index:
        before = answered(index, place, query)
        for suggestion in before["suggestions"]:
            ((name, value),) = suggestion["change"].items()
            changed = replace(query, **{name: left_open(name) if value is None else value})
            after = answered(index, place, changed)["pagination"]["total"]
            assert after == suggestion["count"] > before["pagination"]["total"]


@settings(max_examples=30)
@given(catalogues(), st.sampled_from(PLACES), generous)
def test_nothing_is_suggested_where_five_match(records: list[ProgramRecord], place: Place, query: ProgramQuery):
    with index_for(records) as index:
        if answer(records, place, query).total >= 5:
            assert answered(index, place, query)["suggestions"] == []
