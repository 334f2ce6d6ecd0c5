"""Where a school takes inquiries, its programs lead to the form; what the visitor brought along goes with them."""

import pytest
from asking_site import ASSISTING, BILLING, CODING, HEALTH, ONLINE, UNSPONSORED, AskingSite
from flask.testing import FlaskClient
from reading import Element, read_page

EXAMPLE = "Example school, for demonstration"
ASK = "Ask for information"


def shown(browser: FlaskClient, where: str) -> Element:
    response = browser.get(where)
    assert response.status_code == 200
    return read_page(response.text)


def asking_links(page: Element) -> set[str]:
    return {each.attributes["href"] for each in page.every("a") if each.text == ASK}


def test_cards_of_programs_that_take_inquiries_lead_to_the_form_with_the_zip_code(browser: FlaskClient):
    page = shown(browser, "/programs?zip=60601&placement=top&sub_id=s1&radius_miles=10")
    sponsored = page.one("section", aria_labelledby="sponsored")
    with_what = "zip=60601&placement=top&sub_id=s1"
    assert f"/inquire?program={CODING.id}&{with_what}" in asking_links(page)
    assert asking_links(sponsored)
    card = page.one("li", id=UNSPONSORED.id)
    assert not asking_links(card)
    assert "School's site" in card.text


def test_real_campaigns_fill_the_sponsored_block_and_leave_the_list_as_it_is(asking: AskingSite, browser: FlaskClient):
    with_sponsors = shown(browser, "/programs?zip=60601")
    block = with_sponsors.one("section", aria_labelledby="sponsored")
    assert "pays to appear here. It is number" in block.text
    assert len([*block.every("article")]) == 3
    order = [
        each.attributes["id"] for each in with_sponsors.one("ol", class_="cards").every("li") if "id" in each.attributes
    ]
    asking.pause_all()
    without = shown(browser, "/programs?zip=60601")
    assert [
        each.attributes["id"] for each in without.one("ol", class_="cards").every("li") if "id" in each.attributes
    ] == order
    assert not [*without.every("section", aria_labelledby="sponsored")]
    assert not asking_links(without)


def test_a_program_s_page_leads_to_the_form_as_long_as_its_school_takes_inquiries(
    asking: AskingSite, browser: FlaskClient
):
    assert f"/inquire?program={CODING.id}&zip=60601" in asking_links(shown(browser, f"/programs/{CODING.id}?zip=60601"))
    assert f"/inquire?program={CODING.id}" in asking_links(shown(browser, f"/programs/{CODING.id}"))
    assert f"/inquire?program={UNSPONSORED.id}" not in asking_links(shown(browser, f"/programs/{UNSPONSORED.id}"))
    asking.pause_all()
    assert not asking_links(shown(browser, f"/programs/{CODING.id}"))


def test_a_campus_s_zip_code_is_not_taken_for_the_visitor_s(browser: FlaskClient):
    links = asking_links(shown(browser, f"/programs/{UNSPONSORED.id}"))
    assert links
    assert not [each for each in links if "zip" in each]


def test_an_online_program_leads_to_the_form_only_where_its_campaign_may_recruit(browser: FlaskClient):
    assert f"/inquire?program={ONLINE.id}" in asking_links(shown(browser, f"/programs/{ONLINE.id}"))
    assert not [each for each in asking_links(shown(browser, f"/programs/{ONLINE.id}?zip=60601")) if ONLINE.id in each]


@pytest.mark.parametrize("path", ["/compare", "/shortlist"])
def test_picked_programs_can_be_asked_about_together(browser: FlaskClient, path: str):
    picked = (CODING, UNSPONSORED, ASSISTING, BILLING)
    page = shown(browser, f"{path}?ids={','.join(each.id for each in picked)}&zip=60601")
    (together,) = (each for each in page.every("a") if each.text == "Ask all that take requests here")
    programs = "&".join(f"program={each.id}" for each in (CODING, ASSISTING, BILLING))
    assert together.attributes["href"] == f"/inquire?{programs}&zip=60601"
    assert len(asking_links(page)) == 3
    assert "2 schools" in shown(browser, together.attributes["href"]).one("h1").text


@pytest.mark.parametrize("path", ["/compare", "/shortlist"])
def test_one_alone_has_its_own_link_and_none_has_none(browser: FlaskClient, path: str):
    assert "Ask all" not in shown(browser, f"{path}?ids={CODING.id},{UNSPONSORED.id}").one("main").text
    assert ASK not in shown(browser, f"{path}?ids={UNSPONSORED.id}").one("main").text


def test_made_up_schools_are_labelled_wherever_they_stand_and_found_by_nobody(browser: FlaskClient):
    results = shown(browser, "/programs?zip=60601")
    for article in results.every("article"):
        assert (EXAMPLE in article.text) is (HEALTH.name in article.text)
    program = shown(browser, f"/programs/{ASSISTING.id}")
    assert EXAMPLE in program.one("main").text
    assert program.one("meta", name="robots").attributes["content"] == "noindex"
    assert ASSISTING.id not in browser.get("/sitemap.xml").text
    assert CODING.id in "".join(browser.get("/sitemap.xml").text)
