"""From an empty folder to answers over HTTP, with the real catalogue: exactly those of brute force over its file."""

import random
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from instances import SEED, Server

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.search.query import ProgramQuery

sys.path.append(str(Path(__file__).parents[1] / "search"))
from oracle import answer, facets, suggestions  # the one brute force of all tests of search

pytestmark = pytest.mark.xdist_group("journey")
PROGRAMS = 3540
FIELDS = {"billing-coding": 1275, "medical-assisting": 1554, "medical-office": 711}
CHANCE = random.Random(20261102)  # noqa: S311  # the same searches every time
WALKS = 15


@pytest.fixture(scope="session")
def records() -> list[ProgramRecord]:
    programs, _ = read_seed(SEED, on=datetime.now(UTC).date())
    return programs


@pytest.fixture(scope="session")
def gazetteer(instance: Path) -> Gazetteer:
    return Gazetteer.open(instance / "geodata")


def search(server: Server, **query: object) -> dict:
    return server.get(f"/api/v1/programs?{urlencode(query, doseq=True)}").json


def test_the_whole_catalogue_can_be_reached(server: Server, records: list[ProgramRecord]):
    assert len(records) == PROGRAMS
    assert Counter(each.field for each in records) == FIELDS
    assert len({each.school.unitid for each in records}) == 1487
    for record in random.Random(1).sample(records, 25):  # noqa: S311  # any will do
        item = server.get(f"/api/v1/programs/{record.id}").json
        assert (item["school"]["unitid"], item["cip_code"]) == (record.school.unitid, record.cip_code)


def test_a_visitor_in_chicago_finds_billing_and_coding_programs_near_by(server: Server):
    page = search(server, zip="60601", field="billing-coding")
    assert page["location"] | {"latitude": 0, "longitude": 0} == {
        "zip": "60601", "kind": "standard", "precision": "zip", "city": "Chicago", "state": "IL", "latitude": 0,
        "longitude": 0,
    }  # fmt: skip
    assert page["query"]["radius_chosen"] is True
    assert page["pagination"]["total"] >= 10
    assert {item["field"] for item in page["programs"]} == {"billing-coding"}
    near = [item["distance_miles"] for item in page["programs"] if item["distance_miles"] is not None]
    assert near == sorted(near)
    assert near[0] < 10
    assert any(item["campus"]["city"] == "Chicago" for item in page["programs"] if item["campus"])
    for item in page["programs"]:
        assert any(each["kind"] == "institutional" and each["current"] for each in item["accreditation"])
        assert item["cost"]["total_usd"] is None or item["cost"]["total_usd"] > 0
        assert item["why"][0]["code"] in {"distance", "online"}


def test_military_mail_is_told_that_only_online_programs_are_listed(server: Server):
    page = search(server, zip="09001")
    assert page["location"]["kind"] == "military"
    assert [notice["code"] for notice in page["notices"]] == ["military-zip"]
    assert page["pagination"]["total"] > 0
    assert all("online" in item["formats"] and item["distance_miles"] is None for item in page["programs"])


def random_queries() -> list[ProgramQuery]:
    """Return searches from all over the country that differ in everything."""
    zips = ["60601", "10001", "90012", "77002", "33130", "99501", "96813", "00901", "59718", "04101", "60600", "96201",
            "85001", "30303", "98101", "73102", "80202"]  # fmt: skip

    def maybe(*values: object) -> object:
        return CHANCE.choice((None, None, *values))

    queries = []
    for zip_code in CHANCE.sample(zips, WALKS):
        drawn = {
            "radius_miles": maybe(5, 30, 120, 500),
            "field": CHANCE.choice(((), (), ("billing-coding",), ("medical-assisting", "medical-office"))),
            "credential": CHANCE.choice(((), ("certificate",), ("associate",), ("diploma", "associate"))),
            "format": CHANCE.choice(((), (), ("online",), ("on_campus",))),
            "max_cost_usd": maybe(5000, 12000.5),
            "max_months": maybe(12),
            "financial_aid": CHANCE.choice((None, None, True)),
            "school": maybe("community", "COLLEGE"),
            "include_unknown": CHANCE.choice(((), ("cost", "length"), ("accreditation", "format"))),
            "sort": CHANCE.choice(("distance", "cost", "length", "graduates", "name")),
            "per_page": CHANCE.choice((7, 50, 100)),
        }
        queries.append(
            ProgramQuery(zip=zip_code, **{name: value for name, value in drawn.items() if value is not None})
        )
    return queries


def parameters(query: ProgramQuery) -> dict[str, object]:
    sent = {"zip": query.zip, "sort": query.sort, "per_page": query.per_page}
    for name in ("radius_miles", "max_cost_usd", "max_months", "school"):
        sent |= {name: getattr(query, name)} if getattr(query, name) is not None else {}
    for name in ("field", "credential", "format", "include_unknown"):
        sent |= {name: list(getattr(query, name))} if getattr(query, name) else {}
    return sent | ({"financial_aid": "true"} if query.financial_aid else {})


@pytest.mark.parametrize("query", random_queries(), ids=lambda query: query.zip)
def test_a_walk_through_all_pages_is_exactly_what_brute_force_says(
    server: Server, records: list[ProgramRecord], gazetteer: Gazetteer, query: ProgramQuery
):
    place = gazetteer.locate(query.zip)
    expected = answer(records, place, query)
    first = search(server, **parameters(query), facets="true")
    walked, distances = [], {}
    for number in range(1, first["pagination"]["pages"] + 1):
        page = search(server, **parameters(query), page=number, release=first["release"])
        walked += [item["id"] for item in page["programs"]]
        distances |= {item["id"]: item["distance_miles"] for item in page["programs"]}
    assert walked == expected.ids
    assert first["pagination"]["total"] == expected.total
    assert {what: count for what, count in first["excluded"].items() if count} == expected.excluded
    if place.latitude is not None:
        assert first["query"]["radius_miles"] == expected.radius
    for program_id, away in expected.distances.items():
        assert distances[program_id] == (away if away is None else pytest.approx(away, abs=0.0501))
    counted = first["facets"].items()
    shown = {name: {each["value"]: each["count"] for each in values if each["count"]} for name, values in counted}
    assert shown == facets(records, place, query)
    suggested = [(each["change"], each["count"]) for each in first["suggestions"]]
    assert suggested == suggestions(records, place, query)


def test_the_pages_a_visitor_sees_answer_too(server: Server):
    home = server.get("/")
    assert home.status == 200
    assert home.headers["content-type"].startswith("text/html")
    assert b'name="zip"' in home.body
    results = server.get("/programs?zip=60601&field=billing-coding")
    assert results.status == 200
    name = search(server, zip="60601", field="billing-coding")["programs"][0]["school"]["name"]
    assert name.replace("&", "&amp;") in results.body.decode()
    assert results.body.count(b"<script") == results.body.count(b'<script src="/static/site.js') == 1
