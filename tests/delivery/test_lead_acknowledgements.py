"""A school acknowledges an event of its lead, once or again; a lead acknowledged as created is delivered."""

import threading
from datetime import timedelta

import pytest
from marshmallow import RAISE
from shared_leads import NOW, Caller, Clock, add_leads
from sponsoring import SCHOOL
from sqlalchemy import Engine, select, update

from leadmatch.delivery.schemas import AcknowledgementSchema
from leadmatch.kernel.database import writing
from leadmatch.leads.changing import change_lead
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Lead, LeadChange
from leadmatch.outbox.models import EventType, OutboxEvent
from leadmatch.outbox.writing import event_row, record_events


def add_event(engine: Engine, lead_id: str, kind: EventType) -> None:
    with writing(engine) as connection:
        record_events(connection, [event_row(kind, lead_id=lead_id, school_id=SCHOOL.id, now=NOW)])


def changes(engine: Engine, lead_id: str) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        asked = select(LeadChange.before, LeadChange.after, LeadChange.done_by).where(LeadChange.lead_id == lead_id)
        return [(row.before, row.after, row.done_by) for row in connection.execute(asked)]


def lead_row(engine: Engine, lead_id: str) -> dict[str, object]:
    with engine.connect() as connection:
        return {**connection.execute(select(Lead.__table__).where(Lead.id == lead_id)).mappings().one()}


def test_an_acknowledged_lead_is_delivered_and_nothing_else_of_it_changes(
    school: Caller, database: Engine, clock: Clock
):
    (lead_id,) = add_leads(database, 1)
    before = lead_row(database, lead_id)
    answer = school.acknowledge(lead_id, {"event": "created"})
    assert answer.status_code == 200
    AcknowledgementSchema(unknown=RAISE).load(answer.get_json())
    assert answer.get_json() == {"lead_id": lead_id, "event": "created", "acknowledged_at": "2026-11-02T15:04:05Z"}
    assert lead_row(database, lead_id) == before | {"state": "delivered"}
    assert changes(database, lead_id) == [("accepted", "delivered", "school")]
    with database.connect() as connection:
        assert connection.execute(select(OutboxEvent.acknowledged_by)).scalar_one() == "api"
    item = school.get(f"/leads/{lead_id}").get_json()
    assert (item["status"], item["fetched_at"]) == ("delivered", None)
    assert item["events"][0]["acknowledged_at"] == "2026-11-02T15:04:05Z"
    assert clock.now == NOW


def test_once_more_is_the_same_as_once(school: Caller, database: Engine, clock: Clock):
    (lead_id,) = add_leads(database, 1)
    first = school.acknowledge(lead_id, {"event": "created"}).data
    clock.now = NOW + timedelta(days=1)
    again = school.acknowledge(lead_id, {"event": "created"})
    assert (again.status_code, again.data) == (200, first)
    assert changes(database, lead_id) == [("accepted", "delivered", "school")]


@pytest.mark.parametrize(
    ("state", "kind", "name"),
    [
        (LeadState.WITHDRAWN, EventType.WITHDRAWN, "withdrawn"),
        (LeadState.ERASED, EventType.ERASURE_REQUESTED, "erasure_requested"),
    ],
)
def test_a_lead_that_was_taken_back_is_only_acknowledged(
    school: Caller, database: Engine, state: LeadState, kind: EventType, name: str
):
    (lead_id,) = add_leads(database, 1, state=state)
    add_event(database, lead_id, kind)
    for event in (name, "created", name):
        answer = school.acknowledge(lead_id, {"event": event})
        assert (answer.status_code, answer.get_json()["event"]) == (200, event)
    assert school.get(f"/leads/{lead_id}").get_json()["status"] == state
    assert changes(database, lead_id) == []
    assert school.leads(awaiting="created,withdrawn,erasure_requested")["leads"] == []


