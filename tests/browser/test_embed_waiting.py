"""The element while an answer is on its way, when none comes, and when it makes no sense."""

from typing import Any

from embedding import PLAIN, TRY_AGAIN, Embedding, Guest, Visits, fill_in, open_form, put, search, send
from playwright.sync_api import Page, Route, expect
from visitor import TIMEOUT_MS, script

DISCLOSURES, INQUIRIES = "**/api/v1/disclosures*", "**/api/v1/inquiries"
ALLOWED = {"Access-Control-Allow-Origin": "*"}
ASK, BACK = "Ask for information", "Back to the results"
HURRY = """() => {
    const wait = AbortSignal.timeout;
    window.waits = [];
    window.hurries = true;
    AbortSignal.timeout = ms => { waits.push(ms); return wait.call(AbortSignal, hurries ? 100 : ms); };
}"""


def answer(page: Page, path: str, status: int, body: Any) -> None:  # noqa: ANN401  # whatever JSON holds
    """Let the next request get an answer of our own."""
    page.route(path, lambda route: route.fulfill(status=status, headers=ALLOWED, json=body), times=1)


def hold(page: Page, path: str) -> list[Route]:
    """Keep requests back, and return those that were."""
    held: list[Route] = []
    page.route(path, lambda route: held.append(route))  # noqa: PLW0108  # Playwright marks what it is given
    return held


