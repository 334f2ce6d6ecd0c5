"""Comparing up to four programs, and keeping a list: in the address or in this browser alone."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from visitor import DESK, PHONE, Visit, focused, script

CHICAGO = "/programs?zip=60601&field=billing-coding"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(visit: Visit, has_script: bool) -> Page:  # noqa: FBT001  # a fixture
    return visit(viewport=PHONE, java_script_enabled=has_script)


def cards(page: Page) -> Locator:
    return page.get_by_role("article")


def tick(page: Page, number: int) -> str:
    """Tick "compare" on a card and return its program's id."""
    box = cards(page).nth(number).get_by_role("checkbox", name=re.compile("^compare"))
    box.click()
    return box.get_attribute("value") or ""


def ids(page: Page) -> list[str]:
    return ",".join(parse_qs(urlsplit(page.url).query)["ids"]).split(",")


def compare(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Compare")).click()
    page.wait_for_url(re.compile("/compare"))


def test_two_programs_stand_side_by_side(page: Page):
    page.goto(CHICAGO)
    chosen = [tick(page, 0), tick(page, 2)]
    titles = [cards(page).nth(number).get_by_role("heading", level=3).inner_text() for number in (0, 2)]
    compare(page)
    assert ids(page) == chosen
    main = page.get_by_role("main")
    for title in titles:
        expect(main.get_by_role("link", name=title).first).to_be_visible()
    cells = main.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("cost", re.IGNORECASE)))
    expect(cells.first.get_by_role("cell")).to_have_count(2)


def test_five_are_refused_and_the_way_on_is_told(page: Page, has_script: bool):  # noqa: FBT001  # a fixture
    page.goto(CHICAGO)
    chosen = [tick(page, number) for number in range(4)]
    fifth = cards(page).nth(4).get_by_role("checkbox", name=re.compile("^compare"))
    if has_script:
        fifth.click(force=True)
        expect(page.get_by_text(re.compile("up to 4 programs. Take one away"))).to_be_visible()
        expect(fifth).not_to_be_checked()
        compare(page)
        assert ids(page) == chosen
    else:
        tick(page, 4)
        compare(page)
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"(up to|at most|more than) (4|four)"))


def test_going_back_from_the_comparison_finds_what_was_ticked(page: Page, has_script: bool):  # noqa: FBT001  # as above
    page.goto(CHICAGO)
    tick(page, 1)
    tick(page, 3)
    compare(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")
    ticked = page.get_by_role("checkbox", name=re.compile("^compare"), checked=True)
    expect(ticked).to_have_count(2 if has_script else 0)


def test_a_program_can_be_taken_out_of_the_comparison(page: Page):
    page.goto(CHICAGO)
    chosen = [tick(page, number) for number in range(3)]
    compare(page)
    page.get_by_role("link", name=re.compile("Remove|Take")).first.click()
    page.wait_for_url(lambda address: chosen[0] not in address)
    assert ids(page) == chosen[1:]


@pytest.mark.parametrize("query", ["", "?ids=", "?ids=prg_nosuch", "?ids=prg_nosuch,prg_nosuch&zip=606"])
def test_a_comparison_of_nothing_says_what_to_do(page: Page, query: str):
    page.goto(f"/compare{query}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("main").get_by_role("link").count() + page.get_by_role("main").get_by_role("button").count()


def test_the_tray_counts_and_names_what_is_ticked(visit: Visit):
    page = visit(viewport=DESK)
    page.goto(CHICAGO)
    tick(page, 0)
    expect(page.get_by_text("1 of 4 chosen")).to_be_visible()
    tick(page, 1)
    expect(page.get_by_text("2 of 4 chosen")).to_be_visible()
    tick(page, 0)
    expect(page.get_by_text("1 of 4 chosen")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    assert page.get_by_role("checkbox", name=re.compile("^compare"), checked=True).count() == 0


def test_a_list_to_keep_is_wholly_in_its_address(visit: Visit):
    page = visit(java_script_enabled=False)
    page.goto(CHICAGO)
    chosen = [tick(page, 0), tick(page, 4)]
    page.get_by_role("button", name="List to keep").click()
    page.wait_for_url(re.compile("/shortlist"))
    assert ids(page) == chosen
    titles = cards(page).get_by_role("heading").all_inner_texts()
    somebody_else = visit()
    somebody_else.goto(page.url)
    assert cards(somebody_else).get_by_role("heading").all_inner_texts() == titles
    assert len(titles) == 2


def test_what_is_saved_stays_on_this_device_and_goes_when_it_is_let_go(visit: Visit):
    page = visit()
    page.goto(CHICAGO)
    title = cards(page).first.get_by_role("heading", level=3).inner_text()
    cards(page).first.get_by_role("button", name=re.compile("^Save"), pressed=False).click()
    saved = cards(page).first.get_by_role("button", name=re.compile("^Save"), pressed=True)
    expect(saved).to_be_visible()
    page.reload()
    expect(saved).to_be_visible()
    page.get_by_role("link", name="Saved (1)").click()
    expect(page.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()
    nobody = visit()
    nobody.goto("/shortlist")
    expect(nobody.get_by_role("link", name=title)).to_have_count(0)
    page.goto(CHICAGO)
    saved.click()
    expect(saved).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("^Saved"))).to_be_hidden()


def test_picks_of_several_pages_are_compared_together(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto(f"{CHICAGO}&per_page=5")
    chosen = [tick(page, 0)]
    page.get_by_role("link", name="Next page").click()
    chosen.append(tick(page, 1))
    compare(page)
    assert ids(page) == chosen
    assert parse_qs(urlsplit(page.url).query)["zip"] == ["60601"]


def test_taking_the_last_pick_away_by_key_keeps_the_focus_in_the_tray(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto(CHICAGO)
    tick(page, 0)
    tray = page.locator("#picks")
    tray.locator("summary").click()
    tray.get_by_role("button", name=re.compile("^Remove")).press("Enter")
    expect(tray.get_by_role("button", name="Compare")).to_be_focused()


def test_nothing_that_has_the_focus_lies_behind_the_tray(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto(CHICAGO)
    tick(page, 0)
    page.get_by_role("link", name="Skip to the content").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert not script(
            page,
            """() => {
                const here = document.activeElement, tray = document.getElementById('picks');
                const box = here.getBoundingClientRect();
                return !tray.contains(here) && box.bottom > tray.getBoundingClientRect().top + 1;
            }""",
        ), focused(page)


def test_where_nothing_can_be_ticked_the_tray_shows_only_what_was_ticked_elsewhere(visit: Visit):
    page = visit(viewport=PHONE)
    nothing_found = f"{CHICAGO}&max_cost_usd=1"
    page.goto(nothing_found)
    expect(page.get_by_role("button", name="Compare")).to_be_hidden()
    page.goto(CHICAGO)
    tick(page, 0)
    page.goto(nothing_found)
    expect(page.get_by_role("button", name="Compare")).to_be_visible()
