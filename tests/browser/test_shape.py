"""How a page lies on the screen: narrow, with large text, while it loads, printed, in the colours of the system."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect
from visitor import DESK, PHONE, Visit, script, unfold

# A page of each kind; those of programs are looked up.
ADDRESSES = (
    "/",
    "/programs?zip=60601",
    "/programs?zip=60601&field=billing-coding,medical-office&credential=associate&radius_miles=50&financial_aid=true",
    "/programs?zip=99950&radius_miles=10&format=on_campus",
    "/programs?zip=606",
    "/for-schools",
    "/compare",
    "/shortlist",
    "/inquire",
    "/how-results-are-ordered",
    "/privacy",
    "/problems/",
    "/problems/invalid-request",
    "/docs",
    "/docs/guide",
    "/docs/reference/schools",
    "/nope",
)
LARGEST_PAGE_BYTES = 60_000
SMALLEST_TARGET_PX = 44

SIDEWAYS = """() => {
    const page = document.scrollingElement;
    const out = [...document.body.querySelectorAll('*')].filter(each => {
        const box = each.getBoundingClientRect();
        return box.width > 1 && box.right > page.clientWidth + 1 && getComputedStyle(each).position !== 'absolute';
    });
    return page.scrollWidth <= page.clientWidth ? [] : [page.scrollWidth, ...out.map(each => each.outerHTML)];
}"""

MOVES = """() => new Promise(done => {
    const moves = [];
    const seen = list => list.getEntries().forEach(each => moves.push(
        [each.value, ...each.sources.map(source => source.node && source.node.outerHTML.slice(0, 80))]));
    new PerformanceObserver(seen).observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(moves), 150);
})"""


def addresses(page: Page) -> Iterator[str]:
    """Yield a page of each kind."""
    yield from ADDRESSES
    yield program_address(page)
    ids = [each["id"] for each in programs(page, 4)]
    yield f"/compare?ids={','.join(ids)}&zip=60601"
    yield f"/shortlist?ids={','.join(ids[:2])}&zip=60601"


def programs(page: Page, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.request.get(f"/api/v1/programs?zip=60601&per_page={count}").json()["programs"]
    return found


def program_address(page: Page) -> str:
    return f"{programs(page, 1)[0]['links']['page']}?zip=60601"


def test_at_320_pixels_the_sheet_of_filters_fits(visit: Visit):
    page = visit(viewport={"width": 320, "height": 640})
    page.goto("/programs?zip=60601&max_cost_usd=9000")
    sheet = page.get_by_role("complementary", name="Filters").locator("details")
    sheet.locator("summary").first.click()
    assert sheet.evaluate("each => [each.open, each.scrollWidth <= each.clientWidth]") == [True, True]


def test_at_320_pixels_nothing_has_to_be_scrolled_sideways(visit: Visit):
    page = visit(viewport={"width": 320, "height": 640})
    for address in addresses(page):
        page.goto(address)
        unfold(page)
        assert script(page, SIDEWAYS) == [], address


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_text_at_200_percent_grows_and_stays_on_the_screen(visit: Visit, size: dict[str, int]):
    page = visit(viewport=size)
    each_address = list(addresses(page))
    page.goto("/")
    before = script(page, "() => parseFloat(getComputedStyle(document.body).fontSize)")
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for each in each_address:
        page.goto(each)
        unfold(page)
        assert script(page, "() => parseFloat(getComputedStyle(document.body).fontSize)") == 2 * before
        assert script(page, SIDEWAYS) == [], each


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_while_a_page_loads_even_when_its_script_comes_late(visit: Visit, size: dict[str, int]):
    page = visit(viewport=size)

    def hold(route: Route) -> None:
        page.wait_for_timeout(150)
        route.continue_()

    each_address = list(addresses(page))
    page.route(re.compile(r"\.js"), hold)
    for each in each_address:
        page.goto(each, wait_until="load")
        assert script(page, MOVES) == [], each


def test_what_moves_while_a_page_loads_is_seen(page: Page):
    page.goto("/")
    script(page, "() => document.querySelector('main').prepend(document.createElement('hr'), 'pushes all down')")
    assert script(page, MOVES) != []


@pytest.mark.parametrize("address", ["/", "/programs?zip=60601", "/programs?zip=90012&radius_miles=100"])
def test_a_page_is_one_document_one_style_sheet_and_at_most_one_script_of_60_kilobytes(visit: Visit, address: str):
    page = visit(viewport=PHONE)
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))  # noqa: PLW0108  # it cannot wrap a list's method
    page.goto(address, wait_until="networkidle")
    asked = [each for each in requests if not each.url.startswith("data:")]
    kinds = [each.resource_type for each in asked]
    assert kinds[:2] == ["document", "stylesheet"]
    assert kinds[2:] in ([], ["script"])
    sizes = [each.sizes() for each in asked]
    weight = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
    assert 2_000 < weight <= LARGEST_PAGE_BYTES


def test_every_target_of_a_finger_is_44_pixels_high(visit: Visit):
    page = visit(viewport=PHONE)
    for address in addresses(page):
        page.goto(address)
        unfold(page)
        small = script(
            page,
            """least => [...document.querySelectorAll('a, button, select, summary, input')].filter(each => {
                const target = each.closest('label') || each;
                const box = target.getBoundingClientRect();
                const isInText = getComputedStyle(target).display === 'inline';
                const isShown = each.checkVisibility() && box.width > 1 && each.type !== 'hidden';
                return isShown && !isInText && box.height < least - 0.5;
            }).map(each => each.outerHTML.slice(0, 120))""",
            SMALLEST_TARGET_PX,
        )
        assert small == [], address


def test_nothing_moves_where_less_motion_is_asked_for(visit: Visit):
    page = visit(reduced_motion="reduce")
    for address in ("/", "/programs?zip=60601", program_address(page)):
        page.goto(address)
        moving = script(
            page,
            """() => [...document.querySelectorAll('*')].filter(each => ['', '::before', '::after'].some(part => {
                const style = getComputedStyle(each, part || null);
                return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'
                    || style.scrollBehavior === 'smooth';
            })).map(each => each.outerHTML.slice(0, 80))""",
        )
        assert moving == [], address


def test_in_the_colours_of_the_system_what_is_chosen_and_where_the_focus_is_can_be_seen(visit: Visit):
    page = visit(forced_colors="active")
    page.goto("/programs?zip=60601&credential=certificate")
    box = page.get_by_label("Your ZIP code").first
    plain = box.screenshot()
    box.focus()
    page.mouse.move(0, 0)
    assert script(page, "() => getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.screenshot() != plain
    chosen = page.get_by_role("checkbox", checked=True).first
    assert chosen.evaluate("each => getComputedStyle(each).appearance") != "none"
    ink, ground = script(page, "() => ['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])")
    assert ink != ground


@pytest.mark.parametrize("kind", ["results", "program"])
def test_printed_a_page_keeps_its_facts_and_drops_what_cannot_be_pressed(visit: Visit, kind: str):
    page = visit()
    page.goto(program_address(page) if kind == "program" else "/programs?zip=60601&per_page=3")
    page.emulate_media(media="print", color_scheme="light")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.pdf(format="Letter").startswith(b"%PDF")
    for button in page.get_by_role("button").all():
        expect(button).to_be_hidden()


def test_a_page_is_printed_dark_on_light_even_where_the_screen_is_dark(page: Page):
    page.goto("/")
    page.emulate_media(media="print", color_scheme="dark")
    assert script(page, "() => getComputedStyle(document.body).color") == "rgb(27, 31, 36)"


@pytest.mark.parametrize("filters", ["", "&field=billing-coding", "&field=billing-coding&credential=associate"])
def test_on_a_phone_the_first_program_and_its_cost_are_seen_without_scrolling(visit: Visit, filters: str):
    page = visit(viewport={"width": 375, "height": 812})
    page.goto(f"/programs?zip=60601{filters}")
    first = page.get_by_role("article").first
    for part in (first.get_by_role("heading"), first.locator(".cost").first):
        expect(part).to_be_in_viewport(ratio=1)