def release(page: Page, path: str, held: list[Route]) -> None:
    """Let requests go on, and wait until the page has their answers."""
    for _ in range(TIMEOUT_MS // 10):
        if held:
            break
        page.wait_for_timeout(10)
    assert held, "no request came"
    with page.expect_response(path):
        for route in held:
            route.continue_()
    held.clear()
    script(page, "() => new Promise(done => setTimeout(done, 50))")


def waiting(embedding: Embedding, guest: Visits) -> tuple[Guest, list[Route]]:
    """Return a guest who has pressed "Ask for information", and the request that is kept back."""
    here = guest(
        put(embedding.strict, "/waiting", embedding.html(embedding.element())), expects=("status of 4", "status of 503")
    )
    search(here.page)
    held = hold(here.page, DISCLOSURES)
    here.page.get_by_role("button", name=ASK).first.click()
    expect(here.page.get_by_role("status")).to_have_text("Loading…")
    return here, held


def test_while_a_request_is_sent_nothing_leads_away_from_its_receipt(embedding: Embedding, guest: Visits):
    page = open_form(embedding, guest).page
    held = hold(page, INQUIRIES)
    send(page)
    expect(page.get_by_role("status")).to_have_text("Sending…")
    expect(page.get_by_role("status")).to_be_in_viewport()
    for words in (BACK, "Example Institute of Health Records"):
        page.get_by_text(words).first.click(force=True)
    page.keyboard.press("Enter")
    expect(page.locator("form button.main")).to_have_text("Send to 1 school")
    with page.expect_response(DISCLOSURES):
        script(page, "() => document.querySelector('leadmatch-search').setAttribute('placement', 'moved')")
    release(page, INQUIRIES, held)
    expect(page.get_by_role("heading", name="Your request is on its way")).to_be_focused()


def test_a_form_that_comes_late_leaves_alone_who_has_moved_on(embedding: Embedding, guest: Visits):
    here, held = waiting(embedding, guest)
    page, zip_code = here.page, here.page.locator("#zip")
    zip_code.fill("9001")
    release(page, DISCLOSURES, held)
    zip_code.press("End")
    page.keyboard.type("2")
    expect(zip_code).to_have_value("90012")
    expect(page.locator("#heading")).to_have_count(0)
    page.get_by_role("button", name=ASK).first.click()
    release(page, DISCLOSURES, held)
    page.get_by_role("checkbox", name="Example").first.click()
    page.get_by_role("button", name=BACK).click()
    release(page, DISCLOSURES, held)
    expect(page.locator("#heading")).to_have_count(0)
    expect(page.get_by_role("button", name=ASK).first).to_be_focused()


def test_two_quick_ticks_both_count_and_what_is_typed_meanwhile_goes_on(embedding: Embedding, guest: Visits):
    here, held = waiting(embedding, guest)
    page = here.page
    release(page, DISCLOSURES, held)
    boxes = page.locator("form .choice input")
    boxes.nth(0).click()
    boxes.nth(1).click()
    page.locator("#first_name").press_sequentially("Ad")
    release(page, DISCLOSURES, held)
    page.keyboard.type("a")
    expect(page.get_by_role("heading", name="Ask 3 schools for information")).to_be_visible()
    expect(page.locator("#first_name")).to_be_focused()
    expect(page.locator("#first_name")).to_have_value("Ada")


def test_a_form_that_is_refused_says_why_and_what_was_typed_stays(embedding: Embedding, guest: Visits):
    here, held = waiting(embedding, guest)
    page = here.page
    (route,) = held
    route.fulfill(status=429, headers=ALLOWED, json={"type": "about:blank"})
    page.unroute(DISCLOSURES)
    expect(page.get_by_role("alert")).to_contain_text("Too many requests")
    expect(page.get_by_role("button", name=TRY_AGAIN)).to_be_focused()
    page.get_by_role("button", name=BACK).click()
    page.get_by_role("button", name=ASK).first.click()
    fill_in(page, email="kept@example.org", phone="(312) 555-0177")
    other = page.locator("form .choice input").first
    for status, words in ((429, "Too many requests"), (503, "That did not work.")):
        answer(page, DISCLOSURES, status, {})
        other.click()
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(other).not_to_be_checked()
        expect(page.locator("#email")).to_have_value("kept@example.org")
        expect(page.locator(".consent input")).to_be_checked()
    other.click()
    expect(page.get_by_role("heading", name="Ask 2 schools for information")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_no_answer_is_waited_for_without_end(embedding: Embedding, guest: Visits):
    page = open_form(embedding, guest).page
    before = len(embedding.rows("SELECT id FROM inquiry"))
    script(page, HURRY)
    hold(page, INQUIRIES)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("We don't know whether it was sent.")
    page.unroute(INQUIRIES)
    script(page, "() => { hurries = false; }")
    send(page)
    expect(page.get_by_role("heading", name="Your request is on its way")).to_be_focused()
    assert len(embedding.rows("SELECT id FROM inquiry")) == before + 1
    page.get_by_role("button", name=BACK).click()
    script(page, "() => { hurries = true; }")
    hold(page, "**/api/v1/programs*")
    page.locator("#find").click()
    expect(page.get_by_role("alert")).to_contain_text(PLAIN)
    page.unroute("**/api/v1/programs*")
    script(page, "() => { hurries = false; }")
    page.get_by_role("button", name=TRY_AGAIN).click()
    expect(page.get_by_role("heading", name="Programs near")).to_be_focused()
    assert script(page, "() => waits") == [30_000, 30_000, 15_000, 15_000]


def test_answers_of_the_wrong_shape_end_in_plain_words_and_a_way_on(embedding: Embedding, guest: Visits):
    here, held = waiting(embedding, guest)
    page = here.page
    (route,) = held
    route.fulfill(headers=ALLOWED, json=5)
    page.unroute(DISCLOSURES)
    for body in ({"disclosures": [{}]}, {"disclosures": 5}, []):
        expect(page.get_by_role("alert")).to_contain_text(PLAIN)
        answer(page, DISCLOSURES, 200, body)
        page.get_by_role("button", name=TRY_AGAIN).click()
    expect(page.get_by_role("alert")).to_contain_text(PLAIN)
    page.get_by_role("button", name=TRY_AGAIN).click()
    fill_in(page, email="shapes@example.org", phone="(312) 555-0178")
    for status, answered in (
        (403, {"type": "/problems/challenge-required"}),
        (201, {}),
        (422, {"type": "/problems/invalid-request", "errors": [{"pointer": 7, "code": "invalid"}]}),
        (422, {"errors": {}}),
    ):
        answer(page, INQUIRIES, status, answered)
        page.locator("#first_name").focus()
        send(page)
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_role("alert")).to_contain_text("We don't know whether it was sent.")
    page.get_by_role("button", name=BACK).click()
    answer(page, "**/api/v1/programs*", 422, {"errors": {}})
    page.locator("#find").click()
    expect(page.get_by_role("alert")).to_contain_text(PLAIN)
