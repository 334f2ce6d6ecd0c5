"""How many inquiries one address and one person may send, and what opens the way beyond that."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from proofs import sent, solve
from sqlalchemy.orm import Session

from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.inquiries.errors import ChallengeRequiredError
from leadmatch.inquiries.limits import InquiryLimits, Proof
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.moving_window import MovingWindows
from leadmatch.leads.identity import Identity

NOW = datetime.now(UTC) + timedelta(hours=2)  # ALTCHA compares with the wall clock, and a run takes its time
HASHES = KeyedHash(b"k" * 32)
HOME = "203.0.113.7"


def person(number: int, phone: int | None = None) -> Identity:
    return Identity(HASHES.of("email", str(number)), phone and HASHES.of("phone", str(phone)), b"")


class Door:
    """Sends inquiries through limits, in the test's own transaction."""

    def __init__(self, session: Session, *, is_on: bool = True, windows: MovingWindows | None = None) -> None:
        self.session = session
        self.caller = ANYBODY
        self.limits = InquiryLimits(
            HASHES,
            secret_key="a secret key",  # noqa: S106  # a test's
            is_on=is_on,
            windows=windows,
            caller=lambda: self.caller,
        )

    def knock(
        self, address: str, who: Identity, proof: Proof | None = None, seconds: float = 0
    ) -> ChallengeRequiredError | None:
        now = NOW + timedelta(seconds=seconds)
        try:
            self.limits.check(self.session.connection(), address, who, proof, now)
        except ChallengeRequiredError as error:
            return error
        return None

    def knock_often(self, times: int, address: str = HOME) -> list[bool]:
        return [self.knock(address, person(1000 + number)) is None for number in range(times)]


@pytest.fixture(name="door")
def the_door(session: Session) -> Door:
    return Door(session)


def test_ten_inquiries_a_minute_come_through_from_one_address(door: Door):
    assert door.knock_often(12) == [True] * 10 + [False] * 2
    assert door.knock("203.0.113.8", person(1)) is None
    assert door.knock(HOME, person(2), seconds=59.9) is not None
    assert door.knock(HOME, person(2), seconds=60) is None


def test_the_server_of_a_partner_is_limited_by_person_alone(door: Door):
    door.caller = Caller(is_secret=True)
    assert door.knock_often(20) == [True] * 20
    assert [door.knock(HOME, person(1)) is None for _ in range(6)] == [True] * 5 + [False]
    door.caller = Caller(is_secret=False)
    assert door.knock_often(11) == [True] * 10 + [False]


@pytest.mark.parametrize(
    ("one", "other", "is_one_sender"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("unknown", "unknown", True),
    ],
)
def test_an_address_is_an_ipv4_address_or_the_first_half_of_an_ipv6_one(
    door: Door, one: str, other: str, *, is_one_sender: bool
):
    door.knock_often(10, one)
    assert (door.knock(other, person(1)) is not None) == is_one_sender


def test_five_inquiries_in_ten_minutes_come_through_for_one_person_from_anywhere(door: Door):
    came = [door.knock(f"198.51.100.{number}", person(1)) is None for number in range(7)]
    assert came == [True] * 5 + [False] * 2
    assert door.knock("198.51.100.99", person(1), seconds=599) is not None
    assert door.knock("198.51.100.99", person(1), seconds=600) is None


def test_a_person_is_one_e_mail_address_or_one_phone_number(door: Door):
    for number in range(5):
        assert door.knock(f"198.51.100.{number}", person(number, phone=7)) is None
    assert door.knock("198.51.100.8", person(8, phone=7)) is not None
    assert door.knock("198.51.100.8", person(8, phone=8)) is None
    assert door.knock("198.51.100.9", person(8, phone=None)) is None


def test_a_refusal_brings_a_challenge_and_says_how_long_to_wait(door: Door):
    door.knock_often(10)
    refusal = door.knock(HOME, person(1), seconds=20.5)
    assert refusal is not None
    assert refusal.retry_after_s == 40
    assert set(refusal.members["challenge"]) == {"parameters", "signature"}


def test_a_solution_opens_the_way_once_and_is_kept_where_it_is_not_needed(door: Door):
    door.knock_often(10)
    first = door.knock(HOME, person(1))
    assert first is not None
    solution = sent(solve(first.members["challenge"]))
    assert door.knock("203.0.113.9", person(2), solution) is None  # not needed here, so not spent
    assert door.knock(HOME, person(1), solution) is None
    again = door.knock(HOME, person(1), solution)
    assert again is not None
    assert again.members["challenge"] != first.members["challenge"]


@pytest.mark.parametrize("solution", ["", "forged", sent({}), sent({"challenge": {}, "solution": {}})])
def test_what_solves_nothing_brings_a_new_challenge(door: Door, solution: str):
    door.knock_often(10)
    assert door.knock(HOME, person(1), solution) is not None


def test_switched_off_nothing_is_counted_or_asked_for(session: Session):
    windows = MovingWindows()
    door = Door(session, is_on=False, windows=windows)
    assert door.knock_often(50) == [True] * 50
    assert len(windows) == 0


def test_no_address_and_no_person_stands_in_memory_in_plain(session: Session):
    windows = MovingWindows()
    door = Door(session, windows=windows)
    door.knock("203.0.113.77", person(1, phone=2))
    door.limits.offer_wait("key", "203.0.113.77", 30, NOW)
    keys: Any = vars(windows)["_events"].keys()
    assert len(keys) == 4
    assert all(len(key) == 32 and b"203.0" not in key for key in keys)


def test_who_waits_gets_in_once(door: Door):
    door.knock_often(10)
    refusal = door.knock(HOME, person(1))
    assert refusal is not None
    assert refusal.retry_after_s is not None
    ticket = door.limits.offer_wait("key-1", HOME, 20, NOW)
    assert ticket is not None
    at = NOW + timedelta(seconds=20)
    back = door.limits.read_wait(ticket.token, "key-1", HOME, at)
    assert back is not None
    assert door.knock(HOME, person(1), back.proof(NOW)) is not None
    assert door.knock(HOME, person(1), back.proof(at), seconds=20) is None
    assert door.knock(HOME, person(1), back.proof(at), seconds=20) is not None


def test_one_address_waits_for_five_inquiries_a_minute_at_most(door: Door):
    offers = [door.limits.offer_wait(f"key-{number}", HOME, 60, NOW) for number in range(6)]
    assert [offer is not None for offer in offers] == [True] * 5 + [False]
    assert door.limits.offer_wait("key-7", "203.0.113.8", 60, NOW) is not None
    assert door.limits.offer_wait("key-8", HOME, 60, NOW + timedelta(seconds=60)) is not None


def test_a_ticket_is_for_one_form_and_one_sender(door: Door):
    ticket = door.limits.offer_wait("key-1", "2001:db8:1:2::1", 60, NOW)
    assert ticket is not None
    assert door.limits.read_wait(ticket.token, "key-1", "2001:db8:1:2::f", NOW) is not None
    assert door.limits.read_wait(ticket.token, "key-1", "2001:db8:1:3::1", NOW) is None
    assert door.limits.read_wait(ticket.token, "key-2", "2001:db8:1:2::1", NOW) is None
