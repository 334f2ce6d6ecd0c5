"""Crowds: one request sent fifty times at once has one effect, and no crowd gets more than a cap allows."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from books import disagreements
from instances import Answer
from sponsored_service import CAPPED, FIRST_CAPS, OPEN, OTHER, SECOND_CAPS, SmallService, ask
from sqlalchemy import text


def at_once(calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Return what all of these come to when they begin at the same moment."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.parametrize("workers", [1, 2])
def test_fifty_times_the_same_at_once_is_one_inquiry(service: SmallService, workers: int, *, is_full: bool):
    rounds = 40 if is_full else 3
    with service.serving(workers=workers) as server:
        for number in range(rounds):
            body = service.body(f"same{number}@example.org", OPEN, OTHER)
            answers = at_once([lambda body=body, key=f"same{number}": ask(server, body, key)] * 50)
            taken = [answer for answer in answers if answer.status == 201]
            refused = [answer for answer in answers if answer.status != 201]
            assert len({answer.body for answer in taken}) == 1
            assert sum("idempotency-replayed" not in answer.headers for answer in taken) == 1
            for answer in refused:
                assert (answer.status, answer.json["type"].rpartition("/")[2]) == (409, "request-in-flight")
                assert int(answer.headers["retry-after"]) > 0
    with service.engine().connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inquiry")) == rounds
    assert disagreements(service.engine()) == {}


def test_sixty_four_at_once_on_four_processes_fill_a_cap_and_never_more(service: SmallService, *, is_full: bool):
    each = 20 if is_full else 3
    with service.serving(workers=2) as first, service.serving(workers=2) as second:

        def send(name: str, number: int) -> Counter[tuple[str, str | None]]:
            server = (first, second)[number % 2]
            outcome = Counter[tuple[str, str | None]]()
            for time in range(each):
                key = f"{name}{number}.{time}"
                answer = ask(server, service.body(f"{key}@example.org", CAPPED), key, timeout_s=60)
                assert answer.status == 201, answer.body
                outcome.update((lead["status"], lead["reason_code"]) for lead in answer.json["leads"])
            return outcome

        with ThreadPoolExecutor(64) as pool:
            outcome = sum(pool.map(send, ["crowd"] * 64, range(64)), Counter())
    places = (FIRST_CAPS.total or 0) + (SECOND_CAPS.total or 0)
    assert outcome == {("accepted", None): places, ("rejected", "cap_reached"): 64 * each - places}
    assert disagreements(service.engine()) == {}
