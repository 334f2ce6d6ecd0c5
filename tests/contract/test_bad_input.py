"""Whatever is sent, the answer is the right problem, names every fault at once, and is never a 5xx."""

import json
from urllib.parse import quote, quote_from_bytes, urlencode

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE
from werkzeug.test import TestResponse

from leadmatch.web.openapi import ProblemSchema

SEARCH = "/api/v1/programs"

# No fault gets as far as a database; test_random_requests.py asks on both.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True, scope="session")


def problem(answer: TestResponse, status: int, slug: str) -> dict[str, object]:
    """Check that an answer is this problem, whole and by its schema, and return it."""
    assert answer.status_code == status, answer.data
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.get_json()
    ProblemSchema(unknown=RAISE).load(body)
    assert body["status"] == status
    assert body["type"].endswith(f"/problems/{slug}")
    assert body["instance"].startswith("urn:uuid:")
    return body


def faults(answer: TestResponse) -> list[tuple[str, str]]:
    errors = problem(answer, 422, "invalid-request")["errors"]
    assert all(error["detail"].endswith((".", "?")) for error in errors)
    return [(error["parameter"], error["code"]) for error in errors]


BAD_ZIP_CODES = (
    "6060", "606011", "6060a", "60601-", "60601-123", "60601-12345", "60601 1234", "606011234", "-60601", "+60601",
    "60601\t", "60601\n", "\n60601", "60601\r", "60601\u00a0", "\u300060601", "60601\u200b",
    "\u0660\u0661\u0662\u0663\u0664", "\uff16\uff10\uff16\uff10\uff11", "6\u06600601", "60601--1234", "0x601", "6e400",
    "60601;", "SW1A 1AA", "null", " ", "{}", "🙂",
)  # fmt: skip


@pytest.mark.parametrize("zip_code", BAD_ZIP_CODES)
def test_what_is_no_zip_code_is_a_fault_of_zip(client: FlaskClient, zip_code: str):
    assert faults(client.get(SEARCH, query_string={"zip": zip_code})) == [("zip", "invalid-zip-code")]


@pytest.mark.parametrize("zip_code", ["00000", "00001", "00099-1234"])
def test_a_zip_code_without_a_place_is_unknown(client: FlaskClient, zip_code: str):
    assert faults(client.get(SEARCH, query_string={"zip": zip_code})) == [("zip", "unknown-zip-code")]


@pytest.mark.parametrize(
    ("zip_code", "kind", "precision", "notice"),
    [
        ("60601", "standard", "zip", None),
        ("  60601 ", "standard", "zip", None),
        ("60601-1234", "standard", "zip", None),
        ("60690", "po_box", "zip", None),
        ("00901", "standard", "zip", None),
        ("96910", "standard", "zip", None),
        ("09001", "military", "none", "military-zip"),
        ("34002", "military", "none", "military-zip"),
        ("96201", "military", "none", "military-zip"),
        ("60600", "unknown", "zip3", "approximate-location"),
    ],
)
def test_every_other_zip_code_answers_and_says_how_well_it_is_placed(
    client: FlaskClient, zip_code: str, kind: str, precision: str, notice: str | None
):
    page = client.get(SEARCH, query_string={"zip": zip_code}).get_json()
    assert (page["location"]["kind"], page["location"]["precision"]) == (kind, precision)
    assert page["location"]["zip"] == zip_code.strip()[:5] == page["query"]["zip"]
    assert [each["code"] for each in page["notices"]] == ([notice] if notice else [])
    assert page["programs"]


def test_military_mail_gets_online_programs_only_and_no_radius(client: FlaskClient):
    page = client.get(f"{SEARCH}?zip=09001&radius_miles=50&per_page=100").get_json()
    assert page["query"]["radius_miles"] is None
    assert {item["distance_miles"] for item in page["programs"]} == {None}
    assert all("online" in item["formats"] for item in page["programs"])


NUMBERS = {
    "radius_miles": (
        ["0", "0.99", "0.999999999", "-1", "+5", "NaN", "nan", "inf", "Infinity", "1e9", "1e2", "50mi", "50 ", " 50",
         "5,0", "1_0", "0x10", "500.0000001", "501", "50.", ".5", "1." + "0" * 31, "9" * 400, "\u0665\u0660", "fifty",
         "1/2", "--1"],
        ["1", "1.0", "1.000000001", "187.46669087820482", "500", "500.0", "00050"],
    ),
    "page": (
        ["0", "-1", "1.0", "1e3", "+1", "1_0", "1" + "0" * 15, "x", " 1", "\u0661", "0x1"],
        ["1", "999999999", "1000000000000", "0002"],
    ),
    "per_page": (["0", "-1", "101", "10000", "20.0", "twenty", "1e1"], ["1", "100", "020"]),
    "max_cost_usd": (["-1", "1000000.01", "0.001", "$5", "1,000", "NaN", "1e5"], ["0", "0.01", "1000000", "1999.99"]),
    "max_months": (["0", "121", "12.5", "-3", "1e1"], ["1", "120"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (bad, _) in NUMBERS.items() for text in bad])
def test_a_number_out_of_range_or_not_in_plain_digits_is_a_fault(client: FlaskClient, name: str, text: str):
    assert faults(client.get(SEARCH, query_string={"zip": "60601", name: text})) == [(name, "invalid-value")]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, good) in NUMBERS.items() for text in good])
