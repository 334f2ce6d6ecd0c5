"""A program as a card of the list: the questions that people ask, in their order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from leadmatch.site.addresses import at
from leadmatch.site.asking import asking_address
from leadmatch.site.brought import along
from leadmatch.site.costs import CostWords, cost_words
from leadmatch.site.figures import count, distance
from leadmatch.site.languages import gettext
from leadmatch.site.program_facts import (
    Accreditor,
    FactLine,
    OutsideLink,
    accreditors,
    graduates_words,
    months_words,
    outside_link,
    short_fact_lines,
)
from leadmatch.site.program_titles import title_words
from leadmatch.site.reasons import reasons
from leadmatch.site.stated import Stated, stated
from leadmatch.site.wording import control_words, formats_words

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the card and the page of a program share.

    Args:
        school_line: name, who runs it, where.
        is_example: the school is made up, for demonstration.
        facts: format, length and graduates: words, and whether they are known.
    """

    title: str
    school_line: tuple[str, ...]
    is_example: bool
    cost: CostWords
    facts: tuple[tuple[str, bool], ...]
    accreditors: tuple[Accreditor, ...]
    school_link: OutsideLink | None


@dataclass(frozen=True, slots=True)
class Card:
    """One program of an answer.

    Args:
        program_id: of the program; the card's place on the page is named after it.
        address: of the program's page; it takes the ZIP code along.
        near: how far it is; None where nobody asked from where.
        lines: the facts that the card shows, each with its source.
        stated: what only the school says of it; None where it says nothing of the kind.
        inquiry_address: of the form that asks the school; None where the school takes no inquiries here.
        disclosure: for a sponsored card, what "Sponsored" means.
        organic_place: for a sponsored card, where it stands in the list that no sponsor changes.
    """

    program_id: str
    summary: Summary
    address: str
    near: str | None
    reasons: tuple[str, ...]
    lines: tuple[FactLine, ...]
    stated: Stated | None
    inquiry_address: str | None
    disclosure: str | None = None
    organic_place: str | None = None


def summary(item: Item) -> Summary:
    """Return what is to be said of a program anywhere."""
    school, campus = item["school"], item["campus"]
    place = f"{campus['city']}, {campus['state']}" if campus else None
    facts = [(formats_words(item["formats"], item["formats_unknown"]), bool(item["formats"]))]
    if item["length_months"]:
        facts.append((months_words(item["length_months"]), True))
    facts.append(graduates_words(item))
    return Summary(
        title=title_words(item),
        school_line=tuple(filter(None, (school["name"], control_words(school["control"]), place))),
        is_example=school["is_demo"],
        cost=cost_words(item),
        facts=tuple(facts),
        accreditors=tuple(accreditors(item)),
        school_link=outside_link(item["links"]["school"]),
    )


def card(item: Item, answer: Item, *, today: date, zip_code: str | None = None) -> Card:
    """Return the card of one program of an answer, sponsored or not.

    Args:
        item: the program.
        answer: the whole answer.
        today: start dates before it are past.
        zip_code: the visitor's, empty where it is not known; that of the search if not given.
    """
    query = answer["query"]
    zip_code = answer["location"]["zip"] if zip_code is None else zip_code
    link = answer["inquiry_links"].get(item["id"])
    placement = item.get("placement")
    miles = item["distance_miles"]
    rank = None
    if placement:
        rank = gettext("It is number %(place)s in the list below.", place=count(item["organic_rank"]))
    return Card(
        program_id=item["id"],
        summary=summary(item),
        address=program_address(item, zip_code),
        near=gettext("Online") if miles is None else gettext("%(miles)s miles", miles=distance(miles)),
        reasons=tuple(reasons(item, answer)),
        lines=short_fact_lines(item),
        stated=stated(item, today),
        inquiry_address=asking_address(link, zip_code, query["placement"], query["sub_id"]),
        disclosure=gettext("%(school)s pays to appear here.", school=item["school"]["name"]) if placement else None,
        organic_place=rank,
    )


def program_address(item: Item, zip_code: str) -> str:
    """Return the address of a program's page; it takes the ZIP code along where there is one."""
    page = at(item["links"]["page"])
    return along(f"{page}?{urlencode({'zip': zip_code})}" if zip_code else page)
