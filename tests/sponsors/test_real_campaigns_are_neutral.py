"""Rule S8 through the whole application, with campaigns in a database: without them the organic answer is the same."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from databases import Databases
from factories import SOURCES, make_campus, make_program, make_school
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import publish, settings_of, shared_geodata
from sponsoring import add_campaign
from sqlalchemy import Engine, delete

from leadmatch.app import create_app
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.kernel.database import db, open_engine, writing
from leadmatch.sponsors.live import LiveCampaigns
from leadmatch.sponsors.models import Campaign, CapCounter, Sponsor
from leadmatch.sponsors.placements import CampaignPlacements
from leadmatch.sponsors.terms import CampaignTerms, Geography, Targeting

sys.path.append(str(Path(__file__).parents[1] / "search"))
from answers import raw_members  # members of an answer as the very text that was sent

ORGANIC = {"programs", "pagination", "facets", "excluded", "suggestions", "query", "location", "notices", "release"}
STATES = ("IL", "WI")
SCHOOLS = [make_school(name=f"Example College {number}", unitid=f"99020{number}") for number in range(5)]


class Ticking:
    """A clock that goes on by two seconds whenever it is told to, so that no snapshot outlives what it was made of."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> None:
        self.now += timedelta(seconds=2)


def programs() -> list[ProgramRecord]:
    found = []
    for number, school in enumerate(SCHOOLS):
        campus = make_campus(school, latitude=41.8858 + number * 0.3)
        for kind, (field, code) in enumerate((("billing-coding", "51.0713"), ("medical-assisting", "51.0801"))):
            found += [
                make_program(school=school, campus=campus, field=field, cip_code=code, title=f"Program {kind}"),
                make_program(school=school, campus=None, field=field, cip_code=code, title=f"Online {kind}"),
            ]
    return found


@pytest.fixture(scope="module")
def clock() -> Ticking:
    return Ticking()


@pytest.fixture(scope="module")
def app(databases: Databases, tmp_path_factory: pytest.TempPathFactory, clock: Ticking) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("neutral")
    (instance / "geodata").symlink_to(shared_geodata(tmp_path_factory))
    configured = settings_of(instance, databases.migrated())
    engine = open_engine(configured.database_url)
    publish(engine, programs(), SOURCES, "a test")
    made = create_app(
        configured, watches=False, placements=CampaignPlacements(LiveCampaigns(engine, clock=clock), clock)
    )
    made.extensions["test.engine"] = engine
    yield made
    engine.dispose()
    with made.app_context():
        db.engine.dispose()


@contextmanager
def sold(app: Flask, clock: Ticking, campaigns: list[dict[str, Any]]) -> Iterator[list[CampaignTerms]]:
    """Put campaigns into the database for the time of a block."""
    engine: Engine = app.extensions["test.engine"]
    with writing(engine) as connection:
        made = [add_campaign(connection, id=f"cmp_{number}", **each) for number, each in enumerate(campaigns)]
    clock.tick()
    try:
        yield made
    finally:
        with writing(engine) as connection:
            for model in (CapCounter, Campaign, Sponsor):
                connection.execute(delete(model))
        clock.tick()


def asked(app: Flask, query: dict[str, Any]) -> bytes:
    response = app.test_client().get(f"/api/v1/programs?{urlencode(query, doseq=True)}")
    assert response.status_code == 200, response.data
    return response.data


campaigns = st.lists(
    st.fixed_dictionaries(
        {
            "school": st.sampled_from(SCHOOLS),
            "tier": st.integers(1, 3),
            "ends_on": st.sampled_from((None, None, date(2026, 6, 1))),
            "state": st.sampled_from(("active", "active", "paused")),
            "targeting": st.builds(
                Targeting,
                fields=st.sampled_from(((), ("billing-coding",))),
                geography=st.sampled_from(
                    (Geography(), Geography(states=("WI",)), Geography(radius_miles=20.0), Geography(states=("IL",)))
                ),
                online_states=st.sampled_from((STATES, ())),
            ),
        }
    ).map(
        lambda drawn: {
            "school_id": drawn["school"].id,
            "school_name": drawn["school"].name,
            **{name: value for name, value in drawn.items() if name != "school"},
        }
    ),
    min_size=1,
    max_size=6,
)
searches = st.fixed_dictionaries(
    {"zip": st.sampled_from(("60601", "53202", "99999", "09001")), "facets": st.just("true")},
    optional={
        "field": st.sampled_from(("billing-coding", "medical-assisting")),
        "format": st.sampled_from(("online", "on_campus")),
        "radius_miles": st.sampled_from((10, 30, 500)),
        "sort": st.sampled_from(("distance", "name", "cost", "graduates")),
        "per_page": st.sampled_from((1, 3, 100)),
        "page": st.sampled_from((1, 2)),
    },
)


