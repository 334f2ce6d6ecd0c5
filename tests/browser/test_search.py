"""A visitor searches: with scripts and without the page shows and does the same."""

import re

import pytest
from playwright.sync_api import Page, expect
from visitor import PHONE, Visit, focused

CHICAGO = "/programs?zip=60601"


@pytest.fixture(params=["with script", "without script"])
def page(visit: Visit, request: pytest.FixtureRequest) -> Page:
    return visit(viewport=PHONE, java_script_enabled=request.param == "with script")


def search_for(page: Page, zip_code: str) -> None:
    page.get_by_label("Your ZIP code").first.fill(zip_code)
    page.get_by_role("button", name="Find programs").first.click()


def programs(page: Page) -> list[str]:
    return page.get_by_role("article").get_by_role("heading", level=3).all_inner_texts()


def test_a_zip_code_on_the_first_page_finds_what_the_api_finds(page: Page):
    page.goto("/")
    page.get_by_text("Medical assisting", exact=True).first.click()
    search_for(page, "53202-1234")
    expect(page.get_by_role("heading", level=1)).to_contain_text("53202")
    answer = page.request.get("/api/v1/programs?zip=53202&field=medical-assisting").json()
    assert programs(page) == [each["title"] for each in answer["programs"]]
    assert len(programs(page)) >= 10
    expect(page.get_by_role("heading", level=2, name=f"{answer['pagination']['total']} programs")).to_be_visible()


def test_a_program_opens_from_its_card_and_its_page_remembers_the_zip_code(page: Page):
    page.goto(CHICAGO)
    title = programs(page)[0]
    page.get_by_role("article").first.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    search_for(page, page.get_by_label("Your ZIP code").first.input_value())
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")


@pytest.mark.parametrize(
    "typed",
    ["606", "<b>60601", "6060\u0661"],
)
def test_a_zip_code_that_is_none_is_kept_and_the_summary_leads_to_it(page: Page, typed: str):
    page.goto("/")
    search_for(page, typed)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your search")
    page.get_by_role("alert").get_by_role("link").first.click()
    box = page.get_by_label("Your ZIP code").first
    expect(box).to_be_focused()
    expect(box).to_have_value(typed)
    expect(box).to_have_accessible_description(re.compile("five digits", re.IGNORECASE))
    search_for(page, "60601")
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")


def test_what_is_wrong_is_under_the_eyes_when_the_page_opens(page: Page):
    page.goto("/programs?zip=606")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    assert page.title().startswith("Check your search")


def test_another_order_is_the_one_of_the_api(page: Page, request: pytest.FixtureRequest):
    page.goto(CHICAGO)
    page.get_by_label("Order").select_option(label="Lowest cost first")
    if "without" in request.node.callspec.id:  # with scripts the choice itself asks
        page.get_by_role("button", name="Sort").click()
    page.wait_for_url(re.compile("sort=cost"))
    answer = page.request.get("/api/v1/programs?zip=60601&sort=cost").json()
    assert programs(page) == [each["title"] for each in answer["programs"]]
    expect(page.get_by_label("Order")).to_have_value("cost")


def test_pages_follow_each_other_without_losing_a_program(page: Page):
    page.goto("/programs?zip=60601&per_page=5&field=medical-office")
    seen = programs(page)
    while page.get_by_role("link", name="Next page").is_visible():
        page.get_by_role("link", name="Next page").click()
        page.wait_for_load_state()
        seen += programs(page)
    answer = page.request.get("/api/v1/programs?zip=60601&per_page=100&field=medical-office").json()
    assert seen == [each["title"] for each in answer["programs"]]
    assert len(seen) > 10
    page.get_by_role("link", name="Previous page").click()
    expect(page.get_by_role("navigation", name="Pages")).to_contain_text(re.compile(r"Page \d+ of \d+"))


def test_where_nothing_is_found_one_change_finds_some(page: Page):
    page.goto("/programs?zip=99950&radius_miles=10&format=on_campus")
    expect(page.get_by_role("heading", level=2, name=re.compile("^0 programs"))).to_be_visible()
    way_out = page.get_by_role("link", name=re.compile(r"\d+ programs?"))
    promised = re.search(r"(\d+) programs?", way_out.first.inner_text())
    assert promised is not None
    way_out.first.click()
    expect(page.get_by_role("heading", level=2, name=re.compile(rf"^{promised[1]} programs?"))).to_be_visible()


def test_a_cards_figures_unfold_and_name_their_sources(page: Page):
    page.goto(CHICAGO)
    card = page.get_by_role("article").filter(has_text="estimate").first
    source = card.get_by_text(re.compile("Source: .*(College Scorecard|IPEDS)"))
    expect(source).to_be_hidden()
    card.get_by_text("Sources").first.click()
    expect(source).to_be_visible()
    card.get_by_text("Sources").first.click()
    expect(source).to_be_hidden()


def test_the_same_cards_stand_on_the_page_with_and_without_script(visit: Visit):
    texts = []
    for has_script in (True, False):
        page = visit(java_script_enabled=has_script)
        page.goto(CHICAGO)
        texts.append(page.get_by_role("article").get_by_role("heading").all_inner_texts())
    assert texts[0] == texts[1]


def test_a_page_that_is_not_there_offers_the_search(page: Page):
    page.goto("/programs/prg_nosuch")
    search_for(page, "60601")
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")


def test_the_skip_link_leads_to_the_content(page: Page):
    page.goto(CHICAGO)
    page.keyboard.press("Tab")
    assert focused(page) == "a: Skip to the content"
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
