"""Schemathesis asks everything that the OpenAPI document offers, and what it rules out: every answer is documented.

`LEADMATCH_TEST_EXAMPLES=2000 pytest tests/contract/test_openapi_is_kept.py` asks that often about each operation.
"""

import os

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.checks import CHECKS, load_all_checks
from snapshot import present_document

from leadmatch.catalogue.accreditation import agencies

EXAMPLES = int(os.environ.get("LEADMATCH_TEST_EXAMPLES", "60"))
ZIP_CODES = ("60601", "60614-1234", " 53202", "00901", "09001", "99950")
# What the document cannot list: it depends on the catalogue.
KNOWN_TO_THE_SERVICE = {
    ("zip", "unknown-zip-code"),
    ("release", "unknown-release"),
    ("accreditor", "invalid-value"),
    ("program", "unknown-program"),
    ("program", "sandbox-program"),
}
# A body that names no program of a sponsor is refused whatever else it holds.
NEEDS_A_SPONSOR = {"program-not-accepting", "sandbox-program"}

load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "missing_required_header",
        "unsupported_method",
        "allow_header_conformance",
    ]
)
(positive_data_acceptance,) = CHECKS.get_by_names(["positive_data_acceptance"])


def what_the_document_allows_is_accepted(context: CheckContext, response: Response, case: Case) -> bool | None:
    if response.status_code == 422:
        faults = {(fault.get("parameter"), fault["code"]) for fault in response.json()["errors"]}
        if faults <= KNOWN_TO_THE_SERVICE or any(code in NEEDS_A_SPONSOR for _, code in faults):
            return None
    accepted: bool | None = positive_data_acceptance(context, response, case)
    return accepted


def with_values_of_this_service(case: Case) -> None:
    """Put ids that exist where any text is allowed: every other case would end at the first that does not."""
    if case.meta is None or case.meta.generation.mode != GenerationMode.POSITIVE or not case.query:
        return
    chosen = len(str(case.query))
    if "zip" in case.query:
        case.query["zip"] = ZIP_CODES[chosen % len(ZIP_CODES)]
    if "accreditor" in case.query and chosen % 5:
        case.query["accreditor"] = [*agencies()][chosen % 7 :: 30]
    if chosen % 5:
        case.query.pop("release", None)


schema = schemathesis.openapi.from_dict(present_document())


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_names(case: Case, app: Flask):
    with_values_of_this_service(case)
    plain = {"Accept-Encoding": "identity"}  # schemathesis asks an application for gzip and does not unpack it
    case.call_and_validate(checks=[*CHECKED, what_the_document_allows_is_accepted], app=app, headers=plain)
