"""Flat prices are owed by the period, entered once whoever asks, and the ledger sums to the invoice."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import SOURCES, make_program
from instances import leadmatch, publish, wait_until
from sponsoring import SCHOOL, add_campaign, make_campaign_terms
from sqlalchemy import Connection, Engine, func, insert, select, text

from leadmatch.kernel.database import open_engine, writing
from leadmatch.leads.billing import enter_flat_periods, flat_periods
from leadmatch.leads.invoices import invoices
from leadmatch.leads.ledger import flat_period_entry, lead_entry
from leadmatch.leads.models import Inquiry, Lead, LedgerEntry
from leadmatch.sponsors.drafts import read_campaign, read_sponsor
from leadmatch.sponsors.service import create_campaign, create_sponsor, set_campaign_state, set_sponsor_state
from leadmatch.sponsors.terms import CampaignTerms

CHICAGO_MIDNIGHT = datetime(2026, 4, 1, 5, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FLAT = {"pricing": "flat", "price_cents": 60000, "flat_period": "month"}
EDGES: dict[str, tuple[dict[str, str], str, list[str]]] = {
    "not begun": ({"starts_on": "2026-04-01"}, "2026-03-31", []),
    "its first day": ({"starts_on": "2026-04-01"}, "2026-04-01", ["2026-04-01"]),
    "from mid-month": ({"starts_on": "2026-01-31"}, "2026-03-01", ["2026-01-31", "2026-02-01", "2026-03-01"]),
    "the day before another month": ({"starts_on": "2026-02-02"}, "2026-02-28", ["2026-02-02"]),
    "over the year": ({"starts_on": "2026-12-15"}, "2027-01-01", ["2026-12-15", "2027-01-01"]),
    "ends on a last day": ({"starts_on": "2026-04-01", "ends_on": "2026-04-30"}, "2026-06-30", ["2026-04-01"]),
    "ends on a first day": (
        {"starts_on": "2026-04-01", "ends_on": "2026-05-01"},
        "2026-06-30",
        ["2026-04-01", "2026-05-01"],
    ),
    "closed on a first day": (
        {"starts_on": "2026-04-01", "closed_on": "2026-05-01"},
        "2026-06-30",
        ["2026-04-01", "2026-05-01"],
    ),
    "closed the day before": ({"starts_on": "2026-04-01", "closed_on": "2026-04-30"}, "2026-06-30", ["2026-04-01"]),
    "closed before it began": ({"starts_on": "2026-04-01", "closed_on": "2026-03-31"}, "2026-06-30", []),
    "within the contract": (
        {"starts_on": "2026-01-01", "contract_starts_on": "2026-02-10", "contract_ends_on": "2026-03-31"},
        "2026-06-30",
        ["2026-02-10", "2026-03-01"],
    ),
    "weeks from Monday": (
        {"flat_period": "week", "starts_on": "2026-04-05"},  # a Sunday
        "2026-04-13",
        ["2026-04-05", "2026-04-06", "2026-04-13"],
    ),
    "a week from its Monday": ({"flat_period": "week", "starts_on": "2026-04-06"}, "2026-04-12", ["2026-04-06"]),
    "quarters": (
        {"flat_period": "quarter", "starts_on": "2026-05-20"},
        "2027-01-01",
        ["2026-05-20", "2026-07-01", "2026-10-01", "2027-01-01"],
    ),
    "years": ({"flat_period": "year", "starts_on": "2026-12-31"}, "2027-12-31", ["2026-12-31", "2027-01-01"]),
}


@pytest.fixture
def own_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


def bought(engine: Engine, **terms: Any) -> CampaignTerms:  # noqa: ANN401  # of the field's type
    with writing(engine) as connection:
        return add_campaign(connection, **terms)


def take_leads(engine: Engine, campaign: CampaignTerms, *moments: datetime) -> None:
    """Write accepted leads of a campaign with their entries, as the intake does."""
    with writing(engine) as connection:
        number = connection.scalar(select(func.count()).select_from(Lead)) or 0
        for moment in moments:
            number += 1
            connection.execute(
                insert(Inquiry).values(
                    id=f"inq_{number}", created_at=moment, receipt_index=bytes([number]), sealed=b"sealed",
                    language="en", is_test=False, form_version="api-1",
                )
            )  # fmt: skip
            connection.execute(
                insert(Lead).values(
                    id=f"led_{number}", number=number, inquiry_id=f"inq_{number}", school_id=campaign.school_id,
                    campaign_id=campaign.id, state="accepted", program_id="prg_x", program={}, other_programs=[],
                    price_cents=campaign.lead_price_cents, is_test=False, created_at=moment,
                )
            )  # fmt: skip
            connection.execute(insert(LedgerEntry).values(lead_entry(f"led_{number}", campaign, moment)))


def entered_days(engine: Engine) -> list[str | None]:
    with engine.connect() as connection:
        asked = select(LedgerEntry.period).where(LedgerEntry.kind == "flat_period").order_by(LedgerEntry.period)
        return list(connection.scalars(asked))


@pytest.mark.parametrize("edge", EDGES)
def test_a_period_is_owed_once_it_has_begun(edge: str):
    given, through, owed = EDGES[edge]
    days = {name: date.fromisoformat(value) for name, value in given.items() if name != "flat_period"}
    closed_on = days.pop("closed_on", None)
    campaign = make_campaign_terms(**{**FLAT, "flat_period": given.get("flat_period", "month"), **days})
    found = flat_periods(campaign, closed_on=closed_on, through=date.fromisoformat(through))
    assert [day.isoformat() for day in found] == owed


def test_a_price_per_lead_has_no_periods():
    assert flat_periods(make_campaign_terms(), closed_on=None, through=date(2026, 12, 31)) == ()


def test_a_period_begins_at_midnight_of_the_sponsor_and_is_entered_once(own_engine: Engine):
    campaign = bought(own_engine, starts_on=date(2026, 3, 15), **FLAT)
    ahead = date(2027, 1, 1)
    assert enter_flat_periods(own_engine, now=CHICAGO_MIDNIGHT - SECOND, through=ahead) == 1
    assert enter_flat_periods(own_engine, now=CHICAGO_MIDNIGHT, through=date(2026, 3, 31)) == 0
    assert enter_flat_periods(own_engine, now=CHICAGO_MIDNIGHT, school_id="sch_another") == 0
    assert enter_flat_periods(own_engine, now=CHICAGO_MIDNIGHT, school_id=campaign.school_id) == 1
    assert enter_flat_periods(own_engine, now=CHICAGO_MIDNIGHT) == 0
    assert entered_days(own_engine) == ["2026-03-15", "2026-04-01"]


def test_a_pause_ends_nothing_a_close_does_and_a_new_contract_changes_no_old_price(own_engine: Engine):
    publish(own_engine, [make_program(school=SCHOOL)], SOURCES, "a test")
    contract = {"school": (SCHOOL.id,), "time_zone": ("America/Chicago",), "contract_starts": ("2026-01-01",)}
    terms = {"school": (SCHOOL.id,), "flat": ("600",), "flat_period": ("month",), "starts_on": ("2026-02-01",)}
    at_start = datetime(2026, 2, 1, 12, tzinfo=UTC)
    create_sponsor(own_engine, read_sponsor(contract), now=at_start, by="ada")
    first, second = (
        create_campaign(own_engine, read_campaign({**terms, "name": (name,)}), now=at_start, by="ada")
        for name in ("Paused", "Closed")
    )
    set_campaign_state(own_engine, first.id, "pause", now=at_start, by="ada")
    set_campaign_state(own_engine, second.id, "close", now=CHICAGO_MIDNIGHT - SECOND, by="ada")
    set_sponsor_state(own_engine, SCHOOL.id, "close", now=CHICAGO_MIDNIGHT, by="ada")
    again = {**contract, "time_zone": ("America/New_York",), "contract_starts": ("2026-05-01",)}
    create_sponsor(own_engine, read_sponsor(again), now=CHICAGO_MIDNIGHT, by="ada")
    assert enter_flat_periods(own_engine, now=datetime(2026, 7, 1, 12, tzinfo=UTC)) == 5
    with own_engine.connect() as connection:
        rows = connection.execute(select(LedgerEntry.campaign_id, LedgerEntry.period, LedgerEntry.amount_cents))
        assert {tuple(row) for row in rows} == {
            (campaign.id, day, 60000)
            for campaign, days in (
                (first, ("2026-02-01", "2026-03-01", "2026-04-01")),
                (second, ("2026-02-01", "2026-03-01")),
            )
            for day in days
        }


def test_two_who_bill_at_once_enter_each_period_once(own_engine: Engine):
    campaign = bought(own_engine, **FLAT)
    first = flat_period_entry(campaign, date(2026, 1, 1), CHICAGO_MIDNIGHT)
    with ThreadPoolExecutor(1) as pool:
        # Written past the queue of this process, as by another one, and not committed while the second one begins.
        with own_engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(LedgerEntry).values(first))
            second = pool.submit(enter_flat_periods, own_engine, now=CHICAGO_MIDNIGHT)
            wait_until(lambda: second.running() and waits_for_a_lock(connection))
        assert second.result() == 3
    assert entered_days(own_engine) == ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]


def waits_for_a_lock(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":  # nobody can tell, and nobody reads before it has the only lock
        return True
    return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_the_ledger_sums_to_the_invoices(own_engine: Engine, fresh_database_url: str, tmp_path: Path):
    flat = bought(own_engine, name="Flat", starts_on=date(2026, 3, 15), ends_on=date(2026, 4, 30), **FLAT)
    by_lead = bought(own_engine, name="By lead")
    take_leads(own_engine, flat, CHICAGO_MIDNIGHT - SECOND)
    take_leads(own_engine, by_lead, CHICAGO_MIDNIGHT - SECOND, CHICAGO_MIDNIGHT, CHICAGO_MIDNIGHT + SECOND)
    with writing(own_engine) as connection:
        credit = {"kind": "credit", "amount_cents": -3500}
        connection.execute(insert(LedgerEntry).values(lead_entry("led_2", by_lead, CHICAGO_MIDNIGHT) | credit))

    def bill(*options: str) -> subprocess.CompletedProcess[str]:
        return leadmatch("sponsor", "bill", *options, instance=tmp_path, DATABASE_URL=fresh_database_url)

    said = json.loads(bill("--through", "2026-05-31", "--json").stdout)
    assert said["flat_periods_entered"] == 2
    names = ("month", "leads", "leads_usd", "flat_periods", "flat_periods_usd", "credits_usd", "total_usd")
    assert [tuple(each[name] for name in names) for each in said["invoices"]] == [
        ("2026-03", 2, 35, 1, 600, 0, 635),
        ("2026-04", 2, 70, 1, 600, -35, 635),
    ]
    with own_engine.connect() as connection:
        assert connection.scalar(select(func.sum(LedgerEntry.amount_cents))) == 2 * 63500
        assert sum(each.total_cents for each in invoices(connection)) == 2 * 63500
        assert invoices(connection, "sch_another") == ()
    words = bill("--school", SCHOOL.id).stdout.splitlines()
    assert words[0] == "Flat periods entered: 0."
    assert words[2] == f"{SCHOOL.name} ({SCHOOL.id})"
    assert words[4].split() == ["2026-03", "2", "$35.00", "1", "$600.00", "$0.00", "$635.00"]
    assert words[5].split() == ["2026-04", "2", "$70.00", "1", "$600.00", "-$35.00", "$635.00"]
    wrong = [bill("--through", "soon"), bill("--school", "sch_none")]
    assert [each.returncode for each in wrong] == [1, 1]
    assert "--through: Say a day" in wrong[0].stderr
    assert "The school sch_none is no sponsor" in wrong[1].stderr
