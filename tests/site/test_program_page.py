"""A program's page and card: every fact with its source and time, and what is unknown said to be unknown."""

from datetime import date
from urllib.parse import quote, urlsplit

import pytest
import time_machine
from flask.testing import FlaskClient
from reading import Element, Open, read_page
from site_catalogue import show_case

from leadmatch.site.costs import cost_words
from leadmatch.site.program.sections import length


@pytest.fixture
def open_program(client: FlaskClient, open_page: Open) -> Open:
    """Return the page of the program that has this title."""

    def open_one(title: str) -> Element:
        query = "zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
        answer = client.get(f"/api/v1/programs?{query}").json
        (item,) = (each for each in answer["programs"] if each["title"].startswith(title))
        return open_page(item["links"]["page"])

    return open_one


QUESTIONS = ("what", "where", "length", "teaching", "outcome", "enrolling")


def facts(page: Element) -> dict[str, str]:
    sections = [page.one("section", aria_labelledby=each) for each in QUESTIONS]
    return {each.one("dt").text: each.one("dd").text for section in sections for each in section.one("dl").every("div")}


def cost_line(page: Element) -> str:
    return next(page.every("p", class_="cost")).text


def cost(page: Element) -> str:
    return page.one("section", aria_labelledby="cost").text


def accreditors(page: Element) -> list[str]:
    return [each.text for each in page.one("section", aria_labelledby="accreditation").one("ul").every("li")]


def test_an_estimate_shows_its_formula_and_source(open_program: Open):
    page = open_program("Estimated")
    assert cost_line(page) == "up to about $4,380, in-state, estimate · 2020-21"
    assert (
        "Tuition and fees $4,380 Books and supplies not in this estimate Total without books and supplies $4,380 "
        "$2,190 a year for tuition and fees at this school, times 2 years, the longest this award usually takes, "
        "makes $4,380. It is the price for residents of the state; others often pay more. "
        "Source: College Scorecard · 2020-21"
    ) in cost(page)


def test_an_estimate_for_an_award_without_a_level_names_the_rule(client: FlaskClient):
    estimated = client.get("/api/v1/programs?zip=60601&school=example+city").json["programs"]
    item = next(each for each in estimated if each["cost"]["basis"] == "estimate") | {"award_level": None}
    with client.application.test_request_context():
        assert "times the longest usual years of this award" in cost_words(item).explanation


def test_a_published_price_says_that_it_is_the_program_s_own(open_program: Open):
    page = open_program("Published")
    assert cost_line(page) == "$1,500 · published by the school for this program · 2023-24"
    assert "Tuition and fees $1,200 Books and supplies $300 Total $1,500" in cost(page)


def test_a_price_without_supplies_says_so(open_program: Open):
    page = open_program("Tuition only")
    line = "$1,999.50, tuition and fees only · published by the school for this program · 2023-24"
    assert cost_line(page) == line
    assert "Books and supplies not published Total without books and supplies $1,999.50" in cost(page)


def test_what_is_unknown_is_said_to_be_unknown_and_never_zero(open_program: Open):
    page = open_program("Nothing known")
    found = facts(page)
    assert cost_line(page) == "Cost not published"
    assert "unknown" in next(page.every("p", class_="cost")).attributes["class"]
    unknown = (
        *("Format", "Self-paced", "Length", "Credits", "Begins", "Externship", "Graduates", "Who may enroll"),
        "Federal student aid",
    )
    assert {name: found[name] for name in unknown} == dict.fromkeys(unknown, "not published")
    assert found["Prepares for the exams"].startswith("not stated; ask the school")
    assert page.one("section", aria_labelledby="accreditation").text == "Who accredits it No accreditation on file"
    sections = (*QUESTIONS, "accreditation")
    assert not any("$" in page.one("section", aria_labelledby=each).text for each in sections)
    assert "$" not in cost(page).partition("Typical certificate: $1,500")[0]


def test_a_published_zero_is_shown_as_one(open_program: Open):
    assert facts(open_program("Published"))["Graduates"].startswith("no graduates in 2024")
    assert facts(open_program("Tuition only"))["Graduates"].startswith("1 graduate in 2024")
    assert facts(open_program("Estimated"))["Graduates"] == (
        "31 graduates in 2024 Awards made in the year that ended that June. They do not prove that it takes new "
        "students today. IPEDS completions · 2024"
    )


def test_markup_in_names_and_addresses_that_run_scripts_stay_text(open_program: Open):
    page = open_program("Nothing known")
    assert "Example <b>Plain</b> College" in page.one("p", class_="lead").text
    assert not [each for each in page.every("a") if not each.attributes["href"].startswith(("/", "#", "https://"))]


