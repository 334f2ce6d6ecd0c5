"""The page of results, made of the very answer that the API gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadmatch.search.radius import ENOUGH_NEARBY, RADIUS_STEPS_MILES
from leadmatch.site.addresses import Texts, changed, page_address, texts_of
from leadmatch.site.cards import Card, card
from leadmatch.site.chips import Chip, chips, clear_address, filter_words
from leadmatch.site.figures import count, radius
from leadmatch.site.filter_form import FilterForm, filter_form
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.unknowns import LeftOut, left_out

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its words."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the answer this page is.

    Args:
        position: words such as "Page 2 of 5".
        is_beyond: there are programs, but none so far on.
    """

    position: str
    first: str
    before: str | None
    after: str | None
    is_beyond: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that the page of results shows.

    Args:
        total: words on how many programs match.
        reach: words on how far was looked, and why so far; None where distance plays no part.
    """

    heading: str
    zip_code: str
    total: str
    is_empty: bool
    reach: str | None
    notices: tuple[str, ...]
    chips: tuple[Chip, ...]
    clear_address: str
    form: FilterForm
    sponsored: tuple[Card, ...]
    cards: tuple[Card, ...]
    left_out: tuple[LeftOut, ...]
    suggestions: tuple[Link, ...]
    pages: Pages


def results(answer: Item, *, today: date) -> Results:
    """Return the page of an answer of the API, which was asked for with facets.

    Args:
        answer: the whole answer.
        today: start dates before it are past.
    """
    query, location = answer["query"], answer["location"]
    texts = texts_of(query)
    total = answer["pagination"]["total"]
    return Results(
        heading=_heading(location),
        zip_code=location["zip"],
        total=ngettext("%(count)s program", "%(count)s programs", total, count=count(total)),
        is_empty=total == 0,
        reach=_reach(query),
        notices=tuple(_notice(each, location) for each in answer["notices"]),
        chips=tuple(chips(query, texts)),
        clear_address=clear_address(texts),
        form=filter_form(texts, answer),
        sponsored=tuple(card(each, answer, today=today) for each in answer["sponsored"]),
        cards=tuple(card(each, answer, today=today) for each in answer["programs"]),
        left_out=tuple(left_out(answer["excluded"], texts)),
        suggestions=tuple(_suggestion(each, query, texts) for each in answer["suggestions"]),
        pages=_pages(answer, texts),
    )


def _heading(location: Item) -> str:
    place = location["zip"]
    if location["city"] and location["state"]:
        place = f"{location['city']}, {location['state']} {location['zip']}"
    if location["kind"] == "military":  # its "city" is short for a post office: Apo, Fpo, Dpo
        return gettext("Online programs for %(place)s", place=place.upper())
    return gettext("Programs near %(place)s", place=place)


def _reach(query: Item) -> str | None:
    if query["radius_miles"] is None:
        return None
    miles = radius(query["radius_miles"])
    if not query["radius_chosen"]:
        return gettext("Within %(miles)s miles, as you chose.", miles=miles)
    if query["radius_miles"] < RADIUS_STEPS_MILES[-1]:
        return gettext(
            "%(enough)s or more programs are within %(miles)s miles, so we looked that far.",
            enough=ENOUGH_NEARBY,
            miles=miles,
        )
    return gettext(
        "Fewer than %(enough)s programs are within %(step)s miles, so we looked as far as %(miles)s miles.",
        enough=ENOUGH_NEARBY,
        step=radius(RADIUS_STEPS_MILES[-2]),
        miles=miles,
    )


def _notice(notice: Item, location: Item) -> str:
    if notice["code"] == "military-zip":
        return gettext(
            "This is a military or diplomatic ZIP code, which has no place on the map: only online programs are listed."
        )
    if notice["code"] == "approximate-location":
        return gettext(
            "ZIP code %(zip_code)s is not on file. Distances are from the middle of the area whose ZIP codes begin "
            "with %(prefix)s.",
            zip_code=location["zip"],
            prefix=location["zip"][:3],
        )
    if notice["code"] == "geodata-attribution":
        return gettext(
            "ZIP code locations: GeoNames (geonames.org), CC BY 4.0; several points of one ZIP code are averaged."
        )
    text: str = notice["text"]
    return text


def _suggestion(suggestion: Item, query: Item, texts: Texts) -> Link:
    (name, value), *_ = suggestion["change"].items()
    number = suggestion["count"]
    address = changed(texts, **{name: None if value is None else str(value)})
    if value is not None:
        words = ngettext(
            "Look within %(miles)s miles: %(count)s program",
            "Look within %(miles)s miles: %(count)s programs",
            number,
            miles=radius(value),
            count=count(number),
        )
    else:
        words = ngettext(
            "Without “%(filter)s”: %(count)s program",
            "Without “%(filter)s”: %(count)s programs",
            number,
            filter=filter_words(name, query),
            count=count(number),
        )
    return Link(words, address)


def _pages(answer: Item, texts: Texts) -> Pages:
    page, pages, release = answer["pagination"]["page"], answer["pagination"]["pages"], answer["release"]
    return Pages(
        position=gettext("Page %(page)s of %(pages)s", page=count(page), pages=count(pages)),
        first=page_address(texts, 1, release),
        before=page_address(texts, page - 1, release) if 1 < page <= pages else None,
        after=page_address(texts, page + 1, release) if page < pages else None,
        is_beyond=page > pages > 0,
    )
