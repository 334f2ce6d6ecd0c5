"""Reference lists that a search form needs: fields and accreditors."""

import orjson
from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from leadmatch.catalogue.accreditation import agencies
from leadmatch.catalogue.taxonomy import FIELD_LABELS, cip_codes_of
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.conditional import conditional_json
from leadmatch.web.openapi import documents

_CACHE_CONTROL = "public, max-age=3600"


class FieldSchema(Schema):
    """A field of study and the CIP 2020 codes (or two-digit families) that it holds."""

    id = fields.String(required=True)
    label = fields.String(required=True)
    cip_codes = fields.List(fields.String(), required=True)


class FieldsSchema(Schema):
    """Every field of study."""

    all_fields = fields.List(fields.Nested(FieldSchema), required=True, data_key="fields")


class AccreditorSchema(Schema):
    """An accrediting agency; `recognised` is null where that was not found."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("institutional", "programmatic", "both")))
    recognised = fields.Boolean(required=True, allow_none=True)
    recognition_ended = fields.Date(required=True, allow_none=True)
    source = fields.String(required=True)
    as_of = fields.String(required=True)


class AccreditorsSchema(Schema):
    """Every accrediting agency on file."""

    accreditors = fields.List(fields.Nested(AccreditorSchema), required=True)


def reference_blueprint() -> Blueprint:
    """Return the routes ``/api/v1/fields`` and ``/api/v1/accreditors``."""
    blueprint = Blueprint("reference", __name__, url_prefix="/api/v1")
    declare_guard(blueprint, "public")
    all_fields = orjson.dumps(
        {
            "fields": [
                {"id": field, "label": label, "cip_codes": cip_codes_of(field)} for field, label in FIELD_LABELS.items()
            ]
        }
    )
    all_accreditors = orjson.dumps(
        {
            "accreditors": [
                {
                    "id": agency.id,
                    "name": agency.name,
                    "kind": agency.kind,
                    "recognised": agency.recognised,
                    "recognition_ended": agency.recognition_ended,
                    "source": agency.source,
                    "as_of": agency.as_of,
                }
                for agency in agencies().values()
            ]
        }
    )

    @blueprint.get("/fields")
    @documents({200: FieldsSchema}, tags=("reference",), headers=("ETag", "Cache-Control"))
    def list_fields() -> Response:
        """List the fields of study."""
        return conditional_json(all_fields, cache_control=_CACHE_CONTROL)

    @blueprint.get("/accreditors")
    @documents({200: AccreditorsSchema}, tags=("reference",), headers=("ETag", "Cache-Control"))
    def list_accreditors() -> Response:
        """List the accrediting agencies."""
        return conditional_json(all_accreditors, cache_control=_CACHE_CONTROL)

    return blueprint
