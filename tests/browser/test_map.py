"""The map shows the numbers of the list and leads into it, by finger and by key."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from visitor import DESK, PHONE, Visit, script

CHICAGO = "/programs?zip=60601"


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit(viewport=PHONE, java_script_enabled=False)


def marks(page: Page) -> Locator:
    """Return the places of the map, unfolded."""
    drawn = page.get_by_role("group", name=re.compile(r"^Map of \d+ programs?$"))
    if not drawn.is_visible():
        page.get_by_text(re.compile(r"^Map of \d+ programs?$")).first.click()
    return drawn.get_by_role("link")


def counted(mark: Locator) -> int:
    name = mark.locator("title").text_content() or ""
    said = re.match(r"(\d+) programs?\b", name)
    return int(said[1]) if said else 1


def test_its_numbers_are_those_of_the_list_and_nothing_is_counted_twice(page: Page):
    page.goto(CHICAGO)
    items = page.request.get("/api/v1/programs?zip=60601&per_page=100").json()["programs"]
    on_campus = [each for each in items if each["distance_miles"] is not None]
    assert 0 < len(on_campus) < len(items)
    assert sum(counted(mark) for mark in marks(page).all()) == len(on_campus)
    expect(page.get_by_text(re.compile(rf"\b{len(on_campus)} of (the )?{len(items)} programs")).first).to_be_visible()


def test_every_place_leads_to_the_card_of_its_nearest_program(page: Page):
    page.goto(CHICAGO)
    names = [mark.locator("title").text_content() or "" for mark in marks(page).all()]
    assert len(names) > 3
    for number, name in enumerate(names):
        page.goto(CHICAGO)
        marks(page).nth(number).click()
        page.wait_for_url(re.compile("#prg_"))
        card = page.locator(f"#{page.url.rpartition('#')[2]}")
        expect(card).to_be_in_viewport()
        title, school = (card.get_by_role("heading").inner_text(), card.get_by_role("paragraph").nth(1).inner_text())
        assert title in name
        assert school.partition(" ·")[0] in name


def test_its_places_are_reached_in_turn_by_key(visit: Visit):
    page = visit(viewport=DESK)
    page.goto(CHICAGO)
    marks(page).first.focus()
    for number in range(marks(page).count()):
        assert script(page, "() => document.activeElement.closest('svg') !== null"), number
        expect(marks(page).nth(number)).to_be_focused()
        page.keyboard.press("Tab")
    assert not script(page, "() => document.activeElement.closest('svg')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#prg_"))


@pytest.mark.parametrize("zip_code", ["99501", "96815", "00901", "99950"])
def test_it_stands_wherever_the_search_is(page: Page, zip_code: str):
    page.goto(f"/programs?zip={zip_code}")
    items = page.request.get(f"/api/v1/programs?zip={zip_code}&per_page=100").json()["programs"]
    near = [each for each in items if each["distance_miles"] is not None]
    if near:
        assert sum(counted(mark) for mark in marks(page).all()) == len(near)
        target = marks(page).first.bounding_box()
        assert target is not None
        assert min(target["width"], target["height"]) >= 43
    else:
        expect(page.get_by_role("group", name=re.compile("^Map"))).to_have_count(0)
