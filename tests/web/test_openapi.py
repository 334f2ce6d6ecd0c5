"""The OpenAPI document: it says of every route what the route does."""

import functools
import json

import pytest
import schemathesis
from flask.testing import FlaskClient
from small_service import ThingQuerySchema, make_app

from leadmatch.web.openapi import documentation_of, documents
from leadmatch.web.openapi_schemas import describe_schemas

SCHEMA = schemathesis.openapi.from_wsgi("/openapi.json", make_app())


@pytest.fixture(name="document")
def the_document(client: FlaskClient) -> dict[str, object]:
    return json.loads(client.get("/openapi.json").data)


def parameters_of(document: dict) -> dict[str, dict]:
    return {each["name"]: each for each in document["paths"]["/api/v1/things"]["get"]["parameters"]}


def test_every_documented_route_is_there_and_no_page(document: dict):
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/things", "/api/v1/things/{thing_id}", "/openapi.json", "/healthz", "/readyz"} <= set(
        document["paths"]
    )
    assert "/page" not in document["paths"]
    assert document["servers"] == [{"url": "https://guide.example"}]


def test_the_summary_is_the_first_line_of_the_docstring(document: dict):
    assert document["paths"]["/api/v1/things"]["get"]["summary"] == "Find things."


def test_parameters_are_described_as_they_behave(document: dict):
    parameters = parameters_of(document)
    some_text = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
    assert parameters["name"] == {
        "in": "query",
        "name": "name",
        "required": True,
        "description": "Part of the name.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 5, "pattern": some_text},
    }
    assert parameters["radius_miles"]["schema"] == {"type": "number", "minimum": 1, "maximum": 500, "multipleOf": 0.1}
    assert parameters["per_page"]["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 20,
        "example": 20,
    }
    assert parameters["sort"]["schema"] == {"type": "string", "enum": ["name", "age"], "default": "name"}
    assert parameters["fresh"]["schema"] == {"type": "boolean", "default": False}


def test_a_list_may_be_repeated_or_separated_by_commas(document: dict):
    colour = parameters_of(document)["colour"]
    assert (colour["style"], colour["explode"]) == ("form", True)
    assert colour["schema"] == {
        "type": "array",
        "items": {"type": "string", "enum": ["red", "green", "blue"]},
        "minItems": 1,
    }
    assert colour["description"] == (
        "Colours to keep. Repeat the parameter or separate values with commas; a value counts once."
    )


def test_the_statuses_that_follow_from_the_rest_are_there(document: dict):
    answers = document["paths"]["/api/v1/things"]["get"]["responses"]
    assert set(answers) == {"200", "304", "400", "414", "422", "503"}
    assert answers["422"]["content"] == {
        "application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": {"invalid-request": {"$ref": "#/components/examples/invalid-request"}},
        }
    }
    assert set(answers["200"]["headers"]) == set(answers["304"]["headers"]) == {"ETag", "Cache-Control"}
    assert "content" not in answers["304"]
    assert "Retry-After" in answers["503"]["headers"]
    assert answers["200"]["content"]["application/json"]["example"] == {"things": [1]}
    assert set(document["paths"]["/api/v1/things/{thing_id}"]["get"]["responses"]) == {"200", "404", "414"}


def test_a_path_variable_is_a_required_parameter(document: dict):
    assert document["paths"]["/api/v1/things/{thing_id}"]["get"]["parameters"] == [
        {
            "in": "path",
            "name": "thing_id",
            "required": True,
            "description": "Id of a thing.",
            "schema": {"type": "string"},
        }
    ]


def test_schemas_of_answers_are_open_to_members_to_come_and_say_what_may_be_null(document: dict):
    things = document["components"]["schemas"]["Things"]
    assert "additionalProperties" not in things
    assert things["description"] == "The things found."
    assert things["properties"]["things"]["items"]["type"] == ["integer", "null"]
    assert document["components"]["schemas"]["Problem"]["required"] == ["detail", "instance", "status", "title", "type"]


def test_listed_values_of_answers_are_open_to_others_and_those_of_what_is_sent_are_not():
    def listed(*more: None) -> dict:
        return {"type": ["string", "null"] if more else "string", "enum": ["a", *more]}

    answered = {
        "one": listed(),
        "many": {"type": "array", "items": listed()},
        "none": {"description": "?", **listed(None)},
    }
    schemas = {"Sent": {"properties": {"one": listed()}}, "Answered": {"properties": answered}}
    sent = {"requestBody": {"schema": {"$ref": "#/components/schemas/Sent"}}}
    describe_schemas({"components": {"schemas": schemas}, "paths": {"/": {"post": sent}}}, dict.fromkeys(schemas, ""))
    one_more = [{"type": "string", "enum": ["a"]}, {"type": "string"}]
    assert answered == {
        "one": {"anyOf": one_more},
        "many": {"type": "array", "items": {"anyOf": one_more}},
        "none": {"description": "?", "anyOf": [*one_more, {"type": "null"}]},
    }
    assert schemas["Sent"]["properties"] == {"one": listed()}


def test_the_document_is_built_once_and_has_an_etag(client: FlaskClient):
    first, second = client.get("/openapi.json"), client.get("/openapi.json")
    assert first.data == second.data
    assert client.get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_decorated_view_keeps_its_documentation():
    @documents({200: "Yes."}, query=ThingQuerySchema)
    def view() -> None:
        """Say yes."""

    @functools.wraps(view)
    def wrapped() -> None:
        view()

    def undocumented() -> None:
        pass

    assert documentation_of(wrapped) is documentation_of(view) is not None
    assert documentation_of(undocumented) is None


@SCHEMA.parametrize()
def test_the_service_does_what_its_document_says(case: schemathesis.Case):
    makers = (case.query or {}).get("maker")
    if isinstance(makers, list) and all(isinstance(maker, str) for maker in makers):
        case.query["maker"] = ["acme"]  # which ones there are depends on the catalogue, not on the document
    case.call_and_validate()
