"""The map on the page of results: its numbers are those of the list, and each mark leads into the list."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from factories import SOURCES, make_campus, make_program, make_school
from flask.testing import FlaskClient
from reading import Element, MakeApp, read_page

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.live import Serving
from leadmatch.search.query import SORTS

RELEASE = "rel_map"
FAR = {"AK": (61.2, -149.9), "HI": (21.3, -157.8), "PR": (18.4, -66.1), "GU": (13.5, 144.8), "MT": (45.8, -108.5)}
SEARCHES = (
    "zip=60601&radius_miles=500",
    "zip=60601&radius_miles=500&field=medical-assisting&per_page=7&page=2",
    "zip=60601&radius_miles=100&per_page=5&max_cost_usd=9000",
    "zip=60601&radius_miles=40&include_unknown=accreditation",
    "zip=60601",
    "zip=99501&radius_miles=250",
    "zip=96813&radius_miles=4",
    "zip=00901&radius_miles=50",
    "zip=96910&radius_miles=10",
    "zip=59101&radius_miles=10",
    "zip=60600&radius_miles=250&format=on_campus",
    "zip=96813&radius_miles=10&school=college+41",
    "zip=99501&radius_miles=10&school=college+40",
)

SORTED = [(SEARCHES[1], sort) for sort in SORTS] + [(query, "distance") for query in SEARCHES]
SORTED += [(SEARCHES[0], "name"), (SEARCHES[2], "graduates")]


def campus_programs() -> Iterator[ProgramRecord]:
    """Yield programs at 240 points around Chicago, more where it is near, and a few far away."""
    chance = random.Random(3)  # noqa: S311  # a catalogue, not a secret
    points = [(41.88 + chance.gauss(0, 2.2), -87.63 + chance.gauss(0, 2.8)) for _ in range(240)]
    for number, (latitude, longitude) in enumerate([*points, *FAR.values()]):
        school = make_school(name=f"Example College {number % 200}", unitid=str(970_000 + number))
        campus = make_campus(school, zip_code=f"{number:05}", latitude=latitude, longitude=longitude)
        for title in range(1 + number % 4):
            yield make_program(
                school=school,
                campus=campus,
                title=f"Coding & <billing> {number}.{title}",
                graduates_count=number % 7,
                length_months=6 + number % 5,
                field="medical-assisting" if number % 3 else "billing-coding",
                formats=("on_campus", "online") if number % 11 == 0 else ("on_campus",),
                formats_unknown=(),
            )


@pytest.fixture(scope="module")
def client(make_app: MakeApp, serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("map-index") / RELEASE
    online = [make_program(campus=None, title=f"Online {number}") for number in range(7)]
    programs = [replace(each, fact_sources=()) for each in (*campus_programs(), *online)]
    write_index(programs, {each.key: each for each in SOURCES}, RELEASE, folder, on_progress=lambda _done: None)
    index = CatalogueIndex.open(folder)
    app = make_app()
    app.extensions["leadmatch.catalogue"]._serving = Serving(index, {RELEASE: index}, serving.gazetteer)
    return app.test_client()


@cache
def page(client: FlaskClient, query: str) -> Element:
    response = client.get(f"/programs?{query}")
    assert response.status_code == 200, query
    return read_page(response.text)


def marks(shown: Element) -> list[Element]:
    return [*shown.one("svg", role="group").every("a")]


def number(mark: Element) -> int:
    return int(next(mark.every("text")).text.replace(",", ""))


def words(mark: Element) -> str:
    return next(mark.every("title")).text


@cache
def whole_list(client: FlaskClient, query: str) -> list[dict[str, object]]:
    """Return every program of an answer, in order, as the API gives them page by page."""
    asked = urlencode([(name, value) for name, value in parse_qsl(query) if name not in {"page", "per_page"}])
    found: list[dict[str, object]] = []
    for at in range(1, 100):
        answer = client.get(f"/api/v1/programs?{asked}&per_page=100&page={at}").json
        found += answer["programs"]
        if at >= answer["pagination"]["pages"]:
            return found
    raise AssertionError(query)


@pytest.mark.parametrize(("query", "sort"), SORTED)
def test_the_numbers_on_the_map_are_those_of_the_list(client: FlaskClient, query: str, sort: str):
    listed = whole_list(client, f"{query}&sort={sort}")
    near = [each for each in listed if each["distance_miles"] is not None]
    shown = page(client, f"{query}&sort={sort}")
    assert sum(number(each) for each in marks(shown)) == len(near) > 0
    assert next(shown.one("details", class_="map").every("summary")).text == (
        f"Map of {len(near)} program{'s' if len(near) > 1 else ''}"
    )
    online, said = len(listed) - len(near), shown.one("figcaption").text
    if online:
        assert f"On this map: {len(near)} of {len(listed)} programs. {online} are online and have no place." in said
    else:
        how_many = "the 1 program" if len(near) == 1 else f"all {len(near)} programs"
        assert f"On this map: {how_many} of the list." in said


@pytest.mark.parametrize(("query", "sort"), SORTED)
def test_each_mark_leads_to_the_first_of_its_programs_in_the_order_of_the_list(
    client: FlaskClient, query: str, sort: str
):
    asked = f"{query}&sort={sort}"
    ids = {each["id"]: place for place, each in enumerate(whole_list(client, asked))}
    shown, places = page(client, asked), []
    for mark in marks(shown):
        address = urlsplit(mark.attributes["href"])
        places.append(ids[address.fragment])
        there = shown
        if address.path:
            assert f"release={RELEASE}" in address.query
            there = page(client, address.query)
        else:
            assert not address.query
        card = there.one(id=address.fragment)
        assert card.tag == "li"
        title = next(card.every("h3")).text
        assert f": {title}, Example College" in words(mark)
    assert places == sorted(places)
    near = [each["distance_miles"] for each in whole_list(client, asked)]
    assert near[places[0]] is not None
    assert all(miles is None for miles in near[: places[0]])


def test_no_two_marks_overlap_and_each_is_as_large_as_a_finger(client: FlaskClient):
    for query in SEARCHES:
        corners = []
        for mark in marks(page(client, query)):
            x, y = map(float, re.findall(r"-?[\d.]+", mark.attributes["transform"]))
            target, disc = mark.one("rect").attributes, mark.one("circle").attributes
            assert (target["width"], target["height"], target["x"], target["y"]) == ("44", "44", "-22", "-22")
            assert float(disc["r"]) < 22
            corners.append((x, y))
        for at, (x, y) in enumerate(corners):
            assert 22 <= x <= 338 - 22
            assert 22 <= y <= 276 - 22
            assert all(max(abs(x - a), abs(y - b)) >= 43.9 for a, b in corners[:at]), query


def test_a_mark_says_how_near_its_nearest_program_is(client: FlaskClient):
    query = "zip=60601&radius_miles=500&sort=name"
    near = {each["id"]: each["distance_miles"] for each in whole_list(client, query)}
    distances = []
    for mark in marks(page(client, query)):
        said = re.search(r"([\d.]+) miles away", words(mark))
        assert said is not None, words(mark)
        distances.append(float(said[1]))
        assert distances[-1] <= near[urlsplit(mark.attributes["href"]).fragment]
    assert min(distances) == min(each for each in near.values() if each is not None)


def test_a_single_program_is_named_alone_and_programs_of_one_campus_without_counting_it(client: FlaskClient):
    assert [words(each) for each in marks(page(client, "zip=96813&radius_miles=10"))] == [
        "2 programs, 3.6 miles away; first: Coding & <billing> 241.0, Example College 41"
    ]
    assert [words(each) for each in marks(page(client, "zip=99501&radius_miles=250"))] == [
        "1 program, 1.9 miles away: Coding & <billing> 240.0, Example College 40"
    ]
    assert re.match(
        r"\d+ programs at \d+ campuses, nearest ", words(marks(page(client, "zip=60601&radius_miles=500"))[0])
    )


def test_the_drawing_has_a_name_a_description_and_a_scale(client: FlaskClient):
    shown = page(client, "zip=60601&radius_miles=50")
    drawing = shown.one("svg", role="group")
    assert drawing.attributes["viewbox"] == "0 0 338 276"
    assert (drawing.attributes["width"], drawing.attributes["height"]) == ("338", "276")
    assert shown.one(id=drawing.attributes["aria-labelledby"]).text.startswith("Map of ")
    described = shown.one(id=drawing.attributes["aria-describedby"]).text
    assert "The ring is ZIP code 60601; the circle is 50 miles around it." in described
    assert "the list, which has all of them in words." in described
    reach = drawing.one("circle", class_="reach").attributes
    assert (reach["cx"], reach["cy"], reach["r"]) == ("169.0", "136.0", "114.0")
    texts = [each.text for each in drawing.one(class_="names").every("text")]
    assert {"IL", "IN", "WI", "20 miles", "50 miles"} <= set(texts)
    bar = float(re.search(r"h([\d.]+)", drawing.one("path", class_="scale").attributes["d"])[1])
    assert bar == pytest.approx(20 / 50 * 114, abs=0.05)


@pytest.mark.parametrize(
    ("query", "said", "is_dashed"),
    [
        ("zip=60601&radius_miles=1.5&include_unknown=cost", None, False),
        ("zip=60601&radius_miles=10", "This close, coasts and borders are rough.", False),
        ("zip=60601&radius_miles=10.5", "the circle is 10.5 miles around it.", False),
        (
            "zip=60600&radius_miles=100",
            (
                "The dashed ring is the middle of the area whose ZIP codes begin with 606, because 60600 is not on "
                "file; the circle is 100 miles around it."
            ),
            True,
        ),
    ],
)
def test_the_ring_and_the_circle_are_said_in_words(
    client: FlaskClient,
    query: str,
    said: str | None,
    is_dashed: bool,  # noqa: FBT001  # a column of the table
):
    shown = page(client, query)
    if said is None:
        assert not [*shown.every("svg", role="group")]
        return
    assert said in shown.one("figcaption").text
    assert ("approximate" in shown.one("circle", class_="here").attributes["class"]) is is_dashed
    assert ("rough" in shown.one("figcaption").text) is (said == "This close, coasts and borders are rough.")


@pytest.mark.parametrize(
    "query",
    [
        "zip=09001",
        "zip=60601&format=online&radius_miles=1",
        "zip=60601&max_cost_usd=1",
        "zip=60601&per_page=100&page=99",
    ],
    ids=["military", "only online programs", "nothing found", "past the end"],
)
def test_there_is_no_map_where_it_would_show_nothing(client: FlaskClient, query: str):
    shown = page(client, query)
    assert not [*shown.every(class_="map")]


def test_a_program_taught_both_ways_is_on_the_map_where_its_campus_is_in_reach(client: FlaskClient):
    listed = whole_list(client, "zip=60601&radius_miles=100")
    both = [each for each in listed if each["formats"] == ["on_campus", "online"]]
    assert {each["distance_miles"] is None for each in both} == {True, False}
    shown = sum(number(each) for each in marks(page(client, "zip=60601&radius_miles=100")))
    assert shown == sum(each["distance_miles"] is not None for each in listed)


@pytest.mark.parametrize(("query", "most"), [("zip=60601&radius_miles=50", 12_000), (SEARCHES[0], 25_000)])
def test_a_map_is_light(client: FlaskClient, query: str, most: int):
    html = client.get(f"/programs?{query}&sort=cost&page=3&per_page=5").text
    found = re.search(r'<details class="map">.*?</details>', html, re.DOTALL)
    assert found is not None
    assert 1_000 < len(found[0].encode()) <= most
