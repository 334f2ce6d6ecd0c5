"""The filters' choices count what they give, and a card says what only its school states."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from reading import Element, MakeApp, Open

from leadmatch.site.cost_limits import COST_LIMITS_USD, cost_limit_words
from leadmatch.site.program_facts import coming_starts
from leadmatch.site.stated import stated

STATEMENT = {
    "id": "school-999005-2026-10-05",
    "title": "Example Stating School, its own statement",
    "as_of": "2026-10-05",
    "facts": ["start_dates", "externship"],
}
EVERYWHERE = "zip=60601&radius_miles=500&include_unknown=accreditation"


def choice(page: Element, name: str, value: str) -> tuple[str, bool]:
    """Return the words of a choice and whether it is off."""
    label = next(
        each for each in page.every("label", class_="choice") if list(each.every("input", name=name, value=value))
    )
    return label.text, "disabled" in label.one("input").attributes


def total(page: Element) -> int:
    return int(page.one("h2", id="list").text.split()[0])


@pytest.mark.parametrize("also", ["", "&include_unknown=cost", "&credential=associate", "&max_cost_usd=1999.99"])
@pytest.mark.parametrize("limit", [*COST_LIMITS_USD])
def test_a_highest_cost_gives_as_many_programs_as_its_count_says(open_page: Open, limit: str, also: str):
    words, is_off = choice(open_page(f"/programs?{EVERYWHERE}{also}"), "max_cost_usd", limit)
    found = open_page(f"/programs?{EVERYWHERE}{also.replace('&max_cost_usd=1999.99', '')}&max_cost_usd={limit}")
    assert words == f"Under ${COST_LIMITS_USD[limit]:,} {total(found)}"
    assert is_off is (total(found) == 0)


def test_a_highest_cost_of_one_s_own_stays_a_choice_and_any_cost_lets_go_of_it(open_page: Open):
    page = open_page(f"/programs?{EVERYWHERE}&max_cost_usd=9000.5")
    assert choice(page, "max_cost_usd", "9000.5")[0] == f"$9,000.50 or less {total(page)}"
    chosen = [each for each in page.every("input", name="max_cost_usd") if "checked" in each.attributes]
    assert [each.attributes["value"] for each in chosen] == ["9000.5"]
    assert choice(page, "max_cost_usd", "")[0] == "Any cost"


@pytest.mark.parametrize(
    ("dollars", "words"),
    [
        (1999.98, "$1,999.98 or less"),
        (1999.99, "Under $2,000"),
        (2000, "$2,000 or less"),
        (19_999.99, "Under $20,000"),
        (0, "$0 or less"),
    ],
)
def test_a_limit_is_said_as_it_was_offered(make_app: MakeApp, dollars: float, words: str):
    with make_app().test_request_context():
        assert cost_limit_words(dollars) == words


@pytest.mark.parametrize(
    ("name", "value"), [("certification", "CPC"), ("self_paced", "true"), ("financial_aid", "true")]
)
def test_exams_pace_and_aid_give_as_many_programs_as_their_counts_say(open_page: Open, name: str, value: str):
    words, is_off = choice(open_page(f"/programs?{EVERYWHERE}"), name, value)
    assert int(words.split()[-1]) == total(open_page(f"/programs?{EVERYWHERE}&{name}={value}")) > 0
    assert not is_off


def test_exams_of_the_guide_are_offered_even_where_none_is_stated_and_others_where_one_is(open_page: Open):
    page = open_page("/programs?zip=53202&radius_miles=10&school=lake")
    exams = {
        each.attributes["value"]: "disabled" in each.attributes for each in page.every("input", name="certification")
    }
    assert exams == dict.fromkeys(("CBCS", "CPC", "CCS", "CMC", "COC", "CPB"), True)
    assert "programs do not say which exams they prepare for" in page.one("form", id="filters").text
    other = open_page("/programs?zip=60601&certification=RHIT")
    assert choice(other, "certification", "RHIT") == ("RHIT 0", False)


def test_what_is_not_published_is_said_beside_its_filter(open_page: Open):
    def cost_group(address: str) -> Element:
        group = open_page(address).one("fieldset", id="in-max_cost_usd")
        page = open_page(address)
        return next(
            each
            for each in page.every("div", class_="control")
            if list(each.every("fieldset", id=group.attributes["id"]))
        )

    hint = cost_group(f"/programs?{EVERYWHERE}").one("p", class_="hint").text
    assert hint == "1 program does not publish its cost."
    box = cost_group(f"/programs?{EVERYWHERE}&max_cost_usd=9000")
    assert "1 program does not publish its cost. Include them." in box.text
    assert box.one("input", name="include_unknown").attributes["value"] == "cost"


def test_the_filters_say_how_many_are_chosen(open_page: Open):
    page = open_page("/programs?zip=60601&credential=associate,certificate&max_months=12")
    assert page.one("details", class_="filters").one("summary").text == "Filters 3 chosen"
    assert open_page("/programs?zip=60601").one("details", class_="filters").one("summary").text == "Filters"


def test_every_card_can_be_picked_for_a_form_that_works_without_a_script(open_page: Open):
    page = open_page("/programs?zip=60601")
    boxes = list(page.every("input", form="picks", type="checkbox"))
    assert len(boxes) == len(list(page.every("article")))
    assert {each.attributes["name"] for each in boxes} == {"ids"}
    form = page.one("form", id="picks")
    assert (form.attributes["action"], form.attributes["method"]) == ("/compare", "get")
    assert [(each.text, each.attributes.get("formaction")) for each in form.every("button", type="submit")] == [
        ("Compare", None),
        ("List to keep", "/shortlist"),
    ]
    assert form.one("input", name="zip").attributes["value"] == "60601"


@pytest.mark.parametrize("query", ["zip=60601&max_cost_usd=1", "zip=60601&page=99"])
def test_where_nothing_can_be_picked_the_tray_is_for_the_script_alone(open_page: Open, query: str):
    assert "scripted" in open_page(f"/programs?{query}").one("form", id="picks").attributes["class"].split()


def test_what_the_script_alone_does_is_never_offered_without_it(open_page: Open):
    page = open_page("/programs?zip=60601")
    found = [*page.every("button", type="button"), *page.every("a", class_="saved-link")]
    assert len(found) > 20
    assert all("scripted" in each.attributes["class"].split() for each in found)


def test_a_card_says_what_the_school_states_and_when_it_said_so(open_page: Open):
    page = open_page("/programs?zip=60601&per_page=100")
    card = next(each for each in page.every("article") if each.one("h3").text == "Stated by its school")
    line = card.text
    assert re.search(r"36 credits · self-paced · with an externship · prepares for CPC", line)
    assert "(stated by the school, October 5, 2026)" in line


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def item(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/programs?zip=60601").json["programs"][0]
    return found | {"certifications": [], "start_dates": [], "credits": None, "self_paced": None, "externship": None}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], []),
        (["2026-11-22"], []),
        (["2026-11-23"], ["2026-11-23"]),
        (["2027-01-05", "2026-11-22", "2026-11-24"], ["2026-11-24", "2027-01-05"]),
    ],
)
def test_coming_starts_are_those_from_today_on_the_next_one_first(
    item: dict[str, Any], days: list[str], expected: list[str]
):
    assert coming_starts(item | {"start_dates": days}, date(2026, 11, 23)) == expected


def test_a_program_of_which_the_school_states_nothing_has_no_such_line(app: Flask, item: dict[str, Any]):
    with app.test_request_context():
        assert stated(item, date(2026, 11, 23)) is None


def test_past_starts_are_said_to_be_past_and_a_no_is_said_too(app: Flask, item: dict[str, Any]):
    with app.test_request_context():
        told = item | {"start_dates": ["2026-01-05"], "externship": False, "sources": [STATEMENT]}
        found = stated(told, date(2026, 11, 23))
    assert found is not None
    assert found.facts == ("the start dates on file are past; ask the school", "no externship")
    assert found.source == "stated by the school, October 5, 2026"


def test_what_a_federal_file_says_is_never_called_the_school_s_statement(app: Flask, item: dict[str, Any]):
    charges = {"id": "ipeds-ic-py-2023", "title": "IPEDS charges", "as_of": "2023-24", "facts": ["cost", "credits"]}
    known = item | {"credits": 30, "externship": True}
    with app.test_request_context():
        assert stated(item | {"credits": 30, "sources": [charges]}, date(2026, 11, 23)) is None
        found = stated(known | {"sources": [charges, STATEMENT]}, date(2026, 11, 23))
    assert found is not None
    assert found.facts == ("with an externship",)
    assert found.source == "stated by the school, October 5, 2026"


@pytest.mark.parametrize(
    ("moment", "day"), [("2200-01-14T09:59:59Z", "January 13, 2200"), ("2200-01-14T10:00:00Z", "September 2, 2200")]
)
def test_a_start_is_past_once_its_day_is_over_in_every_state(client: FlaskClient, moment: str, day: str):
    with time_machine.travel(moment, tick=False):
        page = client.get("/programs?zip=60601&per_page=100").text
    assert f"next start {day}" in page
