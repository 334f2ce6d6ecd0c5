"""A form that is sent: taken once and shown on its receipt, or given back whole with what is to be corrected."""

import pytest
from asking_site import (
    CAREER,
    CODING,
    HEALTH,
    AskingSite,
    address,
    form_fields,
    without,
)
from flask.testing import FlaskClient
from reading import read_page
from sent_forms import OWN, TABLES, opened, refused, send, summary
from werkzeug.datastructures import MultiDict


def test_a_form_that_is_filled_in_becomes_a_lead_for_each_school_and_leads_to_its_receipt(
    asking: AskingSite, browser: FlaskClient
):
    response = send(browser, form_fields(opened(browser)))
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/receipts/")
    leads = asking.rows("SELECT school_id, state FROM lead ORDER BY number")
    assert [tuple(each) for each in leads] == [(CAREER.id, "accepted"), (HEALTH.id, "accepted")]
    assert asking.count("consent") == asking.count("outbox_event") == 2
    assert [each.form_version for each in asking.rows("SELECT form_version FROM inquiry")] == ["page-1"]
    receipt = browser.get(response.headers["Location"])
    assert receipt.status_code == 200
    assert CAREER.name in receipt.text


def test_sent_twice_it_is_taken_once_and_leads_to_the_same_receipt(asking: AskingSite, browser: FlaskClient):
    fields = form_fields(opened(browser))
    first, second = (send(browser, fields).headers["Location"] for _ in range(2))
    assert first == second
    assert asking.count("inquiry") == 1


def test_sent_again_with_other_answers_it_is_given_back_as_a_new_form(asking: AskingSite, browser: FlaskClient):
    page = opened(browser)
    send(browser, form_fields(page))
    again = refused(browser, form_fields(page, first_name="Grace"), 422)
    assert "You have sent this form before" in summary(again).text
    assert asking.count("inquiry") == 1
    keys = [each.one("input", name="key").attributes["value"] for each in (page, again)]
    assert keys[0] != keys[1]
    assert again.one("input", name="first_name").attributes["value"] == "Grace"


