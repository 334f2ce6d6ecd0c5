"""What the document promises of the routes of schools is kept, whatever a school sends, on both databases.

`LEADMATCH_TEST_EXAMPLES=2000 pytest tests/delivery/test_leads_contract.py` asks that often about each operation.
"""

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from marshmallow import RAISE, Schema
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import CHECKS, load_all_checks
from shared_leads import BASE_URL, OTHER_SCHOOL, Caller, Clock, add_leads, add_school, make_service
from sponsoring import SCHOOL
from sqlalchemy import create_engine

from leadmatch.delivery.csv_file import HEADER
from leadmatch.delivery.examples import ACKNOWLEDGEMENT, LEAD, LEADS
from leadmatch.delivery.schemas import AcknowledgementSchema, LeadSchema, LeadsSchema
from leadmatch.kernel.database import open_engine
from leadmatch.web.openapi import ProblemSchema
from leadmatch.web.openapi_document import ApiWords, build_document

EXAMPLES = int(os.environ.get("LEADMATCH_TEST_EXAMPLES", "40"))
REQUESTS = int(os.environ.get("LEADMATCH_TEST_REQUESTS", "600"))
# What the document cannot tell: which cursors and events there are.
KNOWN_TO_THE_SERVICE = {("cursor", "invalid-cursor"), ("/event", "no-such-event")}

load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "unsupported_method",
        "allow_header_conformance",
    ]
)
(positive_data_acceptance,) = CHECKS.get_by_names(["positive_data_acceptance"])
(negative_data_rejection,) = CHECKS.get_by_names(["negative_data_rejection"])


def document() -> dict[str, Any]:
    app = make_service(create_engine("sqlite://"), Clock())
    with app.app_context():
        return build_document(app, ApiWords("leads", "1", BASE_URL))


def what_the_document_allows_is_accepted(context: CheckContext, response: Response, case: Case) -> bool | None:
    if response.status_code == 422:
        faults = {(each.get("pointer", each.get("parameter")), each["code"]) for each in response.json()["errors"]}
        if faults <= KNOWN_TO_THE_SERVICE:
            return None
    accepted: bool | None = positive_data_acceptance(context, response, case)
    return accepted


def what_the_document_rules_out_is_refused(context: CheckContext, response: Response, case: Case) -> bool | None:
    if response.status_code == 413:  # refused before it was read; schemathesis does not know this way
        return None
    refused: bool | None = negative_data_rejection(context, response, case)
    return refused


Service = tuple[Flask, dict[str, str], list[str]]


@pytest.fixture(scope="module")
def service(databases: Any) -> Iterator[Service]:  # noqa: ANN401  # of either kind
    engine = open_engine(databases.migrated())
    key = add_school(engine, SCHOOL.id, SCHOOL.name)
    add_school(engine, OTHER_SCHOOL, "Another Example College")
    made = add_leads(engine, 12) + add_leads(engine, 1, OTHER_SCHOOL)
    yield make_service(engine, Clock()), {"Authorization": f"Bearer {key}"}, made
    engine.dispose()


def document_for_who_has_a_key() -> dict[str, Any]:
    """Return the document without its keys: schemathesis would leave out the one that a test sends anyway."""
    made = document()
    for path in made["paths"].values():
        for operation in path.values():
            del operation["security"]
    return made


schema = schemathesis.openapi.from_dict(document_for_who_has_a_key())


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_answer_to_a_school_is_one_that_the_document_names(case: Case, service: Service):
    app, headers, made = service
    if "lead_id" in case.path_parameters and len(str(case.query) + str(case.body)) % 5:
        case.path_parameters["lead_id"] = made[len(str(case.body)) % len(made)]
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE and case.query:
        case.query.pop("cursor", None)
    both_ways = (what_the_document_allows_is_accepted, what_the_document_rules_out_is_refused)
    case.call_and_validate(checks=[*CHECKED, *both_ways], app=app, headers=headers)


@schema.parametrize()
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
def test_nobody_gets_anything_without_a_key(case: Case, service: Service):
    answer = case.call(app=service[0])
    assert answer.status_code in {401, 404, 405, 414}  # an address that no route has is no secret


def test_every_route_of_schools_says_that_it_takes_a_key_and_what_happens_without_one():
    made = document()
    assert made["components"]["securitySchemes"]["schoolKey"]["scheme"] == "bearer"
    operations = [operation for path in made["paths"].values() for operation in path.values()]
    assert len(operations) == 4
    for operation in operations:
        assert operation["security"] == [{"schoolKey": []}]
        assert {"200", "401", "403", "503"} <= operation["responses"].keys()
        assert "WWW-Authenticate" in operation["responses"]["401"]["headers"]


