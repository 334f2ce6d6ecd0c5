"""Searches see campaigns as they were at most a second ago, read by one, waited for by nobody, whatever happens."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sponsoring import add_campaign, add_disclosure
from sqlalchemy import Connection, Engine, event, update

from leadmatch.inquiries.disclosures import retire_disclosure, worded_schools
from leadmatch.kernel.database import open_engine, writing
from leadmatch.sponsors.caps import reserve
from leadmatch.sponsors.live import LiveCampaigns
from leadmatch.sponsors.models import Campaign
from leadmatch.sponsors.terms import Caps

NOW = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def own_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def live(own_engine: Engine) -> LiveCampaigns:
    return LiveCampaigns(own_engine, clock=lambda: NOW)


@pytest.fixture
def statements(own_engine: Engine) -> list[str]:
    told: list[str] = []

    def tell(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            told.append(statement)

    event.listen(own_engine, "before_cursor_execute", tell)
    return told


def test_a_change_is_seen_within_a_second_and_not_asked_for_before(
    own_engine: Engine, live: LiveCampaigns, statements: list[str]
):
    with writing(own_engine) as connection:
        campaign = add_campaign(connection, caps=Caps(day=1))
    first = live.snapshot(NOW)
    assert first.campaigns == (campaign,)
    assert first.on_file.by_school == {campaign.school_id: (campaign,)}
    with writing(own_engine) as connection:
        connection.execute(update(Campaign).values(state="paused"))
    asked = len(statements)
    assert live.snapshot(later(0.99)) is first
    assert len(statements) == asked
    assert [each.state for each in live.snapshot(later(1)).campaigns] == ["paused"]
    assert len(statements) == asked + 2


def test_campaigns_that_did_not_change_are_the_same_object(own_engine: Engine, live: LiveCampaigns):
    with writing(own_engine) as connection:
        campaign = add_campaign(connection, caps=Caps(day=1))
    first = live.snapshot(NOW)
    assert first.full == frozenset()
    assert live.snapshot(later(1)) is first
    with writing(own_engine) as connection:
        reserve(connection, campaign, NOW)
    full = live.snapshot(later(2))
    assert full.full == {campaign.id}
    assert full.on_file is first.on_file
    assert live.snapshot(later(24 * 3600)).full == frozenset()


def test_a_clock_that_is_set_back_makes_the_snapshot_stale(own_engine: Engine, live: LiveCampaigns):
    assert live.snapshot(NOW).campaigns == ()
    with writing(own_engine) as connection:
        add_campaign(connection)
    assert len(live.snapshot(later(-3600)).campaigns) == 1


def test_the_clock_is_read_where_no_moment_is_given(own_engine: Engine, live: LiveCampaigns):
    with writing(own_engine) as connection:
        add_campaign(connection)
    assert len(live.snapshot().campaigns) == 1


def test_one_reads_while_others_go_on_with_what_was_known(own_engine: Engine, live: LiveCampaigns):
    first = live.snapshot(NOW)
    reading, go_on = threading.Event(), threading.Event()

    def stop(*_anything: object) -> None:
        reading.set()
        assert go_on.wait(20)

    event.listen(own_engine, "before_cursor_execute", stop)
    reader = threading.Thread(target=live.snapshot, args=(later(5),))
    reader.start()
    assert reading.wait(20)
    assert live.snapshot(later(5)) is first
    go_on.set()
    reader.join()


def test_a_database_that_cannot_be_read_leaves_the_old_snapshot_in_use_and_is_told_of_once(
    own_engine: Engine, live: LiveCampaigns
):
    with writing(own_engine) as connection:
        add_campaign(connection)
    before = live.snapshot(NOW)

    def fail(*_anything: object) -> None:
        raise OSError("the disk is gone")

    event.listen(own_engine, "before_cursor_execute", fail)
    with structlog.testing.capture_logs() as told:
        assert live.snapshot(later(2)) is before
        assert live.snapshot(later(4)) is before
    assert [each["event"] for each in told] == ["campaigns-unreadable"]
    event.remove(own_engine, "before_cursor_execute", fail)
    with structlog.testing.capture_logs() as told:
        assert live.snapshot(later(6)) is before
    assert told == []


def test_a_database_that_was_never_migrated_has_no_campaigns(empty_database_url: str):
    engine = open_engine(empty_database_url)
    live = LiveCampaigns(engine, clock=lambda: NOW)
    with structlog.testing.capture_logs() as told:
        assert live.snapshot(NOW).campaigns == ()
        assert live.snapshot(later(2)).campaigns == ()
    assert len(told) == 1
    engine.dispose()


def test_a_wording_that_comes_or_goes_is_seen_as_soon_as_a_campaign(own_engine: Engine):
    live = LiveCampaigns(own_engine, clock=lambda: NOW, worded=worded_schools)
    with writing(own_engine) as connection:
        school_id = add_campaign(connection).school_id
    assert live.snapshot(NOW).wordless == {school_id}
    with writing(own_engine) as connection:
        disclosure = add_disclosure(connection, school_id=school_id)
    assert live.snapshot(later(1)).wordless == frozenset()
    retire_disclosure(own_engine, disclosure["id"], now=later(1))
    assert live.snapshot(later(2)).wordless == {school_id}
