"""Contracts and campaigns: what may be done to them, what is refused whole, and that history says who did it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from factories import SOURCES, make_program, make_school
from instances import publish
from sqlalchemy import Engine

from leadmatch.kernel.database import open_engine
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.sponsors import queries
from leadmatch.sponsors.drafts import read_campaign, read_sponsor
from leadmatch.sponsors.service import (
    UnknownSponsorError,
    create_campaign,
    create_sponsor,
    set_campaign_state,
    set_sponsor_state,
)
from leadmatch.sponsors.states import ACTIONS, ALLOWED, SponsorStateError
from leadmatch.sponsors.terms import CampaignTerms

NOW = datetime(2026, 6, 4, 4, 30, tzinfo=UTC)  # still the 3rd in Chicago
SCHOOL = make_school()
CONTRACT = {
    "school": (SCHOOL.id,),
    "time_zone": ("America/Chicago",),
    "contract_starts": ("2026-01-01",),
    "contract_ends": ("2026-12-31",),
}
BOUGHT = {"school": (SCHOOL.id,), "name": ("Example campaign",), "price_per_lead": ("35.00",), "cap_day": ("3",)}


@pytest.fixture
def own_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    publish(made, [make_program(school=SCHOOL)], SOURCES, "a test")
    yield made
    made.dispose()


def contract(engine: Engine, **typed: tuple[str, ...]) -> queries.SponsorRecord:
    return create_sponsor(engine, read_sponsor({**CONTRACT, **typed}), now=NOW, by="ada")


def campaign(engine: Engine, **typed: tuple[str, ...]) -> CampaignTerms:
    return create_campaign(engine, read_campaign({**BOUGHT, **typed}), now=NOW, by="ada")


def codes(error: InvalidRequestError) -> list[tuple[str, str]]:
    return [(fault.where, fault.code) for fault in error.faults]


def history(engine: Engine) -> list[tuple[str, bool]]:
    with engine.connect() as connection:
        events = queries.events(connection, school_id=SCHOOL.id)
    assert {event.done_by for event in events} == {"ada"}
    assert {event.happened_at for event in events} == {NOW}
    return [(event.action, event.campaign_id is not None) for event in events]


def test_a_contract_takes_its_name_from_the_catalogue_and_is_active_at_once(own_engine: Engine):
    made = contract(own_engine)
    assert (made.name, made.state, made.time_zone) == (SCHOOL.name, "active", "America/Chicago")
    assert (made.contract_starts_on, made.contract_ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    with own_engine.connect() as connection:
        assert queries.sponsors(connection) == (made,)
        event = queries.events(connection, school_id=SCHOOL.id)[0]
    assert event.terms["contract_starts_on"] == "2026-01-01"


def test_a_school_that_the_catalogue_does_not_have_cannot_sponsor(own_engine: Engine):
    with pytest.raises(InvalidRequestError) as caught:
        contract(own_engine, school=("sch_none",))
    assert codes(caught.value) == [("school", "unknown-school")]


def test_a_school_has_one_contract_at_a_time(own_engine: Engine):
    contract(own_engine)
    with pytest.raises(SponsorStateError, match="is a sponsor already"):
        contract(own_engine)
    set_sponsor_state(own_engine, SCHOOL.id, "close", now=NOW, by="ada")
    renewed = contract(own_engine, time_zone=("America/New_York",))
    assert (renewed.state, renewed.time_zone) == ("active", "America/New_York")


def test_a_campaign_starts_today_where_the_sponsor_is_and_keeps_every_term(own_engine: Engine):
    contract(own_engine)
    made = campaign(own_engine, days=("mon,fri",), return_days=("10",), state=("il",))
    assert made.starts_on == date(2026, 6, 3)
    assert (made.price_cents, made.pricing, made.tier, made.state) == (3500, "per_lead", 5, "active")
    with own_engine.connect() as connection:
        assert queries.all_campaigns(connection) == (made,)
        assert queries.campaign(connection, "cmp_none") is None
        event = queries.events(connection, campaign_id=made.id)[-1]
    assert event.terms["targeting"]["geography"]["states"] == ["IL"]
    assert event.terms["price_cents"] == 3500


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"ends_on": ("2026-06-02",)}, [("ends_on", "ends-before-start")]),
        (
            {"starts_on": ("2025-01-01",), "ends_on": ("2025-12-31",)},
            [("ends_on", "outside-contract")],
        ),
        ({"starts_on": ("2027-01-01",)}, [("starts_on", "outside-contract")]),
    ],
)
def test_a_campaign_has_a_day_in_common_with_the_contract(
    own_engine: Engine, typed: dict[str, tuple[str, ...]], expected: list[tuple[str, str]]
):
    contract(own_engine)
    with pytest.raises(InvalidRequestError) as caught:
        campaign(own_engine, **typed)
    assert codes(caught.value) == expected
    assert history(own_engine) == [("create", False)]


def test_only_sponsors_have_campaigns(own_engine: Engine):
    with pytest.raises(UnknownSponsorError):
        campaign(own_engine)
    contract(own_engine)
    set_sponsor_state(own_engine, SCHOOL.id, "close", now=NOW, by="ada")
    with pytest.raises(SponsorStateError):
        campaign(own_engine)


@pytest.mark.parametrize("state", sorted(ALLOWED))
@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_states_change_as_the_table_says_and_not_otherwise(own_engine: Engine, state: str, action: str):
    contract(own_engine)
    bought = campaign(own_engine)
    for step in {"active": (), "paused": ("pause",), "closed": ("close",)}[state]:
        set_campaign_state(own_engine, bought.id, step, now=NOW, by="ada")
    before = history(own_engine)
    if action in ALLOWED[state]:
        changed = set_campaign_state(own_engine, bought.id, action, now=NOW, by="ada")
        assert changed.state == ACTIONS[action]
        assert history(own_engine) == [*before, (action, True)]
    else:
        with pytest.raises(SponsorStateError):
            set_campaign_state(own_engine, bought.id, action, now=NOW, by="ada")
        assert history(own_engine) == before


def test_closing_a_contract_closes_its_campaigns_and_pausing_it_leaves_them(own_engine: Engine):
    contract(own_engine)
    first, second = campaign(own_engine), campaign(own_engine)
    set_campaign_state(own_engine, first.id, "close", now=NOW, by="ada")
    set_sponsor_state(own_engine, SCHOOL.id, "pause", now=NOW, by="ada")
    with own_engine.connect() as connection:
        told = {each.id: (each.state, each.sponsor_state) for each in queries.all_campaigns(connection)}
    assert told == {first.id: ("closed", "paused"), second.id: ("active", "paused")}
    set_sponsor_state(own_engine, SCHOOL.id, "close", now=NOW, by="ada")
    with own_engine.connect() as connection:
        assert {each.state for each in queries.all_campaigns(connection)} == {"closed"}
    assert history(own_engine)[-2:] == [("close", False), ("close", True)]


def test_what_is_not_there_cannot_change(own_engine: Engine):
    with pytest.raises(UnknownSponsorError):
        set_sponsor_state(own_engine, "sch_none", "pause", now=NOW, by="ada")
    with pytest.raises(UnknownSponsorError):
        set_campaign_state(own_engine, "cmp_none", "pause", now=NOW, by="ada")
