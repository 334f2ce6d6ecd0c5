"""A whole inquiry: what becomes of every member, and that all faults come at once and repeat nothing that was sent."""

from dataclasses import replace
from typing import Any

import pytest
from bodies import VISITOR, faults_of, make_body, read

from leadmatch.inquiries.reading import challenge_solution
from leadmatch.kernel.errors import InvalidRequestError

LONG_URL = "https://guide.example.org/"


def test_a_good_body_says_all_that_was_sent():
    said = read(make_body(), partner_id="par_x", is_test=True)
    assert said.program_ids == ("prg_a1", "prg_b1")
    assert (said.person.first_name, said.person.email) == ("Ada", "ada+school@example.org")
    assert (said.person.phone, said.person.phone_typed, said.person.zip) == ("+13125550142", "(312) 555-0142", "60601")
    assert [consent.school_id for consent in said.consents] == ["sch_a", "sch_b"]
    assert said.consents[0].text == make_body()["consents"][0]["text"]
    assert (said.visit.ip, said.visit.user_agent) == ("203.0.113.7", "Example browser")
    assert said.visit.page_url == "https://guide.example.org/inquire?program=prg_a1"
    assert said.visit.referrer == "https://search.example.net/"
    assert said.visit.certificate_url == "https://cert.example.com/0123"
    assert said.visit.utm == {"source": "Ads", "campaign": "fall 2026"}
    assert (said.language, said.placement, said.sub_id) == ("en", "results-top", "a.b_c~1")
    assert (said.visit.attribution, said.partner_id) == ("abc.def", "par_x")
    assert (said.form_version, said.is_test) == ("api-1", True)


@pytest.mark.parametrize("value", [None, "left out"])
def test_what_is_optional_may_be_null_or_left_out(value: str | None):
    body = make_body()
    for name in set(body) - {"program_ids", "person", "consents"}:
        if value is None:
            body[name] = None
        else:
            del body[name]
    said = read(body)
    assert (said.language, said.placement, said.sub_id, said.partner_id) == ("en", None, None, None)
    assert (said.visit.page_url, said.visit.landing_url, said.visit.referrer, said.visit.utm) == (None, None, None, {})


def test_the_page_that_the_request_names_stands_in_for_one_that_is_not_sent():
    visitor = replace(VISITOR, referrer="https://partner.example.net/page?utm_source=x")
    body = make_body()
    del body["page_url"], body["landing_url"]
    said = read(body, visitor)
    assert (said.visit.page_url, said.visit.utm) == ("https://partner.example.net/page?utm_source=x", {"source": "x"})
    assert read(make_body(), visitor).visit.page_url == make_body()["page_url"]


def test_who_asks_not_to_be_tracked_is_not_attributed_to_a_partner():
    said = read(make_body(), replace(VISITOR, gpc_is_on=True), partner_id="par_x")
    assert (said.placement, said.sub_id, said.partner_id, said.visit.attribution) == (None, None, None, None)
    assert (said.visit.landing_url, said.visit.utm) == (None, {})
    assert said.visit.page_url == make_body()["page_url"]


@pytest.mark.parametrize(
    ("address", "tags"),
    [
        ("https://a.example/?utm_source=x&utm_source=y&UTM_Term=%C3%A9", {"source": "x", "term": "é"}),
        ("https://a.example/?utm_source=&utm_=x&utm_so%20urce=x&source=x", {}),
        ("https://a.example/?utm_source=%00&utm_term=%FF&utm_id=a%0Ab", {"term": "\ufffd"}),
        ("https://a.example/?utm_source=" + "x" * 201, {}),
        ("https://a.example/?" + "&".join(f"utm_t{n}=x" for n in range(20)), {f"t{n}": "x" for n in range(10)}),
        ("https://[a/?utm_source=x", {}),
    ],
)
def test_campaign_tags_are_few_and_short(address: str, tags: dict[str, str]):
    body = make_body() | {"landing_url": None, "page_url": None}
    assert read(body, replace(VISITOR, referrer=address)).visit.utm == tags


def test_the_solution_of_a_challenge_is_kept_apart():
    assert challenge_solution(make_body()) == "eyJjaGFsbGVuZ2UiOnt9fQ=="
    assert [challenge_solution(body) for body in ({}, [], None, {"challenge_solution": 5})] == [None] * 4


