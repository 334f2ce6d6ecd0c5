"""Every example of the OpenAPI document is true: sent to a server of the demonstration, it is answered as promised."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from demo_api import DemoApi, Operation, example_request, operations
from jsonschema_rs import Draft202012Validator
from snapshot import present_document

from leadmatch.partner.docs.examples import examples
from leadmatch.web.problems import MEDIA_TYPE

pytestmark = pytest.mark.xdist_group("docs")
DOCUMENT = present_document()
OPERATIONS = {operation["operationId"]: (method, path) for method, path, operation in operations(DOCUMENT)}
# What is another each time: ids of what is made, moments, and what is signed or named by them.
FRESH = re.compile(r"(?:inq|led|rel)_[a-z2-7]{16,}|/receipts/[\w-]+")
FRESH_MEMBERS = {"attribution"}


def schema_in(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """Return what tells whether a value is as a schema of the document says, with no member that it does not name."""
    schemas = {
        name: {**each, "additionalProperties": False} if "properties" in each else each
        for name, each in document["components"]["schemas"].items()
    }
    return Draft202012Validator({**schema, "components": {"schemas": schemas}}, validate_formats=True)


def promised_success(operation: Operation) -> tuple[int, str, dict[str, Any]]:
    """Return the status below 400 that has a body, the media type, and what is said of that body."""
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            if int(status) < 400:
                return int(status), media_type, content
    raise AssertionError(f"{operation['operationId']} promises no success")


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_example_request_is_answered_as_promised(api: DemoApi, name: str):
    method, path = OPERATIONS[name]
    document = api.document
    operation = document["paths"][path][method.lower()]
    status, media_type, content = promised_success(operation)
    answer = api.send(method, path, operation)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (status, media_type), answer.body
    if media_type != "application/json":
        assert answer.body.decode().partition("\n")[0] == content["example"].partition("\n")[0]
        return
    assert [*schema_in(document, content["schema"]).iter_errors(answer.json)] == []
    recorded = examples().get(name)
    if recorded is not None and recorded.answer is not None:
        as_recorded = recorded.answer
        told = "it is another by now: .venv/bin/python tests/docs/record_examples.py"
        assert [*differences(as_recorded, answer.json)] == [], told


def differences(example: object, answer: object, where: str = "") -> Iterator[str]:
    """Yield where an answer says something else than an example, whose lists may be shorter."""
    if isinstance(example, dict) and isinstance(answer, dict):
        yield from (f"{where}.{name}" for name in sorted(example.keys() - answer.keys()))
        for name in sorted(example.keys() & answer.keys() - FRESH_MEMBERS):
            yield from differences(example[name], answer[name], f"{where}.{name}")
    elif isinstance(example, list) and isinstance(answer, list):
        if len(example) > len(answer) or bool(example) != bool(answer):
            yield where
        for number, (one, other) in enumerate(zip(example, answer, strict=False)):
            yield from differences(one, other, f"{where}[{number}]")
    elif settled(example) != settled(answer):
        yield f"{where}: {answer}"


def settled(value: object) -> object:
    """Return a value, if it is a text without what is another each time."""
    return FRESH.sub("…", re.sub(r"http://127\.0\.0\.1:\d+", "", value)) if isinstance(value, str) else value


def test_a_difference_is_seen():
    whole = {"a": [1, {"b": "led_aaaaaaaaaaaaaaaaaa"}], "c": None}
    assert [*differences(whole, {"a": [1, {"b": "led_bbbbbbbbbbbbbbbbbb"}, 3], "c": None, "d": 4})] == []
    assert [*differences(whole, {"a": [1, {"b": "x"}], "c": 0})] == [".a[1].b: x", ".c: 0"]
    assert [*differences(whole, {"a": [], "d": 1})] == [".c", ".a"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_shows_a_whole_request_and_an_answer_that_its_schemas_allow(name: str):
    method, path = OPERATIONS[name]
    operation = DOCUMENT["paths"][path][method.lower()]
    request = example_request(path, operation)
    assert "{" not in request.path
    for each in operation["parameters"]:
        if "example" in each:
            assert [*schema_in(DOCUMENT, each["schema"]).iter_errors(each["example"])] == [], each["name"]
    if request.body is not None:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert [*schema_in(DOCUMENT, schema).iter_errors(request.body)] == []
    _, media_type, content = promised_success(operation)
    if media_type == "application/json":
        assert [*schema_in(DOCUMENT, content["schema"]).iter_errors(content["example"])] == []
    else:
        assert content["example"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_problem_of_an_operation_has_an_example_of_its_status(name: str):
    method, path = OPERATIONS[name]
    problems = {
        status: answer["content"][MEDIA_TYPE]
        for status, answer in DOCUMENT["paths"][path][method.lower()]["responses"].items()
        if int(status) >= 400
    }
    for status, content in problems.items():
        assert content["examples"], status
        for slug, each in content["examples"].items():
            assert each == {"$ref": f"#/components/examples/{slug}"}
            example = DOCUMENT["components"]["examples"][slug]["value"]
            assert str(example["status"]) == status, slug
            assert [*schema_in(DOCUMENT, content["schema"]).iter_errors(example)] == []


def test_every_example_on_file_is_of_an_operation_there_is():
    assert set(examples()) <= set(OPERATIONS)


def test_every_operation_stands_in_a_chapter_that_says_what_it_is():
    chapters = {tag["name"] for tag in DOCUMENT["tags"]}
    assert {tag for _, _, operation in operations(DOCUMENT) for tag in operation["tags"]} == chapters
    assert all(len(operation["tags"]) == 1 for _, _, operation in operations(DOCUMENT))