def test_a_number_at_its_limits_is_taken(client: FlaskClient, name: str, text: str):
    page = client.get(SEARCH, query_string={"zip": "60601", name: text}).get_json()
    assert page["query"][name] == float(text)


WORDS = {
    "field": ["nursing", "Billing-Coding", "billing-coding,,medical-office", "billing-coding;medical-office", "*"],
    "credential": ["phd", "certificate ", "certificate,phd"],
    "format": ["Online", "on campus", "remote"],
    "accreditor": ["nobody", "HLC", "hlc,nobody", "0"],
    "certification": ["cpc", "CPC,XYZ"],
    "include_unknown": ["price", "cost,everything"],
    "sort": ["price", "distance,cost", "-distance", "DISTANCE"],
    "self_paced": ["yes", "1", "True", "TRUE", "on", "t"],
    "financial_aid": ["yes", "0", "False"],
    "sponsored": ["no", "0"],
    "facets": ["all", "1", "true "],
    "release": ["rel_none", "latest", "0"],
    "school": [" ", "x" * 101],
    "placement": ["   ", "x" * 101],
    "sub_id": ["x" * 101],
    "language": ["x" * 36],
}
CODES = {"field": {"empty-value", "invalid-value"}, "release": {"unknown-release"}}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WORDS.items() for text in texts])
def test_a_word_that_is_not_offered_is_a_fault(client: FlaskClient, name: str, text: str):
    ((where, code),) = faults(client.get(SEARCH, query_string={"zip": "60601", name: text}))
    assert where == name
    assert code in CODES.get(name, {"invalid-value"})


SINGLE = (
    "zip", "radius_miles", "self_paced", "financial_aid", "max_cost_usd", "max_months", "school", "sort", "page",
    "per_page", "release", "placement", "sub_id", "language", "sponsored", "facets",
)  # fmt: skip
LISTS = ("field", "credential", "format", "accreditor", "certification", "include_unknown")


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_value_sent_twice_is_a_fault_even_if_both_agree(client: FlaskClient, name: str):
    query = [("zip", "60601"), (name, "1"), (name, "1")] if name != "zip" else [("zip", "60601")] * 2
    assert (name, "repeated-parameter") in faults(client.get(f"{SEARCH}?{urlencode(query)}"))


@pytest.mark.parametrize("name", [*SINGLE, *LISTS])
@pytest.mark.parametrize("form", ["{}=", "{}"])
def test_an_empty_value_is_a_fault(client: FlaskClient, name: str, form: str):
    query = form.format(name) + ("" if name == "zip" else "&zip=60601")
    assert faults(client.get(f"{SEARCH}?{query}")) == [(name, "empty-value")]


def test_lists_are_repeated_or_comma_separated_and_say_the_same(client: FlaskClient):
    bodies = {
        json.dumps(client.get(f"{SEARCH}?zip=60601&{query}").get_json()["programs"])
        for query in (
            "field=billing-coding&field=medical-office",
            "field=billing-coding,medical-office",
            "field=medical-office,billing-coding,billing-coding",
            "field=medical-office&field=billing-coding&field=medical-office",
        )
    }
    assert len(bodies) == 1


@pytest.mark.parametrize(
    "name", ["zipcode", "radius", "Zip", "ZIP", "zip ", "zip[]", "field[0]", "_", "a" * 500, "\u00e9"]
)
def test_an_unknown_parameter_is_a_fault_that_names_it(client: FlaskClient, name: str):
    answer = client.get(SEARCH, query_string={"zip": "60601", name: "1"})
    assert faults(answer) == [(name[:64], "unknown-parameter")]


def test_an_absent_zip_is_a_fault(client: FlaskClient):
    assert faults(client.get(SEARCH)) == [("zip", "missing-parameter")]


def test_all_faults_are_told_at_once(client: FlaskClient):
    numbers, words = "radius_miles=50mi&page=0&per_page=10000", "sort=price&field=x&self_paced=&colour=red"
    answer = client.get(f"{SEARCH}?{numbers}&{words}&sponsored=1&sponsored=1&zip=x")
    assert set(faults(answer)) == {
        ("zip", "invalid-zip-code"),
        ("radius_miles", "invalid-value"),
        ("colour", "unknown-parameter"),
        ("page", "invalid-value"),
        ("per_page", "invalid-value"),
        ("sort", "invalid-value"),
        ("field", "invalid-value"),
        ("self_paced", "empty-value"),
        ("sponsored", "repeated-parameter"),
    }


