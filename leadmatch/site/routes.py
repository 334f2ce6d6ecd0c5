"""The pages that visitors see: they ask the same search as the API and show its answer."""

from dataclasses import replace
from urllib.parse import quote

import orjson
from flask import Blueprint, Response, request

from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.answer import page_json
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.placements import Placements
from leadmatch.search.reading import read_program_query
from leadmatch.search.service import search_programs
from leadmatch.site.assets import asset_address, asset_response
from leadmatch.site.compare.picks import MOST_COMPARED
from leadmatch.site.compare.routes import add_compare_pages
from leadmatch.site.error_pages import typed_parameters
from leadmatch.site.field_words import GUIDE_FIELDS, field_words
from leadmatch.site.guide.routes import add_guide_page
from leadmatch.site.inquire.routes import add_inquire_page
from leadmatch.site.inquire.sending import Desk
from leadmatch.site.languages import language
from leadmatch.site.map.view import map_of
from leadmatch.site.pages import KEEP, KEEP_BRIEFLY, kept, page
from leadmatch.site.program.routes import add_program_page
from leadmatch.site.receipts.routes import add_receipt_pages
from leadmatch.site.results import results
from leadmatch.site.school_files.routes import add_school_file_pages
from leadmatch.site.sitemap import add_sitemap
from leadmatch.site.today import today
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.problem_pages import problem_texts

_NOT_FOR_ROBOTS = ("/api/", "/programs?", "/inquire", "/receipts/")
_ROBOTS = "\n".join(("User-agent: *", *(f"Disallow: {each}" for each in _NOT_FOR_ROBOTS), "Sitemap: {}/sitemap.xml\n"))


def site_blueprint(catalogue: LiveCatalogue, placements: Placements, desk: Desk, *, contact_email: str) -> Blueprint:
    """Return the pages of the guide site.

    Args:
        catalogue: the release being served.
        placements: what sponsors have bought.
        desk: where forms of inquiries are handed out and taken in.
        contact_email: where readers can write to; empty where nowhere.
    """
    base_url = desk.base_url
    blueprint = Blueprint("site", __name__, template_folder="templates")
    declare_guard(blueprint, "public", serves="pages")
    add_guide_page(blueprint)
    _add_search(blueprint, catalogue, placements)
    add_compare_pages(blueprint, catalogue, placements)
    add_program_page(blueprint, catalogue, placements, base_url=base_url)
    add_school_file_pages(blueprint, catalogue)
    add_sitemap(blueprint, catalogue, base_url=base_url)
    add_inquire_page(blueprint, desk)
    add_receipt_pages(blueprint, desk.intake)
    _add_texts(blueprint, retention_years=desk.intake.retention_years)

    @blueprint.app_context_processor
    def page_frame() -> dict[str, object]:
        fields = [(field, field_words(field)) for field in GUIDE_FIELDS]
        return {
            "language": language(),
            "style_address": asset_address("site.css"),
            "script_address": asset_address("site.js"),
            "guide_fields": fields,
            "most_compared": MOST_COMPARED,
            "contact_email": contact_email,
            "own_address": base_url + quote(request.path),
        }

    @blueprint.get("/static/<name>")
    def static(name: str) -> Response:
        response = asset_response(name, request.args.get("v"))
        response.make_conditional(request)
        return response

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        return kept(Response(_ROBOTS.format(base_url), content_type="text/plain; charset=utf-8"), KEEP)

    return blueprint


def _add_search(blueprint: Blueprint, catalogue: LiveCatalogue, placements: Placements) -> None:
    @blueprint.get("/programs")
    def find_programs() -> Response:
        serving = catalogue.serving()
        query = replace(read_program_query(typed_parameters(), serving), facets=True)
        index = serving.kept[query.release] if query.release else serving.current
        found = search_programs(query, index=index, gazetteer=serving.gazetteer, placements=placements)
        answer = orjson.loads(page_json(found))
        shown = {"results": results(answer, today=today()), "search_map": map_of(found, answer)}
        return page("results.html", KEEP_BRIEFLY, **shown)


def _add_texts(blueprint: Blueprint, *, retention_years: int) -> None:
    @blueprint.get("/how-results-are-ordered")
    def ordering() -> Response:
        return page("ordering.html", KEEP)

    @blueprint.get("/privacy")
    def privacy() -> Response:
        return page("privacy.html", KEEP, retention_years=retention_years)

    @blueprint.get("/problems/")
    def list_problems() -> Response:
        return page("problems.html", KEEP, problems=problem_texts())

    @blueprint.get("/problems/<slug>")
    def show_problem(slug: str) -> Response:
        problem = problem_texts().get(slug)
        if problem is None:
            raise NotFoundError
        return page("problem.html", KEEP, slug=slug, problem=problem)
