"""The page of results shows the very answer of the API, sponsors apart, and every choice can be taken back."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from reading import Element, Open, read_page

QUERIES = (
    "zip=60601",
    "zip=60601-1234&radius_miles=100",
    "zip=60601&field=billing-coding&per_page=3&page=2",
    "zip=60601&field=medical-assisting,billing-coding&credential=certificate&sort=cost",
    "zip=60601&max_cost_usd=2000&include_unknown=cost&include_unknown=accreditation",
    "zip=53202&format=online&school=lake&sort=name",
    "zip=09001",
    "zip=60601&self_paced=false&financial_aid=true&sort=graduates",
    "zip=99950&radius_miles=1&format=on_campus",
)


def cards(page: Element) -> list[Element]:
    return list(page.one("ol", class_="cards").every("article")) if any(page.every("ol", class_="cards")) else []


def titles(found: list[Element]) -> list[str]:
    return [each.one("h3").text for each in found]


def chip_links(page: Element) -> dict[str, str]:
    return {each.text: each.attributes["href"] for each in page.every("a", class_="chip")}


@pytest.mark.parametrize("query", QUERIES)
def test_page_and_api_show_the_same_programs_in_the_same_order(client: FlaskClient, open_page: Open, query: str):
    answer = client.get(f"/api/v1/programs?{query}").json
    page = open_page(f"/programs?{query}")
    found = cards(page)
    assert [each.one("h3").one("a").attributes["href"] for each in found] == [
        f"{each['links']['page']}?zip={answer['location']['zip']}" for each in answer["programs"]
    ]
    assert page.one("h2", id="list").text.split()[0] == str(answer["pagination"]["total"])


@pytest.mark.parametrize("query", QUERIES)
def test_sending_the_form_unchanged_asks_the_same_again(client: FlaskClient, open_page: Open, query: str):
    page = open_page(f"/programs?{query}")
    fields = form_fields(page)
    again = client.get("/api/v1/programs", query_string=[(name, value) for name, value in fields if value]).json
    first = client.get(f"/api/v1/programs?{query}").json
    expected = first["query"] | {"page": 1}
    assert again["query"] == expected


def form_fields(page: Element) -> list[tuple[str, str]]:
    """Return what a browser sends when the form of filters is sent as it is."""
    inputs = [*page.one("form", id="filters").every(), *page.every(form="filters")]
    sent = []
    for each in inputs:
        name = each.attributes.get("name")
        is_off = each.attributes.get("type") in {"checkbox", "radio"} and "checked" not in each.attributes
        if each.tag == "input" and name and not is_off and "disabled" not in each.attributes:
            sent.append((name, each.attributes["value"]))
        elif each.tag == "select":
            chosen = [option for option in each.every("option") if "selected" in option.attributes]
            sent.append((name, (chosen or list(each.every("option")))[0].attributes["value"]))
    return sent


def test_every_chosen_filter_is_a_chip_whose_link_takes_only_it_away(client: FlaskClient, open_page: Open):
    query = (
        "zip=60601&field=billing-coding&credential=certificate&credential=associate&format=on_campus&accreditor=hlc"
        "&self_paced=true&financial_aid=true&max_cost_usd=9000.5&max_months=18&school=example&certification=CPC"
        "&radius_miles=500&include_unknown=cost&include_unknown=length"
    )
    links = chip_links(open_page(f"/programs?{query}"))
    clear = links.pop("Clear all")
    assert [words.removeprefix("Remove: ")[:-2] for words in links] == [
        "Medical billing and coding",
        "Certificate",
        "Associate degree",
        "On campus",
        "Higher Learning Commission",
        "Self-paced",
        "School can award federal aid",
        "$9,000.50 or less",
        "18 months or less",
        "School name has “example”",
        "Prepares for CPC",
        "Within 500 miles",
        "Programs that do not publish their cost",
        "Programs that do not publish their length",
    ]
    everything = sorted(parse_qsl(query))
    for address in links.values():
        assert client.get(address).status_code == 200
        left = sorted(parse_qsl(urlsplit(address).query))
        assert len(left) == len(everything) - 1
        assert set(left) < set(everything)
    assert clear == "/programs?zip=60601"


def test_each_choice_shows_its_count_and_an_empty_one_is_off_unless_chosen(open_page: Open):
    page = open_page("/programs?zip=60601&field=medical-office&credential=associate&radius_miles=10")
    choices = {each.attributes["value"]: each for each in page.every("input", type="checkbox")}
    labels = {each.one("input").attributes["value"]: each.text for each in page.every("label", class_="choice")}
    assert labels["billing-coding"] == "Medical billing and coding 1"
    assert "disabled" not in choices["billing-coding"].attributes
    assert labels["medical-office"] == "Medical office 0"
    assert "checked" in choices["medical-office"].attributes
    assert "disabled" not in choices["medical-office"].attributes
    assert "disabled" in choices["medical-assisting"].attributes
    assert "certificate" not in choices


def test_programs_left_out_for_an_unknown_are_counted_and_can_be_included(open_page: Open):
    page = open_page("/programs?zip=60601&max_cost_usd=9000&include_unknown=accreditation&radius_miles=10")
    (line,) = page.one("ul", class_="left-out").every("li")
    assert line.text == "1 program does not publish its cost. Include them"
    included = open_page(line.one("a").attributes["href"])
    assert "Nothing known" in titles(cards(included))
    assert "checked" in included.one("input", name="include_unknown", value="cost").attributes


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("zip=60601", "10 or more programs are within 10 miles, so we looked that far."),
        (
            "zip=60601&field=medical-assisting",
            "Fewer than 10 programs are within 100 miles, so we looked as far as 250 miles.",
        ),
        ("zip=60601&radius_miles=12.5", "Within 12.5 miles, as you chose."),
    ],
)
def test_the_page_says_how_far_was_looked_and_why(open_page: Open, query: str, words: str):
    assert open_page(f"/programs?{query}").one("p", class_="reach").text == words


def test_military_mail_gets_online_programs_and_a_notice(open_page: Open):
    page = open_page("/programs?zip=09001")
    assert page.one("h1").text == "Online programs for APO, AE 09001"
    assert "military or diplomatic" in page.one("p", class_="notice").text
    assert not list(page.every("p", class_="reach"))
    assert "online; ask the school whether it enrolls students where you live" in page.one("main").text


def test_a_zip_code_that_is_not_on_file_says_that_distances_are_rough(open_page: Open):
    page = open_page("/programs?zip=60600")
    assert page.one("h1").text == "Programs near 60600"
    assert "begin with 606" in page.one("p", class_="notice").text
    assert "miles from the middle of the 606 area" in page.one("main").text


def test_pages_are_walked_in_one_release_and_a_new_search_starts_afresh(open_page: Open):
    page = open_page("/programs?zip=60601&per_page=10&page=2")
    links = {each.attributes["rel"]: each.attributes["href"] for each in page.one("nav", class_="pages").every("a")}
    assert links == {
        "prev": "/programs?zip=60601&per_page=10&release=rel_example",
        "next": "/programs?zip=60601&per_page=10&page=3&release=rel_example",
    }
    assert "Page 2 of" in page.one("nav", class_="pages").text
    assert not [name for name, _ in form_fields(open_page(links["next"])) if name in {"page", "release"}]


def test_a_page_past_the_end_says_so_and_leads_back(open_page: Open):
    page = open_page("/programs?zip=60601&page=99")
    total = open_page("/programs?zip=60601").one("h2", id="list").text
    assert page.one("h2", id="list").text == total
    notice = page.one("p", class_="notice")
    assert notice.text == "This page is past the end of the list. Go to page 1"
    assert cards(open_page(notice.one("a").attributes["href"]))


def test_nothing_found_says_what_was_searched_and_what_helps(open_page: Open):
    page = open_page("/programs?zip=60601&field=billing-coding&max_cost_usd=1")
    empty = page.one("div", class_="empty")
    assert "No program on file is all of this at once: Medical billing and coding $1 or less" in empty.text
    links = {each.text: each.attributes["href"] for each in empty.one("ul", class_="links").every("a")}
    (words,) = links
    assert words.startswith("Without “$1 or less”: ")
    assert len(cards(open_page(links[words]))) == min(20, int(words.split()[-2]))
    assert not list(page.every("div", class_="sort-line"))


def test_few_matches_come_with_the_changes_that_find_more(open_page: Open):
    page = open_page("/programs?zip=60601&field=medical-assisting&radius_miles=10&format=on_campus")
    assert len(cards(page)) == 1
    links = list(page.one("section", aria_labelledby="suggestions").every("a"))
    assert [each.text.partition(":")[0] for each in links] == ["Without “Medical assisting”"]
    assert len(cards(open_page(links[0].attributes["href"]))) > 1


def test_a_wider_radius_is_suggested_where_it_helps(open_page: Open):
    page = open_page("/programs?zip=53202&radius_miles=10&format=on_campus")
    link = next(page.one("section", aria_labelledby="suggestions").every("a"))
    words, _, number = link.text.partition(": ")
    assert words == "Look within 100 miles"
    assert open_page(link.attributes["href"]).one("h2", id="list").text == number


def test_sponsors_stand_apart_labelled_and_leave_the_list_as_it_is(client: FlaskClient, sponsored_client: FlaskClient):
    address = "/programs?zip=60601&per_page=100"
    with_sponsors, without = (read_page(each.get(address).text) for each in (sponsored_client, client))
    assert not list(without.every("section", class_="sponsored"))
    block = with_sponsors.one("section", class_="sponsored")
    assert block.one("h2").text == "Sponsored"
    assert "These schools pay to appear here. It doesn't change the list below. How this works" in block.text
    (card,) = block.every("article")
    assert [each.text for each in card.every("span", class_="tag")] == [
        "Sponsored",
        "Example school, for demonstration",
    ]
    place = titles(cards(with_sponsors)).index("Sponsored coding") + 1
    assert f"Example Career College pays to appear here. It is number {place} in the list below." in card.text
    assert titles(cards(with_sponsors)) == titles(cards(without))


def test_a_school_that_takes_inquiries_can_be_asked_from_its_card(sponsored_client: FlaskClient):
    page = read_page(sponsored_client.get("/programs?zip=60601").text)
    card = next(each for each in cards(page) if "Sponsored coding" in each.text)
    assert [each.text for each in card.one("div", class_="actions").every("a")] == [
        "Ask for information",
        "School's site example.com",
    ]


def test_several_accreditors_stay_chosen(open_page: Open):
    page = open_page("/programs?zip=60601&accreditor=hlc,abhes")
    assert sorted(value for name, value in form_fields(page) if name == "accreditor") == ["abhes", "hlc"]
