"""An inquiry that is sent again, one after the other or at once, is taken in once (L4)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from receipts import HASHES
from sqlalchemy import text, update
from taking_in import TABLES, World, counts

from leadmatch.inquiries.errors import IdempotencyKeyReusedError, RequestInFlightError
from leadmatch.inquiries.idempotency import request_key
from leadmatch.inquiries.models import IdempotencyKey
from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import InvalidRequestError, StorageUnavailableError


def test_the_same_key_and_body_get_the_same_answer_even_when_the_program_no_longer_takes_inquiries(world: World):
    world.sponsor()
    body = world.body()
    first = world.submit(body)
    assert not first.is_replay
    with writing(world.engine) as connection:
        connection.execute(text("UPDATE disclosure SET retired_at = :now"), {"now": "2026-11-03 00:00:00"})
    again = world.submit(dict(reversed(body.items())))
    assert (again.body, again.is_replay) == (first.body, True)
    assert counts(world) == dict.fromkeys(TABLES, 1)


def test_an_answer_that_cannot_be_opened_is_said_to_be_unavailable_and_nothing_is_taken_in_twice(world: World):
    world.sponsor()
    world.submit(world.body())
    with writing(world.engine) as connection:
        connection.execute(update(IdempotencyKey).values(answer=b"?"))
    with pytest.raises(StorageUnavailableError, match="taken in before"):
        world.submit(world.body())
    assert counts(world) == dict.fromkeys(TABLES, 1)


def test_answers_given_to_nobody_in_particular_before_partners_had_keys_of_their_own_are_found():
    assert request_key("key-1", {}, HASHES).key_index == HASHES.of("idempotency-key", "key-1")


def test_the_same_key_with_another_body_is_refused(world: World):
    world.sponsor()
    world.submit(world.body())
    with pytest.raises(IdempotencyKeyReusedError):
        world.submit(world.body(email="other@example.org"))
    assert counts(world) == dict.fromkeys(TABLES, 1)


def test_a_refused_body_does_not_use_up_its_key(world: World):
    world.sponsor()
    with pytest.raises(InvalidRequestError):
        world.submit(world.body(zip="1"))
    assert world.outcome(world.body(), "key-1") == [("accepted", None)]


def test_fifty_identical_ones_at_once_become_one(world: World):
    world.sponsor()
    body = world.body()
    together = threading.Barrier(50)

    def send(_number: int) -> bytes | None:
        together.wait()
        try:
            return world.submit(body).body
        except RequestInFlightError:
            return None

    with ThreadPoolExecutor(50) as threads:
        answers = set(threads.map(send, range(50)))
    assert len(answers - {None}) == 1
    assert counts(world) == dict.fromkeys(TABLES, 1)


def test_fifty_of_one_person_under_different_keys_become_one_lead(world: World):
    world.sponsor()
    body = world.body()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda number: world.submit(body, f"key-{number}"), range(50)))
    assert [tuple(row) for row in world.rows("SELECT state, count(*) FROM lead GROUP BY state ORDER BY state")] == [
        ("accepted", 1),
        ("rejected", 49),
    ]
    numbers = [row.number for row in world.rows("SELECT number FROM consent ORDER BY number")]
    assert numbers == list(range(1, 51))
