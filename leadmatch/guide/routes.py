"""The guide in the API: figures with their sources, without the sentences of the page."""

import orjson
from flask import Blueprint, Response

from leadmatch.guide.answer import guide_answer
from leadmatch.guide.facts_file import guide_facts
from leadmatch.guide.schemas import GuideSchema
from leadmatch.kernel.clock import Clock, utc_now
from leadmatch.kernel.errors import NotFoundError
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.conditional import conditional_json
from leadmatch.web.openapi import documents

_CACHE_CONTROL = "public, max-age=3600"


def guide_blueprint(clock: Clock = utc_now) -> Blueprint:
    """Return the route ``/api/v1/guides/{slug}``.

    Args:
        clock: tells the day on which a figure is old or not.

    Raises:
        GuideFactsError: the file of facts has faults.
    """
    blueprint = Blueprint("guide", __name__, url_prefix="/api/v1")
    declare_guard(blueprint, "public")
    facts = guide_facts()

    @blueprint.get("/guides/<slug>")
    @documents(
        {200: GuideSchema, 404: ""},
        tags=("reference",),
        path={"slug": "Name of a guide: `billing-coding`."},
        headers=("ETag", "Cache-Control"),
    )
    def show_guide(slug: str) -> Response:
        """Show the facts of a guide: typical costs, exams, wages and outlook, each with source and year."""
        if slug != facts.slug:
            raise NotFoundError
        return conditional_json(orjson.dumps(guide_answer(facts, on=clock().date())), cache_control=_CACHE_CONTROL)

    return blueprint
