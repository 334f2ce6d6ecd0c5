"""What a comparison says where programs differ in what is known of them: nothing that nobody knows."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from itertools import permutations
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from leadmatch.search.chosen import Chosen
from leadmatch.search.live import Serving
from leadmatch.site.compare.facts import Asked, compared_facts
from leadmatch.site.compare.page import comparison
from leadmatch.site.compare.rows import Row, comparison_rows
from leadmatch.site.program_facts import FactLine

Item = dict[str, Any]
Compare = Callable[..., dict[str, Row]]
TODAY = date(2026, 11, 23)
STATES = "States open to online students"
OTHERS = "Exams, equipment and other costs"
NOT_PUBLISHED = "not published"
ZIP_CODES = pytest.mark.parametrize("zip_code", ["", "60601", "60600", "09001"])


@pytest.fixture(scope="module")
def items(client: FlaskClient) -> Iterator[dict[str, Item]]:
    """Return one program of every kind by title."""
    address = "/api/v1/programs?zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
    found = {each["title"]: each for each in client.get(address).json["programs"]}
    kinds = {title: item for title, item in found.items() if not title.startswith("Medical coding ")}
    # The first to be laid over federal facts states its title; the second says that it is not taught online.
    kinds["Titled"] = _told(kinds["Published"], "title", title="Titled")
    kinds["Not online"] = _told(kinds["Tuition only"], "formats", title="Not online", formats_unknown=[])
    with client.application.test_request_context():
        yield kinds


def _told(item: Item, fact: str, **values: object) -> Item:
    told = deepcopy(item) | values
    told["sources"][0]["facts"].append(fact)
    return told


@pytest.fixture
def compare(items: dict[str, Item], serving: Serving) -> Compare:
    def compare_them(*picked: str | Item, zip_code: str = "60601") -> dict[str, Row]:
        chosen = [orjson.dumps(items[each] if isinstance(each, str) else each) for each in picked]
        table = comparison(Chosen(chosen, [], []), zip_code, serving.gazetteer, today=TODAY)
        rows = (*table.differing, *table.same)
        assert len({row.label for row in rows}) == len(rows)
        return {row.label: row for row in rows}

    return compare_them


def values(row: Row) -> list[str]:
    return [str(cell.value) for cell in row.cells]


# What must be missing from a program for a comparison to say of a fact that it is not published.
UNKNOWN: dict[str, Callable[[Item], bool]] = {
    "Cost": lambda item: item["cost"]["total_usd"] is None,
    "Tuition and fees": lambda item: item["cost"]["tuition_fees_usd"] is None,
    "Books and supplies": lambda item: item["cost"]["books_supplies_usd"] is None and not is_estimate(item),
    OTHERS: lambda item: item["cost"]["other_usd"] is None and not is_estimate(item),
    "Length": lambda item: item["length_months"] is None,
    "Credits": lambda item: item["credits"] is None,
    "Begins": lambda item: not item["start_dates"],
    "Campus": lambda item: item["campus"] is None and item["formats"] != ["online"],
    "Distance": lambda item: item["campus"] is None and item["formats"] != ["online"],
    "Format": lambda item: not item["formats"],
    "Self-paced": lambda item: item["self_paced"] is None,
    "Externship": lambda item: item["externship"] is None,
    "Accreditor": lambda _: False,
    "Prepares for the exams": lambda _: False,
    "Graduates": lambda item: item["graduates"]["count"] is None,
    "Who may enroll": lambda item: item["eligibility"] is None,
    STATES: lambda item: item["authorized_states"] is None and "online" in [*item["formats"], *item["formats_unknown"]],
    "Federal student aid": lambda item: item["school"]["title_iv"] is None,
    "Credential": lambda _: False,
    "Field": lambda _: False,
    "Subject (CIP 2020)": lambda _: False,
    "Who runs it": lambda item: item["school"]["control"] is None,
}


def is_estimate(item: Item) -> bool:
    return bool(item["cost"]["basis"] == "estimate")


@ZIP_CODES
def test_a_fact_is_not_published_only_where_nobody_published_it(
    items: dict[str, Item], compare: Compare, zip_code: str
):
    assert len(items) >= 12
    for pair in permutations(items, 2):
        for label, row in compare(*pair, zip_code=zip_code).items():
            for title, cell in zip(pair, row.cells, strict=True):
                words = str(cell.value).replace("; online not published", "")  # of a format, beside what is known
                assert (NOT_PUBLISHED in words) is UNKNOWN[label](items[title]), (pair, label, title, words)


@ZIP_CODES
def test_every_fact_of_every_program_stands_in_its_own_row(items: dict[str, Item], compare: Compare, zip_code: str):
    for pair in permutations(items, 2):
        for label, row in compare(*pair, zip_code=zip_code).items():
            assert {cell.label for cell in row.cells} == {label}
            assert all(cell.is_known or not cell.source for cell in row.cells if label != "Accreditor")


def test_tuition_and_fees_are_compared_as_one_figure_also_where_a_school_splits_them(compare: Compare):
    rows = compare("Stated by its school", "Published")
    assert values(rows["Tuition and fees"]) == ["$1,800", "$1,200"]
    assert [cell.note for cell in rows["Tuition and fees"].cells] == ["Tuition $1,500, fees $300.", None]
    assert {"Tuition", "Fees"}.isdisjoint(rows)


def test_tuition_without_its_fees_is_not_called_tuition_and_fees(items: dict[str, Item], compare: Compare):
    feeless = deepcopy(items["Stated by its school"])
    feeless["cost"] |= {"fees_usd": None, "tuition_fees_usd": 1500, "total_usd": 2200}
    (first, second) = compare(feeless, "Published")["Tuition and fees"].cells
    assert (first.value, first.note) == ("$1,500 tuition; fees not published", None)
    assert second.value == "$1,200"


def test_what_an_estimate_leaves_out_is_not_said_to_be_unpublished(compare: Compare):
    rows = compare("Stated by its school", "Online", "Published", "Nothing known")
    assert values(rows["Books and supplies"]) == ["$400", "not in this estimate", "$300", NOT_PUBLISHED]
    assert values(rows[OTHERS]) == ["$300", "not in this estimate", NOT_PUBLISHED, NOT_PUBLISHED]
    assert [cell.is_known for cell in rows[OTHERS].cells] == [True, False, False, False]


def test_other_costs_have_a_row_only_where_a_program_has_them(items: dict[str, Item], compare: Compare):
    assert OTHERS not in compare("Published", "Online")
    free = deepcopy(items["Published"])
    free["cost"]["other_usd"] = 0
    assert values(compare(free, "Tuition only")[OTHERS]) == ["$0", NOT_PUBLISHED]


def test_states_are_asked_of_online_programs_only(compare: Compare):
    online, campus, unsure, unstated = compare("Online", "Not online", "Published", "Online anywhere")[STATES].cells
    assert (online.value, online.note) == ("IL, WI", "IL is among them.")
    assert (campus.value, campus.is_known) == ("does not apply: it is not online", True)
    assert (unsure.value, unsure.is_known) == ("not published, nor whether it is online", False)
    assert (unstated.value, unstated.is_known) == (NOT_PUBLISHED, False)
    assert STATES not in compare("Not online", "Published")


def test_a_title_that_a_school_states_makes_no_row(compare: Compare):
    assert "Name" not in compare("Titled", "Published")


@pytest.mark.parametrize(
    ("zip_code", "campus", "online"),
    [
        ("60601", "0.0 miles from 60601", "none: it is online"),
        ("09001", "not known: this ZIP code has no place on the map", "none: it is online"),
    ],
)
def test_a_zip_code_brings_a_distance_of_every_program(compare: Compare, zip_code: str, campus: str, online: str):
    assert values(compare("Published", "Online", zip_code=zip_code)["Distance"]) == [campus, online]
    assert values(compare("Online", "Published", zip_code=zip_code)["Distance"]) == [online, campus]
    assert values(compare("Published", zip_code=zip_code)["Distance"]) == [campus]
    assert "Distance" not in compare("Published", "Online", zip_code="")


def test_a_campus_that_is_not_on_file_is_not_called_online(items: dict[str, Item], compare: Compare):
    placeless = deepcopy(items["Published"]) | {"campus": None}
    assert values(compare(placeless, "Online")["Distance"]) == [NOT_PUBLISHED, "none: it is online"]


def test_programs_asked_for_different_facts_are_never_lined_up(items: dict[str, Item]):
    item = items["Published"]
    facts = [compared_facts(item, None, TODAY, Asked(other_costs=False, states=each)) for each in (True, False)]
    with pytest.raises(ValueError, match="shorter"):
        comparison_rows(facts)
    assert comparison_rows([]) == []
    assert comparison_rows([[FactLine("Length", "12 months")]])[0].label == "Length"
