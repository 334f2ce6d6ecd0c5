"""An inquiry becomes leads for the right schools: once, with consent, all of it or nothing."""

import orjson
import pytest
from sponsoring import add_disclosure
from sqlalchemy import text
from taking_in import ASSISTING, BILLING, CODING, FIRST, ONLINE, QUIET, SECOND, TABLES, World, counts

from leadmatch.inquiries.errors import DisclosureChangedError
from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.leads.contact import open_contact
from leadmatch.leads.suppression import suppress
from leadmatch.sponsors.terms import Caps, Geography, Targeting


def test_an_accepted_inquiry_leaves_one_of_each(world: World):
    campaign = world.sponsor(price_cents=3550)
    answer = orjson.loads(world.submit(world.body()).body)
    assert counts(world) == dict.fromkeys(TABLES, 1)
    (lead,) = answer["leads"]
    assert lead["school"] == {"id": FIRST.id, "name": FIRST.name}
    assert (lead["program_id"], lead["status"], lead["reason_code"]) == (CODING.id, "accepted", None)
    assert answer["receipt_url"].startswith("https://guide.example.org/receipts/")
    row = world.rows("SELECT id, number, campaign_id, price_cents, state FROM lead")[0]
    assert tuple(row) == (lead["id"], 1, campaign.id, 3550, "accepted")
    assert world.rows("SELECT amount_cents, lead_id FROM ledger_entry") == [(3550, lead["id"])]
    assert world.rows("SELECT type, lead_id, school_id FROM outbox_event") == [("lead.created", lead["id"], FIRST.id)]


def test_what_is_personal_is_sealed_and_opens_again(world: World):
    world.sponsor()
    answer = orjson.loads(world.submit(world.body()).body)
    sealed = world.rows("SELECT sealed FROM inquiry")[0].sealed
    contact = open_contact(bytes(sealed), inquiry_id=answer["id"], ring=world.intake.ring)
    assert (contact.person.email, contact.person.phone, contact.visit.ip) == (
        "ada@example.org",
        "+13125550142",
        "192.0.2.7",
    )


def test_a_distance_is_kept_in_tenths_of_a_mile_for_an_exact_one_would_tell_the_zip_code(world: World):
    world.sponsor()
    world.submit(world.body(zip="60614"))
    ((miles,),) = world.rows("SELECT distance_miles FROM lead")
    assert miles > 0
    assert miles == round(miles, 1)


def test_old_answers_are_forgotten_however_many_schools_each_inquiry_asks(world: World):
    world.sponsor(CODING)
    world.sponsor(ASSISTING)
    for number in range(130):  # consents 1 to 260, two at a time: no inquiry begins with an even one
        world.submit(world.body(CODING, ASSISTING), f"key-{number}")
        if number == 0:
            world.clock.pass_(days=9)
    assert world.count("idempotency_key") == 129


def test_two_schools_get_a_lead_each_and_the_first_program_names_it(world: World):
    world.sponsor(CODING)
    world.sponsor(ASSISTING, price_cents=2000)
    answer = orjson.loads(world.submit(world.body(BILLING, ASSISTING, CODING)).body)
    assert [(lead["school"]["id"], lead["program_id"]) for lead in answer["leads"]] == [
        (FIRST.id, BILLING.id),
        (SECOND.id, ASSISTING.id),
    ]
    others = [orjson.loads(row.other_programs) if isinstance(row.other_programs, str) else row.other_programs
              for row in world.rows("SELECT other_programs FROM lead ORDER BY number")]  # fmt: skip
    assert [[each["id"] for each in programs] for programs in others] == [[CODING.id], []]
    assert counts(world) == {"inquiry": 1, "idempotency_key": 1} | dict.fromkeys(TABLES[1:-1], 2)


def test_a_rejected_lead_keeps_its_consent_and_is_told_to_nobody(world: World):
    world.sponsor(targeting=Targeting(geography=Geography(states=("TX",))))
    assert world.outcome(world.body(), "k") == [("rejected", "out_of_area")]
    assert counts(world) == dict.fromkeys(TABLES, 1) | {"ledger_entry": 0, "outbox_event": 0}
    assert world.rows("SELECT campaign_id, price_cents, reason_code FROM lead") == [(None, None, "out_of_area")]


def test_the_campaign_of_the_lower_tier_is_tried_first_and_the_next_one_takes_what_it_refuses(world: World):
    world.sponsor(name="first", tier=1, targeting=Targeting(education_levels=("associate",)))
    second = world.sponsor(name="second", tier=2)
    assert world.outcome(world.body(), "k") == [("accepted", None)]
    assert world.rows("SELECT campaign_id FROM lead") == [(second.id,)]


def test_of_campaigns_that_all_refuse_the_first_ones_code_counts(world: World):
    world.sponsor(name="first", tier=1, targeting=Targeting(education_levels=("associate",)))
    world.sponsor(name="second", tier=2, state="paused")
    assert world.outcome(world.body(), "k") == [("rejected", "not_eligible")]


def test_a_cap_of_two_takes_two(world: World):
    world.sponsor(caps=Caps(day=2))
    outcomes = [
        world.outcome(world.body(email=f"p{number}@example.org", phone=f"(312) 555-01{number:02d}"), f"k{number}")
        for number in range(4)
    ]
    assert outcomes == [[("accepted", None)]] * 2 + [[("rejected", "cap_reached")]] * 2


def test_an_online_program_needs_the_campaign_to_list_the_state(world: World):
    world.sponsor(ONLINE, targeting=Targeting(online_states=("WI",)))
    assert world.outcome(world.body(ONLINE), "k") == [("rejected", "state_not_authorised")]
    world.sponsor(ONLINE, name="other", targeting=Targeting(online_states=("IL",)))
    assert world.outcome(world.body(ONLINE), "k2") == [("accepted", None)]


