"""The element on a partner's page with a strict content security policy, from the ZIP code to the receipt."""

import re

import pytest
from embedding import KEPT, NOTHING_KEPT, ZIP, Embedding, Visits, fill_in, json_of, put, search, send
from playwright.sync_api import Page, expect
from visitor import script

FOCUSED = """() => {
    let here = document.activeElement;
    while (here.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
    const words = (here.labels?.[0] || here).textContent || '';
    return here.tagName.toLowerCase() + ': ' + words.replace(/\\s+/g, ' ').trim();
}"""
OPENS = """() => {
    const element = document.querySelector('leadmatch-search');
    try { return element.attachInternals().shadowRoot; } catch ({name}) { return name; }
}"""
NO_SIDEWAYS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SMALL_TARGETS = """() => [...document.querySelector('leadmatch-search').shadowRoot.querySelectorAll(
    'button:not(.link), input, select, summary, .button')].filter(each => {
        const box = (each.closest('label') || each).getBoundingClientRect();
        return box.width > 1 && box.height < 43.5;
    }).map(each => each.outerHTML.slice(0, 100))"""
MOST_TABS = 60


def focus(page: Page, name: str) -> None:
    """Press Tab until what has the focus begins with a name."""
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        seen.append(script(page, FOCUSED))
        if seen[-1].startswith(name):
            return
    raise AssertionError(f"{name} was not reached: {seen}")


def search_by_keys(page: Page) -> None:
    keys = page.keyboard
    focus(page, "input: Your ZIP code")
    assert script(page, "() => document.documentElement.scrollHeight") <= 640, "it is a box until somebody searches"
    keys.type("606")
    keys.press("Enter")
    expect(page.get_by_text("Type your ZIP code: five digits")).to_be_visible()
    assert script(page, FOCUSED) == "input: Your ZIP code"
    keys.press("Control+A")
    keys.type(ZIP)
    keys.press("Enter")
    found = re.compile(r"^\d+ programs: campuses within \d+ miles, and online$")
    expect(page.get_by_role("status")).to_have_text(found)
    assert script(page, NO_SIDEWAYS)
    assert script(page, SMALL_TARGETS) == []


def filter_by_keys(page: Page) -> None:
    keys, before = page.keyboard, page.get_by_role("status").inner_text()
    focus(page, "summary: Filters")
    keys.press("Enter")
    focus(page, "select: Format")
    keys.type("Onl")
    expect(page.get_by_role("button", name="Remove: Online")).to_be_visible()
    expect(page.get_by_role("status")).not_to_have_text(before)
    assert script(page, FOCUSED).startswith("select: Format")
    focus(page, "button: Remove:")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_have_text(before)
    assert script(page, FOCUSED).startswith("h2: Programs near")


def ask_by_keys(page: Page) -> str:
    """Read the details of a program, open the form of its school, and return that school's name."""
    page.keyboard.press("Shift+Tab")
    while not script(page, FOCUSED).startswith("button: Ask for information"):
        page.keyboard.press("Shift+Tab")
    focus(page, "summary: Details and sources")
    page.keyboard.press("Enter")
    expect(page.locator("details[open] table").first).to_be_visible()
    while not script(page, FOCUSED).startswith("button: Ask for information"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Ask Example")
    expect(heading).to_be_focused()
    return heading.inner_text().removeprefix("Ask ").removesuffix(" for information")


def fill_in_by_keys(page: Page) -> None:
    keys = page.keyboard
    focus(page, "button: Send to 1 school")
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was sent")
    focus(page, "button: Please fill in or correct: First name")
    keys.press("Enter")
    assert script(page, FOCUSED) == "input: First name"
    keys.type("Ada")
    typed = {"input: Last name": "Example", "input: E-mail": "keys.embed@example.org", "input: Phone": "(312) 555-0188"}
    for name, text in (typed | {"select: Your education": "Hi", "select: When you": "As"}).items():
        focus(page, name)
        keys.type(text)
    for name in ("input: I am 18", "input: By checking this box"):
        focus(page, name)
        keys.press("Space")
    assert script(page, NO_SIDEWAYS)
    focus(page, "button: Send to 1 school")
    keys.press("Enter")


def test_by_keys_alone_a_visitor_searches_filters_reads_asks_and_gets_a_receipt(embedding: Embedding, guest: Visits):
    address = put(embedding.strict, "/guide/coding", embedding.html(embedding.element(sub_id="visit-1")))
    narrow = {"width": 320, "height": 640}
    here = guest(f"{address}?utm_source=letter&email=ada@example.org", viewport=narrow, expects=("status of 422",))
    page, sent_before = here.page, len(embedding.rows("SELECT id FROM inquiry"))
    search_by_keys(page)
    filter_by_keys(page)
    assert len(here.asked("format=")) == 1, "three letters choose once"
    school = ask_by_keys(page)
    fill_in_by_keys(page)
    expect(page.get_by_role("heading", name="Your request is on its way")).to_be_focused()
    expect(page.get_by_role("listitem").filter(has_text=school)).to_have_text(f"{school}: sent")
    focus(page, "a: Open your receipt")
    receipt = page.get_by_role("link", name="Open your receipt").get_attribute("href") or ""
    assert re.fullmatch(rf"{embedding.home}/receipts/[\w-]+", receipt)
    assert page.request.get(receipt).status == 200
    rows = embedding.rows("SELECT partner_id, placement, sub_id, language FROM inquiry ORDER BY created_at")
    assert len(rows) == sent_before + 1
    assert rows[-1][1:] == ("sidebar", "visit-1", "en")
    assert rows[-1].partner_id.startswith("par_")
    assert script(page, KEPT) == NOTHING_KEPT
    assert [each for each in here.requests if "ada@" in each or "ada%40" in each] == here.requests[:1]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (1280, "dark")])
