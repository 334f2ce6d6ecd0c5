"""The search API: a query string in, prebuilt bytes out."""

from flask import Blueprint, Response, request

from leadmatch.access.callers import Caller, current_caller
from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.answer import page_json, program_json
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.parameters import ProgramQuerySchema
from leadmatch.search.partner_answer import PartnerAnswers
from leadmatch.search.placements import NoPlacements, Placements
from leadmatch.search.reading import read_program_query
from leadmatch.search.sandbox.schools import SANDBOX_PROGRAM_IDS
from leadmatch.search.sandbox.slots import sandbox_index, sandbox_slots
from leadmatch.search.schemas import ProgramSchema, SearchPageSchema
from leadmatch.search.service import search_programs
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.caller import gpc_is_on
from leadmatch.web.conditional import conditional_json
from leadmatch.web.openapi import documents
from leadmatch.web.query_string import read_parameters

_CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"


def search_blueprint(catalogue: LiveCatalogue, placements: Placements, partners: PartnerAnswers) -> Blueprint:
    """Return the routes ``/api/v1/programs`` and ``/api/v1/programs/{id}``.

    Args:
        catalogue: the release being served.
        placements: what sponsors have bought.
        partners: counts and signs what partners are answered.
    """
    blueprint = Blueprint("search", __name__, url_prefix="/api/v1")
    declare_guard(blueprint, "public")

    @blueprint.get("/programs")
    @documents(
        {200: SearchPageSchema, 503: ""},
        query=ProgramQuerySchema,
        tags=("programs",),
        headers=("ETag", "Cache-Control"),
    )
    def list_programs() -> Response:
        """Search programs near a ZIP code."""
        serving = catalogue.serving()
        query = read_program_query(read_parameters(request.query_string), serving)
        index = serving.kept[query.release] if query.release else serving.current
        caller = current_caller()
        sponsors = NoPlacements() if caller.is_test else placements
        page = search_programs(query, index=index, gazetteer=serving.gazetteer, placements=sponsors)
        if caller.partner is None:
            return conditional_json(page_json(page), cache_control=_CACHE_CONTROL)
        attribution = partners.attribution_of(caller, page, gpc_is_on=gpc_is_on(request))
        sandbox = sandbox_slots(page) if caller.is_test else None
        answer = page_json(page, attribution=attribution, sandbox=sandbox)
        return conditional_json(answer, cache_control=_cache_control(caller), vary="Sec-GPC")

    @blueprint.get("/programs/<program_id>")
    @documents(
        {200: ProgramSchema, 404: "", 503: ""},
        tags=("programs",),
        path={"program_id": "Id of a program, `prg_…`."},
        headers=("ETag", "Cache-Control"),
    )
    def show_program(program_id: str) -> Response:
        """Show one program, whole."""
        index = catalogue.serving().current
        caller = current_caller()
        if caller.is_test and program_id in SANDBOX_PROGRAM_IDS:
            index = sandbox_index()
        rows = index.rows_of(program_id)
        if not rows:
            raise NotFoundError
        return conditional_json(program_json(index, rows[0]), cache_control=_cache_control(caller))

    return blueprint


def _cache_control(caller: Caller) -> str:
    """Return how long an answer may be kept; one to a test key by nobody who would give it to others."""
    return "private, no-cache" if caller.is_test else _CACHE_CONTROL
