"""What a visitor asks for meets what happens at the same moment: nothing is told twice, and nothing is lost."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest
from receipts import HASHES, make_ring, send
from sponsoring import make_person
from sqlalchemy import Engine, select

from leadmatch.inquiries.erasing import erase
from leadmatch.inquiries.held import Outcome
from leadmatch.inquiries.stopping import stop_all, stop_school
from leadmatch.kernel.database import open_engine, writing
from leadmatch.leads.changing import change_lead
from leadmatch.leads.identity import identity_of
from leadmatch.leads.identity_locks import lock_identity
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Lead, LeadChange
from leadmatch.leads.suppression import suppressed_values
from leadmatch.outbox.models import EventType, OutboxEvent
from leadmatch.outbox.writing import acknowledge

_NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
_THREADS = 8


@pytest.fixture
def real_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


def _at_once(*tasks: Callable[[], object]) -> list[object]:
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        start.wait(10)
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [each.result(30) for each in [pool.submit(run, task) for task in tasks]]


def _school_takes(engine: Engine, lead_id: str) -> None:
    """Acknowledge a lead as a school does that has just fetched it."""
    with writing(engine) as connection:
        state = connection.execute(select(Lead.state).where(Lead.id == lead_id).with_for_update()).scalar_one()
        if state == LeadState.ACCEPTED:
            change_lead(connection, lead_id, LeadState.DELIVERED, done_by="school", now=_NOW, fetched_at=_NOW)
        acknowledge(connection, EventType.CREATED, lead_id=lead_id, by="api", now=_NOW)


@pytest.mark.parametrize("asked", ["stop_school", "stop_all", "erase"])
def test_of_many_who_ask_at_once_one_does_it_and_all_are_told_the_same_time(real_engine: Engine, asked: str):
    with writing(real_engine) as connection:
        sent = send(connection, make_ring(), {"sch_a": None, "sch_b": None})
    acts: dict[str, Callable[[], Outcome]] = {
        "stop_school": lambda: stop_school(real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW),
        "stop_all": lambda: stop_all(real_engine, sent.token, hashes=HASHES, now=_NOW),
        "erase": lambda: erase(real_engine, sent.token, ring=make_ring(), hashes=HASHES, retention_years=5, now=_NOW),
    }
    outcomes = _at_once(*[acts[asked]] * _THREADS)
    assert sorted(each.is_new for each in outcomes if isinstance(each, Outcome)) == [False] * (_THREADS - 1) + [True]
    assert {each.at for each in outcomes if isinstance(each, Outcome)} == {_NOW}


def test_a_stop_an_erasure_and_a_school_that_fetches_lose_nothing_of_each_other(real_engine: Engine):
    with writing(real_engine) as connection:
        inquiries = [send(connection, make_ring(), {"sch_a": None}) for _ in range(6)]
    for sent in inquiries:
        lead_id = sent.lead_ids["sch_a"]
        _at_once(
            partial(stop_school, real_engine, sent.token, "sch_a", hashes=HASHES, now=_NOW),
            partial(_school_takes, real_engine, lead_id),
            partial(erase, real_engine, sent.token, ring=make_ring(), hashes=HASHES, retention_years=5, now=_NOW),
        )
        with real_engine.connect() as connection:
            state = connection.execute(select(Lead.state).where(Lead.id == lead_id)).scalar_one()
            events = connection.execute(
                select(OutboxEvent.type, OutboxEvent.acknowledged_by).where(OutboxEvent.lead_id == lead_id)
            ).all()
            steps = connection.execute(
                select(LeadChange.before, LeadChange.after)
                .where(LeadChange.lead_id == lead_id)
                .order_by(LeadChange.number)
            ).all()
        known = dict(map(tuple, events))
        assert state == "erased"
        assert known["lead.created"] == "api"
        assert known["lead.erasure_requested"] is None
        assert [after for _, after in steps][-1] == "erased"
        assert [before for before, _ in steps] == ["accepted", *(after for _, after in steps[:-1])]
        # The stop came before the erasure and was told, or after it and had nothing left to tell.
        assert ("lead.withdrawn" in known) == ("withdrawn" in [after for _, after in steps])


def test_a_stop_waits_for_whoever_is_deciding_about_the_same_person(real_engine: Engine):
    values = identity_of(make_person(), HASHES).values
    with writing(real_engine) as connection:
        sent = send(connection, make_ring())
    with ThreadPoolExecutor(1) as pool:
        with writing(real_engine) as connection:
            lock_identity(connection, values)
            assert suppressed_values(connection, values, ("sch_b",)) == set()
            stopped = pool.submit(stop_all, real_engine, sent.token, hashes=HASHES, now=_NOW)
            with pytest.raises(TimeoutError):
                stopped.result(0.3)
        assert stopped.result(10) == Outcome(_NOW, is_new=True)
    with writing(real_engine) as connection:
        lock_identity(connection, values)
        assert suppressed_values(connection, values, ("sch_b",)) == {"sch_b"}
