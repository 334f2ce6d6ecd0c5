"""The form of an inquiry: who receives it, what is asked and why, and nothing asked where nobody can receive it."""

import pytest
from asking_site import (
    ASSISTING,
    BILLING,
    CALLS,
    CAREER,
    CODING,
    HEALTH,
    MAILS,
    ONLINE,
    PROGRAMS,
    UNSPONSORED,
    AskingSite,
    address,
)
from flask.testing import FlaskClient
from reading import Element, read_page


def shown(browser: FlaskClient, where: str, status: int = 200) -> Element:
    response = browser.get(where)
    assert response.status_code == status, response.text
    return read_page(response.text)


def inputs(page: Element) -> set[str]:
    return {each.attributes["name"] for each in page.one("main").every("input")}


def test_the_form_names_who_receives_it_and_has_one_unticked_box_for_each(browser: FlaskClient):
    page = shown(browser, address(CODING, ASSISTING, BILLING))
    assert page.one("h1").text == "Ask 2 schools for information"
    receivers = page.one("section", aria_labelledby="receivers")
    assert [each.text for each in receivers.every("strong")] == [CAREER.name, HEALTH.name]
    for program in (CODING, ASSISTING, BILLING):
        assert program.title in receivers.text
    boxes = [*page.every("input", name="agree")]
    assert [each.attributes["value"] for each in boxes] == [CAREER.id, HEALTH.id]
    assert not [each for each in page.every("input") if "checked" in each.attributes]
    assert [each.text for each in page.every("button", class_="primary") if "Send" in each.text] == [
        "Send to 2 schools"
    ]


def test_a_box_stands_beside_the_exact_wording_and_that_is_what_is_sent_of_it(browser: FlaskClient):
    page = shown(browser, address(CODING, ASSISTING))
    said = [each.text for each in page.every("span", class_="wording")]
    assert said == [CALLS.replace("{phone}", "the phone number I give in this form"), MAILS]
    assert [each.attributes["value"] for each in page.every("input", name="text")] == said


def test_every_answer_has_its_why_and_fills_itself_in(browser: FlaskClient):
    page = shown(browser, address(CODING, zip="60601-1234"))
    fills = {
        each.attributes["name"]: each.attributes.get("autocomplete") for each in page.every("input", spellcheck="false")
    }
    assert fills == {
        "first_name": "given-name",
        "last_name": "family-name",
        "email": "email",
        "phone": "tel",
        "zip": "postal-code",
    }
    assert page.one("input", name="zip", spellcheck="false").attributes["value"] == "60601-1234"
    for name in ("email", "phone", "zip", "education_level", "start_timeframe"):
        assert page.one("p", id=f"in-{name}-why").text


def test_a_phone_number_is_optional_where_no_wording_offers_calls(browser: FlaskClient):
    assert "(optional)" in shown(browser, address(ASSISTING)).one("label", for_="in-phone").text
    assert "(optional)" not in shown(browser, address(CODING)).one("label", for_="in-phone").text


def test_a_program_that_takes_no_inquiries_is_said_so_with_the_way_to_its_school(browser: FlaskClient):
    page = shown(browser, address(CODING, UNSPONSORED))
    notice = page.one("div", class_="notice")
    assert "takes no requests about “Unsponsored” here" in notice.text
    assert notice.one("a", href=f"/programs/{UNSPONSORED.id}").text == "About the program"
    assert UNSPONSORED.id not in {each.attributes["value"] for each in page.every("input", name="program")}


@pytest.mark.parametrize("where", [address(UNSPONSORED), "/inquire", "/inquire?program="])
def test_nothing_personal_is_asked_where_nobody_can_receive_it(browser: FlaskClient, where: str):
    page = shown(browser, where)
    assert inputs(page) == {"zip", "field"}
    assert "nothing about you is asked" in page.text


def test_once_campaigns_are_paused_nothing_is_asked(asking: AskingSite, browser: FlaskClient):
    asking.pause_all()
    assert inputs(shown(browser, address(CODING))) == {"zip", "field"}


def test_an_online_program_is_closed_to_a_visitor_whose_state_its_campaign_does_not_list(browser: FlaskClient):
    assert "agree" in inputs(shown(browser, address(ONLINE)))
    assert "agree" not in inputs(shown(browser, address(ONLINE, zip="60601")))


def test_unknown_programs_are_not_found_and_too_many_are_to_be_chosen_from(browser: FlaskClient):
    assert "is not on file" in shown(browser, "/inquire?program=prg_x", 404).text
    many = shown(browser, address(*PROGRAMS), 422)
    boxes = [*many.one("main").every("input", name="program")]
    assert ["checked" in each.attributes for each in boxes] == [True] * 5 + [False]
    assert "up to 5 programs; 6 were chosen" in many.text


def test_only_programs_on_file_are_too_many(browser: FlaskClient):
    unknown = ",".join(f"prg_{number}" for number in range(6))
    nothing = shown(browser, f"/inquire?program={unknown}", 404)
    assert nothing.one("h1").text == "Ask a school for information"
    known = shown(browser, f"/inquire?program={unknown},{CODING.id}")
    assert known.one("h1").text == f"Ask {CAREER.name} for information"


def test_a_made_up_school_is_called_an_example(browser: FlaskClient):
    page = shown(browser, address(CODING, ASSISTING))
    tagged = [each.text for each in page.every("h3") if "Example" in each.text and [*each.every("span", class_="tag")]]
    assert tagged == [f"Example school, for demonstration {HEALTH.name}"]


def test_a_form_is_kept_nowhere_and_found_by_nobody(browser: FlaskClient):
    response = browser.get(address(CODING))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "Set-Cookie" not in response.headers
    robots = browser.get("/robots.txt").text
    assert "Disallow: /inquire\n" in robots
    assert "Disallow: /receipts/\n" in robots


def test_what_an_address_says_of_a_person_is_not_taken_over(browser: FlaskClient):
    page = shown(browser, address(CODING, email="ada@example.org", first_name="Ada"))
    assert "Ada" not in page.text
    assert [
        page.one("input", name=name, spellcheck="false").attributes["value"] for name in ("email", "first_name")
    ] == ["", ""]


def test_the_trap_is_out_of_sight_of_people_and_of_what_fills_in_forms(browser: FlaskClient):
    trap = shown(browser, address(CODING)).one("input", name="webpage")
    assert (trap.attributes["tabindex"], trap.attributes["autocomplete"]) == ("-1", "off")


def test_where_the_form_stood_is_carried_along_as_far_as_it_is_well_written(browser: FlaskClient):
    where = address(CODING, placement="guide-top", sub_id="a%3Cb")
    referrer = "http://127.0.0.1:8000/programs?zip=60601"
    page = read_page(browser.get(where, headers={"Referer": referrer}).text)
    hidden = {
        each.attributes["name"]: each.attributes["value"]
        for each in page.one("form", action="/inquire").every("input", type="hidden")
    }
    assert (hidden["placement"], hidden["referrer"]) == ("guide-top", referrer)
    assert "sub_id" not in hidden
