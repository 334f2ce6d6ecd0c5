"""What a search with a test key shows in place of sponsors: programs of the sandbox, by the rules of any search."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

import orjson

from leadmatch.geo.gazetteer import Place
from leadmatch.kernel.ids import stable_id
from leadmatch.search.answer import SandboxSlots, page_json
from leadmatch.search.build import index_in_memory
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import find_matches
from leadmatch.search.placements import MAX_PLACEMENTS
from leadmatch.search.query import ProgramQuery
from leadmatch.search.sandbox.schools import HOME, SANDBOX_PROGRAMS, SOURCES
from leadmatch.search.service import SearchPage

Item = Mapping[str, Any]
NOTICE: Final = {
    "code": "sandbox",
    "text": "Test mode: the sponsored schools are made up, and an inquiry to them goes nowhere. They teach billing and "
    "coding, and medical assisting. The list of programs is the real one.",
}


@cache
def sandbox_index() -> CatalogueIndex:
    """Return the programs of the sandbox, ready to be searched; made once per process."""
    return index_in_memory(SANDBOX_PROGRAMS, SOURCES, stable_id("rel", "sandbox"))


def sandbox_slots(page: SearchPage) -> SandboxSlots:
    """Return what to show beside an answer to a test key.

    The sandbox stands wherever is asked: it is searched from its own middle as if that were the place of the ZIP code.

    Args:
        page: the answer, without sponsors.
    """
    query, place = page.query, page.place
    items = _items(query, place) if query.sponsored else []
    for rank, item in enumerate(items, page.matches.total + 1):
        if item["campus"] is not None:
            item["campus"] = _moved(item["campus"], place)
        words = f"{item['school']['name']} is made up. Where it stands, a school would pay to appear."
        label = {"id": stable_id("plc", "sandbox", item["id"]), "label": "Sponsored", "disclosure": words}
        # It has no place in the organic order, so it is counted behind all that have one.
        item |= {"placement": label, "organic_rank": rank}
    return SandboxSlots(items, {item["id"]: f"/inquire?program={item['id']}" for item in items}, NOTICE)


def _items(query: ProgramQuery, place: Place) -> list[dict[str, Any]]:
    # A campus needs a state to be in; where the ZIP code names none, only what is online is left.
    has_ground = place.point is not None and place.state is not None
    latitude, longitude = HOME if has_ground else (None, None)
    nearest = replace(query, sort="distance", page=1, per_page=MAX_PLACEMENTS, facets=False)
    matches = find_matches(sandbox_index(), place._replace(latitude=latitude, longitude=longitude), nearest)
    found = SearchPage(
        query=nearest,
        place=place,
        matches=matches,
        organic=matches.page(),
        sponsored=[],
        excluded={},
        facets=None,
        suggestions=[],
        geodata_notice=None,
        inquiry_links={},
    )
    items: list[dict[str, Any]] = orjson.loads(page_json(found))["programs"]
    return items


def _moved(campus: Item, place: Place) -> dict[str, Any]:
    """Return a campus as far north or south of a place as it is of its home."""
    assert place.latitude is not None  # noqa: S101  # a campus is found only from a place with a point
    return {
        **campus,
        "city": place.city or campus["city"],
        "state": place.state,
        "zip": place.zip_code,
        "latitude": round(place.latitude + campus["latitude"] - HOME[0], 6),
        "longitude": place.longitude,
    }
