"""What campaigns show, moment by moment, and whose program pages take inquiries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from factories import SOURCES, make_campus, make_program, make_school
from flask.testing import FlaskClient
from instances import end_watch, settings_of, shared_geodata
from sponsoring import make_campaign_terms

from leadmatch.app import create_app
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.kernel.database import db
from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import find_matches
from leadmatch.search.query import ProgramQuery
from leadmatch.sponsors.live import CampaignSnapshot, LiveCampaigns, campaigns_by_school
from leadmatch.sponsors.placements import CampaignPlacements
from leadmatch.sponsors.terms import CampaignTerms, Geography, Schedule, Targeting

CHICAGO = Place("60601", "standard", "zip", "Chicago", "IL", 41.88, -87.63, "America/Chicago")
MILWAUKEE = Place("53202", "standard", "zip", "Milwaukee", "WI", 43.04, -87.9, "America/Chicago")
NEAR, FAR = make_school(name="Example Near College"), make_school(name="Example Far College", unitid="999002")
AT_NEAR = make_program(school=NEAR, title="Coding")
AT_FAR = make_program(school=FAR, campus=make_campus(FAR, latitude=42.2), title="Coding")
ONLINE = make_program(school=FAR, campus=None, title="Coding online")
MORNINGS = Schedule(days=(0,), opens=time(9), closes=time(12))
MONDAY = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)  # 09:00 in Chicago


class Changing(LiveCampaigns):
    """Campaigns that a test changes without a database."""

    def __init__(self) -> None:
        self.bought: CampaignSnapshot
        self.buy()

    def buy(self, *campaigns: CampaignTerms, full: frozenset[str] = frozenset()) -> None:
        self.bought = CampaignSnapshot(campaigns_by_school(campaigns), full)

    def snapshot(self, now: datetime | None = None) -> CampaignSnapshot:  # noqa: ARG002  # they change when told to
        return self.bought


@pytest.fixture
def index(tmp_path: Path) -> CatalogueIndex:
    sources = {each.key: each for each in SOURCES}
    write_index([AT_NEAR, AT_FAR, ONLINE], sources, "rel_1", tmp_path / "index", on_progress=lambda _done: None)
    return CatalogueIndex.open(tmp_path / "index")


@pytest.fixture
def live() -> Changing:
    return Changing()


def bought(school_of: ProgramRecord, **terms: object) -> CampaignTerms:
    school = school_of.school
    return make_campaign_terms(school_id=school.id, school_name=school.name, **terms)


def shown(placements: CampaignPlacements, index: CatalogueIndex, place: Place = CHICAGO, limit: int = 3) -> list[str]:
    matches = find_matches(index, place, ProgramQuery(zip=place.zip_code, radius_miles=250))
    return [slot.program_id for slot in placements.for_matches(matches, limit=limit)]


def test_lower_tiers_come_first_then_the_nearest_then_what_has_no_distance(index: CatalogueIndex, live: Changing):
    placements = CampaignPlacements(live, lambda: MONDAY)
    online = Targeting(online_states=("IL",))
    live.buy(bought(AT_NEAR, tier=1), bought(AT_FAR, tier=1, targeting=online))
    assert shown(placements, index) == [AT_NEAR.id, AT_FAR.id, ONLINE.id]
    live.buy(bought(AT_FAR, tier=1, targeting=online), bought(AT_NEAR, tier=2))
    assert shown(placements, index) == [AT_FAR.id, ONLINE.id, AT_NEAR.id]
    assert shown(placements, index, limit=1) == [AT_FAR.id]


def test_a_slot_keeps_its_id_as_long_as_campaign_and_program_are_the_same(index: CatalogueIndex, live: Changing):
    matches = find_matches(index, CHICAGO, ProgramQuery(zip="60601"))
    live.buy(bought(AT_NEAR))
    first = CampaignPlacements(live, lambda: MONDAY).for_matches(matches, limit=3)
    again = CampaignPlacements(live, lambda: MONDAY).for_matches(matches, limit=3)
    live.buy(bought(AT_NEAR, name="Another"))
    other = CampaignPlacements(live, lambda: MONDAY).for_matches(matches, limit=3)
    assert first == again
    assert first[0].id.startswith("plc_")
    assert first[0].id != other[0].id


@pytest.mark.parametrize(("clock", "count"), [("13:59:59", 0), ("14:00:00", 1), ("16:59:59", 1), ("17:00:00", 0)])
def test_schedules_open_and_close_while_nothing_else_changes(
    index: CatalogueIndex, live: Changing, clock: str, count: int
):
    moments = [MONDAY, datetime.fromisoformat(f"2026-06-01T{clock}+00:00")]
    placements = CampaignPlacements(live, lambda: moments[0])
    live.buy(bought(AT_NEAR, schedule=MORNINGS))
    assert len(shown(placements, index)) == 1
    moments.pop(0)
    assert len(shown(placements, index)) == count


def test_campaigns_that_change_are_shown_as_they_are_now(index: CatalogueIndex, live: Changing):
    placements = CampaignPlacements(live, lambda: MONDAY)
    assert shown(placements, index) == []
    campaign = bought(AT_NEAR)
    live.buy(campaign)
    assert shown(placements, index) == [AT_NEAR.id]
    live.buy(campaign, full=frozenset({campaign.id}))
    assert shown(placements, index) == []
    live.buy(bought(AT_NEAR, state="paused"), bought(AT_FAR))
    assert shown(placements, index) == [AT_FAR.id]


def test_a_school_of_no_program_on_file_shows_nothing(index: CatalogueIndex, live: Changing):
    placements = CampaignPlacements(live, lambda: MONDAY)
    live.buy(make_campaign_terms(school_id="sch_none", school_name="Example Nowhere"))
    assert shown(placements, index) == []
    matches = find_matches(index, CHICAGO, ProgramQuery(zip="60601"))
    assert placements.inquiry_links(matches, matches.page()) == {}


def test_a_school_without_a_wording_is_shown_and_takes_no_inquiries(index: CatalogueIndex, live: Changing):
    placements = CampaignPlacements(live, lambda: MONDAY)
    live.buy(bought(AT_NEAR), bought(AT_FAR))
    live.bought = replace(live.bought, wordless=frozenset({AT_NEAR.school.id}))
    link = {AT_FAR.id: f"/inquire?program={AT_FAR.id}"}
    matches = find_matches(index, CHICAGO, ProgramQuery(zip="60601", radius_miles=250))
    assert placements.inquiry_links(matches, matches.page()) == link
    assert placements.accepting(index, [AT_NEAR.id, AT_FAR.id]) == link
    assert AT_NEAR.id in shown(placements, index)


def test_a_program_page_takes_inquiries_unless_it_is_known_that_nobody_would(index: CatalogueIndex, live: Changing):
    placements = CampaignPlacements(live, lambda: MONDAY)
    ids = [AT_NEAR.id, AT_FAR.id, ONLINE.id, "prg_none"]
    assert placements.accepting(index, ids) == {}
    live.buy(bought(AT_NEAR, targeting=Targeting(geography=Geography(states=("IL",)))), bought(AT_FAR, state="paused"))
    link = {AT_NEAR.id: f"/inquire?program={AT_NEAR.id}"}
    assert placements.accepting(index, ids) == link
    assert placements.accepting(index, ids, CHICAGO) == link
    assert placements.accepting(index, ids, MILWAUKEE) == {}
    live.buy(bought(AT_NEAR), full=frozenset({bought(AT_NEAR).id}))
    assert placements.accepting(index, ids) == {}


@pytest.fixture
def client(empty_database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    (tmp_path / "geodata").symlink_to(shared_geodata(tmp_path_factory))
    app = create_app(settings_of(tmp_path, empty_database_url), watches=False)
    yield app.test_client()
    end_watch(app.extensions["leadmatch.catalogue"])
    with app.app_context():
        db.engine.dispose()


def test_an_application_without_a_migrated_database_says_that_it_is_not_ready(client: FlaskClient):
    response = client.get("/api/v1/programs?zip=60601")
    assert (response.status_code, response.json["type"].rsplit("/", 1)[1]) == (503, "not-ready")
