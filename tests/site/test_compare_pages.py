"""Picked programs side by side, and as a list to keep: the address is all that is remembered."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from factories import SOURCES, make_program, make_programs
from flask.testing import FlaskClient
from reading import Element, MakeApp, Open, read_page

from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.live import Serving
from leadmatch.site.compare.picks import MOST_COMPARED, MOST_LISTED, MOST_READ, picks_address, read_picks
from leadmatch.web.fields import NOT_TEXT

Ids = dict[str, str]
PATHS = pytest.mark.parametrize("path", ["/compare", "/shortlist"])


@pytest.fixture(scope="module")
def ids(client: FlaskClient) -> Ids:
    """Return the ids of programs by title."""
    address = "/api/v1/programs?zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
    return {each["title"]: each["id"] for each in client.get(address).json["programs"]}


def some(ids: Ids, number: int) -> list[str]:
    return [*ids.values()][:number]


def columns(page: Element) -> list[str]:
    return [next(each.every("a")).text for each in page.one("thead").every("th")]


def row(page: Element, label: str) -> list[str]:
    for each in page.one("table").every("tr"):
        heads = list(each.every("th", scope="row"))
        if heads and heads[0].text == label:
            return [cell.text for cell in each.every("td")]
    raise AssertionError(label)


def listed(page: Element) -> list[str]:
    return [each.one("h2").text for each in page.every("article")]


@pytest.mark.parametrize("number", [1, 2, MOST_COMPARED])
@pytest.mark.parametrize("joint", [",", "&ids=", ", "])
def test_up_to_four_stand_side_by_side_in_the_order_of_the_address(open_page: Open, ids: Ids, number: int, joint: str):
    titles = [*ids][:number]
    page = open_page(f"/compare?ids={joint.join(ids[each] for each in titles)}")
    assert columns(page) == titles
    facts = [
        each for body in page.every("tbody") for each in body.every("tr") if "group" not in each.attributes.values()
    ]
    assert {len(list(each.every("td"))) for each in facts} == {number}


def test_each_fact_has_its_row_and_what_is_unknown_says_so(open_page: Open, ids: Ids):
    page = open_page(f"/compare?ids={ids['Published']},{ids['Nothing known']},{ids['Online']}&zip=60601")
    costs = row(page, "Cost")
    assert costs[0].startswith("$1,500")
    assert costs[1].startswith("Cost not published")
    assert "$0" not in page.one("table").text
    assert [each.split()[0] for each in row(page, "Length")] == ["12", "not", "12"]
    assert [each.split()[0] for each in row(page, "Credits")] == ["30", "not", "not"]
    assert row(page, "Distance")[0].startswith("0.0 miles from 60601")
    assert row(page, "Distance")[2] == "none: it is online"
    assert row(page, "Accreditor")[1] == "No accreditation on file"
    assert "Books and supplies" in page.one("table").text


def test_rows_that_differ_stand_before_those_that_do_not(open_page: Open, ids: Ids):
    page = open_page(f"/compare?ids={ids['Published']},{ids['Tuition only']}")
    differing, same = page.one("table").every("tbody")
    assert differing.one("tr", class_="group").text == "Where they differ"
    assert same.one("tr", class_="group").text == "Where they are the same"
    for group, is_same in ((differing, False), (same, True)):
        for each in group.every("tr"):
            values = {next(cell.every("span")).text for cell in each.every("td")}
            assert not values or (len(values) == 1) is is_same, each.text


def test_one_program_alone_is_not_said_to_differ(open_page: Open, ids: Ids):
    page = open_page(f"/compare?ids={ids['Published']}")
    assert "There is only one program here." in page.one("main").text
    assert not list(page.every("tr", class_="group"))


def test_every_figure_of_the_table_names_its_source(open_page: Open, ids: Ids):
    page = open_page(f"/compare?ids={ids['Published']}")
    for label, source in (
        ("Cost", "IPEDS completions · 2023-24"),
        ("Graduates", "IPEDS completions · 2024"),
        ("Accreditor", "College Scorecard · 2022"),
    ):
        assert row(page, label)[0].endswith(source)
    assert page.one("input", id="show-sources").attributes["type"] == "checkbox"


def test_one_can_be_removed_and_more_can_be_added(open_page: Open, ids: Ids):
    first, second = some(ids, 2)
    page = open_page(f"/compare?ids={first},{second}&zip=60601-1234")
    removes = [each.attributes["href"] for each in page.one("tfoot").every("a") if each.text.startswith("Remove")]
    assert removes == [f"/compare?ids={second}&zip=60601", f"/compare?ids={first}&zip=60601"]
    back = page.one("p", class_="back").one("a").attributes["href"]
    assert back.startswith("/programs?zip=60601&field=")
    assert open_page(back)


def test_without_a_zip_code_more_is_found_from_the_guide(open_page: Open, ids: Ids):
    page = open_page(f"/compare?ids={some(ids, 1)[0]}")
    assert page.one("p", class_="back").one("a").attributes["href"] == "/"
    with pytest.raises(AssertionError):
        row(page, "Distance")


@pytest.mark.parametrize(("path", "most"), [("/compare", MOST_COMPARED), ("/shortlist", MOST_LISTED)])
def test_too_many_are_said_to_be_and_the_choice_is_made_there(
    make_app: MakeApp, serving: Serving, tmp_path: Path, path: str, most: int
):
    client = client_over(make_app, serving, tmp_path, [])
    many = [each.id for each in make_programs(most + 1)]
    assert client.get(picks_address(path, many[:most], "")).status_code == 200
    answer = client.get(picks_address(path, many, "60601"))
    assert answer.status_code == 422
    page = read_page(answer.text)
    assert f"up to {most} programs; {most + 1} were picked" in page.one("div", role="alert").text
    form = next(each for each in page.one("main").every("form"))
    assert form.attributes["action"] == path
    boxes = list(form.every("input", name="ids"))
    assert [each.attributes["value"] for each in boxes] == many
    assert sum("checked" in each.attributes for each in boxes) == most
    assert form.one("input", name="zip").attributes["value"] == "60601"


@PATHS
@pytest.mark.parametrize("number", [MOST_READ, MOST_READ + 1, 300])
def test_an_address_of_hundreds_of_programs_is_read_as_far_as_somebody_could_choose_from(
    make_app: MakeApp, serving: Serving, tmp_path: Path, path: str, number: int
):
    client = client_over(make_app, serving, tmp_path, [])
    many = [each.id for each in make_programs(number)]
    main = read_page(client.get(picks_address(path, many, "")).text).one("main")
    assert [each.attributes["value"] for each in main.every("input", name="ids")] == many[:MOST_READ]
    is_said = any("more than 80 programs. We read the first" in each.text for each in main.every("p", class_="notice"))
    assert is_said is (number > MOST_READ)


@PATHS
@pytest.mark.parametrize("query", ["", "?ids=", "?ids=,,%20&zip=60601", "?ids=%ff", "?utm_source=x"])
def test_nothing_picked_says_how_to_pick(open_page: Open, path: str, query: str):
    main = open_page(path + query).one("main")
    assert "tick “compare”" in main.text
    assert main.one("form", class_="zip-box")


@PATHS
@pytest.mark.parametrize("unknown", ["prg_x", "prg_" + "y" * 5000, "<b>", "sch_abc", "1", "é"])
def test_what_nobody_knows_is_not_found(client: FlaskClient, path: str, unknown: str):
    answer = client.get(path, query_string={"ids": unknown})
    assert answer.status_code == 404
    assert "1 of the programs in this address is not on file" in read_page(answer.text).one("p", class_="notice").text


@PATHS
def test_what_is_on_file_is_shown_and_the_rest_is_said_to_be_missing(open_page: Open, ids: Ids, path: str):
    known = some(ids, 1)[0]
    page = open_page(f"{path}?ids=prg_a,{known},prg_b")
    assert "2 of the programs in this address are not on file" in page.one("p", class_="notice").text
    clean = next(each for each in page.one("main").every("a") if each.text == "Take off what is not on file")
    assert clean.attributes["href"] == f"{path}?ids={known}"
    assert clean.attributes["data-drop"] == "prg_a prg_b"


@PATHS
def test_a_program_that_is_repeated_is_shown_once(open_page: Open, ids: Ids, path: str):
    first, second = some(ids, 2)
    page = open_page(f"{path}?ids={first},{second},{first},{first}&ids={second},{second}")
    assert "more than once is shown once" in page.one("p", class_="notice").text
    shown = columns(page) if path == "/compare" else listed(page)
    assert shown == [*ids][:2]


@PATHS
@pytest.mark.parametrize("zip_code", ["606", "00000", "x", "٦٠٦٠١", "%ff"])
def test_a_zip_code_without_a_place_leaves_distances_out(client: FlaskClient, ids: Ids, path: str, zip_code: str):
    answer = client.get(f"{path}?ids={some(ids, 1)[0]}&zip={zip_code}")
    assert answer.status_code == 200
    assert (zip_code == "%ff") is ("We know no place for the ZIP code" not in answer.text)


@PATHS
@pytest.mark.parametrize("zip_code", ["09001", "60600", "60601"])
def test_every_kind_of_zip_code_answers(open_page: Open, ids: Ids, path: str, zip_code: str):
    assert open_page(f"{path}?ids={','.join(some(ids, 4))}&zip={zip_code}")


def client_over(make_app: MakeApp, serving: Serving, folder: Path, gone: Sequence[object]) -> FlaskClient:
    """Return the site over a catalogue of numbered programs, and an earlier release that also has others."""
    programs = [*make_programs(300)]
    sources = {each.key: each for each in SOURCES}
    kept = {}
    for release, records in (("rel_now", programs), ("rel_before", [*programs, *gone])):
        write_index(records, sources, release, folder / release, on_progress=lambda _done: None)
        kept[release] = CatalogueIndex.open(folder / release)
    app = make_app()
    app.extensions["leadmatch.catalogue"]._serving = Serving(kept["rel_now"], kept, serving.gazetteer)
    return app.test_client()


@PATHS
def test_a_program_that_has_left_the_catalogue_is_named(make_app: MakeApp, serving: Serving, tmp_path: Path, path: str):
    closed = make_program(title="Coding of yesterday")
    client = client_over(make_app, serving, tmp_path, [closed])
    (still,) = make_programs(1)
    both = client.get(f"{path}?ids={closed.id},{still.id}")
    words = "“Coding of yesterday” at Example City College is no longer in the catalogue"
    assert both.status_code == 200
    assert words in read_page(both.text).one("p", class_="notice").text
    alone = client.get(f"{path}?ids={closed.id}")
    assert alone.status_code == 404
    assert words in read_page(alone.text).one("p", class_="notice").text


def test_the_list_shows_cards_with_their_distance_and_can_be_compared(open_page: Open, ids: Ids):
    titles = ["Published", "Online", "At the lake"]
    page = open_page(f"/shortlist?ids={','.join(ids[each] for each in titles)}&zip=53202")
    assert listed(page) == titles
    near = [each.one("p", class_="near").text for each in page.every("article")]
    assert near[1:] == ["Online", "0.8 miles from 53202"]
    compare = next(each for each in page.one("main").every("a") if each.text == "Compare them")
    assert columns(open_page(compare.attributes["href"])) == titles


@PATHS
def test_pages_of_picks_are_for_nobody_s_index(open_page: Open, path: str):
    assert open_page(path).one("meta", name="robots").attributes["content"] == "noindex"


def test_picks_are_read_once_each_and_written_plainly():
    picks = read_picks({"ids": ["a,b", " c ", "a", NOT_TEXT], "zip": [" 60601 "]})
    assert (picks.ids, picks.is_repeated, picks.zip_code) == (("a", "b", "c"), True, "60601")
    assert picks_address("/compare", ("a", "b&c"), "60601") == "/compare?ids=a,b%26c&zip=60601"
    assert picks_address("/compare", (), "") == "/compare"
