"""What the API answers when asked rightly: whole, cacheable, and as the document says."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import RAISE, Schema

from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.routes import AccreditorsSchema, FieldsSchema
from leadmatch.guide.schemas import GuideSchema
from leadmatch.search.schemas import ProgramSchema, SearchPageSchema
from leadmatch.web.health import HealthSchema, ReadinessSchema

Catalogue = tuple[list[ProgramRecord], list[SourceRecord]]
SEARCH = "/api/v1/programs?zip=60601"
GUIDE = "/api/v1/guides/billing-coding"
CACHED = [SEARCH, f"{SEARCH}&facets=true&sort=cost", "/api/v1/fields", "/api/v1/accreditors", "/openapi.json", GUIDE]


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (SEARCH, SearchPageSchema),
        (f"{SEARCH}&facets=true&per_page=100&radius_miles=500", SearchPageSchema),
        ("/api/v1/fields", FieldsSchema),
        ("/api/v1/accreditors", AccreditorsSchema),
        (GUIDE, GuideSchema),
        ("/healthz", HealthSchema),
        ("/readyz", ReadinessSchema),
    ],
)
def test_each_answer_is_loaded_by_the_schema_that_documents_it(client: FlaskClient, path: str, schema: type[Schema]):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert schema(unknown=RAISE).load(answer.get_json())


def test_every_program_can_be_shown_whole_as_it_stands_in_a_search(client: FlaskClient, catalogue: Catalogue):
    schema = ProgramSchema(unknown=RAISE)
    for program in catalogue[0]:
        answer = client.get(f"/api/v1/programs/{program.id}")
        item = answer.get_json()
        schema.load(item)
        assert (item["id"], item["title"]) == (program.id, program.title)
        assert item["links"]["self"] == f"/api/v1/programs/{program.id}"
    found = client.get(f"{SEARCH}&per_page=1").get_json()["programs"][0]
    shown = client.get(found["links"]["self"]).get_json()
    of_the_query = {"distance_miles", "state_availability", "why"}
    assert {**found, **dict.fromkeys(of_the_query)} == {**shown, **dict.fromkeys(of_the_query)}


def test_what_is_unknown_is_null_and_never_zero_or_false(client: FlaskClient, catalogue: Catalogue):
    (program,) = (each for each in catalogue[0] if each.title == "Hardly known")
    item = client.get(f"/api/v1/programs/{program.id}").get_json()
    assert item["cost"] == {"total_usd": None, "basis": "unknown", "tuition_fees_usd": None,
                            "books_supplies_usd": None, "tuition_usd": None, "fees_usd": None,
                                "other_usd": None, "as_of": None, "source": None}  # fmt: skip
    assert (item["length_months"], item["credits"], item["self_paced"], item["graduates"]["count"]) == (None,) * 4


def test_a_program_whose_accreditation_ended_is_in_no_search(client: FlaskClient, catalogue: Catalogue):
    (ended,) = (each.id for each in catalogue[0] if each.title == "Ended")
    (unknown,) = (each.id for each in catalogue[0] if each.title == "None")

    def found(query: str) -> set[str]:
        pages = [client.get(f"{SEARCH}&radius_miles=10&per_page=100&page={page}{query}") for page in (1, 2, 3)]
        return {item["id"] for page in pages for item in page.get_json()["programs"]}

    assert not found("") & {ended, unknown}
    assert found("&include_unknown=accreditation") & {ended, unknown} == {unknown}
    without, including = (
        client.get(f"{SEARCH}&radius_miles=10{query}").get_json() for query in ("", "&include_unknown=accreditation")
    )
    left_out = including["pagination"]["total"] - without["pagination"]["total"]
    assert without["excluded"]["accreditation"] == left_out > 0


def test_every_documented_parameter_is_echoed_as_understood(client: FlaskClient):
    document = client.get("/openapi.json").get_json()
    parameters = {each["name"] for each in document["paths"]["/api/v1/programs"]["get"]["parameters"]}
    echo = client.get(SEARCH).get_json()["query"]
    assert echo.keys() == parameters | {"radius_chosen"}
    sent = "&placement=left&sub_id=a%20b&language=es&school=%20St.%20&max_cost_usd=10000.50&sort=cost&format=online"
    echo = client.get(f"{SEARCH}&radius_miles=40{sent}").get_json()["query"]
    assert echo["radius_chosen"] is False
    kept = {name: echo[name] for name in ("radius_miles", "placement", "sub_id", "language", "school", "max_cost_usd")}
    assert kept == {"radius_miles": 40, "placement": "left", "sub_id": "a b", "language": "es", "school": "St.",
                    "max_cost_usd": 10000.5}  # fmt: skip


def test_each_example_of_the_document_is_true(client: FlaskClient):
    operations = client.get("/openapi.json").get_json()["paths"]["/api/v1/programs"]["get"]
    examples = {
        each["name"]: each["schema"]["example"] for each in operations["parameters"] if "example" in each["schema"]
    }
    assert examples
    assert client.get("/api/v1/programs", query_string=examples).status_code == 200


def test_all_pages_of_a_walk_are_read_from_the_release_they_name(client: FlaskClient):
    first = client.get(f"{SEARCH}&radius_miles=500&per_page=50").get_json()
    seen = []
    for page in range(1, first["pagination"]["pages"] + 1):
        answer = client.get(f"{SEARCH}&radius_miles=500&per_page=50&page={page}&release={first['release']}").get_json()
        assert answer["release"] == answer["query"]["release"] == first["release"]
        seen += [item["id"] for item in answer["programs"]]
    assert len(seen) == len(set(seen)) == first["pagination"]["total"]


@pytest.mark.parametrize("path", CACHED)
def test_answers_have_a_strong_etag_that_stands_for_their_body(client: FlaskClient, path: str):
    answer = client.get(path)
    tag, is_weak = answer.get_etag()
    assert tag
    assert not is_weak
    assert "max-age=" in answer.headers["Cache-Control"]
    assert client.get(path).headers["ETag"] == answer.headers["ETag"]
    assert answer.headers["Content-Length"] == str(len(answer.data))


def test_another_body_has_another_etag(client: FlaskClient):
    paths = [*CACHED, f"{SEARCH}&page=2", f"{SEARCH}&sort=name", f"{SEARCH}&sub_id=a", SEARCH.replace("60601", "53202")]
    bodies = {client.get(path).data: client.get(path).headers["ETag"] for path in paths}
    assert len(set(bodies.values())) == len(bodies) == len(paths)


@pytest.mark.parametrize("path", CACHED)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"a", {}', '"a",W/{} , "b"', "*"])
def test_who_has_the_answer_already_is_told_so_and_gets_no_body(client: FlaskClient, path: str, method: str, form: str):
    tag = client.get(path).headers["ETag"]
    answer = client.open(path, method=method, headers={"If-None-Match": form.format(tag)})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("path", CACHED)
def test_head_says_what_get_would_and_sends_no_body(client: FlaskClient, path: str):
    get, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


def test_a_fault_is_no_match_for_any_etag(client: FlaskClient):
    assert client.get("/api/v1/programs?zip=x", headers={"If-None-Match": "*"}).status_code == 422
    assert client.get("/api/v1/programs/prg_x", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("path", [*CACHED, "/healthz", "/api/v1/programs?zip=x", "/api/v1/none"])
def test_every_answer_of_the_api_is_safe_to_read_in_a_browser(client: FlaskClient, path: str):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    (vary,) = headers.get_all("Vary")
    assert vary in {"Origin, Accept-Encoding", "Authorization, Origin, Accept-Encoding"}
    assert "Set-Cookie" not in headers


def test_both_404s_differ_in_nothing_but_the_id_of_the_request(client: FlaskClient):
    absent = ("/api/v1/programs/prg_a", "/api/v1/programs/led_b", "/api/v1/x", "/api/v1/guides/x", f"{GUIDE}/")
    bodies = [client.get(path).get_json() for path in absent]
    assert len({body.pop("instance") for body in bodies}) == len(absent)
    assert len({json.dumps(body) for body in bodies}) == 1


@pytest.fixture
def documented(app: Flask) -> Callable[[str], dict[str, object]]:
    paths = app.test_client().get("/openapi.json").get_json()["paths"]
    return lambda path: paths[path]["get"]


OF_LIMITS = {"RateLimit", "RateLimit-Policy"}  # which are off here; tests/access has them on


def test_every_promised_header_is_sent(client: FlaskClient, documented: Callable[[str], dict]):
    for path, address in (
        ("/api/v1/programs", SEARCH),
        *((path, path) for path in CACHED[2:-1]),
        ("/api/v1/guides/{slug}", GUIDE),
        ("/healthz", "/healthz"),
    ):
        promised = documented(path)["responses"]["200"]["headers"].keys() - OF_LIMITS
        assert promised <= {*client.get(address).headers.keys()}, path
