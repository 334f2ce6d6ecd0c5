"""A lead holds all that was shared, as SPEC 8 shapes it, and nothing that its person had erased."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from marshmallow import RAISE
from shared_leads import HASHES, NOW, PROGRAM, RING, Caller, add_leads
from sponsoring import SCHOOL, make_person, make_submission, make_visit
from sqlalchemy import Engine, event, select

from leadmatch.delivery.schemas import LeadSchema
from leadmatch.inquiries.consent.evidence import shred_now
from leadmatch.inquiries.erasing import erase
from leadmatch.inquiries.stopping import stop_school
from leadmatch.kernel.database import Base, writing

SUBMISSION = make_submission(
    person=make_person(first_name="Zoë", last_name="Éxample"),
    visit=make_visit(ip="2001:db8::1", landing_url="https://guide.example.org/?a=1", utm={"source": "letter-7"}),
    partner_id="par_a",
    placement="results",
    sub_id="s-1",
    is_test=True,
)
MINE_ALONE = ("Zoë", "Éxample", "ada@example.org", "555-0142", "5550142", "2001:db8::1", "guide.example.org",
              "letter-7", "hs_or_ged", "Example browser")  # fmt: skip
TOKEN = "a" * 43


def test_a_lead_is_shown_whole(school: Caller, database: Engine):
    other = PROGRAM | {"id": "prg_other", "campus": None}
    (lead_id,) = add_leads(database, 1, submission=SUBMISSION, other_programs=[other], price_cents=3550)
    item = school.get(f"/leads/{lead_id}").get_json()
    LeadSchema(unknown=RAISE).load(item)
    assert re.fullmatch(r"con_[0-9a-z]{26}", item["consent"].pop("id"))
    assert re.fullmatch(r"[0-9a-f]{64}", item["consent"].pop("sha256"))
    assert item["consent"].pop("disclosure_id").startswith("dis_")
    assert item["consent"].pop("text").startswith("By checking this box")
    assert item == {
        "id": lead_id,
        "status": "accepted",
        "reason_code": None,
        "created_at": "2026-11-02T15:04:05Z",
        "is_test": True,
        "campaign_id": item["campaign_id"],
        "program": PROGRAM,
        "other_programs": [other],
        "person": {
            "first_name": "Zoë",
            "last_name": "Éxample",
            "email": "ada@example.org",
            "phone": "+13125550142",
            "zip": "60601",
            "education_level": "hs_or_ged",
            "start_timeframe": "1_3_months",
        },
        "consent": {
            "channels": ["email", "call", "text"],
            "agreed_at": "2026-11-02T15:04:05Z",
            "ip": "2001:db8::1",
            "page_url": "https://guide.example.org/inquire",
            "language": "en",
        },
        "source": {
            "partner_id": "par_a",
            "placement": "results",
            "sub_id": "s-1",
            "landing_url": "https://guide.example.org/?a=1",
            "utm": {"source": "letter-7"},
        },
        "distance_miles": 3.2,
        "price_usd": 35.5,
        "dispositions": [],
        "returns": [],
        "deliveries": [],
        "fetched_at": None,
        "withdrawn_at": None,
        "events": [{"event": "created", "created_at": "2026-11-02T15:04:05Z", "due_on": None, "acknowledged_at": None}],
        "unreadable": [],
    }
    assert school.leads()["leads"] == [school.get(f"/leads/{lead_id}").get_json()]


def test_what_is_unknown_is_null(school: Caller, database: Engine):
    submission = make_submission(person=make_person(phone=None, phone_typed=None), visit=make_visit(ip="unknown"))
    (lead_id,) = add_leads(database, 1, submission=submission, distance_miles=None, price_cents=None)
    item = school.get(f"/leads/{lead_id}").get_json()
    LeadSchema(unknown=RAISE).load(item)
    assert (item["person"]["phone"], item["consent"]["ip"]) == (None, None)
    assert (item["distance_miles"], item["price_usd"], item["source"]["landing_url"]) == (None, None, None)


def test_a_withdrawn_lead_stays_so_that_the_school_knows_whom_to_leave_alone(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1, submission=SUBMISSION, receipt_token=TOKEN)
    stop_school(database, TOKEN, SCHOOL.id, hashes=HASHES, now=NOW + timedelta(days=1))
    item = school.get(f"/leads/{lead_id}").get_json()
    LeadSchema(unknown=RAISE).load(item)
    assert (item["status"], item["withdrawn_at"]) == ("withdrawn", "2026-11-03T15:04:05Z")
    assert item["person"]["email"] == "ada@example.org"
    created, withdrawn = item["events"]
    assert (created["event"], withdrawn["event"]) == ("created", "withdrawn")
    assert date.fromisoformat(withdrawn["due_on"]) > datetime.fromisoformat(withdrawn["created_at"]).date()


def test_an_erased_lead_says_so_and_holds_nothing_of_the_person(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1, submission=SUBMISSION, receipt_token=TOKEN)
    before = school.get(f"/leads/{lead_id}").get_json()
    erase(database, TOKEN, ring=RING, hashes=HASHES, retention_years=5, now=NOW + timedelta(days=1))
    answers = [school.get(f"/leads/{lead_id}"), school.get("/leads"), school.get("/leads.csv")]
    for answer in answers:
        assert answer.status_code == 200
        shown = answer.text + json.dumps(answer.get_json(silent=True), ensure_ascii=False)
        assert [word for word in MINE_ALONE if word in shown] == []
    item = answers[0].get_json()
    LeadSchema(unknown=RAISE).load(item)
    assert (item["status"], item["person"]) == ("erased", None)
    gone = {"text": None, "channels": None, "ip": None, "page_url": None}
    assert item["consent"] == before["consent"] | gone
    assert item["source"] == before["source"] | {"sub_id": None, "landing_url": None, "utm": {}}
    assert (before["distance_miles"], item["distance_miles"]) == (3.2, None)
    kept = ("id", "created_at", "campaign_id", "program", "price_usd", "is_test")
    assert {name: item[name] for name in kept} == {name: before[name] for name in kept}
    assert [event["event"] for event in item["events"]] == ["created", "erasure_requested"]


def test_a_lead_whose_evidence_is_shredded_is_still_shown(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1, submission=SUBMISSION)
    with writing(database) as connection:
        shred_now(connection, [1], NOW)
    item = school.get(f"/leads/{lead_id}").get_json()
    assert (item["consent"]["text"], item["person"]["first_name"]) == (None, "Zoë")


def test_absent_foreign_and_hidden_ids_differ_in_nothing_but_the_id_of_the_request(
    school: Caller, other_school: Caller, database: Engine
):
    (theirs,) = add_leads(database, 1, other_school.school_id)
    (rejected,) = add_leads(database, 1, state="rejected", reason_code="duplicate")
    absent = [
        "led_" + "a" * 26,
        "led_x",
        "x",
        "led_" + "a" * 3000,
        "%00",
        "led_%00",
        "led_%ff",
        "%F0%9F%99%82",
        "led_A",
    ]
    found = []
    for path in (theirs, rejected, *absent):
        answer = school.get(f"/leads/{path}")
        body = answer.get_json()
        assert body.pop("instance").startswith("urn:uuid:")
        found.append((answer.status_code, sorted(answer.headers.items()), body))
    assert found[0][0] == 404
    assert all(each == found[0] for each in found)


def test_a_foreign_and_an_absent_id_ask_the_database_the_same(school: Caller, other_school: Caller, database: Engine):
    (theirs,) = add_leads(database, 1, other_school.school_id)
    asked: list[list[str]] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def note(*statement: object) -> None:
        asked[-1].append(str(statement[2]))

    try:
        for lead_id in (theirs, "led_" + "a" * 26):
            asked.append([])
            assert school.get(f"/leads/{lead_id}").status_code == 404
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert asked[0] == asked[1] != []


def test_reading_changes_nothing(school: Caller, database: Engine):
    add_leads(database, 3, submission=SUBMISSION)

    def everything() -> dict[str, list[str]]:
        with database.connect() as connection:
            return {
                table.name: sorted(map(str, connection.execute(select(table)).all()))
                for table in Base.metadata.sorted_tables
            }

    before = everything()
    for path in ("/leads", "/leads.csv", f"/leads/{school.leads()['leads'][0]['id']}"):
        assert school.get(path).data
        assert school.client.head(f"/api/v1{path}", headers=school.headers).status_code == 200
    assert everything() == before


def test_every_answer_to_a_school_may_not_be_kept(school: Caller, database: Engine):
    (lead_id,) = add_leads(database, 1)
    answers = [school.get(path) for path in ("/leads", "/leads.csv", f"/leads/{lead_id}", "/leads/x", "/leads?x=1")]
    answers.append(school.acknowledge(lead_id, {"event": "created"}))
    answers.append(school.acknowledge(lead_id, {}))
    answers.append(school.client.get("/api/v1/leads"))
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_other_methods_are_refused_with_those_allowed(school: Caller, method: str):
    answer = school.client.open("/api/v1/leads", method=method, headers=school.headers)
    assert answer.status_code == 405
    assert {*answer.headers["Allow"].split(", ")} == {"GET", "HEAD", "OPTIONS"}
