"""The pages that visitors see: they ask the same search as the API and show its answer."""

from dataclasses import replace
from http import HTTPStatus
from urllib.parse import quote

import orjson
from flask import Blueprint, Flask, Response, redirect, request

from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.answer import page_json
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.placements import Placements
from leadmatch.search.reading import read_program_query
from leadmatch.search.service import search_programs
from leadmatch.site.addresses import at
from leadmatch.site.assets import asset_address, asset_response
from leadmatch.site.brought import hand_on
from leadmatch.site.compare.picks import MOST_COMPARED
from leadmatch.site.compare.routes import add_compare_pages
from leadmatch.site.error_pages import typed_parameters
from leadmatch.site.field_words import GUIDE_FIELDS, field_words
from leadmatch.site.guide.routes import add_guide_page
from leadmatch.site.inquire.routes import add_inquire_page
from leadmatch.site.inquire.sending import Desk
from leadmatch.site.languages import language
from leadmatch.site.map.view import map_of
from leadmatch.site.page_languages import page_languages, query_as_asked
from leadmatch.site.pages import KEEP, KEEP_BRIEFLY, kept, page
from leadmatch.site.program.routes import add_program_page
from leadmatch.site.receipts.routes import add_receipt_pages
from leadmatch.site.results import results
from leadmatch.site.school_files.routes import add_school_file_pages
from leadmatch.site.sitemap import add_sitemap
from leadmatch.site.today import today
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.language_prefix import PREFIXES
from leadmatch.web.problem_pages import problem_texts

_PAGES_NOT_FOR_ROBOTS = ("/programs?", "/inquire", "/receipts/")
_NOT_FOR_ROBOTS = ("/api/", *(prefix + each for prefix in PREFIXES.values() for each in _PAGES_NOT_FOR_ROBOTS))
_ROBOTS = "\n".join(("User-agent: *", *(f"Disallow: {each}" for each in _NOT_FOR_ROBOTS), "Sitemap: {}/sitemap.xml\n"))


def register_site(
    app: Flask, catalogue: LiveCatalogue, placements: Placements, desk: Desk, *, contact_email: str
) -> None:
    """Add the guide site to `app`: every page once in each language, and once the files that have none.

    Args:
        app: its pages of one language stand under a prefix of their own, those of the first one under none.
        catalogue: the release being served.
        placements: what sponsors have bought.
        desk: where forms of inquiries are handed out and taken in.
        contact_email: where readers can write to; empty where nowhere.
    """
    pages = _pages(catalogue, placements, desk, contact_email=contact_email)
    for each, prefix in PREFIXES.items():
        app.register_blueprint(pages, name=f"site_{each}" if prefix else "site", url_prefix=prefix or None)
    app.register_blueprint(_files(catalogue, base_url=desk.base_url))


def _pages(catalogue: LiveCatalogue, placements: Placements, desk: Desk, *, contact_email: str) -> Blueprint:
    base_url = desk.base_url
    blueprint = Blueprint("site", __name__, template_folder="templates")
    declare_guard(blueprint, "public", serves="pages")
    add_guide_page(blueprint)
    _add_search(blueprint, catalogue, placements)
    add_compare_pages(blueprint, catalogue, placements)
    add_program_page(blueprint, catalogue, placements, base_url=base_url)
    add_school_file_pages(blueprint, catalogue)
    add_inquire_page(blueprint, desk)
    add_receipt_pages(blueprint, desk.intake)
    _add_texts(blueprint, retention_years=desk.intake.retention_years)
    blueprint.add_app_template_global(at)
    hand_on(blueprint, desk.visits)

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
            "base_url": base_url,
            "own_address": base_url + quote(request.path),
            "page_languages": page_languages(),
            "query_as_asked": query_as_asked(),
        }

    return blueprint


def _files(catalogue: LiveCatalogue, *, base_url: str) -> Blueprint:
    blueprint = Blueprint("site_files", __name__)
    declare_guard(blueprint, "public", serves="pages")
    add_sitemap(blueprint, catalogue, base_url=base_url)
    for each, prefix in PREFIXES.items():
        if prefix:
            _add_way_in(blueprint, each, prefix)

    @blueprint.get("/static/<name>")
    def static(name: str) -> Response:
        response = asset_response(name, request.args.get("v"))
        response.make_conditional(request)
        return response

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        return kept(Response(_ROBOTS.format(base_url), content_type="text/plain; charset=utf-8"), KEEP)

    return blueprint


def _add_way_in(blueprint: Blueprint, language: str, prefix: str) -> None:
    """Lead from the prefix of a language alone, as people type it, to its first page."""

    @blueprint.get(prefix, endpoint=f"way_into_{language}")
    def way_in() -> Response:
        # Not left to the router, which would send people to the host that a proxy asked for.
        response = redirect(f"{prefix}/{query_as_asked()}", HTTPStatus.PERMANENT_REDIRECT)
        return kept(response, KEEP)  # type: ignore[arg-type]  # Flask's own


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
