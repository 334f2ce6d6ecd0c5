"""What the page's form asks of a person that a program finds hard: patience, and an empty field."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.inquiries.form_guard import HONEYPOT_FIELD, MARK_FIELD, FormGuard
from leadmatch.inquiries.wait_ticket import LIFETIME, WaitTickets

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GUARD = FormGuard("a secret key", is_on=True)
TICKETS = WaitTickets("a secret key")


def codes(seconds: float, *, mark: str | None = None, key: str = "key", trap: str = "") -> dict[str, str]:
    mark = GUARD.mark("key", NOON) if mark is None else mark
    faults = GUARD.faults(key=key, mark=mark, trap=trap, now=NOON + timedelta(seconds=seconds))
    return {fault.where: fault.code for fault in faults}


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (-4, "form-expired"),
        (-2, "sent-too-soon"),
        (0, "sent-too-soon"),
        (2.9, "sent-too-soon"),
        (3, None),
        (24 * 3600, None),
        (24 * 3600 + 1, "form-expired"),
    ],
)
def test_a_form_takes_three_seconds_and_lasts_a_day(seconds: float, code: str | None):
    assert codes(seconds) == ({} if code is None else {MARK_FIELD: code})


def test_a_mark_belongs_to_one_form():
    assert codes(10, key="another") == {MARK_FIELD: "form-expired"}


@given(st.text(max_size=400))
def test_a_mark_that_was_made_up_is_none(mark: str):
    assert codes(10, mark=mark) == {MARK_FIELD: "form-expired"}


def test_what_is_longer_than_any_mark_or_ticket_is_none():
    assert codes(10, mark="a" * 10_000) == {MARK_FIELD: "form-expired"}
    assert TICKETS.read("a" * 10_000, "key", b"home", NOON) is None


def test_a_mark_of_another_installation_or_purpose_is_none():
    assert codes(10, mark=FormGuard("another key", is_on=True).mark("key", NOON)) == {MARK_FIELD: "form-expired"}
    assert codes(10, mark=TICKETS.issue("key", b"home", 5, NOON).token) == {MARK_FIELD: "form-expired"}


def test_a_field_that_people_do_not_see_stays_empty():
    assert codes(10, trap="https://spam.example") == {HONEYPOT_FIELD: "not-a-person"}
    assert codes(0, trap=" ") == {HONEYPOT_FIELD: "not-a-person", MARK_FIELD: "sent-too-soon"}


def test_switched_off_only_the_hidden_field_is_looked_at():
    guard = FormGuard("a secret key", is_on=False)
    assert guard.faults(key="key", mark="", trap="", now=NOON) == []
    assert [fault.code for fault in guard.faults(key="key", mark="", trap="x", now=NOON)] == ["not-a-person"]


@pytest.mark.parametrize(("asked_s", "waits_s"), [(-5, 1), (0, 1), (1, 1), (20, 20), (60, 60), (61, 60), (600, 60)])
def test_nobody_waits_longer_than_a_minute(asked_s: int, waits_s: int):
    ticket = TICKETS.issue("key", b"home", asked_s, NOON)
    assert ticket.seconds_left(NOON) == waits_s
    assert ticket.proof(NOON + timedelta(seconds=waits_s - 0.01)) is None
    assert ticket.seconds_left(NOON + timedelta(seconds=waits_s)) == 0
    assert ticket.proof(NOON + timedelta(seconds=waits_s)) is not None


def test_a_ticket_lasts_half_an_hour_from_when_it_is_ready():
    ticket = TICKETS.issue("key", b"home", 60, NOON)
    last = ticket.ready_at + LIFETIME
    assert TICKETS.read(ticket.token, "key", b"home", last) == ticket
    assert TICKETS.read(ticket.token, "key", b"home", last + timedelta(seconds=1)) is None
    proof = ticket.proof(last)
    assert proof is not None
    assert proof.expires_at == last


def test_however_a_ticket_is_written_it_is_used_once():
    ticket = TICKETS.issue("key", b"home", 1, NOON)
    later = NOON + timedelta(seconds=5)
    proofs = set()
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=":
        read = TICKETS.read(ticket.token[:-1] + letter, "key", b"home", later)
        proofs |= {read.proof(later)} if read else set()
    assert proofs == {ticket.proof(later)}


@given(st.text(max_size=600))
def test_a_ticket_that_was_made_up_is_none(token: str):
    assert TICKETS.read(token, "key", b"home", NOON) is None


def test_keys_of_any_text_can_be_bound_to():
    assert TICKETS.read(TICKETS.issue("\ud800", b"home", 5, NOON).token, "\ud800", b"home", NOON) is not None
    assert GUARD.faults(key="\ud800", mark="", trap="", now=NOON)[0].code == "form-expired"
