"""What a comparison says of one program: the facts of its page, in the order in which people weigh them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from leadmatch.site.costs import cost_words
from leadmatch.site.languages import gettext
from leadmatch.site.program.sections import enrolling, length, outcome, teaching, what, where
from leadmatch.site.program.visitor import Visitor
from leadmatch.site.program_facts import FactLine, accreditors

Item = Mapping[str, Any]


def compared_facts(item: Item, visitor: Visitor | None, today: date) -> list[FactLine]:
    """Return every fact of a program that a comparison shows.

    Args:
        item: the program.
        visitor: who compares, where a ZIP code is given.
        today: start dates before it are past.
    """
    on_the_program_s_page_alone = {gettext("Coordinates"), gettext("School")}
    places = where(item, visitor).lines
    if visitor and item["campus"] is None:
        places = (*places, FactLine(gettext("Distance"), gettext("none: it is online")))
    lines = [
        *_costs(item),
        *length(item, today).lines,
        *places,
        *teaching(item).lines,
        _accreditation(item),
        *outcome(item).lines,
        *enrolling(item, visitor).lines,
        *what(item).lines,
    ]
    return [line for line in lines if line.label not in on_the_program_s_page_alone]


def _costs(item: Item) -> Iterator[FactLine]:
    cost = cost_words(item)
    yield FactLine(gettext("Cost"), cost.line, cost.is_known, cost.source, cost.explanation)
    for label, amount in cost.rows[:-1]:  # the last is the total
        yield FactLine(label, amount, source=cost.source)


def _accreditation(item: Item) -> FactLine:
    label = gettext("Accreditor")
    found = accreditors(item)
    if not found:
        return FactLine(label, gettext("No accreditation on file"), is_known=False)
    words = "; ".join(f"{each.name}, {each.kind}: {each.status}" for each in found)
    sources = "; ".join(dict.fromkeys(each.source for each in found))
    return FactLine(label, words, is_known=any(each.is_current for each in found), source=sources)
