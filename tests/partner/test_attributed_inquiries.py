"""An inquiry is credited to who showed something first, or whose key it came with, and to nobody who only says so."""

from datetime import timedelta
from typing import Any

import pytest
from partner_site import PartnerSite
from sqlalchemy import update

from leadmatch.access.models import Partner
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import writing

LANDING = "https://careers.example.org/start?utm_source=Ads&utm_campaign=fall"


def faults(answer: Any) -> list[tuple[str, str]]:  # noqa: ANN401  # a response of a test client
    assert answer.status_code == 422
    return [(each["pointer"], each["code"]) for each in answer.json["errors"]]


def test_a_key_credits_its_partner_with_what_the_body_says(site: PartnerSite):
    for key in ("publishable", "secret"):
        assert site.send(key, site.body(placement="footer", sub_id="fall.1")).status_code == 201
    assert site.kept() == [(site.partner.id, "footer", "fall.1")] * 2
    assert site.earnings() == [(site.partner.id, "footer", 700)] * 2
    assert site.asking.rows("SELECT DISTINCT contract_id IS NULL FROM partner_earning") == [(0,)]


def test_a_token_decides_for_it_was_first(site: PartnerSite):
    for key in ("publishable", "secret", None):
        body = site.body(placement="footer", sub_id="last", attribution=site.token())
        assert site.send(key, body).status_code == 201
    assert site.kept() == [(site.partner.id, "sidebar", "first")] * 3
    assert site.send("secret", site.body(placement="footer", attribution=site.token(placement=None))).status_code == 201
    assert site.kept()[3] == (site.partner.id, None, "first")
    assert [placement for _, placement, _ in site.earnings()] == ["sidebar"] * 3 + [""]


def test_the_token_of_a_search_credits_the_inquiry_that_follows(site: PartnerSite):
    token = site.search("publishable", "&placement=sidebar&sub_id=a.1").json["attribution"]
    assert site.send("publishable", site.body(attribution=token)).status_code == 201
    assert site.kept() == [(site.partner.id, "sidebar", "a.1")]


def test_a_forged_token_or_anothers_is_a_fault_among_all_others_and_nothing_is_kept(site: PartnerSite):
    good = site.token()
    forged = good[:20] + ("A" if good[20] != "A" else "B") + good[21:]
    for key in (None, "publishable", "secret"):
        assert faults(site.send(key, site.body(attribution=forged))) == [("/attribution", "invalid-attribution")]
    for token in (site.token(partner_id=site.other.id), good + "=", "abc.def"):
        assert faults(site.send("secret", site.body(attribution=token))) == [("/attribution", "invalid-attribution")]
    body = site.body(attribution=forged, placement="left column")
    body["person"]["zip"] = "1"
    assert faults(site.send("secret", body)) == [
        ("/person/zip", "invalid-zip-code"),
        ("/placement", "invalid-value"),
        ("/attribution", "invalid-attribution"),
    ]
    assert (site.asking.count("inquiry"), site.asking.count("lead"), site.earnings()) == (0, 0, [])


def test_one_that_has_expired_says_nothing_and_the_key_does(site: PartnerSite):
    old = site.token(day=utc_now().date() - timedelta(days=91))
    others = site.token(partner_id=site.other.id, day=utc_now().date() - timedelta(days=91))
    for key, token in (("secret", old), ("secret", others), (None, old)):
        assert site.send(key, site.body(placement="footer", attribution=token)).status_code == 201
    assert site.kept() == [(site.partner.id, "footer", None)] * 2 + [(None, "footer", None)]
    assert len(site.earnings()) == 2


def test_global_privacy_control_switches_all_of_it_off(site: PartnerSite):
    for token in (site.token(), "forged"):
        body = site.body(placement="footer", sub_id="x", attribution=token, landing_url=LANDING)
        assert site.send("secret", body, **{"Sec-GPC": "1"}).status_code == 201
    assert site.kept() == [(None, None, None)] * 2
    assert site.earnings() == []
    lead = site.leads()[0]
    assert lead["source"] == {"partner_id": None, "placement": None, "sub_id": None, "landing_url": None, "utm": {}}


def test_the_school_is_told_the_source_and_the_consent_record_too(site: PartnerSite):
    site.send("secret", site.body(attribution=site.token(), landing_url=LANDING))
    (lead,) = site.leads()
    assert lead["source"] == {
        "partner_id": site.partner.id,
        "placement": "sidebar",
        "sub_id": "first",
        "landing_url": LANDING,
        "utm": {"source": "Ads", "campaign": "fall"},
    }
    record = site.consent_record()
    assert (record.partner_id, record.placement, record.sub_id) == (site.partner.id, "sidebar", "first")


@pytest.mark.parametrize("state", ["paused", "closed"])
def test_a_partner_that_is_active_no_more_is_credited_with_nothing(site: PartnerSite, state: str):
    token = site.token()
    with writing(site.asking.engine) as connection:
        connection.execute(update(Partner).where(Partner.id == site.partner.id).values(state=state))
    assert site.send(None, site.body(attribution=token)).status_code == 201
    assert site.kept() == [(None, None, None)]
    record = site.consent_record()
    assert (record.partner_id, record.placement, record.sub_id, site.earnings()) == (None, None, None, [])


def test_a_token_of_a_partner_that_is_not_on_file_credits_nobody(site: PartnerSite):
    assert site.send(None, site.body(attribution=site.token(partner_id="par_gone"))).status_code == 201
    assert (site.kept(), site.earnings()) == ([(None, None, None)], [])


def test_what_was_shown_to_a_test_key_credits_no_real_inquiry(site: PartnerSite):
    of_a_test = site.token(is_test=True)
    assert site.send(None, site.body(attribution=of_a_test)).status_code == 201
    assert site.send("secret", site.body(placement="footer", attribution=of_a_test)).status_code == 201
    assert site.kept() == [(None, None, None), (site.partner.id, "footer", None)]


def test_a_lead_that_no_school_takes_earns_nothing_and_a_replay_earns_once(site: PartnerSite):
    body = site.body()
    assert site.send("secret", body, idempotency_key="once").status_code == 201
    again = site.send("secret", body, idempotency_key="once")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    twice = site.send("secret", body)
    assert twice.json["leads"][0]["status"] == "rejected"
    assert (len(site.kept()), len(site.earnings())) == (2, 1)


def test_inquiries_of_nobody_leave_no_earnings_and_the_report_agrees_with_all_of_it(site: PartnerSite):
    for number in range(6):
        site.send("secret", site.body(placement="sidebar"))
        site.send(None, site.body())
        if number:
            site.send("other secret", site.body())
    today = utc_now().date().isoformat()
    report = site.report("secret", f"?from={today}&to={today}")
    totals = report["totals"]
    assert (totals["inquiries"], totals["accepted_leads"], totals["earnings_usd"]) == (6, 6, 42)
    assert report["rows"][0]["placement"] == "sidebar"
    owed = site.asking.rows("SELECT count(*) FROM ledger_entry WHERE kind = 'lead'")
    assert owed == [(17,)]
    assert site.report("other secret", f"?from={today}")["totals"]["accepted_leads"] == 5
