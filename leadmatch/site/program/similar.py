"""Other programs of the same field near by: the first of the very list that a search shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from leadmatch.geo.zip_code import UnknownZipCodeError
from leadmatch.search.answer import page_json
from leadmatch.search.live import Serving
from leadmatch.search.placements import Placements
from leadmatch.search.query import ProgramQuery
from leadmatch.search.service import search_programs
from leadmatch.site.addresses import search_address
from leadmatch.site.cards import Card, card
from leadmatch.site.field_words import field_words
from leadmatch.site.figures import count, radius
from leadmatch.site.languages import gettext, ngettext

Item = Mapping[str, Any]

MAX_SIMILAR = 4


@dataclass(frozen=True, slots=True)
class Similar:
    """Programs near by, and the search that finds all of them.

    Args:
        reach: how many there are, and how far was looked.
    """

    heading: str
    reach: str
    cards: tuple[Card, ...]
    search_address: str


def similar(
    item: Item, zip_code: str, serving: Serving, placements: Placements, *, today: date, is_visitors: bool = True
) -> Similar | None:
    """Return the nearest other programs of the same field; None where the place of the ZIP code is not known.

    Args:
        item: the program, which is left out.
        zip_code: the visitor's, or that of the campus.
        serving: the release that the program comes from.
        placements: who takes inquiries; no sponsored slot is asked for.
        today: start dates before it are past.
        is_visitors: whether the ZIP code is the visitor's; the campus's does not go along as if it were.
    """
    query = ProgramQuery(zip=zip_code, field=(item["field"],), per_page=MAX_SIMILAR + 1, sponsored=False)
    try:
        found = search_programs(query, index=serving.current, gazetteer=serving.gazetteer, placements=placements)
    except UnknownZipCodeError:
        return None
    answer = orjson.loads(page_json(found))
    others = [each for each in answer["programs"] if each["id"] != item["id"]][:MAX_SIMILAR]
    return Similar(
        heading=gettext("Similar programs near %(zip_code)s", zip_code=zip_code),
        reach=_reach(answer, item["field"], is_alone=not others),
        cards=tuple(card(each, answer, today=today, zip_code=None if is_visitors else "") for each in others),
        search_address=search_address({"zip": [zip_code], "field": [item["field"]]}),
    )


def _reach(answer: Item, field: str, *, is_alone: bool) -> str:
    miles, total = answer["query"]["radius_miles"], answer["pagination"]["total"]
    if is_alone and miles is None:
        return gettext("No other program in %(field)s is open to you online.", field=field_words(field))
    if is_alone:
        return gettext(
            "No other program in %(field)s is within %(miles)s miles or online.",
            field=field_words(field),
            miles=radius(miles),
        )
    if miles is None:
        return gettext("Online programs in %(field)s.", field=field_words(field))
    return ngettext(
        "The nearest of %(count)s program in %(field)s within %(miles)s miles or online.",
        "The nearest of %(count)s programs in %(field)s within %(miles)s miles or online.",
        total,
        count=count(total),
        field=field_words(field),
        miles=radius(miles),
    )
