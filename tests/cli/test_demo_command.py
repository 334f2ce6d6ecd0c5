"""`leadmatch demo` makes up sponsors, each once, and tells a script what it needs: new keys, and a cap not used yet."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from instances import SEED, leadmatch, leadmatch_process, settings_of
from sqlalchemy import Connection, func, insert, select, text

from leadmatch.access.keys import find_key
from leadmatch.access.models import Partner, PartnerContract, PartnerOrigin, PartnerPlacement
from leadmatch.catalogue.models import Program
from leadmatch.inquiries.models import Disclosure
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine, writing
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.sponsors.models import Campaign, CapCounter, Sponsor

MADE = (Sponsor, Campaign, Disclosure, Inquiry, Lead, Partner, PartnerContract, PartnerOrigin, PartnerPlacement)
PARTNER_KEYS = ("publishable_key", "secret_key", "test_publishable_key", "test_secret_key")


def demo(instance: Path, *options: str, **settings: str) -> dict[str, Any]:
    said = leadmatch("demo", "--json", *options, instance=instance, **settings)
    assert said.returncode == 0, said.stderr
    told: dict[str, Any] = json.loads(said.stdout)
    return told


@contextmanager
def database(instance: Path, url: str = "") -> Iterator[Connection]:
    engine = open_engine(url or f"sqlite:///{instance / 'leadmatch.db'}")
    with writing(engine) as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def made_once(demo_instance: Path) -> list[int]:
    """Give how many of each there are after one set-up."""
    return made(demo_instance)


def made(instance: Path, url: str = "") -> list[int]:
    with database(instance, url) as connection:
        return [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in MADE]


def opens(instance: Path, key: str) -> bool:
    with database(instance) as connection:
        found = find_key(connection, settings_of(instance).keyed_hash(), key)
    return found is not None and found.is_in_force(utc_now())


def releases(instance: Path) -> list[tuple[str, str]]:
    listed = json.loads(leadmatch("catalogue", "releases", "--json", instance=instance).stdout)["releases"]
    return [(each["state"], each["origin"]) for each in listed]


def test_a_script_is_told_of_sponsored_programs_of_one_school_a_cap_and_keys(own_demo_instance: Path):
    told = demo(own_demo_instance)
    assert set(told) == {"base_url", "sponsored", "capped", "school", "other_school", "partner"}
    assert told["base_url"] == "http://127.0.0.1:8000"
    assert len({each["zip"] for each in told["sponsored"]}) >= 5
    slot = {"zip", "program_id", "school_id", "campaign_id"}
    assert all(set(each) == slot for each in told["sponsored"])
    assert {each["school_id"] for each in told["sponsored"]} == {told["school"]["id"]}
    assert set(told["capped"]) == slot | {"cap"}
    assert told["capped"]["cap"] == 3
    ids = [told["school"]["id"], told["other_school"]["id"], told["capped"]["school_id"]]
    assert len(set(ids)) == 3
    assert all(opens(own_demo_instance, told[each]["api_key"]) for each in ("school", "other_school"))
    with database(own_demo_instance) as connection:
        campaigns = {row.id: row for row in connection.execute(select(Campaign.__table__))}
        programs = set(connection.execute(select(Program.id)).scalars())
    for each in told["sponsored"]:
        campaign = campaigns[each["campaign_id"]]
        assert (campaign.school_id, campaign.state) == (each["school_id"], "active")
        assert {campaign.cap_day, campaign.cap_week, campaign.cap_month, campaign.cap_total} == {None}
    assert campaigns[told["capped"]["campaign_id"]].cap_day == 3
    assert {each["program_id"] for each in (*told["sponsored"], told["capped"])} <= programs


def test_asked_again_only_the_keys_are_new(own_demo_instance: Path):
    first = demo(own_demo_instance)
    before = made(own_demo_instance), releases(own_demo_instance)
    for _ in range(3):
        last = demo(own_demo_instance)
    assert leadmatch("setup", "--demo", instance=own_demo_instance).returncode == 0
    assert (made(own_demo_instance), releases(own_demo_instance)) == before
    for each in ("school", "other_school"):
        assert not opens(own_demo_instance, first[each].pop("api_key"))
        assert opens(own_demo_instance, last[each].pop("api_key"))
    for each in PARTNER_KEYS:
        assert not opens(own_demo_instance, first["partner"].pop(each))
        assert opens(own_demo_instance, last["partner"].pop(each))
    assert first == last


def test_the_partner_is_made_up_and_comes_with_keys_of_each_kind(own_demo_instance: Path):
    told = demo(own_demo_instance)["partner"]
    assert set(told) == {"id", "origin", *PARTNER_KEYS}
    assert told["origin"] == "http://127.0.0.1:8999"
    assert [told[each].rpartition("_")[0] for each in PARTNER_KEYS] == ["pk", "sk", "pk_test", "sk_test"]
    shown = json.loads(leadmatch("partner", "show", told["id"], "--json", instance=own_demo_instance).stdout)["partner"]
    assert "made up" in shown["name"]
    assert (shown["origins"], shown["placements"]) == ([told["origin"]], ["article", "sidebar"])
    assert shown["contract"]["share_percent"] == 20
    for words in (("pause",), ("origin", "remove", told["origin"]), ("placement", "remove", "sidebar")):
        changed = leadmatch("partner", *words[:2], told["id"], *words[2:], instance=own_demo_instance)
        assert changed.returncode == 0, changed.stderr
    again = demo(own_demo_instance)["partner"]
    assert again["id"] == told["id"]
    back = json.loads(leadmatch("partner", "show", told["id"], "--json", instance=own_demo_instance).stdout)["partner"]
    assert back == shown
    assert leadmatch("demo", "--remove", instance=own_demo_instance).returncode == 0
    ended = json.loads(leadmatch("partner", "show", told["id"], "--json", instance=own_demo_instance).stdout)
    assert ended["partner"]["state"] == "closed"
    assert {each["state"] for each in ended["keys"]} == {"revoked"}


def test_asked_twice_at_once_everything_is_made_once(own_instance: Path, made_once: list[int]):
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda _: leadmatch_process("demo", "--json", instance=own_instance), range(2)))
    assert [each.returncode for each in said] == [0, 0], [each.stderr for each in said]
    assert made(own_instance) == made_once


def test_it_is_the_same_on_either_database(own_instance: Path, made_once: list[int], fresh_database_url: str):
    assert leadmatch("setup", "--demo", instance=own_instance, DATABASE_URL=fresh_database_url).returncode == 0
    first, second = (demo(own_instance, DATABASE_URL=fresh_database_url) for _ in range(2))
    assert first["capped"] == second["capped"]
    assert made(own_instance, fresh_database_url) == made_once


def test_a_capped_campaign_that_took_a_lead_makes_way_for_one_that_comes_before_it(own_demo_instance: Path):
    seen = []
    for _ in range(3):
        capped = demo(own_demo_instance)["capped"]
        seen.append(capped["campaign_id"])
        with database(own_demo_instance) as connection:
            values = {"campaign_id": capped["campaign_id"], "period": "day", "starts_on": "2026-01-05", "taken": 1}
            connection.execute(insert(CapCounter).values(values))
    assert len(set(seen)) == 3
    with database(own_demo_instance) as connection:
        asked = select(Campaign.id, Campaign.state).where(Campaign.school_id == capped["school_id"])
        rows = connection.execute(asked.order_by(Campaign.tier)).all()
    assert [tuple(row) for row in rows] == [(seen[2], "active"), (seen[1], "closed"), (seen[0], "closed")]


@pytest.mark.parametrize("command", ["sponsor", "campaign"])
@pytest.mark.parametrize("action", ["pause", "close"])
def test_what_was_paused_or_closed_is_there_again(own_demo_instance: Path, command: str, action: str):
    first = demo(own_demo_instance)["sponsored"][0]
    which = first["school_id"] if command == "sponsor" else first["campaign_id"]
    said = leadmatch(command, action, which, instance=own_demo_instance)
    assert said.returncode == 0, said.stderr
    campaign_id = demo(own_demo_instance)["sponsored"][0]["campaign_id"]
    assert (campaign_id == first["campaign_id"]) == (action == "pause")
    with database(own_demo_instance) as connection:
        states = select(Campaign.state, Sponsor.state).join(Sponsor).where(Campaign.id == campaign_id)
        assert tuple(connection.execute(states).one()) == ("active", "active")


def test_its_inquiries_are_tests_and_leave_the_cap_alone(demo_instance: Path):
    with database(demo_instance) as connection:
        leads = connection.execute(select(Lead.state, Lead.is_test)).all()
        assert {tuple(each) for each in leads} == {("accepted", True)}
        assert len(leads) == 5
        assert connection.execute(select(CapCounter.taken)).all() == []
        assert not connection.execute(text("SELECT 1 FROM inquiry WHERE NOT is_test")).all()


def test_what_people_read_holds_lines_to_copy_and_a_ready_inquiry(own_demo_instance: Path):
    said = leadmatch("demo", "--port", "8123", instance=own_demo_instance)
    assert said.returncode == 0, said.stderr
    assert "http://127.0.0.1:8123/programs?zip=60601" in said.stdout
    assert "Authorization: Bearer lms_" in said.stdout
    assert "http://127.0.0.1:8123/embed/demo?key=pk_" in said.stdout
    ready = json.loads((own_demo_instance / "demo-inquiry.json").read_text())
    assert ready["program_ids"][0] in said.stdout
    assert ready["person"]["email"].endswith("@example.org")
    assert ready["consents"][0]["agreed"] is True


@pytest.mark.parametrize(
    ("options", "settings", "expected"),
    [
        ([], {}, "http://127.0.0.1:8000"),
        (["--port", "8123"], {}, "http://127.0.0.1:8123"),
        (["--base-url", "https://guide.example.org/"], {}, "https://guide.example.org"),
        ([], {"BASE_URL": "https://guide.example.org"}, "https://guide.example.org"),
        (["--port", "8123"], {"BASE_URL": "https://guide.example.org"}, "http://127.0.0.1:8123"),
    ],
)
def test_the_address_is_as_told_or_as_set(
    own_demo_instance: Path, options: list[str], settings: dict[str, str], expected: str
):
    assert demo(own_demo_instance, *options, **settings)["base_url"] == expected


def test_without_being_told_it_is_where_the_instance_was_served_last(own_demo_instance: Path):
    (own_demo_instance / "served-at").write_text("http://127.0.0.1:8222\n")
    assert demo(own_demo_instance)["base_url"] == "http://127.0.0.1:8222"


def test_on_an_operators_own_catalogue_it_adds_them_and_takes_them_away(own_instance: Path, tmp_path: Path):
    own = tmp_path / "own.csv"
    own.write_text("".join(SEED.read_text().splitlines(keepends=True)[:4]))
    assert leadmatch("catalogue", "import", own, "--publish", instance=own_instance).returncode == 0
    told = demo(own_instance)
    assert releases(own_instance)[0] == ("published", "own.csv with made-up schools")
    removed = leadmatch("demo", "--remove", instance=own_instance)
    assert removed.returncode == 0, removed.stderr
    assert releases(own_instance)[0] == ("published", "own.csv")
    assert not opens(own_instance, told["school"]["api_key"])
    assert not opens(own_instance, told["partner"]["secret_key"])
    listed = json.loads(leadmatch("catalogue", "releases", "--json", instance=own_instance).stdout)["releases"]
    assert [each["counts"]["programs"] for each in listed[:2]] == [3, 23]
    assert listed[0]["counts"]["sources"] == listed[2]["counts"]["sources"]


def test_it_does_not_discard_what_an_operator_has_staged(own_instance: Path, tmp_path: Path):
    own = tmp_path / "own.csv"
    own.write_text("".join(SEED.read_text().splitlines(keepends=True)[:4]))
    assert leadmatch("catalogue", "import", own, instance=own_instance).returncode == 0
    before = releases(own_instance)
    said = leadmatch("demo", instance=own_instance)
    assert said.returncode == 1
    assert "own.csv is staged; publish or discard it first" in said.stderr
    assert releases(own_instance) == before


def test_without_a_catalogue_it_says_what_to_do(tmp_path: Path):
    instance = tmp_path / "instance"
    assert "leadmatch database upgrade" in leadmatch("demo", instance=instance).stderr
    assert leadmatch("database", "upgrade", instance=instance).returncode == 0
    assert "leadmatch geodata build" in leadmatch("demo", instance=instance).stderr
