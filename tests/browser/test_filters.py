"""Filters: without scripts by their button, with scripts at once; place, focus and the way back are kept."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from visitor import DESK, PHONE, Visit, script

CHICAGO = "/programs?zip=60601"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(visit: Visit, has_script: bool) -> Page:  # noqa: FBT001  # a fixture
    return visit(viewport=DESK if has_script else PHONE, java_script_enabled=has_script)


@pytest.fixture
def choose(page: Page, has_script: bool) -> Callable[[str], None]:  # noqa: FBT001  # a fixture
    """Return a way to tick a box of the filters; where no script sends the form at once, its button is pressed."""

    def tick(name: str) -> None:
        before = page.url
        filters(page).get_by_role("checkbox", name=re.compile(name)).click()
        if not has_script:
            filters(page).get_by_role("button", name="Apply").click()
        page.wait_for_url(lambda address: address != before)

    return tick


def titles(page: Page) -> Locator:
    return page.get_by_role("article").get_by_role("heading", level=3)


def api_titles(page: Page, query: str) -> list[str]:
    answer = page.request.get(f"/api/v1/programs?{query}").json()
    return [each["title"] for each in answer["programs"]]


def filters(page: Page) -> Locator:
    """Return the filters, unfolded."""
    beside = page.get_by_role("complementary", name="Filters")
    if not beside.get_by_role("checkbox").first.is_visible():
        beside.locator("summary").first.click()
    return beside


def test_a_box_that_is_ticked_asks_for_what_it_says(page: Page, choose: Callable[[str], None]):
    page.goto("/programs?zip=60601&radius_miles=25")
    box = filters(page).get_by_role("checkbox", name=re.compile("Associate"))
    promised = re.search(r"\d+", box.evaluate("each => each.closest('label').textContent"))
    assert promised is not None
    choose("Associate")
    expect(page.get_by_role("heading", level=2, name=f"{promised[0]} programs")).to_be_visible()
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601&radius_miles=25&credential=associate"))
    expect(filters(page).get_by_role("checkbox", name=re.compile("Associate"))).to_be_checked()


def test_two_boxes_of_one_kind_widen_and_of_two_kinds_narrow(page: Page, choose: Callable[[str], None]):
    page.goto(CHICAGO)
    choose("Medical office")
    choose("Medical assisting")
    choose("Associate")
    expect(titles(page)).to_have_text(
        api_titles(page, "zip=60601&field=medical-office,medical-assisting&credential=associate")
    )


def test_what_was_chosen_stands_above_the_list_and_each_can_be_taken_away(page: Page):
    page.goto("/programs?zip=60601&field=medical-office&credential=associate&max_cost_usd=30000")
    chosen = page.get_by_role("list", name="Chosen filters").get_by_role("link")
    expect(chosen).to_have_count(4)
    chosen.filter(has_text="Associate").click()
    expect(chosen).to_have_count(3)
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601&field=medical-office&max_cost_usd=30000"))
    chosen.filter(has_text="Clear all").click()
    expect(page.get_by_role("list", name="Chosen filters")).to_be_hidden()
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601"))


def test_what_was_left_out_because_it_is_not_known_can_be_included_by_one_press(page: Page):
    page.goto("/programs?zip=60601&max_cost_usd=9000")
    before = page.request.get("/api/v1/programs?zip=60601&max_cost_usd=9000").json()
    left_out = before["excluded"]["cost"]
    line = page.get_by_role("listitem").filter(has_text=re.compile(rf"^{left_out} programs? do not publish their cost"))
    line.get_by_role("link", name=re.compile("Include them")).click()
    total = before["pagination"]["total"] + left_out
    expect(page.get_by_role("heading", level=2, name=f"{total} programs")).to_be_visible()


def test_a_filter_that_would_find_nothing_cannot_be_chosen(page: Page):
    page.goto("/programs?zip=60601&credential=associate&field=medical-office&radius_miles=10")
    off = [each for each in filters(page).get_by_role("checkbox").all() if each.is_disabled()]
    assert off
    for box in off:
        assert re.search(r"\b0$", box.evaluate("each => each.closest('label').textContent.trim()"))


def test_a_wrong_figure_is_said_and_kept_beside_its_box(page: Page):
    page.goto("/programs?zip=60601&max_months=many")
    page.get_by_role("alert").get_by_role("link").first.click()
    box = page.get_by_label("Longest length in months")
    expect(box).to_be_focused()
    expect(box).to_have_value("many")
    expect(box).to_have_attribute("aria-invalid", "true")


def test_back_leads_to_the_filters_and_the_place_that_were_left(page: Page, choose: Callable[[str], None]):
    page.goto(CHICAGO)
    choose("Associate")
    third = page.get_by_role("article").nth(2)
    third.scroll_into_view_if_needed()
    left = script(page, "() => [location.href, scrollY]")
    third.get_by_role("heading", level=3).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("60601")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")
    page.wait_for_function("scroll => Math.abs(scrollY - scroll) < 2", arg=left[1])
    assert page.url == left[0]
    expect(filters(page).get_by_role("checkbox", name=re.compile("Associate"))).to_be_checked()
    page.go_back()
    expect(filters(page).get_by_role("checkbox", name=re.compile("Associate"))).not_to_be_checked()
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601"))
    page.go_forward()
    expect(filters(page).get_by_role("checkbox", name=re.compile("Associate"))).to_be_checked()
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601&credential=associate"))


def test_a_choice_asks_at_once_and_keeps_the_place_and_the_focus(visit: Visit):
    page = visit(viewport=DESK)
    page.goto(CHICAGO)
    box = filters(page).get_by_role("checkbox", name=re.compile("Financial aid|federal aid", re.IGNORECASE))
    box.scroll_into_view_if_needed()
    before = box.bounding_box()
    assert before is not None
    box.focus()
    with page.expect_navigation():
        page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    after = box.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 2
    with page.expect_navigation():
        page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()


def test_walking_through_an_order_by_arrow_keys_asks_nothing_until_it_is_chosen(visit: Visit):
    page = visit(viewport=DESK)
    page.goto(CHICAGO)
    order = page.get_by_label("Order")
    order.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(200)
    assert page.url.endswith(CHICAGO)
    with page.expect_navigation():
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert "sort=cost" in page.url


def test_on_a_phone_the_filters_are_a_sheet_that_stays_until_it_is_closed(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto(CHICAGO)
    with page.expect_navigation():
        filters(page).get_by_role("checkbox", name=re.compile("Associate")).click()
    box = filters(page).get_by_role("checkbox", name=re.compile("Associate"))
    expect(box).to_be_checked()
    expect(box).to_be_in_viewport()
    expect(box).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert script(
            page, "() => document.activeElement === document.body || !!document.activeElement.closest('aside')"
        )
    box.focus()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601&credential=associate"))


def test_on_a_phone_the_sheet_stays_even_where_the_box_that_was_let_go_is_gone(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto(f"{CHICAGO}&credential=doctorate,associate")
    filters(page).locator("summary").first.click()
    box = filters(page).get_by_role("checkbox", name=re.compile("Doctorate"))
    with page.expect_navigation():
        box.click()
    shown = page.get_by_role("complementary", name="Filters").get_by_role("checkbox")
    expect(shown.filter(visible=True).first).to_be_visible()
    assert page.locator("input[value=doctorate]").count() == 0


def test_on_a_phone_the_sheets_button_shows_what_was_found(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto(CHICAGO)
    with page.expect_navigation():
        filters(page).get_by_role("checkbox", name=re.compile("Associate")).click()
    filters(page).locator("form").get_by_role("button").last.click()
    expect(page.get_by_role("heading", level=2, name=re.compile(r"^\d+ programs"))).to_be_in_viewport()
    expect(titles(page)).to_have_text(api_titles(page, "zip=60601&credential=associate"))
