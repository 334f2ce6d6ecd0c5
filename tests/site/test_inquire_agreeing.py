"""A box on the form agrees to the very words that stood beside it, and to no others (L2)."""

import pytest
from asking_site import (
    CALLS,
    CAREER,
    HEALTH,
    MAILS,
    UNSPONSORED,
    AskingSite,
    form_fields,
    without,
)
from flask.testing import FlaskClient
from reading import read_page
from sent_forms import opened, refused, send, summary, texts


def test_a_wording_that_changed_is_shown_anew_and_its_box_is_empty(asking: AskingSite, browser: FlaskClient):
    page = opened(browser)
    asking.reword(CAREER.id, CALLS.replace("by e-mail, and", "by mail, e-mail, and"))
    again = refused(browser, form_fields(page), 409)
    assert f"{CAREER.name} has changed its words since you opened the form." in summary(again).text
    boxes = {each.attributes["value"]: "checked" in each.attributes for each in again.every("input", name="agree")}
    assert boxes == {CAREER.id: False, HEALTH.id: True}
    assert "by mail, e-mail, and" in next(again.every("span", class_="wording")).text
    assert asking.count("inquiry") == 0
    assert send(browser, form_fields(again)).status_code == 303


def test_a_number_that_changed_after_it_was_shown_is_shown_anew(browser: FlaskClient):
    page = refused(browser, without(form_fields(opened(browser), email="ada@"), "agree"), 422)
    assert "(312) 555-0142" in next(page.every("span", class_="wording")).text
    again = refused(browser, form_fields(page, phone="(312) 555-0143"), 409)
    assert "now show the number that you typed last" in summary(again).text
    assert "(312) 555-0143" in next(again.every("span", class_="wording")).text
    assert send(browser, form_fields(again, phone="(312) 555-0143")).status_code == 303


@pytest.mark.parametrize(("name", "wrong"), [("first_name", ""), ("phone", "(312) 555-01")])
def test_a_box_stays_ticked_beside_the_very_words_that_were_agreed_to(browser: FlaskClient, name: str, wrong: str):
    before = opened(browser)  # beside a box stands "the phone number I give in this form"
    page = refused(browser, form_fields(before, **{name: wrong}), 422)
    assert ["checked" in each.attributes for each in page.every("input", name="agree")] == [True, True]
    assert texts(page) == texts(before)
    assert [each.text for each in page.every("span", class_="wording")] == texts(before)
    receipt = browser.get(send(browser, form_fields(page)).headers["Location"])
    assert [each.text for each in read_page(receipt.text).every("blockquote")] == texts(before)


def test_a_box_ticked_beside_a_number_is_empty_once_other_words_are_shown(browser: FlaskClient):
    wrong = "(312) 555-01"
    shown = [CALLS.replace("{phone}", wrong), MAILS]  # as a script shows what is typed
    fields = [*without(form_fields(opened(browser), phone=wrong), "text"), *(("text", each) for each in shown)]
    page = refused(browser, fields, 422)
    assert "the phone number I give in this form" in texts(page)[0]
    assert ["checked" in each.attributes for each in page.every("input", name="agree")] == [False, True]


def test_a_text_that_was_tampered_with_is_no_consent(asking: AskingSite, browser: FlaskClient):
    fields = [(name, value + "!" if name == "text" else value) for name, value in form_fields(opened(browser))]
    page = refused(browser, fields, 409)
    assert not [each for each in page.every("input", name="agree") if "checked" in each.attributes]
    assert asking.count("inquiry") == 0


def test_a_text_that_was_changed_is_told_with_every_other_fault(asking: AskingSite, browser: FlaskClient):
    sent = form_fields(opened(browser), first_name="")
    fields = [(name, value + "!" if name == "text" else value) for name, value in sent]
    page = refused(browser, [*fields, ("website", "a trap")], 422)
    anchors = [each.attributes["href"][1:] for each in summary(page).every("a")]
    assert anchors == ["in-first_name", "in-agree-1", "in-agree-2"]
    assert not [each for each in page.every("input", name="agree") if "checked" in each.attributes]
    assert asking.count("inquiry") == 0


@pytest.mark.parametrize("agreed", ["", "on", "true", UNSPONSORED.school.id])
def test_only_the_box_of_the_school_itself_agrees(asking: AskingSite, browser: FlaskClient, agreed: str):
    refused(browser, [*without(form_fields(opened(browser)), "agree"), ("agree", agreed)], 422)
    assert asking.count("inquiry") == 0
