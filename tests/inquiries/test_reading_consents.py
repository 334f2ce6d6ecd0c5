"""The consents of an inquiry: exactly one for each school, given by JSON true alone."""

import pytest
from bodies import faults_of, make_body, read


def consent_faults(**members: object) -> dict[str, str]:
    body = make_body()
    body["consents"][0].update(members)
    return faults_of(body)


@pytest.mark.parametrize("value", ["yes", "true", "on", 1, 1.0, 0, False, None, [], [True], {}, {"agreed": True}])
def test_only_true_is_a_consent(value: object):
    assert consent_faults(agreed=value) == {"/consents/0/agreed": "consent-not-given"}


def test_a_consent_that_says_nothing_is_not_given():
    body = make_body()
    del body["consents"][1]["agreed"]
    assert faults_of(body) == {"/consents/1/agreed": "consent-not-given"}


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("school_id", None, "missing-member"),
        ("school_id", "", "empty-value"),
        ("school_id", 7, "invalid-type"),
        ("school_id", "sch a", "invalid-value"),
        ("school_id", "sch_" + "a" * 61, "too-long"),
        ("disclosure_id", None, "missing-member"),
        ("disclosure_id", "dis\n", "invalid-value"),
        ("disclosure_id", "dis\ud800", "invalid-value"),
        ("sha256", "0f" * 31, "invalid-value"),
        ("sha256", "0F" * 32, "invalid-value"),
        ("sha256", "0f" * 33, "too-long"),
        ("sha256", "0g" * 32, "invalid-value"),
        ("text", None, "missing-member"),
        ("text", "", "empty-value"),
        ("text", " \n ", "empty-value"),
        ("text", 5, "invalid-type"),
        ("text", "a" * 4001, "too-long"),
        ("text", "a\0b", "invalid-text"),
        ("text", "a\ud800b", "invalid-text"),
        ("channels", None, "missing-member"),
        ("channels", [], "empty-value"),
        ("channels", "email", "invalid-type"),
        ("channels", {"email": True}, "invalid-type"),
        ("channels", ["email", "email"], "invalid-value"),
        ("channels", ["email", "fax"], "invalid-value"),
        ("channels", ["email", None], "invalid-value"),
        ("channels", [["email"]], "invalid-value"),
        ("channels", [{}], "invalid-value"),
    ],
)
def test_each_member_of_a_consent_is_held_to_its_rule(member: str, value: object, code: str):
    faults = consent_faults(**{member: value})
    assert faults.pop(f"/consents/0/{member}") == code
    assert faults == ({"/consents": "consent-missing"} if member == "school_id" else {})


def test_a_text_at_its_longest_is_taken_as_it_is():
    body = make_body()
    body["consents"][0]["text"] = " a\n\tñ\u2019" + "a" * 3994
    assert read(body).consents[0].text == body["consents"][0]["text"]


def test_channels_are_a_set():
    body = make_body()
    body["consents"][0]["channels"] = ["text", "email"]
    assert read(body).consents[0].channels == ("email", "text")


def test_a_school_without_a_consent_is_named_by_its_id():
    body = make_body()
    del body["consents"][1]
    with pytest.raises(Exception, match="sch_b"):
        read(body)
    assert faults_of(body) == {"/consents": "consent-missing"}


def test_a_consent_to_a_school_that_was_not_chosen_is_refused():
    body = make_body()
    body["consents"].append(dict(body["consents"][0], school_id="sch_c"))
    assert faults_of(body) == {"/consents/2/school_id": "consent-not-asked"}


def test_two_consents_to_one_school_are_refused():
    body = make_body()
    body["consents"].append(body["consents"][0])
    assert faults_of(body) == {"/consents/2/school_id": "consent-repeated"}


def test_while_a_program_is_at_fault_nobody_knows_which_consents_are_too_many():
    body = make_body()
    body["program_ids"][1] = "prg_gone"
    assert faults_of(body) == {"/program_ids/1": "program-not-accepting"}


def test_two_programs_of_one_school_take_one_consent():
    body = make_body()
    body["program_ids"] = ["prg_b2", "prg_a1", "prg_b1"]
    assert read(body).program_ids == ("prg_b2", "prg_a1", "prg_b1")


def test_six_consents_are_too_many_however_many_schools_there_are():
    body = make_body()
    body["program_ids"] = [f"prg_{letter}1" for letter in "abcde"]
    body["consents"] = [dict(body["consents"][0], school_id=f"sch_{letter}") for letter in "abcdef"]
    assert faults_of(body) == {"/consents": "too-many"}
    del body["consents"][5]
    assert faults_of(body) == {}


@pytest.mark.parametrize("value", [{}, "sch_a", 1, True])
def test_consents_that_are_no_array_are_refused(value: object):
    body = make_body()
    body["consents"] = value
    faults = faults_of(body)
    assert faults["/consents"] == "invalid-type"


@pytest.mark.parametrize("value", [None, 1, "yes", True, ["sch_a"]])
def test_a_consent_that_is_no_object_is_refused(value: object):
    body = make_body()
    body["consents"][1] = value
    assert faults_of(body) == {"/consents/1": "invalid-type", "/consents": "consent-missing"}
