"""The inquiry API: a body in, what became of it at each school out."""

import re

from flask import Blueprint, Request, Response, request

from leadmatch.access.callers import current_caller
from leadmatch.inquiries.asking import read_asked
from leadmatch.inquiries.errors import IdempotencyKeyMissingError
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.schemas import INQUIRY_EXAMPLE, InquiryAnswerSchema, InquirySchema
from leadmatch.inquiries.service import Answer, ReadInquiry, submit_inquiry
from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.caller import visitor_of
from leadmatch.web.json_body import read_json_object
from leadmatch.web.openapi import documents

FORM_VERSION = "api-1"
_KEY_FIELD = "Idempotency-Key"
_KEY = re.compile(r"\A[!-~]{1,255}\Z")


def inquiries_blueprint(intake: Intake) -> Blueprint:
    """Return the route ``/api/v1/inquiries``."""
    blueprint = Blueprint("inquiries", __name__, url_prefix="/api/v1")
    declare_guard(blueprint, "public")

    @blueprint.post("/inquiries")
    @documents(
        {201: InquiryAnswerSchema, 409: "", 429: "", 503: ""},
        body=InquirySchema,
        body_example=INQUIRY_EXAMPLE,
        tags=("inquiries",),
        request_headers=("Idempotency-Key",),
        headers=("Idempotency-Replayed", "Location"),
        problems=(
            "idempotency-key-missing",
            "idempotency-key-reused",
            "request-in-flight",
            "disclosure-changed",
            "challenge-required",
        ),
    )
    def create_inquiry() -> Response:
        """Send one person's inquiry to the schools that they consented to."""
        caller = current_caller()
        key = idempotency_key(request)
        body = read_json_object(request)
        visitor = visitor_of(request)

        def read() -> ReadInquiry:
            return read_asked(body, visitor, FORM_VERSION, intake, caller)

        answer = submit_inquiry(body, key, read, intake, caller)
        return _created(answer)

    return blueprint


def idempotency_key(asked: Request) -> str:
    """Return the key that a request is sent under.

    Raises:
        IdempotencyKeyMissingError: there is none.
        InvalidRequestError: it is too long, or not written in visible ASCII characters.
    """
    key = asked.headers.get(_KEY_FIELD, "").strip(" \t")
    if not key:
        raise IdempotencyKeyMissingError
    if _KEY.match(key) is None:
        words = "Send 1 to 255 visible ASCII characters in the header field Idempotency-Key."
        raise InvalidRequestError([Fault(_KEY_FIELD, "invalid-value", words)])
    return key


def _created(answer: Answer) -> Response:
    response = Response(answer.body, 201, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = answer.receipt_url
    if answer.is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    return response
