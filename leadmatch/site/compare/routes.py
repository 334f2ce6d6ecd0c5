"""The addresses of the pages of picked programs: ``/compare`` and ``/shortlist``."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from leadmatch.search.chosen import choose_programs
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.placements import Placements
from leadmatch.site.compare.page import comparison, listed_cards, picks_page
from leadmatch.site.compare.picks import read_picks
from leadmatch.site.pages import KEEP_BRIEFLY, page
from leadmatch.site.program.visitor import place_of
from leadmatch.site.today import today
from leadmatch.web.query_string import read_parameters


def add_compare_pages(blueprint: Blueprint, catalogue: LiveCatalogue, placements: Placements) -> None:
    """Add the pages of picked programs to the site.

    Args:
        blueprint: of the site.
        catalogue: the release being served.
        placements: who takes inquiries.
    """

    @blueprint.get("/compare")
    def compare() -> Response:
        return _answer("/compare", catalogue, placements)

    @blueprint.get("/shortlist")
    def show_shortlist() -> Response:
        return _answer("/shortlist", catalogue, placements)


def _answer(path: str, catalogue: LiveCatalogue, placements: Placements) -> Response:
    serving = catalogue.serving()
    picks = read_picks(read_parameters(request.query_string))
    chosen = choose_programs(picks.ids, serving)
    links = placements.accepting(serving.current, picks.ids, place_of(picks.zip_code, serving.gazetteer))
    shown = picks_page(path, picks, chosen, serving.gazetteer, links)
    day = today()
    if shown.too_many:
        rest: dict[str, object] = {}
    elif path == "/compare":
        rest = {"table": comparison(chosen, shown.zip_code, serving.gazetteer, today=day)}
    else:
        rest = {"cards": listed_cards(chosen, shown.zip_code, serving.gazetteer, links, today=day)}
    response = page(f"{path[1:]}.html", KEEP_BRIEFLY, shown=shown, **rest)
    if shown.too_many:
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    elif shown.missing and not shown.picked:
        response.status_code = HTTPStatus.NOT_FOUND
    return response
