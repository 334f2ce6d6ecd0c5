"""What the site says of itself is so: its privacy page, and the page on how results are ordered."""

import re
from dataclasses import fields

import pytest
from all_pages import add_failing_pages, every_page
from asking_site import CODING, AskingSite
from flask.testing import FlaskClient
from reading import MakeApp, Open
from sqlalchemy import inspect

from leadmatch.inquiries.idempotency import KEPT
from leadmatch.inquiries.limits import IDENTITY_WINDOW_S
from leadmatch.leads.contact import Person
from leadmatch.outbox.due import BUSINESS_DAYS
from leadmatch.search.placements import MAX_PLACEMENTS
from leadmatch.search.radius import ENOUGH_NEARBY, RADIUS_STEPS_MILES
from leadmatch.site.assets import STATIC
from leadmatch.site.program.similar import MAX_SIMILAR
from leadmatch.web.request_log import SLOW_MS

WORDS = {3: "three", 4: "four"}
WORDS_OF_PERSON = {
    "first_name": "name",
    "last_name": "name",
    "email": "e-mail address",
    "phone": "phone number",
    "phone_typed": "phone number",
    "zip": "ZIP code",
    "education_level": "education",
    "start_timeframe": "when you would like to start",
}


@pytest.fixture
def privacy(open_page: Open) -> str:
    return open_page("/privacy").one("main").text


@pytest.fixture
def ordering(open_page: Open) -> str:
    return open_page("/how-results-are-ordered").one("main").text


def test_no_page_sets_a_cookie(client: FlaskClient, privacy: str):
    assert "We set no cookies" in privacy
    for address, _ in every_page(client):
        if address.startswith("/"):
            assert "Set-Cookie" not in client.get(address).headers, address
    assert not list(client._cookies or ())


def test_the_log_has_no_place_for_a_visitor(make_app: MakeApp, capfd: pytest.CaptureFixture[str], privacy: str):
    app = make_app()
    add_failing_pages(app)
    personal = {"User-Agent": "Example Browser", "X-Forwarded-For": "192.0.2.77", "Referer": "https://example.org/from"}
    address = "/fail/500?zip=60601-1234&school=secret"
    app.test_client().get(address, headers=personal, environ_overrides={"REMOTE_ADDR": "192.0.2.78"})
    logged = capfd.readouterr()
    lines = logged.out + logged.err
    assert '"route": "/fail/<int:status>"' in lines
    for each in ("60601", "secret", "Example Browser", "192.0.2", "example.org/from"):
        assert each not in lines
    assert "has no field for your network address, your ZIP code, your browser" in privacy
    assert SLOW_MS == 1000
    assert "took longer than a second" in privacy


def test_the_script_keeps_what_the_page_on_privacy_names_and_asks_nobody(privacy: str):
    script = (STATIC / "site.js").read_text()
    kept = set(re.findall(r'write\("(\w+)", "(\w+)"', script))
    assert kept == {
        ("localStorage", "saved"),
        ("sessionStorage", "compare"),
        ("sessionStorage", "place"),  # which control had the focus
        ("sessionStorage", "search"),
    }
    assert "until you close the tab" in privacy
    assert not re.search(r"cookie\s*=|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(", script)


def test_no_page_but_the_form_of_an_inquiry_asks_who_the_visitor_is(client: FlaskClient, privacy: str):
    assert "Only the form “Ask for information” asks who you are" in privacy
    for address, html in every_page(client):
        assert not re.search(r'type="(?:email|tel|password)"|autocomplete="(?:given-name|email|tel)', html), address


def test_the_page_on_privacy_names_what_is_kept_of_an_inquiry_and_for_how_long(make_app: MakeApp, privacy: str):
    for kept in fields(Person):
        assert WORDS_OF_PERSON[kept.name] in privacy
    assert "sealed for 5 more years" in privacy
    assert KEPT.days == 8
    assert "kept for eight days, encrypted" in privacy
    assert IDENTITY_WINDOW_S == 600
    assert "for ten minutes at most" in privacy
    assert BUSINESS_DAYS == 10
    assert "within ten business days" in privacy
    assert "Global Privacy Control (Sec-GPC)" in privacy
    assert make_app().test_client().get("/privacy").status_code == 200


def test_a_school_s_site_learns_where_a_visitor_comes_from_but_not_the_search(client: FlaskClient, privacy: str):
    assert client.get("/privacy").headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "but not your search or your ZIP code" in privacy


def test_nothing_of_a_search_is_stored(asking: AskingSite, browser: FlaskClient, privacy: str):
    assert "a search leaves nothing in our database" in privacy
    tables = inspect(asking.engine).get_table_names()
    before = {table: asking.count(table) for table in tables}
    for address in (
        "/",
        "/programs?zip=60601",
        f"/inquire?program={CODING.id}&zip=60601",
        "/api/v1/programs?zip=60601",
    ):
        assert browser.get(address).status_code == 200
    assert {table: asking.count(table) for table in tables} == before
    assert {"inquiry", "lead", "consent"} <= before.keys()


def test_the_page_on_order_names_the_figures_of_the_rules(ordering: str):
    first, *between, last = (f"{each:g}" for each in RADIUS_STEPS_MILES)
    assert (
        f"we look within {first} miles, and if fewer than {ENOUGH_NEARBY} programs at a campus match there, within "
        f"{between[0]}, then {', '.join(between[1:])} and at most {last} miles"
    ) in ordering
    assert f"holds {WORDS[MAX_PLACEMENTS]} programs at most" in ordering
    assert f"shows up to {WORDS[MAX_SIMILAR]} others of the same field" in ordering


@pytest.mark.parametrize(
    "promise",
    [
        "no page repeats or loses a program",
        "never as zero, and stands last in the order",
        "one whose accreditation has ended is never listed",
        "Take all sponsors away and the list stays the same to the letter",
        "A filter for online programs leaves it out until you include it",
        "treat an estimate like a published price",
        "marked as stated by the school",
    ],
)
def test_the_page_on_order_tells_what_people_ask(ordering: str, promise: str):
    assert promise in ordering


def test_every_page_leads_to_the_texts(client: FlaskClient, open_page: Open):
    footer = open_page("/").one("footer")
    for address in ("/privacy", "/how-results-are-ordered"):
        assert footer.one("a", href=address).text
        assert client.get(address).headers["Cache-Control"] == "public, max-age=300"


def test_readers_are_told_whom_to_write_to_where_there_is_an_address(make_app: MakeApp):
    told = make_app(contact_email="guide@example.org").test_client()
    assert 'href="mailto:guide@example.org"' in told.get("/privacy").text
    assert "Send the file to guide@example.org" in told.get("/for-schools").text
    untold = make_app().test_client()
    assert "mailto:" not in untold.get("/privacy").text
    assert "the people who run this site" in untold.get("/for-schools").text