def test_one_search_costs_one_script_and_one_answer_and_nothing_is_wider_than_the_page(
    embedding: Embedding, guest: Visits, width: int, scheme: str
):
    address = put(embedding.strict, "/", embedding.html(embedding.element()))
    here = guest(address, viewport={"width": width, "height": 800}, color_scheme=scheme)
    search(here.page)
    kinds = [re.sub(r"\?.*", "", each.replace(embedding.home, "")) for each in here.requests if embedding.home in each]
    assert kinds == ["GET /embed/v1.js", "GET /api/v1/programs"]
    here.page.locator("article details summary").first.click()
    assert script(here.page, NO_SIDEWAYS)
    listed = here.page.locator("ol > li h3").all_inner_texts()
    here.page.get_by_role("button", name="Show more").click()
    expect(here.page.locator("ol > li")).to_have_count(20)
    assert here.page.locator("ol > li h3").all_inner_texts()[: len(listed)] == listed
    expect(here.page.locator("ol > li h3").nth(10)).to_be_focused()
    assert "release=rel_" in here.asked("page=2")[0]
    page_color = here.page.locator(".all").evaluate("each => getComputedStyle(each).backgroundColor")
    assert page_color == ("rgb(18, 22, 21)" if scheme == "dark" else "rgb(246, 247, 245)")
    assert script(here.page, KEPT) == NOTHING_KEPT


def test_what_is_shown_is_what_the_guide_answers_and_links_say_where_the_visitor_came_from(
    embedding: Embedding, guest: Visits
):
    address = put(embedding.strict, "/a/b", embedding.html(embedding.element(inquiry="link")))
    here = guest(f"{address}?utm_source=letter&utm_campaign=fall&email=ada@example.org")
    search(here.page)
    answer = json_of(here.page, f"{embedding.home}/api/v1/programs?zip={ZIP}&field=billing-coding&per_page=10")
    assert here.page.locator("ol > li h3").all_inner_texts() == [each["title"] for each in answer["programs"]]
    assert here.page.locator(".paid h3").all_inner_texts() == [each["title"] for each in answer["sponsored"]]
    for card, item in zip(here.page.locator("ol > li").all(), answer["programs"], strict=True):
        cost = "Cost not published" if item["cost"]["total_usd"] is None else f"${item['cost']['total_usd']:,.0f}"
        expect(card).to_contain_text(cost)
        expect(card).to_contain_text(item["school"]["name"])
        near = "Online" if item["distance_miles"] is None else f"{item['distance_miles']:.1f} miles"
        expect(card).to_contain_text(near)
    links = here.page.locator("a").evaluate_all("all => all.map(each => [each.href, each.rel, each.target])")
    to_guide = [href for href, *_ in links if href.startswith(embedding.home)]
    assert all(
        "attribution=" in href and "utm_source=letter" in href and "utm_campaign=fall" in href for href in to_guide
    )
    assert all(f"landing={address.replace(':', '%3A').replace('/', '%2F')}&" in href for href in to_guide)
    assert not any("email" in href or "ada" in href for href in to_guide)
    assert any("/inquire?program=prg_" in href and f"zip={ZIP}" in href for href in to_guide)
    others = [(rel, target) for href, rel, target in links if not href.startswith(embedding.home)]
    assert others
    assert set(others) == {("noopener nofollow", "_blank")}


def test_who_asks_not_to_be_followed_leaves_no_trace_of_the_partner(embedding: Embedding, guest: Visits):
    address = put(embedding.strict, "/", embedding.html(embedding.element()))
    here = guest(f"{address}?utm_source=letter", extra_http_headers={"Sec-GPC": "1"})
    search(here.page)
    hrefs = here.page.locator("a").evaluate_all("all => all.map(each => each.href)")
    assert not any("attribution=" in each or "landing=" in each or "utm_" in each for each in hrefs)


def test_the_inside_of_the_element_is_closed_to_the_page_around_it(embedding: Embedding, guest: Visits):
    address = put(embedding.strict, "/", embedding.html(embedding.element(zip=ZIP)))
    here = guest(address, opens_shadows=False)
    expect(here.page.locator("leadmatch-search")).to_be_visible()
    assert script(here.page, "() => document.querySelector('leadmatch-search').shadowRoot") is None
    assert script(here.page, OPENS) == "NotSupportedError"


def test_several_schools_can_be_asked_at_once_each_with_its_own_words(embedding: Embedding, guest: Visits):
    address = put(embedding.strict, "/", embedding.html(embedding.element(zip=ZIP)))
    here = guest(address)
    page = here.page
    page.get_by_role("button", name="Ask for information Medical billing and coding certificate").first.click()
    page.get_by_role("checkbox", name=re.compile("^Example Institute of Health Records")).check()
    expect(page.get_by_role("heading", name="Ask 2 schools for information")).to_be_visible()
    offered = json_of(
        page,
        f"{embedding.home}/api/v1/disclosures?program="
        + ",".join(re.findall(r"prg_\w+", here.asked("/disclosures")[-1])),
    )["disclosures"]
    boxes = page.get_by_role("group").get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    assert [box.is_checked() for box in boxes.all()] == [False, False]
    assert page.get_by_role("group").locator("label").all_inner_texts() == [each["text"] for each in offered]
    page.locator("#phone").fill(" 312-555-0144 ")
    shown = page.get_by_role("group").locator("label").all_inner_texts()
    assert shown == [each["text_with_phone"].replace("{phone}", "312-555-0144") for each in offered]
    fill_in(page, email="two.schools@example.org", phone="312-555-0144")
    send(page)
    expect(page.get_by_role("heading", name="Your request is on its way")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=": sent")).to_have_count(2)