def test_a_page_beyond_the_end_is_empty_and_has_the_right_total(client: FlaskClient):
    first = client.get(f"{SEARCH}?zip=60601&radius_miles=500").get_json()
    beyond = client.get(f"{SEARCH}?zip=60601&radius_miles=500&page=999999999").get_json()
    assert beyond["programs"] == []
    assert beyond["pagination"] == first["pagination"] | {"page": 999_999_999}
    assert first["pagination"]["total"] > len(first["programs"]) == 20


@pytest.mark.parametrize("raw", [b"\x00", b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"a\x00b"])
@pytest.mark.parametrize("name", ["zip", "school", "field", "release", "radius_miles"])
def test_what_is_not_text_is_a_fault_and_no_failure(client: FlaskClient, name: str, raw: bytes):
    query = f"{name}={quote_from_bytes(raw)}" + ("" if name == "zip" else "&zip=60601")
    assert faults(client.get(f"{SEARCH}?{query}")) == [(name, "invalid-text")]
    problem(client.get(f"{SEARCH}?{quote_from_bytes(raw)}=1&zip=60601"), 400, "unreadable-request")


@pytest.mark.parametrize("value", ["%", "%z", "%zz", "%4", "%u0041", "%%", "%25%"])
def test_a_broken_percent_escape_is_taken_as_it_stands(client: FlaskClient, value: str):
    assert client.get(f"{SEARCH}?zip=60601&school={value}").get_json()["pagination"]["total"] == 0
    assert faults(client.get(f"{SEARCH}?zip={value}")) == [("zip", "invalid-zip-code")]


def test_nested_json_in_a_parameter_is_just_a_wrong_value(client: FlaskClient):
    nested = "[" * 2000
    assert faults(client.get(f"{SEARCH}?zip={quote(nested)}")) == [("zip", "invalid-zip-code")]
    deep = b"[" * 100_000
    assert client.get(f"{SEARCH}?zip=60601", data=deep, content_type="application/json").status_code == 200


@pytest.mark.parametrize("path", [SEARCH, "/api/v1/fields", "/healthz", "/readyz", "/openapi.json", "/api/v1/none"])
def test_a_query_string_of_100_kb_is_refused_as_too_long(client: FlaskClient, path: str):
    answer = client.get(f"{path}?zip={'1' * 100_000}")
    problem(answer, 414, "query-too-long")


def test_more_parameters_than_anybody_needs_are_refused(client: FlaskClient):
    problem(client.get(SEARCH, query_string="&".join(["a=1"] * 201)), 400, "unreadable-request")


@pytest.mark.parametrize(
    "program_id",
    ["0", "prg_", "PRG_X", "prg_2p5koidh47eh6zch%00", "%00", "%ff", "%ED%A0%80", "..%2F..%2Fetc", "a%2Fb", "a" * 7000,
     "9" * 7000, "-1", "prg_%E2%80%AE", "*", "%25", "%3F", "null", "prg_'%20or%201=1--"],
)  # fmt: skip
def test_an_id_of_nothing_is_not_found_whatever_it_is(client: FlaskClient, program_id: str):
    body = problem(client.get(f"{SEARCH}/{program_id}"), 404, "not-found")
    assert "errors" not in body


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/v1", "/api/v1/", "//api/v1/programs", "/api//v1/programs", "/api/v1//programs",
     "/api/v1/programs/", "/api/v1/programs//", "/api/v1/programs%2F", "/api/v1%2F%2Fprograms",
     "/api/v1/../v1/programs",
     "/api/v2/programs", "/API/v1/programs", "/api/v1/programs/a/b", "/api/v1/programs;x=1", "/healthz/", "/readyz/x"],
)  # fmt: skip
def test_any_other_address_is_not_found_and_none_is_redirected(client: FlaskClient, path: str):
    assert client.get(path, query_string={"zip": "60601"}).status_code == 404


def test_an_encoded_slash_is_a_slash(client: FlaskClient):
    assert client.get("/api%2Fv1%2Fprograms?zip=60601").data == client.get(f"{SEARCH}?zip=60601").data


@pytest.mark.parametrize(
    "path", [SEARCH, f"{SEARCH}/x", "/api/v1/fields", "/api/v1/accreditors", "/healthz", "/readyz", "/openapi.json"]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW"])
def test_a_method_that_is_not_offered_is_refused_with_those_that_are(client: FlaskClient, path: str, method: str):
    answer = client.open(path, method=method)
    problem(answer, 405, "method-not-allowed")
    assert {each.strip() for each in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
