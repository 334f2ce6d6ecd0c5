"""The person of an inquiry: what is taken, in which form, and what is refused."""

import unicodedata

import pytest
from bodies import faults_of, make_body, person_faults, person_read
from hypothesis import given
from hypothesis import strategies as st

NAMES = [
    "Ada",
    "O'Brien",
    "O\u2019Brien",
    "José",
    "李",
    "de la Cruz",
    "Anne-Marie",
    "Martin Jr.",
    "'t Hooft",
    "Nguyễn",
    "Ștefan",
    "Øyvind",
    "محمد",
    "प्रिया",
    "สมชาย",
    "\u02bbIolani",
    "X",
    "a" * 80,
]
NO_NAMES = {
    "": "empty-value",
    "   ": "empty-value",
    "\u00a0": "invalid-text",
    "Ada\u0000": "invalid-text",
    "Ada\r\nBcc: x": "invalid-text",
    "Ada\tB": "invalid-text",
    "Ada\u202eB": "invalid-text",
    "Ada\u2066B": "invalid-text",
    "Ada\u200bB": "invalid-text",
    "Ada\ufeff": "invalid-text",
    "Ada\ud800": "invalid-text",
    "Ada\ue000": "invalid-text",
    "Ada\u0378": "invalid-text",
    "Ada\u2028B": "invalid-text",
    "Ada1": "invalid-name",
    "Ada²": "invalid-name",
    "=1+1": "invalid-name",
    "@Ada": "invalid-name",
    "<b>Ada</b>": "invalid-name",
    "Ada, B": "invalid-name",
    "Ada 😀": "invalid-name",
    "-.'": "invalid-name",
    "\u0301": "invalid-name",
    "\u0301a": "invalid-name",
    "\u3164": "invalid-name",
    "Ada\u034fB": "invalid-name",
    "Ada\ufe0f": "invalid-name",
    "Z\u0335\u0336\u0337\u0338\u0339": "invalid-name",
    "a" * 81: "too-long",
    "é" * 81: "too-long",
    "a" * 10_000: "too-long",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_is_taken(name: str):
    assert person_read(first_name=name, last_name=name).last_name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(("name", "code"), NO_NAMES.items())
def test_what_is_no_name_is_refused(name: str, code: str):
    assert person_faults(first_name=name) == {"/person/first_name": code}
    assert person_faults(last_name=name) == {"/person/last_name": code}


def test_a_name_is_trimmed_and_composed_before_it_is_measured():
    assert person_read(first_name="  Jose\u0301 ").first_name == "José"
    assert person_read(first_name="e\u0301" * 80).first_name == "é" * 80


@given(st.text(max_size=90))
def test_a_name_that_is_taken_shows_every_character_and_has_a_letter(text: str):
    body = make_body()
    body["person"]["first_name"] = text
    if not faults_of(body):
        name = person_read(first_name=text).first_name
        assert name.isprintable()
        assert 1 <= len(name) <= 80
        assert any(character.isalpha() for character in name)
        assert name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        (" Ada.B@EXAMPLE.com ", "Ada.B@example.com"),
        ("ada+school@example.net", "ada+school@example.net"),
        ("ada@sub.example.org", "ada@sub.example.org"),
        ("ada@xn--bcher-kva.example", "ada@bücher.example"),
        ("ada@bücher.example", "ada@bücher.example"),
        ("李@example.org", "李@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
    ],
)
def test_an_address_of_mail_is_taken_in_its_normal_form(typed: str, kept: str):
    assert person_read(email=typed).email == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ada", "invalid-email"),
        ("ada@", "invalid-email"),
        ("@example.org", "invalid-email"),
        ("ada@example", "invalid-email"),
        ("ada@@example.org", "invalid-email"),
        ("ada@example..org", "invalid-email"),
        ("ada b@example.org", "invalid-email"),
        ("Ada <ada@example.org>", "invalid-email"),
        ("ada@[192.0.2.1]", "invalid-email"),
        ("ada@service.localhost", "invalid-email"),
        ("ada@example.org,bob@example.org", "invalid-email"),
        ("ada@example.org\nBcc: x@example.org", "invalid-text"),
        ("ada\u202e@example.org", "invalid-text"),
        ("ada\0@example.org", "invalid-text"),
        ("ada\ud800@example.org", "invalid-text"),
        (" ", "empty-value"),
        (f"{'a' * 64}@{'b' * 186}.org", "too-long"),
        (f"{'a' * 65}@example.org", "invalid-email"),
    ],
)
def test_what_is_no_address_of_mail_is_refused(typed: str, code: str):
    assert person_faults(email=typed) == {"/person/email": code}