@pytest.mark.parametrize("body", [None, [], [{}], "text", 1, 1.5, True])
def test_a_body_that_is_no_object_is_refused(body: object):
    assert faults_of(body) == {"": "invalid-type"}


@pytest.mark.parametrize("name", ["program_ids", "person", "consents"])
def test_each_part_must_be_sent(name: str):
    body = make_body()
    body[name] = None
    assert faults_of(body) == {f"/{name}": "missing-member"}
    del body[name]
    assert faults_of(body) == {f"/{name}": "missing-member"}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("page_url", "guide.example.org", "invalid-url"),
        ("page_url", "javascript:alert(1)", "invalid-url"),
        ("page_url", "https://user:word@guide.example.org/", "invalid-url"),
        ("page_url", "https://guide.example.org/a b", "invalid-url"),
        ("page_url", "https:///path", "invalid-url"),
        ("page_url", "https://[::1", "invalid-url"),
        ("landing_url", "https://example.org:99999/", "invalid-url"),
        ("referrer", "https://.", "invalid-url"),
        ("certificate_url", "https://cert..example.org/", "invalid-url"),
        ("certificate_url", "https://example.org:x/", "invalid-url"),
        ("certificate_url", "https://:443/", "invalid-url"),
        ("page_url", "https://guide.example.org/\r\nX: y", "invalid-text"),
        ("page_url", "https://guide.example.org/\u202e", "invalid-text"),
        ("page_url", "https://guide.example.org/\ud800", "invalid-text"),
        ("page_url", LONG_URL + "a" * (2001 - len(LONG_URL)), "too-long"),
        ("page_url", "", "empty-value"),
        ("page_url", {}, "invalid-type"),
        ("landing_url", "ftp://guide.example.org", "invalid-url"),
        ("referrer", "about:blank", "invalid-url"),
        ("certificate_url", 5, "invalid-type"),
        ("placement", "results top", "invalid-value"),
        ("placement", "a" * 101, "too-long"),
        ("placement", "", "empty-value"),
        ("sub_id", "a\n", "invalid-value"),
        ("sub_id", "é", "invalid-value"),
        ("sub_id", 5, "invalid-type"),
        ("language", "fr", "invalid-value"),
        ("language", "EN", "invalid-value"),
        ("language", ["en"], "invalid-type"),
        ("attribution", "a b", "invalid-value"),
        ("attribution", "a" * 4001, "too-long"),
        ("challenge_solution", {}, "invalid-type"),
        ("challenge_solution", "a" * 4001, "too-long"),
    ],
)
def test_each_optional_member_is_held_to_its_rule(name: str, value: object, code: str):
    assert faults_of(make_body() | {name: value}) == {f"/{name}": code}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_url", LONG_URL + "a" * (2000 - len(LONG_URL))),
        ("page_url", "HTTP://localhost:8000?x#y"),
        ("sub_id", "a" * 100),
        ("language", "es"),
        ("attribution", "a" * 4000),
    ],
)
def test_each_optional_member_is_taken_up_to_its_edge(name: str, value: object):
    assert faults_of(make_body() | {name: value}) == {}


@pytest.mark.parametrize(
    ("program_ids", "faults"),
    [
        ([], {"/program_ids": "empty-value"}),
        ("prg_a1", {"/program_ids": "invalid-type"}),
        (7, {"/program_ids": "invalid-type"}),
        ({"prg_a1": 1}, {"/program_ids": "invalid-type"}),
        (["prg_a1", "prg_b1", "prg_a1"], {"/program_ids/2": "repeated-program"}),
        (["prg_a1", "prg_b1", "prg_z9"], {"/program_ids/2": "program-not-accepting"}),
        (["prg_a1", "prg_b1", ""], {"/program_ids/2": "program-not-accepting"}),
        (["prg_a1", "prg_b1", "prg_\ud800"], {"/program_ids/2": "program-not-accepting"}),
        (["prg_a1", "prg_b1", "a" * 100_000], {"/program_ids/2": "program-not-accepting"}),
        (["prg_a1", "prg_b1", 2**80], {"/program_ids/2": "invalid-type"}),
        (["prg_a1", "prg_b1", None], {"/program_ids/2": "invalid-type"}),
        (["prg_a1", "prg_b1", ["prg_c1"]], {"/program_ids/2": "invalid-type"}),
        (["prg_a1", "prg_b1", "prg_a2", "prg_b2", "prg_c1", "prg_c2"], {"/program_ids": "too-many"}),
        (["prg_a1"] * 3, {"/program_ids/1": "repeated-program", "/program_ids/2": "repeated-program"}),
    ],
)
def test_programs_are_one_to_five_each_once_and_taking_inquiries(program_ids: object, faults: dict[str, str]):
    found = faults_of(make_body() | {"program_ids": program_ids})
    assert faults.items() <= found.items()
    assert {where for where in found if where.startswith("/program_ids")} == set(faults)


