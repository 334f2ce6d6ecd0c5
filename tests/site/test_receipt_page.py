"""The receipt: what went to whom, told so that a person can read it aloud, and what can still be stopped."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from asking_site import ASSISTING, CALLS, CAREER, CODING, HEALTH, AskingSite, address, form_fields
from flask.testing import FlaskClient
from reading import Element, read_page
from werkzeug.datastructures import MultiDict

from leadmatch.inquiries.erasing import last_day_kept
from leadmatch.inquiries.receipt import Receipt, ReceiptStatus, read_receipt
from leadmatch.site.receipts.page import receipt_page
from leadmatch.site.receipts.words import reason_words, shared_words, status_words
from leadmatch.sponsors.checks import RejectCode

OWN = {"Sec-Fetch-Site": "same-origin"}
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def sent(browser: FlaskClient, *programs: Any, **answers: str) -> str:  # noqa: ANN401  # records of programs
    """Send a form and return the address of its receipt."""
    page = read_page(browser.get(address(*(programs or (CODING, ASSISTING)))).text)
    return browser.post("/inquire", data=MultiDict(form_fields(page, **answers)), headers=OWN).headers["Location"]


def shown(browser: FlaskClient, where: str, status: int = 200) -> Element:
    response = browser.get(where)
    assert response.status_code == status
    return read_page(response.text)


def schools(page: Element) -> list[Element]:
    return [*page.every("section", class_="receipt-school")]


def press(browser: FlaskClient, where: str, **fields: str) -> None:
    response = browser.post(where, data=fields, headers=OWN)
    assert (response.status_code, response.headers["Location"]) == (303, where.rpartition("/")[0])


def receipt(site: AskingSite, where: str) -> Receipt:
    intake = site.app.extensions["leadmatch.intake"]
    with site.engine.connect() as connection:
        return read_receipt(connection, where.rpartition("/")[2], ring=intake.ring, hashes=intake.hashes)


def test_it_says_of_each_school_what_was_sent_when_and_with_which_words(browser: FlaskClient):
    page = shown(browser, sent(browser))
    assert [each.one("h2").text for each in schools(page)] == [CAREER.name, HEALTH.name]
    first = schools(page)[0]
    (line,) = (each.text for each in first.one("ol").every("li"))
    assert re.fullmatch(rf"[A-Z][a-z]{{2}}, [A-Z][a-z]{{2}} \d+, \d+:\d\d [AP]M: sent to {CAREER.name}\.", line)
    assert first.one("blockquote").text == CALLS.replace("{phone}", "the phone number I give in this form")
    assert first.one("p", class_="status").text == "Sent"
    assert "phone number" in first.text
    assert "Times are Central Time." in page.text
    assert "Keep this page" in page.text


SENT = datetime(2026, 11, 23, 21, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "fetched_at", "line"),
    [
        ("America/Chicago", None, "Mon, Nov 23, 3:12 PM: sent to X."),
        ("America/Chicago", SENT.replace(minute=14), "Mon, Nov 23, 3:12 PM: sent to X. They fetched it 3:14 PM."),
        (
            "America/Chicago",
            SENT.replace(day=24, hour=15, minute=0),
            "Mon, Nov 23, 3:12 PM: sent to X. They fetched it Tue, Nov 24, 9:00 AM.",
        ),
        ("Pacific/Guam", None, "Tue, Nov 24, 7:12 AM: sent to X."),
        (None, None, "Mon, Nov 23, 9:12 PM: sent to X."),
        (
            "No/Such",
            SENT.replace(year=2027, month=1),
            "Mon, Nov 23, 9:12 PM: sent to X. They fetched it Sat, Jan 23, 2027, 9:12 PM.",
        ),
    ],
)
def test_times_are_those_of_the_visitor_s_own_clock(
    asking: AskingSite, browser: FlaskClient, zone: str | None, fetched_at: datetime | None, line: str
):
    kept = receipt(asking, sent(browser, CODING))
    lead = replace(kept.leads[0], sent_at=SENT, fetched_at=fetched_at, school_name="X", events=())
    with asking.app.test_request_context():
        page = receipt_page(replace(kept, time_zone=zone, created_at=SENT, leads=(lead,)), retention_years=5, now=NOW)
    assert page.schools[0].timeline == (line,)


def test_a_stop_is_told_with_its_last_day_and_whether_it_was_confirmed(asking: AskingSite, browser: FlaskClient):
    where = sent(browser, CODING)
    press(browser, f"{where}/stop", school=CAREER.id)
    kept = receipt(asking, where)
    told = replace(kept.leads[0].events[-1], told_at=SENT, due_on=date(2026, 12, 8))
    for confirmed, told_so, words in (
        (None, "we are telling them", "They have not confirmed it yet."),
        (SENT.replace(hour=22), "they know", "They confirmed it 4:12 PM."),
    ):
        lead = replace(kept.leads[0], events=(replace(told, acknowledged_at=confirmed),))
        with asking.app.test_request_context():
            page = receipt_page(replace(kept, leads=(lead,)), retention_years=5, now=NOW)
        assert page.schools[0].timeline[-1] == (
            f"Mon, Nov 23, 3:12 PM: you stopped {CAREER.name}, and {told_so}. They must have stopped contacting you "
            f"by December 8, 2026, ten business days later. {words}"
        )


def test_what_was_shared_is_told_in_one_order_however_it_is_recorded(asking: AskingSite):
    with asking.app.test_request_context():
        told = shared_words(("ip", "source", "page_url", "phone", "email", "last_name"))
    assert told == (
        "last name",
        "e-mail address",
        "phone number",
        "address of the page with the form",
        "where your visit came from",
        "network address (IP)",
    )


def test_what_was_not_sent_says_so_and_never_that_somebody_asked_before(browser: FlaskClient):
    sent(browser, CODING)
    page = shown(browser, sent(browser, CODING))
    school = schools(page)[0]
    assert school.one("p", class_="status").text == "Not sent"
    (line,) = school.one("ol").every("li")
    assert line.text.endswith(
        f"not sent to {CAREER.name}. Nothing of this request went there. You can ask the school itself."
    )
    assert page.one("p", class_="lead").text == "It went to no school."
    assert not re.search("duplicate|before|already|suppress", school.text)


@pytest.mark.parametrize("code", sorted({*RejectCode} - {RejectCode.SUPPRESSED, RejectCode.DUPLICATE}))
def test_every_other_reason_has_words(asking: AskingSite, code: RejectCode):
    with asking.app.test_request_context():
        assert reason_words(code)
        assert reason_words("not_sent") is None


def test_one_school_is_stopped_and_the_other_is_not(browser: FlaskClient):
    where = sent(browser)
    press(browser, f"{where}/stop", school=CAREER.id)
    first, second = schools(shown(browser, where))
    assert first.one("p", class_="status").text == "Stopped"
    said = [each.text for each in first.one("ol").every("li")][-1]
    assert f"you stopped {CAREER.name}, and we are telling them. They must have stopped contacting you by" in said
    assert "ten business days later. They have not confirmed it yet." in said
    assert not [*first.every("button")]
    assert second.one("button").text == f"Stop {HEALTH.name}"


def test_all_schools_are_stopped(browser: FlaskClient):
    where = sent(browser)
    press(browser, f"{where}/stop-all")
    page = shown(browser, where)
    assert [each.one("p", class_="status").text for each in schools(page)] == ["Stopped"] * 2
    assert "you stopped everything" in page.text
    assert not [*page.one("main").every("button")]
    assert page.one("a", href=f"{where}/erase").text


def test_erasing_asks_first_and_then_still_says_what_happened(asking: AskingSite, browser: FlaskClient):
    where = sent(browser, last_name="Canary")
    ask = shown(browser, f"{where}/erase")
    assert ask.one("h1").text == "Erase what you keep about me"
    assert "For 5 years, the evidence of what you agreed to, sealed." in ask.text
    assert [each.sealed is None for each in asking.rows("SELECT sealed FROM inquiry")] == [False]
    press(browser, f"{where}/erase")
    assert [each.sealed is None for each in asking.rows("SELECT sealed FROM inquiry")] == [True]
    page = shown(browser, where)
    assert "you had everything erased" in page.text
    assert [each.one("p", class_="status").text for each in schools(page)] == ["Erased"] * 2
    day = last_day_kept(datetime.now(UTC), 5)
    for each in schools(page):
        assert "we are asking" in each.text
        assert "to erase it too. They must have stopped contacting you by" in each.text
        assert f"stays sealed until {day:%B} {day.day}, {day.year}" in each.text
    assert "(312) 555-0142" not in page.text
    assert not [*shown(browser, f"{where}/erase").one("main").every("button")]


def test_after_an_erasure_the_text_is_the_one_agreed_to_or_says_that_it_is_not(
    asking: AskingSite, browser: FlaskClient
):
    page = read_page(browser.get(address(CODING, ASSISTING)).text)
    numbered = CALLS.replace("{phone}", "(312) 555-0142")  # as a script shows what is typed
    fields = [(name, numbered if value.startswith(CALLS[:60]) else value) for name, value in form_fields(page)]
    where = browser.post("/inquire", data=MultiDict(fields), headers=OWN).headers["Location"]
    assert [each.is_exact for each in receipt(asking, where).leads] == [True, True]
    plain = sent(browser, CODING, email="b@example.org", phone="(312) 555-0143")
    for each in (where, plain):
        press(browser, f"{each}/erase")
    first, second = receipt(asking, where).leads
    assert (first.is_exact, second.is_exact) == (False, True)
    assert "In the text that you agreed to stood your phone number." in schools(shown(browser, where))[0].text
    assert [each.is_exact for each in receipt(asking, plain).leads] == [True]
    assert "sealed with the evidence" not in shown(browser, plain).text
    shredded = replace(first, evidence_shredded_at=NOW)
    with asking.app.test_request_context():
        told = receipt_page(replace(receipt(asking, where), leads=(shredded,)), retention_years=5, now=NOW)
    assert "was destroyed with the evidence" in told.schools[0].wording_note


def test_where_a_visit_came_from_is_told_only_where_it_was_shared(asking: AskingSite, browser: FlaskClient):
    assert "source" not in receipt(asking, sent(browser, CODING)).leads[0].shared_fields
    page = read_page(browser.get(address(CODING, placement="sidebar")).text)
    fields = form_fields(page, email="b@example.org", phone="(312) 555-0143")
    where = browser.post("/inquire", data=MultiDict(fields), headers=OWN).headers["Location"]
    assert "source" in receipt(asking, where).leads[0].shared_fields


def test_looking_changes_nothing(asking: AskingSite, browser: FlaskClient):
    where = sent(browser)
    before = asking.rows("SELECT * FROM lead ORDER BY number")
    for path in ("", "/erase", "/stop", "/stop-all"):
        assert browser.get(where + path).status_code in {200, 405}
    assert asking.rows("SELECT * FROM lead ORDER BY number") == before


def test_who_stops_and_then_erases_reads_of_one_last_day(browser: FlaskClient):
    where = sent(browser, CODING)
    press(browser, f"{where}/stop-all")
    press(browser, f"{where}/erase")
    (school,) = schools(shown(browser, where))
    assert school.text.count("ten business days") == 1


def test_it_says_first_to_how_many_schools_it_went(browser: FlaskClient):
    assert "It went to 2 schools." in shown(browser, sent(browser)).text
    assert (
        "It went to 1 school." in shown(browser, sent(browser, CODING, email="b@example.org", phone="3125550143")).text
    )
    again = sent(browser, CODING, email="c@example.org", phone="3125550144")
    assert "It went to 1 school." in shown(browser, again).text
    assert "It went to 1 of 2 schools." in shown(browser, sent(browser, email="c@example.org", phone="3125550144")).text


def test_pressing_twice_does_no_more_than_once(asking: AskingSite, browser: FlaskClient):
    where = sent(browser)
    for path in ("/stop", "/stop-all", "/erase"):
        for _ in range(2):
            press(browser, where + path, school=CAREER.id)
    events = asking.rows("SELECT school_id, type FROM outbox_event")
    assert len(events) == len(set(map(tuple, events))) == 6


@pytest.mark.parametrize("path", ["", "/erase"])
def test_a_receipt_is_kept_nowhere_and_names_nobody(browser: FlaskClient, path: str):
    where = sent(browser, last_name="Canary")
    response = browser.get(where + path)
    assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
    assert not re.search("Canary|ada@example|555-0142", response.text)
    assert 'name="robots" content="noindex"' in response.text


@pytest.mark.parametrize("token", ["x", "A" * 32, "a" * 33, "%00", "..%2f", "A" * 5000])
@pytest.mark.parametrize("path", ["", "/erase", "/stop", "/stop-all"])
def test_an_unknown_receipt_is_no_page(browser: FlaskClient, token: str, path: str):
    where = f"/receipts/{token}{path}"
    for response in (browser.get(where), browser.post(where, data={"school": CAREER.id}, headers=OWN)):
        assert response.status_code in {404, 405}
    assert "There is no page at this address" in browser.get(f"/receipts/{token}").text


def test_no_other_school_can_be_stopped_and_no_other_site_can_stop_any(asking: AskingSite, browser: FlaskClient):
    where = sent(browser, CODING)
    assert browser.post(f"{where}/stop", data={"school": HEALTH.id}, headers=OWN).status_code == 404
    assert browser.post(f"{where}/stop", headers=OWN).status_code == 404
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/stop", "/stop-all", "/erase"):
        answer = browser.post(where + path, data={"school": CAREER.id}, headers=foreign)
        assert answer.status_code == 403
    assert asking.count("outbox_event") == 1


def test_every_status_has_a_word(asking: AskingSite):
    with asking.app.test_request_context():
        assert len({status_words(each) for each in ReceiptStatus}) == len(ReceiptStatus)