@settings(max_examples=60)
@given(campaigns, searches)
def test_removing_every_campaign_leaves_the_organic_answer_byte_for_byte_the_same(
    app: Flask, clock: Ticking, bought: list[dict[str, Any]], query: dict[str, Any]
):
    with sold(app, clock, bought):
        with_campaigns = raw_members(asked(app, query))
        shown = orjson.loads(with_campaigns["sponsored"])
    without = raw_members(asked(app, query))
    assert {*without} == {*with_campaigns} == ORGANIC | {"sponsored", "inquiry_links"}
    for member in ORGANIC:
        assert with_campaigns[member] == without[member], member
    assert (without["sponsored"], without["inquiry_links"]) == ("[]", "{}")
    walk = orjson.loads(raw_members(asked(app, {**query, "page": 1, "per_page": 100}))["programs"])
    organic = {item["id"]: (rank, item) for rank, item in enumerate(walk, 1)}
    sponsors = {each["school_id"] for each in bought}
    assert len(shown) <= 3
    for item in shown:
        placement, rank = item.pop("placement"), item.pop("organic_rank")
        assert (rank, item) == organic[item["id"]]
        assert item["school"]["id"] in sponsors
        assert placement.keys() == {"id", "label", "disclosure"}
        assert placement["disclosure"] == f"{item['school']['name']} pays to appear here."


EVERYTHING = {"targeting": Targeting(online_states=STATES)}


def test_a_campaign_shows_its_programs_with_the_way_to_ask_about_them(app: Flask, clock: Ticking):
    school = SCHOOLS[2]
    with sold(app, clock, [{"school_id": school.id, "school_name": school.name, **EVERYTHING}]):
        page = orjson.loads(asked(app, {"zip": "60601", "per_page": 100}))
        again = orjson.loads(asked(app, {"zip": "60601", "per_page": 100}))
    assert page == again
    own = {item["id"] for item in page["programs"] if item["school"]["id"] == school.id}
    assert [item["school"]["id"] for item in page["sponsored"]] == [school.id] * 3
    assert page["inquiry_links"] == {each: f"/inquire?program={each}" for each in own}
    assert len({item["placement"]["id"] for item in page["sponsored"]}) == 3
    assert all(item["placement"]["id"].startswith("plc_") for item in page["sponsored"])


def test_the_page_of_results_labels_what_campaigns_pay_for(app: Flask, clock: Ticking):
    school = SCHOOLS[1]
    with sold(app, clock, [{"school_id": school.id, "school_name": school.name, **EVERYTHING}]):
        html = app.test_client().get("/programs?zip=60601").text
    assert f"{school.name} pays to appear here." in html
    assert f"{school.name} pays to appear here." not in app.test_client().get("/programs?zip=60601").text


def test_a_campaign_that_is_full_neither_shows_nor_links(app: Flask, clock: Ticking):
    school = SCHOOLS[0]
    terms = {"school_id": school.id, "school_name": school.name, **EVERYTHING}
    with sold(app, clock, [terms]) as made:
        with writing(app.extensions["test.engine"]) as connection:
            connection.execute(Campaign.__table__.update().values(cap_total=1))
            connection.execute(
                CapCounter.__table__.insert().values(campaign_id=made[0].id, period="total", starts_on="", taken=1)
            )
        clock.tick()
        page = orjson.loads(asked(app, {"zip": "60601"}))
    assert (page["sponsored"], page["inquiry_links"]) == ([], {})
