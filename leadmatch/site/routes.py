"""The pages that visitors see: they ask the same search as the API and show its answer."""

from dataclasses import replace

import orjson
from flask import Blueprint, Response, request

from leadmatch.geo.zip_code import InvalidZipCodeError, parse_zip_code
from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.answer import page_json, program_json
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.placements import Placements
from leadmatch.search.reading import read_program_query
from leadmatch.search.service import search_programs
from leadmatch.site.assets import asset_address, asset_response
from leadmatch.site.cards import summary
from leadmatch.site.error_pages import typed_parameters
from leadmatch.site.field_words import GUIDE_FIELDS, field_words
from leadmatch.site.languages import language
from leadmatch.site.pages import KEEP, KEEP_BRIEFLY, kept, page
from leadmatch.site.program_facts import fact_lines
from leadmatch.site.results import results
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.problem_pages import problem_texts

_ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /programs?\n"


def site_blueprint(catalogue: LiveCatalogue, placements: Placements) -> Blueprint:
    """Return the pages of the guide site.

    Args:
        catalogue: the release being served.
        placements: what sponsors have bought.
    """
    blueprint = Blueprint("site", __name__, template_folder="templates")
    declare_guard(blueprint, "public", serves="pages")
    _add_search(blueprint, catalogue, placements)
    _add_texts(blueprint)

    @blueprint.app_context_processor
    def page_frame() -> dict[str, object]:
        fields = [(field, field_words(field)) for field in GUIDE_FIELDS]
        return {
            "language": language(),
            "style_address": asset_address("site.css"),
            "script_address": asset_address("site.js"),
            "guide_fields": fields,
        }

    @blueprint.get("/static/<name>")
    def static(name: str) -> Response:
        response = asset_response(name, request.args.get("v"))
        response.make_conditional(request)
        return response

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        return kept(Response(_ROBOTS, content_type="text/plain; charset=utf-8"), KEEP)

    return blueprint


def _add_search(blueprint: Blueprint, catalogue: LiveCatalogue, placements: Placements) -> None:
    @blueprint.get("/")
    def guide() -> Response:
        return page("guide.html", KEEP)

    @blueprint.get("/programs")
    def find_programs() -> Response:
        serving = catalogue.serving()
        query = replace(read_program_query(typed_parameters(), serving), facets=True)
        index = serving.kept[query.release] if query.release else serving.current
        found = search_programs(query, index=index, gazetteer=serving.gazetteer, placements=placements)
        return page("results.html", KEEP_BRIEFLY, results=results(orjson.loads(page_json(found))))

    @blueprint.get("/programs/<program_id>")
    def show_program(program_id: str) -> Response:
        index = catalogue.serving().current
        rows = index.rows_of(program_id)
        if not rows:
            raise NotFoundError
        item = orjson.loads(program_json(index, rows[0]))
        shown = {"program": summary(item), "lines": fact_lines(item), "item": item, "zip_code": _zip_code_given()}
        return page("program.html", KEEP_BRIEFLY, **shown)


def _add_texts(blueprint: Blueprint) -> None:
    @blueprint.get("/how-results-are-ordered")
    def ordering() -> Response:
        return page("ordering.html", KEEP)

    @blueprint.get("/problems/")
    def list_problems() -> Response:
        return page("problems.html", KEEP, problems=problem_texts())

    @blueprint.get("/problems/<slug>")
    def show_problem(slug: str) -> Response:
        problem = problem_texts().get(slug)
        if problem is None:
            raise NotFoundError
        return page("problem.html", KEEP, slug=slug, problem=problem)


def _zip_code_given() -> str:
    """Return the ZIP code that a visitor brings along from a search; nothing where there is none."""
    try:
        return parse_zip_code(request.args.get("zip", ""))
    except InvalidZipCodeError:
        return ""
