"""What keeps robots out of the form asks little of people: some seconds, an empty field, now and then a wait."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from asking_site import CODING, AskingSite, Fields, address, asking_site, form_fields, without
from flask.testing import FlaskClient
from instances import shared_geodata
from reading import Element, read_page
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from leadmatch.inquiries.form_guard import LONGEST_S, FormGuard
from leadmatch.inquiries.wait_ticket import WaitTickets
from leadmatch.kernel.clock import utc_now


@pytest.fixture
def guarded(fresh_database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskingSite]:
    site = asking_site(tmp_path, shared_geodata(tmp_path_factory), fresh_database_url, limits=True)
    yield site
    site.close()


@pytest.fixture
def visitor(guarded: AskingSite) -> FlaskClient:
    return guarded.app.test_client()


def made_ago(site: AskingSite, fields: Fields, seconds: float, key: str | None = None) -> Fields:
    """Return the fields of a form that was handed out some time ago."""
    key = key or dict(fields)["key"]
    mark = FormGuard(site.app.config["SECRET_KEY"], is_on=True).mark(key, utc_now() - timedelta(seconds=seconds))
    return [*without(fields, "key", "form_mark"), ("key", key), ("form_mark", mark)]


def send(visitor: FlaskClient, fields: Fields) -> TestResponse:
    return visitor.post("/inquire", data=MultiDict(fields))


def filled_in(visitor: FlaskClient) -> Fields:
    return form_fields(read_page(visitor.get(address(CODING)).text))


def said(response: TestResponse) -> str:
    summary: Element = read_page(response.text).one("div", id="summary")
    return summary.text


def test_a_form_that_is_sent_at_once_can_be_sent_again_as_it_is(guarded: AskingSite, visitor: FlaskClient):
    response = send(visitor, filled_in(visitor))
    assert response.status_code == 422
    assert "quicker than people fill in a form. Wait 3 seconds" in said(response)
    assert guarded.count("inquiry") == 0
    again = form_fields(read_page(response.text))
    assert send(visitor, made_ago(guarded, again, 4)).status_code == 303


def test_a_filled_in_trap_is_emptied_and_the_form_can_be_sent_again(guarded: AskingSite, visitor: FlaskClient):
    fields = made_ago(guarded, without(filled_in(visitor), "webpage"), 4)
    response = send(visitor, [*fields, ("webpage", "https://evil.example")])
    assert response.status_code == 422
    assert "A field that people don't see was filled in" in said(response)
    assert "evil.example" not in response.text
    assert guarded.count("inquiry") == 0
    assert send(visitor, form_fields(read_page(response.text))).status_code == 303


@pytest.mark.parametrize("mark", ["", "forged", "x" * 10_000])
def test_a_form_that_ran_out_or_was_forged_is_made_anew_with_all_that_was_typed(
    guarded: AskingSite, visitor: FlaskClient, mark: str
):
    fields = filled_in(visitor)
    response = send(visitor, [*without(fields, "form_mark"), ("form_mark", mark)])
    assert response.status_code == 422
    page = read_page(response.text)
    assert "so long that it ran out" in page.one("div", id="summary").text
    assert page.one("input", name="key").attributes["value"] != dict(fields)["key"]
    assert page.one("input", name="first_name").attributes["value"] == "Ada"
    assert guarded.count("inquiry") == 0


def test_a_form_of_yesterday_has_run_out(guarded: AskingSite, visitor: FlaskClient):
    assert "ran out" in said(send(visitor, made_ago(guarded, filled_in(visitor), LONGEST_S + 5)))


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_without_a_key_of_its_own_nothing_is_taken(guarded: AskingSite, visitor: FlaskClient, key: str):
    fields = [*without(filled_in(visitor), "key"), ("key", key)]
    assert send(visitor, fields).status_code == 422
    assert guarded.count("inquiry") == 0


def test_faults_of_the_form_come_together_with_those_of_the_answers(guarded: AskingSite, visitor: FlaskClient):
    fields = form_fields(read_page(visitor.get(address(CODING)).text), email="ada@")
    assert guarded.count("inquiry") == 0
    words = said(send(visitor, fields))
    assert "2 things to correct" in words


def used_up(guarded: AskingSite, visitor: FlaskClient) -> Fields:
    """Send as many as one person may, and return the next one."""
    for number in range(5):
        fields = made_ago(guarded, filled_in(visitor), 4, f"key {number}")
        assert send(visitor, fields).status_code == 303
    return made_ago(guarded, filled_in(visitor), 4, "one too many")


def test_one_too_many_waits_and_then_goes_without_a_challenge(guarded: AskingSite, visitor: FlaskClient):
    fields = used_up(guarded, visitor)
    response = send(visitor, fields)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert f"Wait {response.headers['Retry-After']} seconds, then press the button" in said(response)
    assert guarded.count("inquiry") == 5
    assert read_page(response.text).one("title").text.startswith("Please wait a little: Ask ")
    ticket = read_page(response.text).one("input", name="ticket").attributes["value"]
    early = send(visitor, [*fields, ("ticket", ticket)])
    assert early.status_code == 429
    assert read_page(early.text).one("input", name="ticket").attributes["value"] == ticket
    over = waited(guarded, fields)
    assert send(visitor, [*fields, ("ticket", over)]).status_code == 303
    assert guarded.count("inquiry") == 6


def test_a_wait_is_good_for_one_form_once(guarded: AskingSite, visitor: FlaskClient):
    fields = used_up(guarded, visitor)
    over = waited(guarded, fields)
    assert send(visitor, [*fields, ("ticket", over)]).status_code == 303
    other = made_ago(guarded, filled_in(visitor), 4, "another")
    assert send(visitor, [*other, ("ticket", over)]).status_code == 429
    assert guarded.count("inquiry") == 6


def waited(site: AskingSite, fields: Fields) -> str:
    """Return a ticket of the form whose wait is over."""
    limits = site.app.extensions["leadmatch.intake"].limits
    tickets = WaitTickets(site.app.config["SECRET_KEY"])
    sender = limits._address_key("wait", "127.0.0.1")
    return tickets.issue(dict(fields)["key"], sender, 1, utc_now() - timedelta(seconds=5)).token