@pytest.mark.parametrize(
    "typed",
    [
        "3125550142",
        "312-555-0142",
        "312.555.0142",
        "312 555 0142",
        "(312) 555-0142",
        "(312)555-0142",
        "1-312-555-0142",
        "1 (312) 555 0142",
        "+1 312 555 0142",
        "+13125550142",
        "  312-555-0142 ",
    ],
)
def test_a_phone_number_is_taken_as_people_type_it(typed: str):
    person = person_read(phone=typed)
    assert (person.phone, person.phone_typed) == ("+13125550142", typed.strip(" "))


@pytest.mark.parametrize("area", ["787", "939", "340", "671", "684", "670", "907", "472", "983", "730", "505"])
def test_numbers_of_every_state_and_territory_are_taken(area: str):
    assert person_read(phone=f"({area}) 555-0142").phone == f"+1{area}5550142"


@pytest.mark.parametrize("digits", ["2125550100", "2125550199", "5555550123", "7025550150"])
def test_numbers_kept_for_examples_are_taken(digits: str):
    assert person_read(phone=digits).phone == f"+1{digits}"


@pytest.mark.parametrize(
    "typed",
    [
        "555-0142",
        "911",
        "+1911",
        "312555014",
        "31255501420",
        "23125550142",
        "0125550142",
        "1125550142",
        "555-555-1234",
        "416-555-0142",
        "876-555-0142",
        "242-555-0142",
        "900-555-0142",
        "900-234-5678",
        "800-555-0142",
        "888-234-5678",
        "312-555-0142 x12",
        "312-555-0142 ext. 12",
        "312-555-0142;ext=12",
        "+44 20 7946 0958",
        "+49 30 123456",
        "1-800-FLOWERS",
        "tel:+13125550142",
        "٣١٢٥٥٥٠١٤٢",
        "312555\uff10142",
        "((312)) 555-0142",
        "call me",
    ],
)
def test_what_is_no_phone_number_of_a_person_in_the_us_is_refused(typed: str):
    assert person_faults(phone=typed) == {"/person/phone": "invalid-phone"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("312-555-0142\n", "invalid-text"),
        ("\u202a312-555-0142", "invalid-text"),
        ("312-555-0142" + "0" * 40, "too-long"),
        ("", "empty-value"),
        (3125550142, "invalid-type"),
    ],
)
def test_a_phone_number_is_a_short_plain_line_of_text(typed: object, code: str):
    assert person_faults(phone=typed) == {"/person/phone": code}


def test_a_phone_number_is_needed_for_calls_and_texts_only():
    for channels, wanted in (
        (["email"], {}),
        (["email", "call"], {"/person/phone": "missing-member"}),
        (["text"], None),
    ):
        body = make_body()
        body["person"]["phone"] = None
        body["consents"][0]["channels"] = ["email"]
        body["consents"][1]["channels"] = channels
        assert faults_of(body) == ({"/person/phone": "missing-member"} if wanted is None else wanted)


def test_a_phone_number_that_is_not_needed_must_still_be_one():
    body = make_body()
    for consent in body["consents"]:
        consent["channels"] = ["email"]
    body["person"]["phone"] = "12"
    assert faults_of(body) == {"/person/phone": "invalid-phone"}
    del body["person"]["phone"]
    assert faults_of(body) == {}


@pytest.mark.parametrize(("typed", "kept"), [("60601", "60601"), (" 60601-1234 ", "60601")])
def test_a_zip_code_is_kept_as_five_digits(typed: str, kept: str):
    assert person_read(zip=typed).zip == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6060", "invalid-zip-code"),
        ("606011", "invalid-zip-code"),
        ("60601\n", "invalid-zip-code"),
        ("60601\t", "invalid-zip-code"),
        ("60601-12", "invalid-zip-code"),
        ("\uff16\uff10\uff16\uff10\uff11", "invalid-zip-code"),
        ("", "invalid-zip-code"),
        ("6" * 100_000, "invalid-zip-code"),
        ("\ud800", "invalid-zip-code"),
        ("00001", "unknown-zip-code"),
        (60601, "invalid-type"),
        ([], "invalid-type"),
    ],
)
def test_a_zip_code_without_a_place_is_refused(typed: object, code: str):
    assert person_faults(zip=typed) == {"/person/zip": code}


@pytest.mark.parametrize("value", [False, 1, 1.0, "true", "yes", "on", [], {}, [True]])
def test_only_true_says_that_a_person_is_an_adult(value: object):
    assert person_faults(is_adult=value) == {"/person/is_adult": "must-be-true"}


def test_an_adult_is_not_taken_for_granted():
    assert person_faults(is_adult=None) == {"/person/is_adult": "must-be-true"}


@pytest.mark.parametrize("member", ["education_level", "start_timeframe"])
@pytest.mark.parametrize("value", ["", "Now", " now", "now\n", "hs", "\0"])
def test_what_is_on_no_list_is_refused(member: str, value: str):
    assert person_faults(**{member: value}) == {f"/person/{member}": "invalid-value"}