# The field that is wrong → what it holds, and what the page says.
WRONG = {
    "first_name": ("", "Type your first name."),
    "last_name": ("4711", "Type your last name in letters only."),
    "email": ("ada@", "Type your e-mail address"),
    "phone": ("", "asks to call or text you"),
    "zip": ("6060", "Type your ZIP code"),
    "education_level": (None, "Choose your education so far."),
    "start_timeframe": ("soon", "Choose when you would like to start."),
    "is_adult": (None, "Tick that you are 18 or older."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_fault_stands_in_the_summary_and_beside_its_question_and_nothing_is_sent(
    asking: AskingSite, browser: FlaskClient, name: str
):
    given, words = WRONG[name]
    page = refused(browser, form_fields(opened(browser), **{name: given}), 422)
    (line,) = summary(page).every("li")
    assert words in line.text
    asked = page.one(id=line.one("a").attributes["href"][1:])
    assert asked.attributes["aria-invalid"] == "true"
    described = asked.attributes["aria-describedby"].split()
    assert words in " ".join(page.one(id=each).text for each in described)
    assert "Nothing was sent." in summary(page).text
    assert [asking.count(table) for table in TABLES] == [0] * len(TABLES)


def test_all_faults_come_at_once_in_the_order_of_the_form(browser: FlaskClient):
    page = refused(browser, without(form_fields(opened(browser), **dict.fromkeys(WRONG)), "agree"), 422)
    anchors = [each.attributes["href"][1:] for each in summary(page).every("a")]
    assert anchors == [*(f"in-{name}" for name in WRONG), "in-agree-1", "in-agree-2"]
    assert summary(page).one("h2").text == "10 things to correct"
    assert page.one("title").text.startswith("To correct:")


def test_what_was_typed_and_ticked_is_kept_with_the_key_of_the_form(browser: FlaskClient):
    before = opened(browser)
    page = refused(browser, form_fields(before, email="ada@", start_timeframe="later"), 422)
    kept = {each.attributes["name"]: each.attributes["value"] for each in page.every("input", spellcheck="false")}
    assert kept == {
        "first_name": "Ada",
        "last_name": "Example",
        "email": "ada@",
        "phone": "(312) 555-0142",
        "zip": "60601",
    }
    ticked = [each.attributes["value"] for each in page.every("input") if "checked" in each.attributes]
    assert ticked == ["hs_or_ged", "later", "true", CAREER.id, HEALTH.id]
    assert page.one("input", name="key").attributes == before.one("input", name="key").attributes
    assert send(browser, form_fields(page)).status_code == 303


def test_a_box_that_was_left_empty_stays_empty_and_nothing_goes_to_the_other_school(
    asking: AskingSite, browser: FlaskClient
):
    fields = [(name, value) for name, value in form_fields(opened(browser)) if (name, value) != ("agree", HEALTH.id)]
    page = refused(browser, fields, 422)
    assert f"Tick the box of {HEALTH.name} if you agree, or leave this school out." in summary(page).text
    boxes = {each.attributes["value"]: "checked" in each.attributes for each in page.every("input", name="agree")}
    assert boxes == {CAREER.id: True, HEALTH.id: False}
    assert asking.count("inquiry") == 0


def test_a_school_can_be_left_out_without_typing_anything_again(asking: AskingSite, browser: FlaskClient):
    fields = [*form_fields(opened(browser)), ("leave_out", HEALTH.id)]
    response = send(browser, fields)
    page = read_page(response.text)
    assert response.status_code == 200
    assert page.one("h1").text == f"Ask {CAREER.name} for information"
    assert page.one("input", name="first_name").attributes["value"] == "Ada"
    assert asking.count("inquiry") == 0
    assert send(browser, form_fields(page)).status_code == 303
    assert [each.school_id for each in asking.rows("SELECT school_id FROM lead")] == [CAREER.id]


def test_return_in_a_text_field_sends_and_leaves_nobody_out(browser: FlaskClient):
    first = next(opened(browser).one("form", action="/inquire").every("button"))
    assert "name" not in first.attributes


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(asking: AskingSite, browser: FlaskClient, headers: dict[str, str]):
    assert send(browser, form_fields(opened(browser)), **headers).status_code == 403
    assert asking.count("inquiry") == 0


@pytest.mark.parametrize(("origin", "status"), [("http://localhost", 303), ("https://evil.example", 403), (None, 303)])
def test_where_a_browser_names_only_the_origin_that_counts(browser: FlaskClient, origin: str | None, status: int):
    headers = {"Origin": origin} if origin else {}
    assert browser.post("/inquire", data=MultiDict(form_fields(opened(browser))), headers=headers).status_code == status


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "a\0b",
    "a\r\nb",
    "\u202eabc",
    "A" * 100_000,
    "%00%0a",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_is_typed_becomes_part_of_the_page_or_fails(
    asking: AskingSite, browser: FlaskClient, hostile: str
):
    page = opened(browser)
    for name in dict.fromkeys(name for name, _ in form_fields(page)):
        fields = [*without(form_fields(page), name), (name, hostile)]
        response = send(browser, fields)
        assert response.status_code in {303, 403, 404, 409, 413, 422, 200}, (name, response.status_code)
        if response.status_code not in {303, 413}:
            tree = read_page(response.text)
            assert not [each for each in tree.every() if each.tag == "img" or "onerror" in each.attributes]
            assert "alert(1)" not in "".join(each.text for each in tree.every("script"))
    assert asking.count("inquiry") <= 3  # what the trap, the ticket and the referrer hold stops nobody


@pytest.mark.parametrize("body", [b"", b"%", b"&&&=", b"agree=%ff", b"\xff" * 100, b"program=" + b"x" * 300])
def test_a_form_that_is_none_is_given_back(asking: AskingSite, browser: FlaskClient, body: bytes):
    for content_type in ("application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain"):
        response = browser.post("/inquire", data=body, content_type=content_type, headers=OWN)
        assert response.status_code == 422, content_type
    assert asking.count("inquiry") == 0


def test_a_form_that_is_too_large_is_not_read(browser: FlaskClient):
    assert send(browser, [("first_name", "A" * 300_000)]).status_code == 413


def test_nothing_of_a_person_is_in_an_address_or_in_the_log(browser: FlaskClient, capfd: pytest.CaptureFixture[str]):
    response = send(browser, form_fields(opened(browser), email="ada@", last_name="Canary"))
    assert response.status_code == 422
    sent = send(browser, form_fields(opened(browser), last_name="Canary"))
    assert "Canary" not in sent.headers["Location"]
    logged = capfd.readouterr()
    assert "Canary" not in logged.out + logged.err


def test_with_global_privacy_control_no_partner_is_told_of(asking: AskingSite, browser: FlaskClient):
    page = read_page(browser.get(address(CODING, placement="top", sub_id="s1")).text)
    for gpc in ("0", "1"):
        answers = form_fields(page, email=f"ada{gpc}@example.org", phone=f"(312) 555-014{gpc}")
        fields = [*without(answers, "key"), ("key", f"key of {gpc}")]
        assert send(browser, fields, **{"Sec-GPC": gpc}).status_code == 303
    kept = asking.rows("SELECT placement, sub_id FROM inquiry ORDER BY created_at")
    assert [tuple(each) for each in kept] == [("top", "s1"), (None, None)]
