"""The OpenAPI document of views that take a body and fields of the request."""

import pytest
from flask import Blueprint, Flask, Response
from marshmallow import Schema, fields

from leadmatch.web.blueprints import declare_guard
from leadmatch.web.openapi import documents
from leadmatch.web.openapi_document import ApiWords, build_document
from leadmatch.web.problems import register_problems


class ThingSchema(Schema):
    """A thing."""

    name = fields.String(required=True)
    colour = fields.String(allow_none=True)


@pytest.fixture(name="operation", scope="module")
def the_operation() -> dict:
    app = Flask("things", static_folder=None)
    register_problems(app, base_url="https://guide.example")
    api = Blueprint("things", __name__)
    declare_guard(api, "public")

    @api.post("/things")
    @documents(
        {201: ThingSchema, 409: "It is being made."},
        body=ThingSchema,
        body_example={"name": "hammer"},
        request_headers=("Idempotency-Key",),
        headers=("Idempotency-Replayed",),
        example={"name": "hammer", "colour": None},
    )
    def make_thing() -> Response:
        """Make a thing."""
        return Response()

    app.register_blueprint(api)
    document = build_document(app, ApiWords("Things", "1", "https://guide.example"))
    thing = document["components"]["schemas"]["Thing"]
    assert (thing["required"], thing["additionalProperties"]) == (["name"], False)
    return document["paths"]["/things"]["post"]


def test_the_body_is_required_json_of_its_schema(operation: dict):
    assert operation["requestBody"] == {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}, "example": {"name": "hammer"}}
        },
    }


def test_a_field_that_must_be_sent_is_a_parameter_in_the_header(operation: dict):
    (key,) = operation["parameters"]
    assert (key["in"], key["name"], key["required"]) == ("header", "Idempotency-Key", True)
    assert key["schema"]["maxLength"] == 255


def test_what_can_be_wrong_with_a_body_is_told_without_being_said(operation: dict):
    assert set(operation["responses"]) == {"201", "400", "409", "413", "414", "415", "422"}
    assert operation["responses"]["422"]["description"] == "The body has faults; errors names each."
    assert set(operation["responses"]["201"]["headers"]) == {"Idempotency-Replayed"}
