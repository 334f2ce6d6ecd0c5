"""The wordings that a form must show, before anything personal is asked."""

from functools import partial

import orjson
from flask import Blueprint, Response, request

from leadmatch.access.callers import current_caller
from leadmatch.inquiries.disclosure_offers import offered_wordings, sandbox_offers
from leadmatch.inquiries.disclosure_schemas import (
    DISCLOSURES_EXAMPLE,
    DisclosureQuerySchema,
    DisclosuresSchema,
    read_disclosure_query,
)
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.sandbox.sides import wrong_side
from leadmatch.search.sandbox.slots import sandbox_index
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.conditional import conditional_json
from leadmatch.web.openapi import documents
from leadmatch.web.query_string import read_parameters

# Short: a wording that was retired meanwhile is refused when it is sent.
_CACHE_CONTROL = "public, max-age=5"
_OF_SANDBOX = "private, no-cache"


def disclosures_blueprint(intake: Intake) -> Blueprint:
    """Return the route ``/api/v1/disclosures``."""
    blueprint = Blueprint("disclosures", __name__, url_prefix="/api/v1")
    declare_guard(blueprint, "public")

    @blueprint.get("/disclosures")
    @documents(
        {200: DisclosuresSchema, 503: ""},
        query=DisclosureQuerySchema,
        tags=("inquiries",),
        headers=("ETag", "Cache-Control"),
        example=DISCLOSURES_EXAMPLE,
    )
    def list_disclosures() -> Response:
        """List what visitors are asked to agree to, school by school."""
        is_test = current_caller().is_test
        served = intake.catalogue.serving().current
        index = sandbox_index() if is_test else served
        query = read_disclosure_query(
            read_parameters(request.query_string),
            lambda program_id: bool(index.rows_of(program_id)),
            lambda program_id: wrong_side(program_id, served, is_test=is_test),
        )
        offer = sandbox_offers if is_test else partial(offered_wordings, intake=intake)
        offered = offer(query.program_ids, query.language, index)
        body = orjson.dumps({"disclosures": [each.as_json() for each in offered]})
        return conditional_json(body, cache_control=_OF_SANDBOX if is_test else _CACHE_CONTROL)

    return blueprint
