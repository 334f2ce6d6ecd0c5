"""The receipt of a test says that it was one, and what is asked for there ends there."""

from urllib.parse import urlsplit

import pytest
from asking_site import CODING
from sandboxed import Sandboxed

from leadmatch.search.sandbox.schools import BILLING, COLLEGE, INSTITUTE
from leadmatch.search.sandbox.schools import CODING as DIPLOMA

OWN = {"Sec-Fetch-Site": "same-origin"}


def receipt_of(sides: Sandboxed, *program_ids: str, key: str, **person: str) -> str:
    """Send a test and return the path of its receipt."""
    return urlsplit(sides.test.sent(sides.test.body(*program_ids, **person), key)["receipt_url"]).path


def test_the_receipt_says_that_it_was_a_test_and_went_nowhere(sides: Sandboxed):
    path = receipt_of(sides, BILLING.id, key="told", email="told@example.org")
    page = sides.test.browser.get(path).text
    assert "This is a test in the sandbox." in page
    assert "It went to no school." in page
    assert f"A real school would have got it; {COLLEGE.name} is made up and got nothing." in page
    assert "What was shared with this school" not in page
    assert "ask the school itself" not in page
    assert "By law they must stop" not in page
    before_erasing = sides.test.browser.get(f"{path}/erase").text
    assert "never to send anything under them again" not in before_erasing
    assert "asked to erase what it got" not in before_erasing


def test_the_receipt_of_a_refused_test_says_why_as_a_real_one_would(sides: Sandboxed):
    path = receipt_of(sides, BILLING.id, key="why", email="why+cap_reached@example.org")
    page = sides.test.browser.get(path).text
    assert f"not sent to {COLLEGE.name}" in page
    assert "It has taken as many requests as it can for now." in page
    assert "ask the school itself" not in page


@pytest.mark.parametrize("step", ["stop", "stop-all", "erase"])
def test_what_is_asked_for_on_a_test_reaches_neither_a_school_nor_the_real_person(sides: Sandboxed, step: str):
    person = {"email": f"{step}@example.org", "phone": f"(212) 555-01{len(step):02}"}
    path = receipt_of(sides, BILLING.id, DIPLOMA.id, key=step, **person)
    before = [sides.site.count(table) for table in ("suppression", "outbox_event", "ledger_entry")]
    sides.test.browser.post(f"{path}/{step}", data={"school": COLLEGE.id}, headers=OWN)
    assert [sides.site.count(table) for table in ("suppression", "outbox_event", "ledger_entry")] == before
    leads = sides.site.rows("SELECT school_id, state, withdrawn_at FROM lead ORDER BY number DESC LIMIT 2")
    states = {lead.school_id: lead.state for lead in leads}
    reached = {"stop": "withdrawn", "stop-all": "withdrawn", "erase": "erased"}[step]
    assert states == {COLLEGE.id: reached, INSTITUTE.id: "accepted" if step == "stop" else reached}
    page = sides.test.browser.get(path).text
    assert "under your e-mail address or phone number any more." not in page.replace("phone number any more.</p>", "")
    assert sides.real.outcomes(CODING.id, key=f"after-{step}", **person) == [("accepted", None)]


def test_erasing_a_test_destroys_its_evidence_at_once_and_leaves_the_real_inquiry_of_the_same_person(sides: Sandboxed):
    person = {"email": "both@example.org", "phone": "(212) 555-0177"}
    assert sides.real.outcomes(CODING.id, key="real", **person) == [("accepted", None)]
    path = receipt_of(sides, BILLING.id, key="gone", **person)
    sides.test.browser.post(f"{path}/erase", headers=OWN)
    (test, real) = sides.site.rows(
        "SELECT lead.state, sealed, shredded_at FROM lead JOIN consent_evidence ON consent_number = number"
        " ORDER BY number DESC LIMIT 2"
    )
    assert (test.state, test.sealed) == ("erased", None)
    assert test.shredded_at is not None
    assert (real.state, real.shredded_at) == ("accepted", None)
    assert real.sealed is not None


def test_the_pages_of_a_program_of_the_sandbox_say_what_it_is(sides: Sandboxed):
    browser = sides.test.browser
    assert browser.get(f"/programs/{BILLING.id}").headers["Location"] == f"/inquire?program={BILLING.id}"
    shown = browser.get(f"/inquire?program={BILLING.id}")
    assert shown.status_code == 200
    assert "belongs to the sandbox for test keys" in shown.text
    assert "So there is no form here" in shown.text
    mixed = browser.get(f"/inquire?program={BILLING.id}&program={CODING.id}&program=prg_none").text
    assert "belongs to the sandbox for test keys" in mixed
    assert "1 of the programs in this address is not on file" in mixed
    assert "Send to 1 school" in mixed
