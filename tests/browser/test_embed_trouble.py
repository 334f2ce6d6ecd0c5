"""What the element does when the guide refuses, changes its mind, asks for a proof, or cannot be heard."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from embedding import NOT_HEARD, PLAIN, REFUSED, ZIP, Embedding, Guest, Visits, json_of, open_form, put, search, send
from playwright.sync_api import Page, Route, expect

from leadmatch.inquiries.disclosures import add_disclosure


def offered(embedding: Embedding, here: Guest) -> list[dict[str, Any]]:
    """Return the wordings that the form of a guest shows, as the API gives them."""
    asked = here.asked("/api/v1/disclosures")[-1].removeprefix("GET ")
    assert asked.startswith(embedding.home)
    found: list[dict[str, Any]] = json_of(here.page, asked)["disclosures"]
    return found


def answering(body: str) -> Callable[[Route], None]:
    """Return what answers a request with a body of our own."""
    return lambda route: route.fulfill(status=200, headers={"Access-Control-Allow-Origin": "*"}, body=body)


def lose(route: Route) -> None:
    """Let a request reach the guide, and its answer not come back."""
    route.fetch()
    route.abort()


def expect_on_its_way(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your request is on its way")).to_be_focused()


@pytest.mark.parametrize("why", ["somebody else's site", "no such key", "secret key", "not even a key"])
def test_a_key_that_may_not_be_used_here_shows_one_plain_message_with_a_way_to_the_guide(
    embedding: Embedding, guest: Visits, why: str
):
    key = {"no such key": "pk_" + "a" * 49, "secret key": "sk_" + "a" * 49, "not even a key": "ключ\n"}.get(why)
    site = embedding.stranger if why == "somebody else's site" else embedding.strict
    address = put(site, "/refused", embedding.html(embedding.element(**({"key": key} if key else {}))))
    page = guest(address, expects=NOT_HEARD).page
    page.locator("#zip").fill(ZIP)
    page.locator("#find").click()
    expect(page.get_by_role("alert")).to_contain_text(PLAIN)
    link = page.get_by_role("link", name="Search in the guide").get_attribute("href") or ""
    assert link.startswith(f"{embedding.home}/programs?zip={ZIP}&field=billing-coding")
    assert page.request.get(link).status == 200


@pytest.mark.parametrize(
    ("typed", "words"), [("606", "five digits"), ("", "five digits"), ("00000", "We know no place for this ZIP code")]
)
def test_a_zip_code_that_is_none_is_said_under_its_label_and_kept(
    embedding: Embedding, guest: Visits, typed: str, words: str
):
    page = guest(put(embedding.strict, "/", embedding.html(embedding.element())), expects=REFUSED).page
    page.locator("#zip").fill(typed)
    page.locator("#find").click()
    expect(page.locator("#hint")).to_contain_text(words)
    expect(page.locator("#zip")).to_be_focused()
    expect(page.locator("#zip")).to_have_value(typed)
    expect(page.locator("#zip")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#zip")).to_have_attribute("aria-describedby", "hint")
    search(page)
    expect(page.locator("#zip")).not_to_have_attribute("aria-invalid", "true")


def test_an_answer_that_makes_no_sense_shows_the_plain_message_too(embedding: Embedding, guest: Visits):
    address = put(embedding.strict, "/", embedding.html(embedding.element()))
    page = guest(address).page
    for body in ("<html>", "[]", "null", '{"programs": 1}', "{}"):
        page.route("**/api/v1/programs*", answering(body))
        page.locator("#zip").fill(ZIP)
        page.locator("#find").click()
        expect(page.get_by_role("alert")).to_contain_text(PLAIN)
        page.unroute("**/api/v1/programs*")
    search(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_nothing_found_says_so_and_what_would_help(embedding: Embedding, guest: Visits):
    page = guest(put(embedding.strict, "/", embedding.html(embedding.element(zip="99950")))).page
    expect(page.get_by_role("heading", name="Programs near")).to_be_visible()
    page.locator("#format").select_option("on_campus")
    expect(page.get_by_role("button", name="Remove: On campus")).to_be_visible()
    page.locator("#radius_miles").select_option("10")
    expect(page.get_by_text("No program on file is all of this at once.")).to_be_visible()
    answer = json_of(
        page, f"{embedding.home}/api/v1/programs?zip=99950&field=billing-coding&radius_miles=10&format=on_campus"
    )
    offered = page.get_by_role("button", name="program")
    assert [each.split(": ")[1] for each in offered.all_inner_texts() if ": " in each] == [
        f"{each['count']} program" + "s" * (each["count"] != 1)
        for each in answer["suggestions"]
        if "field" not in each["change"]
    ]
    offered.filter(has_text="Without “On campus”").click()
    expect(page.locator("article").first).to_be_visible()
    expect(page.get_by_role("heading", name="Programs near")).to_be_focused()


def test_an_answer_that_is_lost_on_the_way_is_asked_for_again_and_nothing_is_sent_twice(
    embedding: Embedding, guest: Visits
):
    here = open_form(embedding, guest)
    page, before = here.page, len(embedding.rows("SELECT id FROM inquiry"))
    page.route("**/api/v1/inquiries", lose, times=1)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("We don't know whether it was sent.")
    expect(page.get_by_role("link", name="Ask in the guide instead")).to_be_visible()
    send(page)
    expect_on_its_way(page)
    assert len(embedding.rows("SELECT id FROM inquiry")) == before + 1
    assert len(here.asked("POST")) == 2


def test_what_was_changed_after_an_answer_was_lost_goes_out_as_a_request_of_its_own(
    embedding: Embedding, guest: Visits
):
    page = open_form(embedding, guest).page
    page.route("**/api/v1/inquiries", lose, times=1)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("We don't know whether it was sent.")
    page.locator("#first_name").fill("Grace")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("You have sent this form before.")
    send(page)
    expect(page.get_by_role("link", name="Open your receipt")).to_be_visible()


def test_words_that_changed_meanwhile_are_shown_again_and_asked_for_anew(embedding: Embedding, guest: Visits):
    here = open_form(embedding, guest)
    page = here.page
    (old,) = offered(embedding, here)
    add_disclosure(
        embedding.engine,
        school_id=old["school"]["id"],
        language="en",
        text=old["text_with_phone"] + " I have read these words anew.",
        channels=old["channels"],
        now=datetime.now(UTC),
    )
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("What you agree to has changed.")
    box = page.locator(".consent input")
    expect(box).not_to_be_checked()
    expect(page.locator(".consent label")).to_contain_text("I have read these words anew.")
    expect(page.locator("#first_name")).to_have_value("Ada")
    box.check()
    send(page)
    expect_on_its_way(page)


def test_who_has_sent_too_much_proves_to_be_no_robot_without_noticing(embedding: Embedding, guest: Visits):
    person = {"email": "ada+challenge_required@example.org", "phone": "(312) 555-0199"}
    page = open_form(embedding, guest, embedding.test_key, **person).page
    solutions: list[object] = []

    def remember(route: Route) -> None:
        solutions.append(route.request.post_data_json.get("challenge_solution"))
        route.continue_()

    page.route("**/api/v1/inquiries", remember)
    send(page)
    expect_on_its_way(page)
    assert [each is None for each in solutions] == [True, False]


def test_a_guide_that_cannot_store_it_now_is_asked_again_with_everything_kept(embedding: Embedding, guest: Visits):
    person = {"email": "ada+storage_unavailable@example.org", "phone": "(312) 555-0198"}
    page = open_form(embedding, guest, embedding.test_key, **person).page
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("We don't know whether it was sent.")
    page.locator("#email").fill("ada@example.org")
    send(page)
    expect_on_its_way(page)