def test_old_evidence_of_accreditation_is_not_called_current(open_program: Open):
    lines = accreditors(open_program("Medical assisting"))
    current, old = lines
    assert "accredits the school current as of 2022 · since January 1, 1994" in current
    assert "on file in November 2020; ask whether it is still so · since January 2, 2010" in old
    assert old.endswith("College Scorecard · November 2020")


def test_what_is_known_to_be_so_or_not_so_is_told_apart_from_what_is_not_known(open_program: Open):
    strict, published = facts(open_program("Several formats")), facts(open_program("Published"))
    assert strict["Self-paced"] == "no"
    assert published["Self-paced"] == "yes"
    assert strict["Federal student aid"] == "The school cannot award federal aid."
    assert strict["Format"] == "On campus, Partly online; online not published"
    assert strict["Who runs it"].startswith("private for-profit")
    assert published["Credits"] == "30"


def test_an_accreditation_that_has_ended_says_when(open_program: Open):
    _, ended = accreditors(open_program("Several formats"))
    assert "ended · since January 1, 1994 · until August 19, 2022" in ended


def test_an_online_program_has_no_campus_and_names_its_format(open_program: Open):
    found = facts(open_program("Online anywhere"))
    assert found["Campus"] == "none: this program is online only"
    assert found["Format"] == "Online"


def test_made_up_schools_are_labelled(open_program: Open):
    page = open_program("Sponsored coding")
    assert page.one("span", class_="tag").text == "Example school, for demonstration"
    assert "made up" in page.one("p", class_="notice").text


def test_what_a_school_states_is_shown_with_the_day_on_which_it_did(open_program: Open):
    page = open_program("Stated by its school")
    found, source = facts(page), "The school's own statement · October 5, 2026"
    assert {name: value.removesuffix(f" {source}") for name, value in found.items() if value.endswith(source)} == {
        "Format": "On campus, Online",
        "Self-paced": "yes",
        "Externship": "yes",
        "Length": "9 months",
        "Credits": "36",
        "Begins": "January 13, 2200; September 2, 2200",
        "Prepares for the exams": "CPC, Certified Professional Coder (AAPC)",
        "Who may enroll": "High school diploma or GED",
        "States open to online students": "IL, WI",
        "Federal student aid": "The school states that federal aid can help to pay for this program.",
    }
    assert (
        "Tuition $1,500 Fees $300 Books and supplies $400 Exams, equipment and other costs $300 Total $2,500"
    ) in cost(page)
    assert next(page.every("a", class_="button")).text.startswith("School's page of this program")


def test_start_dates_begin_with_today(client: FlaskClient, open_program: Open):
    address = open_program("Stated by its school").one("link", rel="canonical").attributes["href"]
    path = urlsplit(address).path
    expected = {
        "2026-01-12T22:00Z": "January 12, 2026; January 13, 2200; September 2, 2200",
        "2026-01-13T09:59Z": "January 12, 2026; January 13, 2200; September 2, 2200",
        "2026-01-13T10:01Z": "January 13, 2200; September 2, 2200",
        "2201-01-01T00:00Z": "the dates on file are past; ask the school",
    }
    for moment, begins in expected.items():
        with time_machine.travel(moment, tick=False):
            assert facts(read_page(client.get(path).text))["Begins"].startswith(begins), moment


@pytest.mark.parametrize(
    ("award_level", "months", "differs"),
    [
        *(("20", 3, False), ("20", 4, True), ("21", 2, True), ("21", 3, False), ("21", 12, False), ("21", 13, True)),
        *(("2", 11, True), ("2", 12, False), ("2", 24, False), ("2", 25, True), ("3", 60, False), (None, 9, False)),
        ("2", None, False),
    ],
)
def test_a_length_that_its_award_does_not_speak_of_says_why(
    client: FlaskClient,
    award_level: str | None,
    months: int | None,
    differs: bool,  # noqa: FBT001  # a column
):
    item = client.get("/api/v1/programs?zip=60601").json["programs"][0]
    with client.application.test_request_context():
        found = length(item | {"award_level": award_level, "length_months": months}, date(2026, 11, 23)).lines[0]
    assert bool(found.note) is differs


@pytest.mark.parametrize(
    ("zip_code", "note"), [("60601", "IL is among them."), ("46201", "IN is not among them."), ("09001", None)]
)
def test_an_online_program_says_whether_it_is_open_to_the_visitor_s_state(
    open_page: Open, open_program: Open, zip_code: str, note: str | None
):
    path = urlsplit(open_program("Stated by its school").one("link", rel="canonical").attributes["href"]).path
    states = facts(open_page(f"{path}?zip={zip_code}"))["States open to online students"]
    assert states.startswith(f"IL, WI {note or 'The school'}")


