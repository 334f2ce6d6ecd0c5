"""A visitor with a keyboard alone: from the address bar to a program, always seeing where the focus is."""

import re

import pytest
from playwright.sync_api import Page, expect
from visitor import DESK, PHONE, Visit, focused, script

FOCUS_RING_PX = 3
MOST_STOPS = 200


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(visit: Visit, request: pytest.FixtureRequest) -> Page:
    return visit(viewport=request.param, reduced_motion="reduce")


def step(page: Page) -> str:
    """Press Tab, hold the new focus to being seen, and return what it is on."""
    page.keyboard.press("Tab")
    seen = script(
        page,
        """() => {
            const here = document.activeElement;
            if (here === document.body) return null;
            const ringed = [here, here.closest('label')].filter(each => each && getComputedStyle(each).outlineStyle
                !== 'none').map(each => parseFloat(getComputedStyle(each).outlineWidth));
            const drawn = [...here.querySelectorAll('circle')].map(
                each => parseFloat(getComputedStyle(each).strokeWidth) * each.getScreenCTM().a);
            const box = here.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
            return {
                ring: Math.max(0, ...(here.closest('svg') ? drawn : ringed)),
                inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
                onTop: here.contains(top) || !!(top && top.contains(here)),
            };
        }""",
    )
    where = focused(page)
    if seen is not None:
        assert seen["ring"] >= FOCUS_RING_PX, where
        assert (seen["inView"], seen["onTop"]) == (True, True), where
    return where


def step_to(page: Page, wanted: str, words: str = "") -> list[str]:
    """Press Tab until the focus is on something that begins and goes on so; return where it was on the way."""
    stops: list[str] = []
    while not stops or not (stops[-1].startswith(wanted) and words in stops[-1]):
        stops.append(step(page))
        assert len(stops) < MOST_STOPS, stops
    return stops


def test_from_the_address_bar_to_a_program_and_back(page: Page):
    page.goto("/")
    assert step(page) == "a: Skip to the content"
    step_to(page, "input: Your ZIP code")
    page.keyboard.type("60601")
    step_to(page, "input: Medical billing and coding")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "input: Medical assisting"
    step_to(page, "button: Find programs")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")
    title = page.get_by_role("article").get_by_role("heading", level=3).first.inner_text()
    assert step(page) == "a: Skip to the content"
    step_to(page, f"a: {title}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")


def test_enter_in_the_zip_box_searches(page: Page):
    page.goto("/")
    step_to(page, "input: Your ZIP code")
    page.keyboard.type("60601")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")


def test_the_focus_goes_through_the_results_in_the_order_of_reading(page: Page):
    page.goto("/programs?zip=60601&per_page=3")
    stops = step_to(page, "a: Next page")
    titles = page.get_by_role("article").get_by_role("heading", level=3).all_inner_texts()
    order = ["input: Your ZIP code", "button: Find programs", "select: Order", *(f"a: {each}" for each in titles)]
    found = [next(place for place, stop in enumerate(stops) if stop.startswith(each)) for each in order[:4]]
    assert found == sorted(found)
    assert [stop[3:] for stop in stops if stop[3:] in titles] == titles


def test_a_cards_figures_unfold_by_key(page: Page):
    page.goto("/programs?zip=60601&per_page=3&credential=associate")
    source = page.get_by_role("article").first.get_by_text(re.compile("^Source: "))
    step_to(page, "summary: ", "Sources")
    page.keyboard.press("Enter")
    expect(source).to_be_visible()
    page.keyboard.press("Space")
    expect(source).to_be_hidden()


def test_no_page_holds_the_focus_captive(page: Page):
    for address in ("/", "/programs?zip=60601&per_page=2", "/programs?zip=606", "/how-results-are-ordered"):
        page.goto(address)
        stops = step_to(page, "a: API description")
        assert len(stops) > 5
        page.keyboard.press("Tab")
        assert script(page, "() => document.activeElement === document.body"), address


def test_a_wrong_zip_code_is_mended_without_a_mouse(page: Page):
    page.goto("/programs?zip=606")
    step_to(page, "a: ")
    page.get_by_role("alert").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your ZIP code").first).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("60601")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=re.compile("60601"))).to_be_visible()
