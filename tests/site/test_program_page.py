"""A program's page and card: every fact with its source and time, and what is unknown said to be unknown."""

import pytest
from flask.testing import FlaskClient
from reading import Element, Open


@pytest.fixture
def open_program(client: FlaskClient, open_page: Open) -> Open:
    """Return the page of the program that has this title."""

    def open_one(title: str) -> Element:
        query = "zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
        answer = client.get(f"/api/v1/programs?{query}").json
        (item,) = (each for each in answer["programs"] if each["title"].startswith(title))
        return open_page(item["links"]["page"])

    return open_one


def facts(page: Element) -> dict[str, str]:
    lines = page.one("dl", class_="facts").every("div")
    return {each.one("dt").text: each.one("dd").text for each in lines}


def cost(page: Element) -> str:
    return page.one("section", aria_labelledby="cost").text


def test_an_estimate_shows_its_formula_and_source(open_program: Open):
    page = open_program("Estimated")
    assert page.one("p", class_="cost").text == "up to about $4,380, in-state, estimate · 2020-21"
    assert cost(page).endswith(
        "Tuition and fees $4,380 Books and supplies not in this estimate Total without books and supplies $4,380 "
        "$2,190 a year for tuition and fees at this school, times 2 years, the longest this award usually takes, "
        "makes $4,380. It is the price for residents of the state; others often pay more. "
        "Source: College Scorecard · 2020-21"
    )


def test_an_estimate_whose_years_the_title_does_not_tell_names_the_rule(open_program: Open):
    assert "times the longest usual years of this award" in cost(open_program("Online anywhere"))


def test_a_published_price_says_that_it_is_the_program_s_own(open_program: Open):
    page = open_program("Published")
    assert page.one("p", class_="cost").text == "$1,500 · published by the school for this program · 2023-24"
    assert "Tuition and fees $1,200 Books and supplies $300 Total $1,500" in cost(page)


def test_a_price_without_supplies_says_so(open_program: Open):
    page = open_program("Tuition only")
    line = "$1,999.50, tuition and fees only · published by the school for this program · 2023-24"
    assert page.one("p", class_="cost").text == line
    assert "Books and supplies not published Total without books and supplies $1,999.50" in cost(page)


def test_what_is_unknown_is_said_to_be_unknown_and_never_zero(open_program: Open):
    page = open_program("Nothing known")
    found = facts(page)
    assert page.one("p", class_="cost").text == "Cost not published"
    assert "unknown" in page.one("p", class_="cost").attributes["class"]
    unknown = ("Format", "Self-paced", "Length", "Credits", "Graduates", "Federal student aid", "Prepares for")
    assert {name: found[name] for name in unknown} == dict.fromkeys(unknown, "not published")
    assert page.one("section", aria_labelledby="accreditation").text == "Accreditation No accreditation on file"
    assert "$" not in page.one("main").text


def test_a_published_zero_is_shown_as_one(open_program: Open):
    assert facts(open_program("Published"))["Graduates"].startswith("no graduates in 2024")
    assert facts(open_program("Tuition only"))["Graduates"].startswith("1 graduate in 2024")
    assert facts(open_program("Estimated"))["Graduates"] == "31 graduates in 2024 IPEDS completions · 2024"


def test_markup_in_names_and_addresses_that_run_scripts_stay_text(open_program: Open):
    page = open_program("Nothing known")
    assert "Example <b>Plain</b> College" in page.one("p", class_="lead").text
    assert not [each for each in page.every("a") if not each.attributes["href"].startswith(("/", "#", "https://"))]


def test_old_evidence_of_accreditation_is_not_called_current(open_program: Open):
    lines = [each.text for each in open_program("Medical assisting").one("ul", class_="accreditors").every("li")]
    current, old = lines
    assert "accredits the school current as of 2022 · since January 1, 1994" in current
    assert "on file as of 2020-11; ask whether it is still so · since January 2, 2010" in old
    assert old.endswith("College Scorecard · 2020-11")


def test_what_is_known_to_be_so_or_not_so_is_told_apart_from_what_is_not_known(open_program: Open):
    strict, published = facts(open_program("Several formats")), facts(open_program("Published"))
    assert strict["Self-paced"] == "no"
    assert published["Self-paced"] == "yes"
    assert strict["Federal student aid"] == "The school cannot award federal aid."
    assert strict["Format"] == "On campus, Partly online; online not published"
    assert strict["Who runs it"].startswith("private for-profit")
    assert published["Credits"] == "30"


def test_an_accreditation_that_has_ended_says_when(open_program: Open):
    _, ended = open_program("Several formats").one("ul", class_="accreditors").every("li")
    assert "ended · since January 1, 1994 · until August 19, 2022" in ended.text


def test_an_online_program_has_no_campus_and_names_its_format(open_program: Open):
    found = facts(open_program("Online anywhere"))
    assert found["Campus"] == "none: this program is online only"
    assert found["Format"] == "Online"


def test_made_up_schools_are_labelled(open_program: Open):
    page = open_program("Sponsored coding")
    assert page.one("span", class_="tag").text == "Example"
    assert "made up" in page.one("p", class_="notice").text


@pytest.mark.parametrize(("given", "kept"), [("?zip=60601-1234", "60601"), ("?zip=%3Cb%3E", ""), ("", "")])
def test_the_zip_code_of_the_search_is_kept(client: FlaskClient, open_page: Open, given: str, kept: str):
    address = client.get("/api/v1/programs?zip=60601").json["programs"][0]["links"]["page"]
    assert open_page(address + given).one("input", id="in-zip").attributes["value"] == kept
