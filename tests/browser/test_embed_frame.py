"""The element in a frame, the page that shows it to partners, and what axe says of both."""

import re
from pathlib import Path

import pytest
from axe import violations
from embedding import ZIP, Embedding, Visits, fill_in, put, search, send
from playwright.sync_api import expect
from visitor import PHONE, script

DOCS = Path(__file__).parents[2] / "docs" / "embed.md"
BLOCKED = ("frame-ancestors", "chrome-error", "net::ERR_BLOCKED_BY_RESPONSE")
MESSAGES = ({"type": "leadmatch-height", "height": 9}, {"zip": "90012"}, "leadmatch", {"key": "pk_x"}, 7, None)


def listener(home: str) -> str:
    """Return the script that docs/embed.md tells partners to use, for this guide."""
    (code,) = re.findall(r"```js\n(.*?)```", DOCS.read_text(), re.DOTALL)
    return f"<script>{code.replace('https://guide.example.org', home)}</script>"


def framed(embedding: Embedding, path: str) -> str:
    around = f'<iframe src="{embedding.home}{path}" title="Find programs" width="100%" height="700"></iframe>'
    return f"<!doctype html><html lang=en><title>A partner</title>{listener(embedding.home)}<body>{around}"


def test_in_a_frame_the_whole_way_is_there_the_frame_grows_and_strangers_are_not_heard(
    embedding: Embedding, guest: Visits
):
    path = f"/embed/frame?key={embedding.key}&field=billing-coding&placement=frame&utm_source=letter"
    here = guest(put(embedding.lax, "/framing", framed(embedding, path)))
    frame = here.page.frame_locator("iframe")
    outer = here.page.locator("iframe")
    expect(outer).not_to_have_attribute("height", "700")
    before = int(outer.get_attribute("height") or 0)
    frame.locator("#zip").fill(ZIP)
    frame.locator("#find").click()
    expect(frame.locator("article").first).to_be_visible()
    expect(outer).not_to_have_attribute("height", str(before))
    grown = int(outer.get_attribute("height") or 0)
    assert before < 400 < grown
    assert here.page.frames[1].evaluate("() => document.scrollingElement.scrollHeight") <= grown
    titles = frame.locator("h3").all_inner_texts()
    for message in MESSAGES:
        script(
            here.page, "message => document.querySelector('iframe').contentWindow.postMessage(message, '*')", message
        )
        script(here.page, "message => postMessage(message, '*')", message)
    script(here.page, "() => new Promise(requestAnimationFrame)")
    assert frame.locator("h3").all_inner_texts() == titles
    assert outer.get_attribute("height") == str(grown)
    frame.get_by_role("button", name="Ask for information").first.click()
    fill_in(here.page.frames[1], email="framed@example.org", phone="(312) 555-0111")  # type: ignore[arg-type]  # has locators too
    frame.locator("form button.main").click()
    expect(frame.get_by_role("heading", name="Your request is on its way")).to_be_visible()
    link = frame.get_by_role("link", name="How this works").last
    expect(link).to_have_count(0)
    frame.get_by_role("button", name="Back to the results").click()
    href = link.get_attribute("href") or ""
    assert f"landing={embedding.lax.origin.replace(':', '%3A').replace('/', '%2F')}%2F&utm_source=letter" in href
    assert embedding.rows("SELECT placement FROM inquiry ORDER BY created_at")[-1].placement == "frame"


@pytest.mark.parametrize("why", ["a stranger's site", "an unknown key", "another page", "the demo"])
def test_nothing_else_of_the_guide_can_be_framed(embedding: Embedding, guest: Visits, why: str):
    path = f"/embed/frame?key={embedding.key}"
    path = {"an unknown key": "/embed/frame?key=pk_" + "a" * 49, "another page": "/", "the demo": "/embed/demo"}.get(
        why, path
    )
    site = embedding.stranger if why == "a stranger's site" else embedding.lax
    here = guest(put(site, "/refused", framed(embedding, path)), expects=(*BLOCKED, "status of 403"))
    expect(here.page.locator("iframe")).to_have_attribute("height", "700")
    assert [each.url for each in here.page.frames[1:]] == ["chrome-error://chromewebdata/"]


def test_axe_finds_nothing_in_the_element_with_results_and_with_a_form_full_of_faults(
    embedding: Embedding, guest: Visits
):
    address = f"{embedding.home}/embed/frame?key={embedding.key}&field=billing-coding"
    page = guest(address, viewport=PHONE, expects=("status of 422",)).page
    search(page)
    page.locator("summary").evaluate_all("all => all.slice(0, 3).forEach(each => { each.parentElement.open = true; })")
    found = violations(page)
    page.get_by_role("button", name="Ask for information").first.click()
    expect(page.locator("#heading")).to_be_visible()
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert found + violations(page) == []


def test_axe_sees_into_the_element(embedding: Embedding, guest: Visits):
    page = guest(f"{embedding.home}/embed/frame?key={embedding.key}").page
    script(page, "() => { document.querySelector('leadmatch-search').shadowRoot.querySelector('label').remove(); }")
    assert any("#zip" in each for each in violations(page))


def test_the_demo_shows_three_host_styles_and_copies_the_lines(embedding: Embedding, guest: Visits):
    here = guest(f"{embedding.home}/embed/demo?key={embedding.key}", permissions=["clipboard-read", "clipboard-write"])
    page = here.page
    expect(page.locator("leadmatch-search #zip")).to_have_count(3)
    assert violations(page) == []
    search(page)
    assert page.locator(".blog .all").evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(251, 246, 236)"
    dashboard = page.locator(".dashboard .all")
    assert dashboard.evaluate("each => getComputedStyle(each).backgroundColor") == "rgb(18, 22, 21)"
    assert dashboard.evaluate("each => getComputedStyle(each).letterSpacing") == "normal"
    assert page.locator(".sidebar leadmatch-search").evaluate("each => each.getBoundingClientRect().width") == 240
    page.get_by_role("button", name="Copy").nth(1).click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    copied = script(page, "() => navigator.clipboard.readText()")
    assert copied.startswith(f'<script src="{embedding.home}/embed/v1.0.0.js" integrity="sha384-')
    assert len(copied.splitlines()) == 3


def test_the_copied_lines_work_in_a_page_as_they_are(embedding: Embedding, guest: Visits):
    page = guest(f"{embedding.home}/embed/demo?key={embedding.key}").page
    lines = page.locator("pre code").first.inner_text()
    page = guest(put(embedding.lax, "/pasted", f"<!doctype html><html lang=en><title>Pasted</title><body>{lines}")).page
    search(page)
    expect(page.get_by_role("heading", name="Programs near Chicago, IL · 60601")).to_be_visible()
    page = guest(
        put(embedding.lax, "/tampered", f"<body>{lines.replace('sha384-', 'sha384-A', 1)}"), expects=("integrity",)
    ).page
    expect(page.locator("leadmatch-search")).to_be_empty()
    without = guest(embedding.lax.origin + "/pasted", java_script_enabled=False).page
    link = without.get_by_role("link", name="Find programs near you")
    assert without.request.get(link.get_attribute("href") or "").status == 200


def test_axe_finds_nothing_on_the_demo_without_a_key(embedding: Embedding, guest: Visits):
    page = guest(f"{embedding.home}/embed/demo").page
    page.get_by_label("Your publishable key").fill(embedding.test_key)
    assert violations(page) == []
    page.get_by_role("button", name="Show it with this key").click()
    expect(page.get_by_text("Test mode")).to_have_count(3)
