"""What stands around the operations of the OpenAPI document: whose keys they take, their chapters, problems told."""

import pytest
from flask import Blueprint, Flask, Response
from small_service import BASE_URL
from werkzeug.exceptions import abort

from leadmatch.web.blueprints import Guard, declare_guard, declare_scope
from leadmatch.web.openapi import documents
from leadmatch.web.openapi_document import ApiWords, build_document
from leadmatch.web.openapi_examples import Example
from leadmatch.web.problems import STATUS_BY_SLUG, register_problems

WORDS = ApiWords(
    title="Things",
    version="1",
    base_url=BASE_URL,
    description="All about things.",
    chapters={"things": "Things one can ask for.", "service": "Whether it runs."},
    contact_email="api@example.org",
    manual="/docs",
    examples={"things_show_thing": Example({"thing_id": "thi_1"}, answer={"name": "hammer"})},
)


def document_of(guard: Guard, scope: str | None) -> dict:
    app = Flask("things", static_folder=None)
    register_problems(app, base_url=BASE_URL)
    api = Blueprint("things", __name__)
    declare_guard(api, guard)
    if scope is not None:
        declare_scope(api, scope)

    @api.get("/things/<thing_id>")
    @documents(
        {200: "A thing."},
        tags=("things",),
        path={"thing_id": "Id of a thing."},
        problems=("request-in-flight", "challenge-required"),
    )
    def show_thing(thing_id: str) -> Response:
        """Show a thing."""
        abort(404, thing_id)

    app.register_blueprint(api)
    return build_document(app, WORDS)


def operation_of(document: dict) -> dict:
    return document["paths"]["/things/{thing_id}"]["get"]


@pytest.mark.parametrize(
    ("guard", "scope", "security", "schemes"),
    [
        ("public", None, None, set()),
        ("public", "search", [{}, {"partnerKey": ["search"]}], {"partnerKey"}),
        ("partner", "report", [{"partnerKey": ["report"]}], {"partnerKey"}),
        ("school", None, [{"schoolKey": []}], {"schoolKey"}),
    ],
)
def test_an_operation_names_whose_keys_it_takes(
    guard: Guard, scope: str | None, security: list | None, schemes: set[str]
):
    document = document_of(guard, scope)
    operation = operation_of(document)
    assert operation.get("security") == security
    assert {"401", "403"} <= set(operation["responses"]) or security is None
    assert set(document["components"].get("securitySchemes", {})) == schemes


def test_the_document_says_who_to_ask_where_to_read_on_and_what_its_chapters_hold():
    document = document_of("public", None)
    assert document["info"] == {
        "title": "Things",
        "version": "1",
        "description": "All about things.",
        "contact": {"name": "Things", "url": f"{BASE_URL}/docs", "email": "api@example.org"},
    }
    assert document["externalDocs"]["url"] == f"{BASE_URL}/docs"
    assert document["tags"] == [
        {"name": "things", "description": "Things one can ask for."},
        {"name": "service", "description": "Whether it runs."},
    ]


def test_an_example_is_told_by_the_parameters_of_its_request_and_by_its_answer():
    operation = operation_of(document_of("public", None))
    (parameter,) = operation["parameters"]
    assert parameter["example"] == "thi_1"
    assert operation["responses"]["200"]["content"]["application/json"]["example"] == {"name": "hammer"}


def test_a_problem_that_is_named_brings_its_status_and_its_example_beside_the_usual_one():
    document = document_of("public", None)
    answers = operation_of(document)["responses"]
    assert set(answers) == {"200", "409", "414", "429"}
    shown = {
        status: set(answers[status]["content"]["application/problem+json"]["examples"])
        for status in answers
        if status != "200"
    }
    assert shown == {
        "409": {"request-in-flight"},
        "414": {"query-too-long"},
        "429": {"too-many-requests", "challenge-required"},
    }
    assert set(document["components"]["examples"]) == set().union(*shown.values())


def test_the_example_of_a_problem_is_that_of_its_page_as_this_site_would_send_it():
    examples = document_of("public", None)["components"]["examples"]
    for slug, example in examples.items():
        assert example["value"]["type"] == f"{BASE_URL}/problems/{slug}"
        assert example["value"]["status"] == STATUS_BY_SLUG.get(slug, example["value"]["status"])
        assert example["value"].keys() >= {"title", "detail", "instance"}
