"""Who earns by a lead, and how much, follows from the contract in force at that moment."""

from datetime import UTC, datetime, timedelta

import pytest
from partnering import CREATED_AT, add_partner
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from leadmatch.access.callers import PartnerTerms
from leadmatch.access.partners import Contract, add_contract, contract_in_force
from leadmatch.leads.earnings import earner, lead_earning

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def connection(session: Session) -> Connection:
    return session.connection()


def amount(connection: Connection, partner: PartnerTerms, price_cents: int, now: datetime = NOW) -> int:
    earns = earner(connection, partner.id, now)
    assert earns is not None
    row = lead_earning("led_x", price_cents, earns, "sidebar", now)
    assert (row["kind"], row["partner_id"], row["placement"], row["entered_at"]) == ("lead", partner.id, "sidebar", now)
    assert isinstance(row["amount_cents"], int)
    return row["amount_cents"]


def test_a_share_of_the_price_is_earned_to_the_cent(connection: Connection):
    partner = add_partner(connection, share_basis_points=2000)
    assert [amount(connection, partner, price) for price in (3500, 0, 2, 3, 7)] == [700, 0, 0, 1, 1]


def test_without_a_contract_nothing_is_earned_and_the_entry_says_so(connection: Connection):
    partner = add_partner(connection, share_basis_points=None)
    earns = earner(connection, partner.id, NOW)
    assert earns is not None
    row = lead_earning("led_x", 3500, earns, None, NOW)
    assert (row["amount_cents"], row["contract_id"], row["placement"]) == (0, None, "")


def test_the_contract_that_started_last_counts_and_one_to_come_does_not(connection: Connection):
    partner = add_partner(connection, share_basis_points=1000)
    for days, cents in ((-10, 300), (0, 400), (1, 900)):
        starts_at = NOW + timedelta(days=days)
        add_contract(connection, Contract(f"pct_{days}", partner.id, "fixed", None, cents, starts_at), by="a test")
    moments = {
        CREATED_AT - timedelta(seconds=1): 0,
        CREATED_AT: 350,
        NOW - timedelta(days=10): 300,
        NOW - timedelta(microseconds=1): 300,
        NOW: 400,
        NOW + timedelta(days=1): 900,
    }
    for now, cents in moments.items():
        assert amount(connection, partner, 3500, now) == cents
        found = earner(connection, partner.id, now)
        assert found is not None
        assert found.contract == contract_in_force(connection, partner.id, now)


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_who_is_not_active_earns_nothing(connection: Connection, state: str):
    assert earner(connection, add_partner(connection, state=state).id, NOW) is None


def test_who_is_not_on_file_earns_nothing(connection: Connection):
    add_partner(connection)
    assert earner(connection, "par_unknown", NOW) is None
