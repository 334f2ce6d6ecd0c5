"""A school walks through its leads page by page, each once, and nobody else's."""

from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from marshmallow import RAISE
from shared_leads import NOW, Caller, add_lead, add_leads
from sponsoring import SCHOOL
from sqlalchemy import Engine, update

from leadmatch.delivery.schemas import LeadsSchema
from leadmatch.kernel.database import writing
from leadmatch.leads.models import Lead
from leadmatch.outbox.models import EventType
from leadmatch.outbox.writing import event_row, record_events


def ids(page: dict[str, Any]) -> list[str]:
    return [lead["id"] for lead in page["leads"]]


def walk(school: Caller, **parameters: Any) -> list[list[str]]:  # noqa: ANN401  # whatever a query takes
    pages, cursor = [], None
    while True:
        page = school.leads(**parameters, **({"cursor": cursor} if cursor else {}))
        pages.append(ids(page))
        cursor = page["next_cursor"]
        if cursor is None:
            return pages


def faults(school: Caller, path: str = "/leads", **parameters: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # as above
    answer = school.get(path, **parameters)
    assert answer.status_code == 422, answer.data
    return [(error["parameter"], error["code"]) for error in answer.get_json()["errors"]]


def test_a_page_is_as_its_schema_says_and_may_not_be_kept(school: Caller, database: Engine):
    add_leads(database, 2)
    answer = school.get("/leads")
    LeadsSchema(unknown=RAISE).load(answer.get_json())
    assert answer.mimetype == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("count", "limit", "sizes"), [(0, 2, [0]), (2, 2, [2]), (3, 2, [2, 1]), (4, 2, [2, 2])])
def test_a_walk_ends_with_the_last_lead_and_meets_each_once(
    school: Caller, database: Engine, count: int, limit: int, sizes: list[int]
):
    made = add_leads(database, count)
    pages = walk(school, limit=limit)
    assert [len(page) for page in pages] == sizes
    assert [*chain(*pages)] == made


def test_a_page_holds_a_hundred_leads_where_nothing_else_is_asked(school: Caller, database: Engine):
    made = add_leads(database, 101)
    assert [len(page) for page in walk(school)] == [100, 1]
    assert [len(page) for page in walk(school, limit=500)] == [101]
    assert ids(school.leads(limit=1)) == made[:1]


def test_who_keeps_the_resume_cursor_gets_what_comes_later_and_nothing_twice(school: Caller, database: Engine):
    empty = school.leads()
    assert (empty["leads"], empty["next_cursor"]) == ([], None)
    first = add_leads(database, 3)
    seen = school.leads(cursor=empty["resume_cursor"])
    assert (ids(seen), seen["next_cursor"]) == (first, None)
    again = school.leads(cursor=seen["resume_cursor"])
    assert (ids(again), again["resume_cursor"]) == ([], seen["resume_cursor"])
    later = add_leads(database, 2)
    assert ids(school.leads(cursor=again["resume_cursor"])) == later


def test_within_a_walk_both_cursors_are_the_same(school: Caller, database: Engine):
    add_leads(database, 2)
    page = school.leads(limit=1)
    assert page["next_cursor"] == page["resume_cursor"]


def test_a_school_never_sees_a_lead_of_another_nor_one_that_was_rejected(
    school: Caller, other_school: Caller, database: Engine
):
    (mine,) = add_leads(database, 1)
    (theirs,) = add_leads(database, 1, other_school.school_id)
    hidden = []
    for state in ("rejected", "withdrawn", "erased"):
        hidden += add_leads(database, 1, state=state, reason_code="cap_reached", campaign_id=None)
    hidden += add_leads(database, 1, state="rejected", reason_code="duplicate", withdrawn_at=NOW)
    assert [*chain(*walk(school))] == [mine]
    assert [*chain(*walk(other_school))] == [theirs]
    for lead_id in (theirs, *hidden):
        assert school.get(f"/leads/{lead_id}").status_code == 404
        assert school.acknowledge(lead_id, {"event": "created"}).status_code == 404
        assert lead_id not in school.get("/leads.csv").text


def test_filters_hold_together(school: Caller, database: Engine):
    with writing(database) as connection:
        old = add_lead(connection, created_at=NOW - timedelta(days=1))
        delivered = add_lead(connection, state="delivered")
        other = add_lead(connection, program_id="prg_other")
        for lead_id in (old, delivered):
            events = [event_row(EventType.WITHDRAWN, lead_id=lead_id, school_id=SCHOOL.id, now=NOW)]
            record_events(connection, events)
    moment = "2026-11-02T15:04:05Z"
    assert ids(school.leads(status="accepted")) == [old, other]
    assert ids(school.leads(status=["accepted", "delivered"])) == [old, delivered, other]
    assert ids(school.leads(status="accepted,delivered")) == [old, delivered, other]
    assert ids(school.leads(since=moment)) == [delivered, other]
    assert ids(school.leads(since="2026-11-02T09:04:06-06:00")) == []
    assert ids(school.leads(program="prg_other")) == [other]
    assert ids(school.leads(program="prg_gone")) == []
    assert ids(school.leads(awaiting="created")) == [old, delivered, other]
    assert ids(school.leads(awaiting="withdrawn,erasure_requested")) == [old, delivered]
    assert ids(school.leads(status="delivered", since=moment, program="prg_billing", awaiting="withdrawn")) == [
        delivered
    ]
    school.acknowledge(delivered, {"event": "withdrawn"})
    assert ids(school.leads(awaiting="withdrawn")) == [old]