def test_a_program_that_searches_leave_out_has_its_page_and_says_so(client: FlaskClient, open_page: Open):
    for program in show_case():
        notices = [each.text for each in open_page(f"/programs/{program.id}").every("p", class_="notice")]
        expected = {"Lapsed": "Searches leave this program out: the accreditation", "Nothing known": "Searches leave"}
        is_listed = program.title not in expected
        assert notices[0].startswith(expected[program.title]) if not is_listed else "Searches" not in str(notices)
        listed = client.get("/api/v1/programs?zip=60601&radius_miles=500&per_page=100").json["programs"]
        assert (program.id in {each["id"] for each in listed}) is is_listed, program.title


@pytest.mark.parametrize(
    ("zip_code", "words"),
    [
        ("60601", "0.0 miles from 60601"),
        ("60601-1234", "0.0 miles from 60601"),
        ("53202", "81.7 miles from 53202"),
        ("60600", "about 3.7 miles from the middle of the 606 area"),
    ],
)
def test_a_visitor_s_zip_code_brings_the_distance_of_the_search_and_the_way_back(
    client: FlaskClient, open_page: Open, zip_code: str, words: str
):
    listed = client.get(f"/api/v1/programs?zip={zip_code}&radius_miles=500&school=city").json["programs"][0]
    page = open_page(f"{listed['links']['page']}?zip={zip_code}")
    distance = facts(page)["Distance"]
    assert distance.startswith(f"{words} A straight line from the ZIP code's point (zipcodes and GeoNames)")
    assert f"{listed['distance_miles']} miles" in words
    assert (
        page.one("p", class_="back").one("a").attributes["href"] == f"/programs?zip={zip_code[:5]}&field=billing-coding"
    )


@pytest.mark.parametrize("zip_code", ["", "606", "<b>", "00000", "09001"])
def test_without_a_place_there_is_no_distance(open_page: Open, open_program: Open, zip_code: str):
    path = urlsplit(open_program("Published").one("link", rel="canonical").attributes["href"]).path
    assert "Distance" not in facts(open_page(f"{path}?zip={quote(zip_code)}"))


def similar_titles(page: Element) -> list[str]:
    section = page.one("section", aria_labelledby="similar")
    return [each.text for each in section.every("h3")]


def test_similar_programs_are_the_first_of_the_search_without_itself(client: FlaskClient, open_page: Open):
    answer = client.get("/api/v1/programs?zip=53202&field=billing-coding&per_page=6").json["programs"]
    for place, own in enumerate(answer):
        others = [each["title"] for each in answer if each["id"] != own["id"]][:4]
        page = open_page(f"{own['links']['page']}?zip=53202")
        assert similar_titles(page) == others, place
        see_all = page.one("section", aria_labelledby="similar").one(
            "a", href="/programs?zip=53202&field=billing-coding"
        )
        assert see_all.text == "See all of them"


def test_similar_programs_are_near_the_campus_where_no_visitor_is_known(open_program: Open):
    page = open_program("At the lake")
    assert page.one("h2", id="similar").text == "Similar programs near 53202"


def test_an_online_program_has_similar_ones_only_where_a_visitor_is_known(open_page: Open, open_program: Open):
    page = open_program("Online anywhere")
    assert not [*page.every("h2", id="similar")]
    path = urlsplit(page.one("link", rel="canonical").attributes["href"]).path
    assert len(similar_titles(open_page(f"{path}?zip=60601"))) == 4
    military = open_page(f"{path}?zip=09001").one("section", aria_labelledby="similar")
    assert military.text.endswith("No other program in Medical billing and coding is open to you online.")


def test_a_program_alone_in_its_field_says_that_there_is_no_other(open_program: Open):
    section = open_program("Stated by its school").one("section", aria_labelledby="similar")
    assert section.text == (
        "Similar programs near 60601 No other program in Medical office is within 250 miles or online."
    )


@pytest.mark.parametrize(("given", "kept"), [("?zip=60601-1234", "60601"), ("?zip=%3Cb%3E", ""), ("", "")])
def test_the_zip_code_of_the_search_is_kept(client: FlaskClient, open_page: Open, given: str, kept: str):
    address = client.get("/api/v1/programs?zip=60601").json["programs"][0]["links"]["page"]
    assert open_page(address + given).one("input", id="in-zip").attributes["value"] == kept