@pytest.mark.parametrize("name", ["withdrawn", "erasure_requested"])
def test_what_has_not_happened_cannot_be_acknowledged(school: Caller, database: Engine, name: str):
    (lead_id,) = add_leads(database, 1)
    answer = school.acknowledge(lead_id, {"event": name})
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.get_json()["errors"]] == [("/event", "no-such-event")]
    assert lead_row(database, lead_id)["state"] == "accepted"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, [("/event", "missing-member")]),
        ({"event": None}, [("/event", "missing-member")]),
        ({"event": "lead.created"}, [("/event", "invalid-value")]),
        ({"event": "Created"}, [("/event", "invalid-value")]),
        ({"event": 1}, [("/event", "invalid-type")]),
        ({"event": ["created"]}, [("/event", "invalid-type")]),
        ({"event": "created", "school_id": "sch_a"}, [("/*", "unknown-member")]),
        ({"note": "x"}, [("/event", "missing-member"), ("/*", "unknown-member")]),
        ([], [("", "invalid-type")]),
        ("created", [("", "invalid-type")]),
    ],
)
def test_a_body_is_read_strictly(school: Caller, database: Engine, body: object, faults: list[tuple[str, str]]):
    (lead_id,) = add_leads(database, 1)
    answer = school.acknowledge(lead_id, body)
    assert answer.status_code == 422
    told = [(each.get("pointer", each.get("parameter")), each["code"]) for each in answer.get_json()["errors"]]
    assert told == faults
    assert lead_row(database, lead_id)["state"] == "accepted"


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 1000, "application/json", 400),
        (b'{"event": "created", "event": "created"}', "application/json", 400),
        (b'{"event": "created"' + b" " * 1024 + b"}", "application/json", 413),
        (b"event=created", "application/x-www-form-urlencoded", 415),
        (b'{"event": "created"}', "text/plain", 415),
        (b"", "application/json", 400),
    ],
)
def test_what_is_no_json_is_refused(school: Caller, database: Engine, content: bytes, media_type: str, status: int):
    (lead_id,) = add_leads(database, 1)
    path = f"/api/v1/leads/{lead_id}/acknowledgements"
    answer = school.client.post(path, data=content, content_type=media_type, headers=school.headers)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert lead_row(database, lead_id)["state"] == "accepted"


def test_nobody_acknowledges_the_lead_of_another_school(school: Caller, other_school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1)
    bodies = []
    for wanted in (lead_id, "led_" + "a" * 26, "led_%00"):
        answer = other_school.acknowledge(wanted, {"event": "created"})
        assert answer.status_code == 404
        bodies.append({**answer.get_json(), "instance": ""})
    assert bodies[0] == bodies[1] == bodies[2]
    assert lead_row(database, lead_id)["state"] == "accepted"
    assert school.leads(awaiting="created")["leads"]


def test_a_lead_that_was_returned_already_stays_so(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1, state="returned")
    assert school.acknowledge(lead_id, {"event": "created"}).status_code == 200
    assert lead_row(database, lead_id)["state"] == "returned"


def test_of_many_that_acknowledge_at_once_one_delivers_and_all_are_told_the_same(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1)
    answers: list[bytes] = []

    def acknowledge() -> None:
        answers.append(school.acknowledge(lead_id, {"event": "created"}).data)

    threads = [threading.Thread(target=acknowledge) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert b'"created"' in answers[0]
    assert changes(database, lead_id) == [("accepted", "delivered", "school")]


def test_who_withdraws_while_a_school_acknowledges_is_withdrawn_in_the_end(school: Caller, database: Engine):
    made = add_leads(database, 20)

    def withdraw() -> None:
        for lead_id in made:
            with writing(database) as connection:
                change_lead(connection, lead_id, LeadState.WITHDRAWN, done_by="visitor", now=NOW, withdrawn_at=NOW)

    thread = threading.Thread(target=withdraw)
    thread.start()
    statuses = {school.acknowledge(lead_id, {"event": "created"}).status_code for lead_id in made}
    thread.join()
    assert statuses == {200}
    assert {lead_row(database, lead_id)["state"] for lead_id in made} == {"withdrawn"}


def test_an_event_acknowledged_in_another_way_still_delivers_the_lead(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1)
    with writing(database) as connection:
        connection.execute(update(OutboxEvent).values(acknowledged_at=NOW, acknowledged_by="cli"))
    assert school.acknowledge(lead_id, {"event": "created"}).status_code == 200
    assert lead_row(database, lead_id)["state"] == "delivered"
