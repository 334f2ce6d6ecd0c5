"""The whole flow with a test key: what is found, agreed to and sent in the sandbox, and nothing of it outside."""

import orjson
import pytest
from asking_site import ASSISTING
from asking_site import CODING as REAL
from proofs import sent, solve
from sandboxed import Sandboxed, Side

from leadmatch.inquiries.sandbox.outcomes import TROUBLES
from leadmatch.search.sandbox.schools import (
    ASSISTING_ONLINE,
    BILLING,
    CODING_ONLINE,
    COLLEGE,
    INSTITUTE,
    SANDBOX_SCHOOL_IDS,
)
from leadmatch.search.sandbox.schools import CODING as DIPLOMA
from leadmatch.sponsors.checks import RejectCode

SEARCH = "zip=60601"


def test_a_search_with_a_test_key_lists_the_real_programs_to_the_byte_and_sponsors_the_sandbox(sides: Sandboxed):
    anybody, test = sides.anybody.get(f"/programs?{SEARCH}"), sides.test.get(f"/programs?{SEARCH}")
    real_part = orjson.dumps(anybody.get_json()["programs"])
    assert test.text.count(anybody.text[anybody.text.index('"programs":[') : anybody.text.index('],"query"')]) == 1
    found = test.get_json()
    assert orjson.dumps(found["programs"]) == real_part
    assert {item["school"]["id"] for item in found["sponsored"]} <= SANDBOX_SCHOOL_IDS
    assert len(found["sponsored"]) == 3
    assert set(found["inquiry_links"]) == {item["id"] for item in found["sponsored"]}
    assert [each["code"] for each in found["notices"]] == ["sandbox"]
    assert test.headers["Cache-Control"] == "private, no-cache"