def test_no_view_behind_a_school_key_takes_a_school_from_the_request():
    for path, operations in document()["paths"].items():
        assert "school" not in path
        for operation in operations.values():
            named = {parameter["name"] for parameter in operation["parameters"]}
            assert not {name for name in named if "school" in name or "owner" in name}
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            assert set(body.get("example", {})) <= {"event"}


@pytest.mark.parametrize(
    ("example", "promised"), [(LEAD, LeadSchema), (LEADS, LeadsSchema), (ACKNOWLEDGEMENT, AcknowledgementSchema)]
)
def test_the_examples_of_the_document_are_as_their_schemas_say(example: dict[str, Any], promised: type[Schema]):
    promised(unknown=RAISE).load(example)


NAMES = ["cursor", "limit", "status", "since", "program", "awaiting", "bom", "school", "x", ""]
VALUES = [
    "1", "0", "500", "501", "accepted", "accepted,delivered", "rejected", "created", "2026-11-02T00:00:00Z", "true",
    "prg_billing", "%00", "%ff", "%ED%A0%80", "a" * 32, "-" * 32, "", ",", "9" * 60, "%F0%9F%99%82", "%0d%0aX:1", "+",
    "%", "'--", "0001-01-01T00:00:00%2B23:59", "9999-12-31T23:59:60Z",
]  # fmt: skip
BODIES = [
    b"", b"{}", b"[]", b"null", b'{"event":"created"}', b'{"event":"withdrawn"}', b'{"event":null}', b"[" * 1000,
    b"[" * 20_000, b'{"event":"created\\u0000"}', b'{"event":"\\ud800"}', b"\xff\x00", b'{"event":1e999}',
    b"{" + b" " * 2000, b'{"event":"created","event":"x"}', b'{"\\u0000":1}',
]  # fmt: skip
TYPES = ["application/json"] * 6 + ["text/plain", "application/json; x=\xff", ""]
BAD_FIELDS = ["Bearer " + "a" * 9000, "Bearer \x00", "\xe9\xff", "Basic YTpi", ""]


def random_request(chance: random.Random, service: Service) -> dict[str, Any]:
    _, headers, made = service
    ids = [*made, "led_%00", "%ff", "led_" + "a" * 2000, "..", "%2f", "x.csv", "LED_A", "%F0%9F%99%82"]
    path = chance.choice(["/leads", "/leads.csv", "/leads/{}", "/leads/{}/acknowledgements", "/leads/{}/x", "/leads/"])
    bad = chance.choice([headers["Authorization"].lower(), headers["Authorization"] + "\xff", *BAD_FIELDS])
    return {
        "path": "/api/v1" + path.format(chance.choice(ids)),
        "query_string": "&".join(
            f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.choice([0, 0, 1, 2, 4]))
        ),
        "method": chance.choice(["GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"]),
        "data": chance.choice(BODIES),
        "content_type": chance.choice(TYPES),
        "headers": headers if chance.random() < 0.8 else {"Authorization": bad},
    }


@pytest.mark.parametrize("case", range(3))
def test_no_random_request_of_a_school_is_answered_with_a_failure(service: Service, case: int):
    chance = random.Random(20261102 + case)  # noqa: S311  # the same requests every time, nothing secret
    client, statuses = service[0].test_client(), set()
    for _ in range(REQUESTS):
        request = random_request(chance, service)
        answer = client.open(**request)
        assert answer.status_code < 500, request
        statuses.add(answer.status_code)
        if answer.status_code >= 400 and request["method"] != "HEAD":
            assert answer.content_type == "application/problem+json", request
            ProblemSchema(unknown=RAISE).load(answer.get_json())
    assert statuses >= {200, 400, 401, 404, 405, 413, 415, 422}


def test_the_header_of_the_file_is_in_its_documented_answer(service: Service):
    app, headers, _ = service
    caller = Caller(app.test_client(), SCHOOL.id, headers["Authorization"].partition(" ")[2])
    first = caller.get("/leads.csv").text.partition("\r\n")[0]
    assert first == ",".join(HEADER)
    content = document()["paths"]["/api/v1/leads.csv"]["get"]["responses"]["200"]["content"]
    assert content["text/csv"]["schema"]["type"] == "string"
    assert content["text/csv"]["example"].startswith(first)
