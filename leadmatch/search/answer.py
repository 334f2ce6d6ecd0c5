"""A page of results as the JSON of SPEC 8, put together from prebuilt fragments."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import orjson

from leadmatch.geo.gazetteer import Place
from leadmatch.search.explain import Reason, open_to_state, reasons
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Match, Matches
from leadmatch.search.query import ProgramQuery
from leadmatch.search.service import SearchPage, Sponsored

_QUERY_NAMES = tuple(each.name for each in dataclasses.fields(ProgramQuery))
_SHOWN_DECIMALS = 1  # rule P5


def page_json(page: SearchPage) -> bytes:
    """Return the whole answer."""
    matches = page.matches
    programs = _items(matches, page.place, page.organic)
    sponsored = _sponsored_items(page)
    rest = orjson.dumps(_rest(page))
    return b'{"sponsored":[%b],"programs":[%b],%b' % (b",".join(sponsored), b",".join(programs), rest[1:])


def program_json(index: CatalogueIndex, row: int) -> bytes:
    """Return one program, whole, as it is apart from any search."""
    return b'%b,"distance_miles":null,"state_availability":null,"why":[]}' % index.fragment(row)


def _rest(page: SearchPage) -> dict[str, Any]:
    matches = page.matches
    query, place = page.query, page.place
    rest: dict[str, Any] = {
        "query": {name: getattr(query, name) for name in _QUERY_NAMES}
        | {"radius_miles": matches.radius_miles, "radius_chosen": matches.radius_chosen},
        "location": {
            "zip": place.zip_code,
            "kind": place.kind,
            "precision": place.precision,
            "city": place.city,
            "state": place.state,
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
        "inquiry_links": page.inquiry_links,
        "pagination": {
            "page": query.page,
            "per_page": query.per_page,
            "total": matches.total,
            "pages": -(-matches.total // query.per_page),
        },
        "suggestions": [{"change": each.change, "count": each.total} for each in page.suggestions],
        "excluded": page.excluded,
        "notices": notices(page),
        "release": matches.index.release,
    }
    if page.facets is not None:
        rest["facets"] = {
            name: [{"value": each.value, "count": each.programs} for each in values]
            for name, values in page.facets.items()
        }
    return rest


def notices(page: SearchPage) -> list[dict[str, str]]:
    """Return what a reader must know about this answer as a whole."""
    found = []
    if page.place.kind == "military":
        text = (
            "This is a military or diplomatic ZIP code, which has no place on the map: only online programs are listed."
        )
        found.append({"code": "military-zip", "text": text})
    if page.place.precision == "zip3":
        text = (
            f"ZIP code {page.place.zip_code} is not on file. Distances are from the middle of the area "
            f"whose ZIP codes begin with {page.place.zip_code[:3]}."
        )
        found.append({"code": "approximate-location", "text": text})
    if page.geodata_notice is not None:
        found.append({"code": "geodata-attribution", "text": page.geodata_notice})
    return found


def _items(matches: Matches, place: Place, found: list[Match]) -> list[bytes]:
    if not found:
        return []
    index = matches.index
    why = reasons(matches, place, found)
    is_open = open_to_state(matches, np.array([match.row for match in found], dtype=np.int32))
    return [
        b'%b,"distance_miles":%b,"state_availability":%b,"why":%b}'
        % (index.fragment(match.row), _distance(match), _availability(match, is_open_here), _why(each))
        for match, each, is_open_here in zip(found, why, is_open, strict=True)
    ]


def _sponsored_items(page: SearchPage) -> list[bytes]:
    items = _items(page.matches, page.place, [each.match for each in page.sponsored])
    return [
        item[:-1] + b"," + orjson.dumps({"placement": _placement(each), "organic_rank": each.organic_rank})[1:]
        for item, each in zip(items, page.sponsored, strict=True)
    ]


def _placement(sponsored: Sponsored) -> dict[str, str]:
    placement = sponsored.placement
    return {"id": placement.id, "label": "Sponsored", "disclosure": placement.disclosure}


def _distance(match: Match) -> bytes:
    return b"null" if match.distance_miles is None else b"%.1f" % round(match.distance_miles, _SHOWN_DECIMALS)


def _availability(match: Match, is_open: bool) -> bytes:  # noqa: FBT001 a fact, not a switch
    if match.distance_miles is not None:
        return b"null"
    return b'"open"' if is_open else b'"confirm"'


def _why(found: Sequence[Reason]) -> bytes:
    return orjson.dumps([{"code": each.code, "text": each.text} for each in found])
