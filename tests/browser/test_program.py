"""The page of a program, as a visitor and a search engine read it."""

import json
import re

import pytest
from playwright.sync_api import Page, expect
from visitor import PHONE, Visit


@pytest.fixture(params=["with script", "without script"])
def page(visit: Visit, request: pytest.FixtureRequest) -> Page:
    return visit(viewport=PHONE, java_script_enabled=request.param == "with script")


def open_first(page: Page, query: str) -> None:
    page.goto(f"/programs?{query}")
    page.get_by_role("article").first.get_by_role("heading", level=3).get_by_role("link").click()
    expect(page.get_by_role("heading", level=2, name="Sources")).to_be_visible()


def test_its_data_for_search_engines_is_json_and_about_the_program_on_the_page(page: Page):
    open_first(page, "zip=60601&field=billing-coding")
    blocks = page.locator("script[type='application/ld+json']").all_text_contents()
    told = [json.loads(each) for each in blocks]
    assert [each["@context"] for each in told] == ["https://schema.org"] * len(told)
    things = [thing for each in told for thing in each.get("@graph", [each])]
    title = page.get_by_role("heading", level=1).inner_text()
    assert title in [thing.get("name") for thing in things]
    assert "null" not in json.dumps(things)


def test_it_names_its_one_address_without_the_visitors_zip_code(page: Page):
    open_first(page, "zip=60601&field=billing-coding")
    assert "zip=60601" in page.url
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert canonical is not None
    assert re.search(r"/programs/prg_[0-9a-z]+$", canonical)
    assert page.url.partition("?")[0].endswith(canonical.rpartition("/")[2])


def test_it_leads_back_to_the_results_and_on_to_programs_like_it(page: Page):
    open_first(page, "zip=60601&field=billing-coding")
    title = page.get_by_role("heading", level=1).inner_text()
    others = page.get_by_role("main").get_by_role("article").get_by_role("heading", level=3).all_inner_texts()
    assert len(others) > 0
    page.get_by_role("main").get_by_role("article").first.get_by_role("link", name=others[0]).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(others[0])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name=re.compile("^Back to results near 60601")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("60601")


def test_the_schools_own_site_opens_as_the_visitor_chooses_and_learns_little(page: Page):
    open_first(page, "zip=60601")
    link = page.get_by_role("link", name=re.compile("School's (site|page)")).first
    assert link.get_attribute("target") is None
    assert "noopener" in (link.get_attribute("rel") or "")
    assert (link.get_attribute("href") or "").startswith(("https://", "http://"))