def test_a_program_that_is_repeated_hides_no_other_fault():
    body = make_body() | {"program_ids": ["prg_a1", "prg_a1"]}
    assert faults_of(body) == {
        "/program_ids/1": "repeated-program",
        "/consents/1/school_id": "consent-not-asked",
    }


def test_unknown_members_are_faults_wherever_they_are():
    body = make_body()
    body["languge"] = "en"
    body["person"]["lastname"] = "x"
    body["consents"][0]["extra"] = None
    body |= {"firstName": "x", "last_name": "x"}
    assert faults_of(body) == {
        "/languge": "unknown-member",
        "/person/lastname": "unknown-member",
        "/consents/0/*": "unknown-member",
        "/*": "unknown-member",
        "/last_name": "unknown-member",
    }
    with pytest.raises(InvalidRequestError, match="did you mean last_name"):
        read(body)


def test_of_many_unknown_members_some_are_named():
    body = make_body() | {f"placement{letter}": 1 for letter in "abcdefghijklmnop"}
    assert len(faults_of(body)) == 5


def test_a_name_that_may_be_personal_is_not_repeated():
    body = make_body() | {"ada@example.org": 1, "3125550142": 2, "a" * 40: 3, "\ud800": 4, "Zyxfirstcanary": 5}
    with pytest.raises(InvalidRequestError) as caught:
        read(body)
    assert {fault.where for fault in caught.value.faults} == {"/*"}


@pytest.mark.parametrize("name", ["Place", "Emile", "Lang", "Schools"])
def test_a_surname_that_is_like_a_member_is_not_repeated(name: str):
    body = make_body() | {name: 1}
    body["person"][name] = 1
    assert faults_of(body) == {"/*": "unknown-member", "/person/*": "unknown-member"}


def every_member_wrong() -> dict[str, Any]:
    mark = "Zzyzx7"
    consent = dict.fromkeys(("school_id", "disclosure_id", "sha256", "text", "agreed"), f"{mark}\0") | {
        "channels": [mark]
    }
    return {
        "program_ids": [f"{mark} 0", f"{mark} 0"],
        "person": dict.fromkeys(make_body()["person"], f"{mark}\u202e"),
        "consents": [consent, consent | {"school_id": mark}],
        **dict.fromkeys(set(make_body()) - {"program_ids", "person", "consents"}, f"{mark} \0"),
    }


def test_every_fault_of_a_submission_comes_at_once_and_none_repeats_what_was_sent():
    body = every_member_wrong()
    found = faults_of(body)
    named = {f"/{name}" for name in body} | {f"/person/{name}" for name in body["person"]}
    named |= {f"/consents/0/{name}" for name in body["consents"][0]}
    assert named - {"/program_ids", "/person", "/consents"} <= set(found)
    assert {"/program_ids/0", "/program_ids/1"} <= set(found)
    with pytest.raises(InvalidRequestError) as caught:
        read(body)
    assert "Zzyzx" not in repr(caught.value.faults)
    assert "Zzyzx" not in str(caught.value)


def test_faults_come_in_the_order_of_the_form():
    body = every_member_wrong() | {"unknown": 1}
    sections = [where.split("/")[1] for where in faults_of(body)]
    assert sections == sorted(sections, key=[*dict.fromkeys(sections)].index)
    assert sections[0] == "program_ids"
    assert sections[-1] == "*"