@pytest.mark.parametrize("change", [{"email": "other@example.org"}, {"phone": "(312) 555-0143"}])
def test_the_same_email_or_phone_within_90_days_is_a_duplicate_that_nobody_is_told_of(
    world: World, change: dict[str, str]
):
    world.sponsor()
    assert world.outcome(world.body(), "k1") == [("accepted", None)]
    world.clock.pass_(days=89, hours=23)
    assert world.outcome(world.body(**change), "k2") == [("rejected", "not_sent")]
    assert [row.reason_code for row in world.rows("SELECT reason_code FROM lead ORDER BY number")] == [
        None,
        "duplicate",
    ]
    world.clock.pass_(hours=2)
    assert world.outcome(world.body(**change), "k3") == [("accepted", None)]


def test_who_was_turned_away_may_ask_again(world: World):
    world.sponsor(state="paused")
    assert world.outcome(world.body(), "k1") == [("rejected", "campaign_inactive")]
    world.sponsor(name="another")
    assert world.outcome(world.body(), "k2") == [("accepted", None)]


def test_a_suppressed_person_is_not_shared_and_nobody_is_told_why(world: World):
    world.sponsor()
    world.sponsor(ASSISTING)
    hashes = world.intake.hashes
    with writing(world.engine) as connection:
        suppress(connection, [hashes.of("email", "ada@example.org")], FIRST.id, "stop_one", world.clock.now)
    assert world.outcome(world.body(CODING, ASSISTING), "k") == [("rejected", "not_sent"), ("accepted", None)]


@pytest.mark.parametrize(
    "change",
    [{"text": "I agree to everything."}, {"disclosure_id": "dsc_other"}, {"sha256": "0" * 64}],
)
def test_a_text_that_is_not_the_active_wordings_is_refused_whole(world: World, change: dict[str, str]):
    world.sponsor()
    world.sponsor(ASSISTING)
    body = world.body(CODING, ASSISTING)
    body["consents"][1] |= change
    with pytest.raises(DisclosureChangedError):
        world.submit(body)
    assert counts(world) == dict.fromkeys(TABLES, 0)


def test_a_text_that_was_changed_is_told_with_every_other_fault(world: World):
    world.sponsor()
    world.sponsor(ASSISTING)
    body = world.body(CODING, ASSISTING)
    body["person"] |= {"email": "ada@", "phone": "312"}
    body["consents"][0] |= {"text": "I agree to everything.", "agreed": False}
    body["consents"][1]["sha256"] = "0" * 64
    with pytest.raises(InvalidRequestError) as caught:
        world.submit(body)
    assert [(fault.where, fault.code) for fault in caught.value.faults] == [
        ("/person/email", "invalid-email"),
        ("/person/phone", "invalid-phone"),
        ("/consents/0/agreed", "consent-not-given"),
        ("/consents/0/text", "disclosure-changed"),
        ("/consents/1/text", "disclosure-changed"),
    ]
    assert counts(world) == dict.fromkeys(TABLES, 0)


def test_a_wording_that_was_replaced_meanwhile_is_refused(world: World):
    world.sponsor()
    body = world.body()
    with writing(world.engine) as connection:
        connection.execute(text("UPDATE disclosure SET retired_at = :now"), {"now": "2026-11-03 00:00:00"})
        add_disclosure(connection, school_id=FIRST.id, version=2, text="Example Career College may e-mail me {phone}.")
    with pytest.raises(DisclosureChangedError):
        world.submit(body)


def test_a_channel_that_the_wording_does_not_offer_is_a_fault(world: World):
    world.sponsor()
    body = world.body()
    with writing(world.engine) as connection:
        connection.execute(text("UPDATE disclosure SET retired_at = :now"), {"now": "2026-11-03 00:00:00"})
        only_email = add_disclosure(
            connection, school_id=FIRST.id, version=2, channels=("email",), text="Example Career College may mail me."
        )
    body["consents"][0] |= {
        "disclosure_id": only_email["id"],
        "sha256": only_email["sha256"],
        "text": only_email["text"],
    }
    with pytest.raises(InvalidRequestError) as caught:
        world.submit(body)
    assert [(fault.where, fault.code) for fault in caught.value.faults] == [
        ("/consents/0/channels", "channel-not-offered")
    ]


def test_a_program_whose_school_never_had_a_campaign_is_a_fault(world: World):
    world.sponsor()
    body = world.body()
    body["program_ids"].append(QUIET.id)
    with pytest.raises(InvalidRequestError) as caught:
        world.submit(body)
    assert [(fault.where, fault.code) for fault in caught.value.faults] == [("/program_ids/1", "program-not-accepting")]


def test_a_failure_at_the_very_end_leaves_nothing(world: World):
    world.sponsor(caps=Caps(day=1))
    with writing(world.engine) as connection:
        connection.execute(text("DROP TABLE idempotency_key"))
    with pytest.raises(Exception, match="idempotency_key"):
        world.submit(world.body())
    assert {table: world.count(table) for table in TABLES[:-1]} == dict.fromkeys(TABLES[:-1], 0)
    assert [row.taken for row in world.rows("SELECT taken FROM cap_counter")] in ([], [0])


def test_identity_hashes_do_not_depend_on_case(world: World):
    world.sponsor()
    assert world.outcome(world.body(), "k1") == [("accepted", None)]
    assert world.outcome(world.body(email="ADA@Example.org", phone="312-555-0199"), "k2") == [("rejected", "not_sent")]
