"""The use case of search: one function that the page, the API and the embed call (rule S0)."""

from typing import NamedTuple

from leadmatch.geo.gazetteer import Gazetteer, Place
from leadmatch.search.facets import FacetValue, facets
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Match, Matches, find_matches
from leadmatch.search.placements import MAX_PLACEMENTS, Placement, Placements
from leadmatch.search.query import ProgramQuery
from leadmatch.search.relaxation import Suggestion, suggestions


class Sponsored(NamedTuple):
    """A placement with the match that it shows and that match's place in the organic order."""

    placement: Placement
    match: Match
    organic_rank: int


class SearchPage(NamedTuple):
    """One page of an answer, sponsors apart from the organic order."""

    query: ProgramQuery
    place: Place
    matches: Matches
    organic: list[Match]
    sponsored: list[Sponsored]
    excluded: dict[str, int]
    facets: dict[str, list[FacetValue]] | None
    suggestions: list[Suggestion]
    geodata_notice: str | None
    inquiry_links: dict[str, str]


def search_programs(
    query: ProgramQuery, *, index: CatalogueIndex, gazetteer: Gazetteer, placements: Placements
) -> SearchPage:
    """Return the programs that answer `query`.

    Raises:
        UnknownZipCodeError: neither the ZIP nor its three-digit prefix is on file.
    """
    place = gazetteer.locate(query.zip)
    matches = find_matches(index, place, query)
    organic = matches.page()
    sponsored = _sponsored(matches, placements) if query.sponsored else []
    shown = [*organic, *(each.match for each in sponsored)]
    return SearchPage(
        query=query,
        place=place,
        matches=matches,
        organic=organic,
        sponsored=sponsored,
        excluded=matches.excluded(),
        facets=facets(matches) if query.facets else None,
        suggestions=suggestions(matches, place),
        geodata_notice=gazetteer.notice,
        inquiry_links=dict(placements.inquiry_links(matches, shown)),
    )


def _sponsored(matches: Matches, placements: Placements) -> list[Sponsored]:
    slots: dict[str, Sponsored] = {}
    for placement in placements.for_matches(matches, limit=MAX_PLACEMENTS):
        match = matches.find(placement.program_id)
        if match is not None and placement.program_id not in slots:
            slots[placement.program_id] = Sponsored(placement, match, matches.place_of(match))
    return list(slots.values())[:MAX_PLACEMENTS]
