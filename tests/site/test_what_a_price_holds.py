"""A price is called what it is the sum of, wherever it is shown; what nobody stated is not said to be left out."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from reading import MakeApp, read_page

from leadmatch.site.compare.facts import Asked, compared_facts
from leadmatch.site.costs import PriceHolds, cost_words, price_holds
from leadmatch.site.guide.certified import certified_cost
from leadmatch.site.program.headline import page_description
from leadmatch.site.program.json_ld import program_json_ld
from leadmatch.site.today import today

Item = dict[str, Any]
PARTS = ("tuition_fees_usd", "books_supplies_usd", "tuition_usd", "fees_usd", "other_usd")


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture(scope="module")
def items(client: FlaskClient) -> dict[str, Item]:
    address = "/api/v1/programs?zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
    return {each["title"]: each for each in client.get(address).json["programs"]}


def priced(item: Item, *parts: float | None) -> Item:
    """Return a program with a published price of 2,500 dollars and these parts, in the order of `PARTS`."""
    return item | {
        "cost": item["cost"] | {"total_usd": 2500, "basis": "program"} | dict(zip(PARTS, parts, strict=True))
    }


# tuition and fees, books, tuition, fees, other → what the total is the sum of, and what it is called.
PRICES = [
    ((None, None, None, None, None), PriceHolds.ALL, None),
    ((2000, 500, None, None, None), PriceHolds.ALL, None),
    ((2000, 500, 1900, 100, None), PriceHolds.ALL, None),
    ((2500, None, None, None, None), PriceHolds.TUITION_AND_FEES, "tuition and fees only"),
    ((2500, None, 2400, 100, None), PriceHolds.TUITION_AND_FEES, "tuition and fees only"),
    ((2500, None, 2500, 0, None), PriceHolds.TUITION_AND_FEES, "tuition and fees only"),
    ((2500, None, 2500, None, None), PriceHolds.TUITION, "tuition only"),
    ((2000, 500, 2000, None, None), PriceHolds.ALL_BUT_FEES, "without fees"),
    ((2000, None, 1900, 100, 500), PriceHolds.ALL_BUT_BOOKS, "without books and supplies"),
    ((2000, None, 2000, None, 500), PriceHolds.ALL_BUT_FEES_AND_BOOKS, "without fees, books and supplies"),
]


@pytest.mark.parametrize(("parts", "holds", "called"), PRICES)
def test_a_price_is_called_what_it_is_the_sum_of(
    app: Flask, items: dict[str, Item], parts: tuple[float | None, ...], holds: PriceHolds, called: str | None
):
    item = priced(items["Published"], *parts)
    with app.test_request_context():
        words = cost_words(item)
        certified = certified_cost(item, "CPC")
        description = page_description(item)
    assert price_holds(item["cost"]) is holds
    line = words.line.striptags()
    assert line.startswith(f"$2,500, {called} · published" if called else "$2,500 · published")
    lacks = holds is not PriceHolds.ALL
    assert words.rows[-1][0].startswith("Total without " if lacks else "Total")
    assert ("without" in words.rows[-1][0]) is lacks
    assert ("without" in words.explanation) is lacks
    assert certified is not None
    assert ("without" in certified.rows[0][1]) is lacks
    assert ("without" in description) is lacks


def test_structured_data_call_a_total_that_stands_alone_the_total_cost(app: Flask, items: dict[str, Item]):
    def category(*parts: float | None) -> str:
        with app.test_request_context():
            found = program_json_ld(priced(items["Published"], *parts), "https://guide.example.org/p", today=today())
        return str(found["offers"]["category"])

    assert category(None, None, None, None, None) == "Total Cost"
    assert category(2500, None, 2500, None, None) == "Tuition"
    assert category(2000, 500, 2000, None, None) == "Total cost without fees"
    assert len({category(*parts) for parts, _, _ in PRICES}) == len(PriceHolds)


def test_in_a_comparison_an_estimate_of_tuition_is_called_one(app: Flask, items: dict[str, Item]):
    estimated = items["Estimated certificate or diploma, 1 to 2 years"]
    with app.test_request_context():
        facts = compared_facts(estimated, None, today(), Asked(other_costs=False, states=False))
    (tuition,) = [fact for fact in facts if fact.label == "Tuition and fees"]
    assert tuition.value == "up to about $4,380, estimate"


def test_notes_of_a_comparison_are_shown_without_asking_for_sources(client: FlaskClient, items: dict[str, Item]):
    ids = ",".join(items[title]["id"] for title in ("Stated by its school", "Nothing known"))
    page = read_page(client.get(f"/compare?ids={ids}").text)
    notes = [each.text for each in page.every("span", class_="note")]
    assert "Tuition $1,500, fees $300." in notes
    assert any("Ask the school" in note for note in notes)
    of_sources = [each.text for each in page.every("span", class_="source")]
    assert not [text for text in of_sources if "Tuition $1,500" in text]


def test_that_an_estimate_is_for_residents_is_a_note_and_how_it_was_made_is_its_source(
    app: Flask, items: dict[str, Item]
):
    public = items["Estimated certificate or diploma, 1 to 2 years"]
    private = public | {"school": public["school"] | {"control": "private_nonprofit"}}
    with app.test_request_context():
        asked = Asked(other_costs=False, states=False)
        of_public, of_private = (compared_facts(each, None, today(), asked)[0] for each in (public, private))
    assert of_public.note is not None
    assert "others often pay more" in of_public.note
    assert of_private.note is None
    assert "times 2 years" in str(of_private.source)
