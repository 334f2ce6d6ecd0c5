"""What a partner earns by a lead follows from the contract in force, to the cent; a paused partner has no terms."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from partnering import add_partner
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from leadmatch.access.partner_records import partner_record, partner_records
from leadmatch.access.partners import Contract, add_contract, contract_in_force, partner_terms

START = datetime(2026, 3, 1, tzinfo=UTC)


def share(basis_points: int) -> Contract:
    return Contract("pct_1", "par_1", "share", basis_points, None, START)


@pytest.fixture
def connection(session: Session) -> Connection:
    return session.connection()


@pytest.mark.parametrize(
    ("contract", "price_cents", "earned"),
    [
        (share(2000), 3500, 700),
        (share(1250), 3500, 438),  # 437.50: the even cent
        (share(1250), 3508, 438),  # 438.50
        (share(1250), 3509, 439),  # 438.625
        (share(1), 4999, 0),  # 0.4999
        (share(1), 5000, 0),  # 0.5
        (share(1), 5001, 1),
        (share(1), 15000, 2),  # 1.5
        (share(0), 3500, 0),
        (share(10_000), 3501, 3501),
        (share(3333), 0, 0),
        (Contract("pct_1", "par_1", "fixed", None, 500, START), 3500, 500),
        (Contract("pct_1", "par_1", "fixed", None, 500, START), 0, 500),
        (Contract("pct_1", "par_1", "fixed", None, 0, START), 3500, 0),
    ],
)
def test_a_lead_earns_a_share_of_its_price_or_a_fixed_amount(contract: Contract, price_cents: int, earned: int):
    assert contract.earned_cents(price_cents) == earned


@given(st.integers(0, 10_000), st.integers(0, 10_000_000))
def test_a_share_is_rounded_to_the_nearest_cent_and_half_a_cent_to_the_even_one(points: int, price_cents: int):
    assert share(points).earned_cents(price_cents) == round(Fraction(price_cents * points, 10_000))


def test_the_contract_in_force_is_the_one_that_started_last(connection: Connection):
    partner = add_partner(connection)
    day = timedelta(days=1)
    for number, starts_at in enumerate((START, START + 10 * day, START + 20 * day)):
        add_contract(connection, Contract(f"pct_{number}", partner.id, "share", 100, None, starts_at), by="pat")
    moments = (START - day, START, START + 10 * day - timedelta(microseconds=1), START + 10 * day, START + 99 * day)
    found = [contract_in_force(connection, partner.id, each) for each in moments]
    assert [each and each.id for each in found] == [None, "pct_0", "pct_0", "pct_1", "pct_2"]
    record = partner_record(connection, partner.id)
    assert record is not None
    assert [record.contract_at(each) for each in moments] == found


def test_only_an_active_partner_has_terms(connection: Connection):
    active, *others = (
        add_partner(connection, name=f"Example {state}", state=state) for state in ("active", "paused", "closed")
    )
    assert partner_terms(connection, active.id) == active
    assert [partner_terms(connection, each.id) for each in others] == [None, None]
    assert partner_terms(connection, "par_none") is partner_record(connection, "par_none") is None
    assert [each.state for each in partner_records(connection)] == ["active", "closed", "paused"]