def test_others_meet_no_program_of_the_sandbox_and_the_sandbox_no_sponsor(sides: Sandboxed):
    for side in (sides.real, sides.anybody):
        found = side.search(SEARCH)
        assert found["sponsored"]
        assert not SANDBOX_SCHOOL_IDS & {item["school"]["id"] for item in found["sponsored"] + found["programs"]}
        assert side.get(f"/programs/{BILLING.id}").status_code == 404
        assert [each["code"] for each in found["notices"]] == []
    shown = sides.test.get(f"/programs/{BILLING.id}")
    assert (shown.status_code, shown.get_json()["school"]["id"]) == (200, COLLEGE.id)
    assert sides.test.get(f"/programs/{REAL.id}").get_json()["id"] == REAL.id
    assert REAL.id not in sides.test.search(SEARCH)["inquiry_links"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_wordings_of_the_sandbox_are_standard_ones_in_both_languages(sides: Sandboxed, language: str):
    (college, institute) = sides.test.wordings(BILLING.id, ASSISTING_ONLINE.id, CODING_ONLINE.id, language=language)
    assert (college["school"]["name"], institute["school"]["name"]) == (COLLEGE.name, INSTITUTE.name)
    assert college["program_ids"] == [BILLING.id, CODING_ONLINE.id]
    assert (college["language"], college["channels"]) == (language, ["email", "call", "text"])
    assert COLLEGE.name in college["text"]
    assert "{phone}" in college["text_with_phone"]


def test_each_side_is_told_of_a_program_of_the_other(sides: Sandboxed):
    asked = sides.test.get(f"/disclosures?program={REAL.id}&program=prg_none&program={BILLING.id}")
    assert [each["code"] for each in asked.get_json()["errors"]] == ["real-program", "unknown-program"]
    assert asked.get_json()["errors"][0]["detail"].startswith("This program is real.")
    for side in (sides.real, sides.anybody):
        assert side.faults(side.get(f"/disclosures?program={BILLING.id}")) == {"program": "sandbox-program"}
        body = side.body(REAL.id)
        body["program_ids"] = [BILLING.id, REAL.id]
        assert side.faults(side.send(body, "wrong-side")) == {"/program_ids/0": "sandbox-program"}
    body = sides.test.body(BILLING.id)
    body["program_ids"] = [REAL.id, BILLING.id, "prg_none"]
    assert sides.test.faults(sides.test.send(body, "wrong-side")) == {
        "/program_ids/0": "real-program",
        "/program_ids/2": "program-not-accepting",
    }


@pytest.mark.parametrize("code", RejectCode)
def test_the_word_in_the_address_decides_whatever_the_zip_says(sides: Sandboxed, code: RejectCode):
    email = f"ada+school+{code.upper()}@example.org"
    (outcome,) = sides.test.outcomes(BILLING.id, key=f"code-{code}", email=email, zip="99501")
    told = "not_sent" if code in {RejectCode.SUPPRESSED, RejectCode.DUPLICATE} else code.value
    assert outcome == ("rejected", told)
    (kept,) = sides.site.rows("SELECT reason_code FROM lead ORDER BY number DESC LIMIT 1")
    assert kept.reason_code == code


@pytest.mark.parametrize(
    ("zip_code", "email", "campus", "online"),
    [
        ("60601", "ada@example.org", None, None),
        ("60601", "ada+newsletter@example.org", None, None),
        ("60601", "cap_reached@example.org", None, None),
        ("99501", "ada@example.org", "out_of_area", None),
        ("96813", "ada@example.org", None, "state_not_authorised"),
        ("96813-1234", "ada+accepted@example.org", None, None),
        ("99501", "ada+accepted@example.org", None, None),
        ("09001", "ada@example.org", None, None),
    ],
)
def test_without_a_word_the_state_of_the_zip_decides(
    sides: Sandboxed, zip_code: str, email: str, campus: str | None, online: str | None
):
    expected = [("rejected" if code else "accepted", code) for code in (campus, online)]
    key = f"zip-{zip_code}-{email}"
    assert sides.test.outcomes(DIPLOMA.id, CODING_ONLINE.id, key=key, zip=zip_code, email=email) == expected


@pytest.mark.parametrize("word", TROUBLES)
def test_an_address_can_ask_for_a_refusal_as_a_whole_and_then_nothing_is_kept(sides: Sandboxed, word: str):
    before = sides.site.count("inquiry"), sides.site.count("idempotency_key")
    answer = sides.test.send(sides.test.body(BILLING.id, email=f"ada+{word}@example.org"), f"trouble-{word}")
    status = {
        "disclosure_changed": 409,
        "request_in_flight": 409,
        "challenge_required": 429,
        "storage_unavailable": 503,
    }
    assert answer.status_code == status[word]
    assert answer.get_json()["type"].endswith(f"/problems/{word.replace('_', '-')}")
    assert (sides.site.count("inquiry"), sides.site.count("idempotency_key")) == before


@pytest.mark.parametrize("name", ["real", "test"])
def test_a_changed_wording_is_refused_with_what_disclosures_answers_now(sides: Sandboxed, name: str):
    side: Side = getattr(sides, name)
    programs = (ASSISTING.id, REAL.id) if name == "real" else (ASSISTING_ONLINE.id, DIPLOMA.id, BILLING.id)
    body = side.body(*programs, language="es", email="ada+disclosure_changed@example.org")
    body["consents"][0]["sha256"] = "0" * 64
    answer = side.send(body)
    assert answer.status_code == 409
    assert answer.get_json()["disclosures"] == side.wordings(*programs, language="es")


def test_a_challenge_that_was_asked_for_is_solved_once_and_then_the_test_is_accepted(sides: Sandboxed):
    body = sides.test.body(BILLING.id, email="ada+challenge_required@example.org")
    challenge = sides.test.send(body, "challenged").get_json()["challenge"]
    body["challenge_solution"] = sent(solve(challenge))
    assert sides.test.sent(body, "challenged")["leads"][0]["status"] == "accepted"
    assert sides.test.send(body, "challenged-again").status_code == 429


def test_everything_else_is_read_and_checked_like_any_inquiry(sides: Sandboxed):
    body = sides.test.body(BILLING.id)
    body["person"]["email"] = "nobody"
    body["consents"][0]["agreed"] = "yes"
    assert set(sides.test.faults(sides.test.send(body, "bad"))) == {"/person/email", "/consents/0/agreed"}
    changed = sides.test.body(BILLING.id)
    changed["consents"][0]["text"] += "!"
    assert sides.test.send(changed, "changed").status_code == 409
    first = sides.test.send(sides.test.body(BILLING.id), "twice")
    again = sides.test.send(sides.test.body(BILLING.id), "twice")
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")
    other = sides.test.send(sides.test.body(BILLING.id, first_name="Grace"), "twice")
    assert other.get_json()["type"].endswith("/problems/idempotency-key-reused")


def test_a_key_that_was_used_in_a_test_is_new_for_a_real_inquiry(sides: Sandboxed):
    sides.test.sent(sides.test.body(BILLING.id, email="key@example.org"), "both-sides")
    assert sides.real.sent(sides.real.body(REAL.id, email="key@example.org"), "both-sides")


def test_a_test_inquiry_is_marked_and_chained_and_nothing_follows_from_it(sides: Sandboxed):
    follow = ("ledger_entry", "outbox_event", "cap_counter", "partner_earning", "suppression", "campaign")
    before = [sides.site.count(table) for table in follow]
    told = sides.test.sent(sides.test.body(BILLING.id, DIPLOMA.id), "chained")
    kept = sides.site.rows(
        "SELECT lead.state, lead.is_test, campaign_id, price_cents, consent.is_test, inquiry.is_test FROM lead"
        " JOIN consent ON consent.lead_id = lead.id JOIN inquiry ON inquiry.id = lead.inquiry_id"
        " ORDER BY lead.number DESC LIMIT 2"
    )
    assert told["leads"][0]["status"] == "accepted"
    assert [tuple(map(bool, row[1:])) for row in kept] == [(True, False, False, True, True)] * 2
    assert {row.state for row in kept} == {"accepted"}
    assert [sides.site.count(table) for table in follow] == before
