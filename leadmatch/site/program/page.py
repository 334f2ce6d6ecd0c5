"""Everything that the page of one program shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.site.addresses import at
from leadmatch.site.cards import Summary, summary
from leadmatch.site.costs import source_words
from leadmatch.site.languages import gettext
from leadmatch.site.program.headline import page_description, page_title
from leadmatch.site.program.json_ld import data_block, program_json_ld
from leadmatch.site.program.sections import Section, enrolling, length, outcome, teaching, what, where
from leadmatch.site.program.visitor import Visitor, distance_words, visitor_of

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProgramPage:
    """One program as its page says it.

    Args:
        title: for the title of the page, like `description` made for lists of search results.
        visitor: who looks at it, where a search led here.
        near: how far it is from the visitor; None where that cannot be said.
        notices: what must be known before all else.
        after_cost: the sections between cost and accreditation; `at_last`: those below it.
        sources: title and time of each.
        json_ld: the program as schema.org data; None for a made-up one.
    """

    title: str
    description: str
    summary: Summary
    visitor: Visitor | None
    near: str | None
    notices: tuple[str, ...]
    after_cost: tuple[Section, ...]
    at_last: tuple[Section, ...]
    sources: tuple[str, ...]
    json_ld: Markup | None


def program_page(item: Item, zip_given: str, gazetteer: Gazetteer, *, base_url: str, today: date) -> ProgramPage:
    """Return the page of a program.

    Args:
        item: the program, as the API shows it.
        zip_given: the ZIP code in the address of the page, as typed; it need not be one.
        gazetteer: the places.
        base_url: public address of the site, without a slash at the end.
        today: start dates before it are past.
    """
    visitor = visitor_of(zip_given, item, gazetteer)
    is_example = item["school"]["is_demo"]
    data = None if is_example else program_json_ld(item, base_url + at(item["links"]["page"]), today=today)
    return ProgramPage(
        title=page_title(item),
        description=page_description(item),
        summary=summary(item),
        visitor=visitor,
        near=distance_words(visitor) if visitor else None,
        notices=tuple(_notices(item)),
        after_cost=(length(item, today), teaching(item), where(item, visitor)),
        at_last=(outcome(item), enrolling(item, visitor), what(item)),
        sources=tuple(source_words(item, each["id"]) for each in item["sources"]),
        json_ld=data_block(data) if data else None,
    )


def _notices(item: Item) -> list[str]:
    if item["school"]["is_demo"]:
        return [gettext("This school is made up, to show how the site works.")]
    of_school = [each["current"] for each in item["accreditation"] if each["kind"] == "institutional"]
    if True in of_school:
        return []
    if False in of_school:
        return [
            gettext(
                "Searches leave this program out: the accreditation of its school, or the recognition of who gave it, "
                "has ended. Ask the school who accredits it today before you pay anything."
            )
        ]
    return [
        gettext(
            "Searches leave this program out unless you ask for programs without accreditation on file: none that "
            "is current is on file for its school. Ask the school who accredits it before you pay anything."
        )
    ]
