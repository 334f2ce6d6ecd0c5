"""The limits where they stand: in the use case of an inquiry, whose transaction spends what opens the way."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from proofs import sent, solve
from taking_in import World

from leadmatch.inquiries.errors import ChallengeRequiredError, DisclosureChangedError
from leadmatch.inquiries.limits import InquiryLimits
from leadmatch.kernel.errors import InvalidRequestError


@pytest.fixture(name="busy")
def a_world_that_is_full(world: World) -> World:
    """Give a world in which one more inquiry of this address, or about this person, is one too many."""
    limits = InquiryLimits(world.intake.hashes, secret_key="a secret key", is_on=True, per_minute=2)  # noqa: S106  # a test's
    world.intake = replace(world.intake, limits=limits)
    world.clock.now = datetime.now(UTC)  # a solution is compared with the wall clock
    world.sponsor()
    for number in range(2):
        world.submit(world.body(email=f"ada{number}@example.org"), f"key-{number}")
    return world


def test_one_too_many_is_refused_and_leaves_nothing(busy: World):
    with pytest.raises(ChallengeRequiredError):
        busy.submit(busy.body(), "key-9")
    assert busy.count("inquiry") == 2
    busy.clock.pass_(minutes=1)
    busy.submit(busy.body(), "key-9")
    assert busy.count("inquiry") == 3


def test_sending_the_same_again_is_no_inquiry_more(busy: World):
    for _ in range(5):
        assert busy.submit(busy.body(email="ada1@example.org"), "key-1").is_replay


def test_what_cannot_be_read_is_not_counted(busy: World):
    busy.clock.pass_(minutes=1)
    for _ in range(5):
        with pytest.raises(InvalidRequestError):
            busy.submit(busy.body(email="no address"), "key-9")
    busy.submit(busy.body(), "key-9")


def test_a_solution_pays_for_one_inquiry_that_is_taken_in(busy: World):
    with pytest.raises(ChallengeRequiredError) as refused:
        busy.submit(busy.body(), "key-9")
    solution = {"challenge_solution": sent(solve(refused.value.members["challenge"]))}
    changed = busy.body() | solution
    changed["consents"] = [changed["consents"][0] | {"text": "Another text."}]
    with pytest.raises(DisclosureChangedError):
        busy.submit(changed, "key-9")
    assert busy.count("spent_token") == 0
    assert not busy.submit(busy.body() | solution, "key-9").is_replay
    assert busy.submit(busy.body() | solution, "key-9").is_replay
    with pytest.raises(ChallengeRequiredError):
        busy.submit(busy.body() | solution, "key-10")
    assert (busy.count("inquiry"), busy.count("spent_token")) == (3, 1)
