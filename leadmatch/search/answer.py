"""A page of results as the JSON of SPEC 8, put together from prebuilt fragments."""

import dataclasses
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import orjson

from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Rows
from leadmatch.search.explain import Fact, facts, have
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Match
from leadmatch.search.query import FILTERS, ProgramQuery
from leadmatch.search.service import SearchPage, Sponsored

_QUERY_NAMES = tuple(each.name for each in dataclasses.fields(ProgramQuery))
_query_values = attrgetter(*_QUERY_NAMES)
_filter_values = attrgetter(*FILTERS, "include_unknown")
_NEAR = b',"distance_miles":'


class SandboxSlots(NamedTuple):
    """What an answer to a test key holds in place of what sponsors have bought.

    Args:
        sponsored: items with their placements.
        inquiry_links: by program id, the address of the form.
        notice: that this is test mode.
    """

    sponsored: list[dict[str, Any]]
    inquiry_links: dict[str, str]
    notice: dict[str, str]


def page_json(page: SearchPage, *, attribution: str | None = None, sandbox: SandboxSlots | None = None) -> bytes:
    """Return the whole answer.

    Args:
        page: what was found.
        attribution: the token of the partner that asked; None without one, and then the answer says nothing of it.
        sandbox: for a test key; None for everybody else.
    """
    programs = _items(page, page.organic, [b"}"] * len(page.organic))
    sponsored = _items(page, [each.match for each in page.sponsored], [_placement(each) for each in page.sponsored])
    rest = _rest(page)
    if attribution is not None:
        rest["attribution"] = attribution
    if sandbox is not None:
        sponsored = [orjson.dumps(sandbox.sponsored)[1:-1]]
        rest["inquiry_links"] = sandbox.inquiry_links
        rest["notices"].append(sandbox.notice)
    written = orjson.dumps(rest)
    return b"".join((b'{"sponsored":[', *sponsored, b'],"programs":[', *programs, b"],", written[1:]))


def program_json(index: CatalogueIndex, row: int) -> bytes:
    """Return one program, whole, as it is apart from any search."""
    return b"".join((*index.fragments(row), b',"distance_miles":null,"state_availability":null,"why":[]}'))


def _rest(page: SearchPage) -> dict[str, Any]:
    matches = page.matches
    query, place = page.query, page.place
    rest: dict[str, Any] = {
        "query": dict(zip(_QUERY_NAMES, _query_values(query), strict=True))
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


def _items(page: SearchPage, found: list[Match], endings: list[bytes]) -> list[bytes | memoryview]:
    """Return the pieces of items: what is constant about each program, then what this query knows of it."""
    if not found:
        return []
    index, place = page.matches.index, page.place
    rows = [match.row for match in found]
    matched = _matched(page, rows)
    before, after = _nearness_words(place)
    online: list[bytes] = []
    pieces: list[bytes | memoryview] = []
    for at, match in enumerate(found):
        own, common = index.fragments(match.row)
        if match.distance_miles is not None:
            miles = b"%.1f" % match.distance_miles
            pieces += (b",", own, common, _NEAR, miles, before, miles, after, matched[at], endings[at])
        else:
            online = online or _online_words(index, rows, place)
            pieces += (b",", own, common, online[at], matched[at], endings[at])
    return pieces[1:]


def _nearness_words(place: Place) -> tuple[bytes, bytes]:
    """Return what stands before and after the miles of a nearness reason."""
    if place.precision == "zip3":
        about, where = "About ", f"the middle of the {place.zip_code[:3]} area"
    else:
        about, where = "", place.zip_code
    before = f',"state_availability":null,"why":[{{"code":"distance","text":"{about}'
    return before.encode(), f' miles from {where}"}}'.encode()


def _online_words(index: CatalogueIndex, rows: list[int], place: Place) -> list[bytes]:
    where = f"in {place.state}" if place.state and place.kind != "military" else "where you live"
    words = [
        b',"distance_miles":null,"state_availability":"%b","why":[%b'
        % (availability, orjson.dumps({"code": "online", "text": text}))
        for availability, text in (
            (b"confirm", f"Online; ask the school whether it enrolls students {where}"),
            (b"open", f"Online and open to students in {place.state}"),
        )
    ]
    if place.state is None:
        return [words[0]] * len(rows)
    return [words[is_open] for is_open in have(index, np.array(rows, dtype=np.int32), "open_to", place.state).tolist()]


def _matched(page: SearchPage, rows: list[int]) -> list[bytes]:
    """Return for each row the facts that matched, as the rest of its list of reasons."""
    query, index = page.query, page.matches.index
    known: list[tuple[Fact, bytes]] = index.wording.recall(_filter_values(query), lambda: _worded(query, index))
    if all(fact.kind is None for fact, _ in known):
        return [b"".join([*(text for _, text in known), b"]"])] * len(rows)
    found: list[list[bytes]] = [[] for _ in rows]
    of_rows = np.array(rows, dtype=np.int32)
    for fact, text in known:
        for each, has in zip(found, _who(index, of_rows, fact), strict=True):
            if has:
                each.append(text)
    return [b"".join((*each, b"]")) for each in found]


def _worded(query: ProgramQuery, index: CatalogueIndex) -> list[tuple[Fact, bytes]]:
    return [(fact, b"," + orjson.dumps(fact.reason._asdict())) for fact in facts(query, index)]


def _who(index: CatalogueIndex, rows: Rows, fact: Fact) -> list[bool]:
    if fact.kind is None:
        return [True] * rows.size
    return [has is not fact.is_absence for has in have(index, rows, fact.kind, fact.value).tolist()]


def _placement(sponsored: Sponsored) -> bytes:
    placement = sponsored.placement
    label = {"id": placement.id, "label": "Sponsored", "disclosure": placement.disclosure}
    return b"," + orjson.dumps({"placement": label, "organic_rank": sponsored.organic_rank})[1:]