@pytest.mark.parametrize(
    "text",
    ["2026-11-02T15:04:05Z", "2026-11-02t15:04:05z", "2026-11-02T15:04:05.000Z", "2026-11-02T10:04:05-05:00",
     "2026-11-02T15:04:05.0000009Z", "2026-11-02T15:03:60Z", "0001-01-01T00:00:00+23:59", "2026-11-02T15:04:05+00:00"],
)  # fmt: skip
def test_any_moment_of_rfc_3339_is_understood_and_inclusive(school: Caller, database: Engine, text: str):
    (made,) = add_leads(database, 1)
    assert ids(school.leads(since=text)) == [made]


@pytest.mark.parametrize("text", ["2026-11-02T15:04:05.000001Z", "2026-11-02T15:04:60Z", "9999-12-31T23:59:59-23:59"])
def test_a_later_moment_leaves_a_lead_out(school: Caller, database: Engine, text: str):
    add_leads(database, 1)
    assert ids(school.leads(since=text)) == []


@pytest.mark.parametrize(
    "text",
    ["2026-11-02", "2026-11-02T15:04:05", "2026-11-02 15:04:05Z", "2026-11-02T15:04:05 00:00", "yesterday", "0",
     "1762095845", "2026-13-02T15:04:05Z", "2026-02-30T15:04:05Z", "2026-11-02T24:04:05Z", "2026-11-02T15:04Z",
     "2026-11-02T15:04:61Z", "2026-11-02T15:04:05+0000", "2026-11-02T15:04:05+24:00", "0000-01-01T00:00:00Z",
     "\u0662026-11-02T15:04:05Z", "2026-11-02T15:04:05Z\n", "+2026-11-02T15:04:05Z", "2026-11-02T15:04:05.Z"],
)  # fmt: skip
def test_what_is_no_moment_is_a_fault(school: Caller, text: str):
    assert faults(school, since=text) == [("since", "invalid-value")]


@pytest.mark.parametrize("path", ["/leads", "/leads.csv"])
def test_all_faults_of_a_query_are_told_at_once(school: Caller, path: str):
    sent = {"status": "rejected", "since": "today", "program": "x", "school_id": "sch_a", "awaiting": "returned"}
    assert faults(school, path, **sent) == [
        ("status", "invalid-value"), ("since", "invalid-value"), ("program", "invalid-value"),
        ("school_id", "unknown-parameter"), ("awaiting", "invalid-value"),
    ]  # fmt: skip


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1.5", "ten", "1e2", "", "\u0661"])
def test_a_limit_is_from_1_to_500(school: Caller, limit: str):
    assert [where for where, _ in faults(school, limit=limit)] == ["limit"]


def test_a_cursor_works_for_the_school_and_filters_it_was_given_to_alone(
    school: Caller, other_school: Caller, database: Engine
):
    add_leads(database, 3)
    cursor = school.leads(limit=1)["next_cursor"]
    assert len(school.leads(cursor=cursor, limit=2)["leads"]) == 2
    bad = [("cursor", "invalid-cursor")]
    assert faults(other_school, cursor=cursor) == bad
    for extra in ({"status": "accepted"}, {"since": "2026-11-02T15:04:05Z"}, {"program": "prg_x"},
                  {"awaiting": "created"}):  # fmt: skip
        assert faults(school, cursor=cursor, **extra) == bad
    for at in range(0, len(cursor), 3):
        wrong = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
        assert faults(school, cursor=wrong) == bad
    for wrong in ("0", "a" * 31, "a" * 32, "a" * 33, "=" * 32, "\u00e9" * 32, "\u0661" * 32, "null", " " * 32,
                  cursor + "=", "%" * 32):  # fmt: skip
        assert faults(school, cursor=wrong) == bad
    assert faults(school, "/leads.csv", cursor=cursor) == [("cursor", "unknown-parameter")]
    one = school.leads()["leads"][0]["id"]
    assert faults(school, f"/leads/{one}", x="1") == [("x", "unknown-parameter")]


def test_a_cursor_lasts_when_the_lead_it_stands_on_changes(school: Caller, database: Engine):
    made = add_leads(database, 3)
    cursor = school.leads(limit=2, status="accepted")["next_cursor"]
    with writing(database) as connection:
        connection.execute(update(Lead).where(Lead.id.in_(made[:2])).values(state="withdrawn"))
    assert ids(school.leads(status="accepted", cursor=cursor)) == made[2:]
