"""What a comparison says of one program: the facts of its page, in the order in which people weigh them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadmatch.site.costs import books_words, cost_words, other_words, split_words, tuition_words
from leadmatch.site.languages import gettext
from leadmatch.site.program.sections import (
    aid_line,
    campus_line,
    control_line,
    distance_line,
    eligibility_line,
    is_online_only,
    kind_lines,
    length,
    outcome,
    states_line,
    teaching,
)
from leadmatch.site.program.visitor import Visitor
from leadmatch.site.program_facts import FactLine, accreditors, source_of

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which facts the programs are asked for, beside those that every comparison asks for.

    Args:
        other_costs: exams, equipment and other costs; one of the programs publishes them.
        states: from which online students are taken; one of the programs is online.
    """

    other_costs: bool
    states: bool


def asked_of(items: Sequence[Item]) -> Asked:
    """Return which facts to ask these programs for."""
    return Asked(
        other_costs=any(item["cost"]["other_usd"] is not None for item in items),
        states=any("online" in item["formats"] for item in items),
    )


def compared_facts(item: Item, visitor: Visitor | None, today: date, asked: Asked) -> list[FactLine]:
    """Return the facts of a program that a comparison shows: the same ones, in the same order, of every program.

    Args:
        item: the program.
        visitor: who compares, where a ZIP code is given.
        today: start dates before it are past.
        asked: which facts there are a row for.
    """
    return [
        *_costs(item, asked),
        *length(item, today).lines,
        campus_line(item),
        *((_distance(item, visitor),) if visitor else ()),
        *teaching(item).lines,
        _accreditation(item),
        *outcome(item).lines,
        eligibility_line(item),
        *((_states(item, visitor),) if asked.states else ()),
        aid_line(item),
        *kind_lines(item),
        control_line(item),
    ]


def _costs(item: Item, asked: Asked) -> Iterator[FactLine]:
    cost, words = item["cost"], cost_words(item)
    how = f"{words.explanation} {words.source}" if words.source else None
    yield FactLine(gettext("Cost"), words.line, words.is_known, how, words.caution if how else words.explanation)
    parts = [
        (gettext("Tuition and fees"), "tuition_fees_usd", tuition_words(cost), split_words(cost)),
        (gettext("Books and supplies"), "books_supplies_usd", books_words(cost), None),
    ]
    if asked.other_costs:
        parts.append((gettext("Exams, equipment and other costs"), "other_usd", other_words(cost), None))
    for label, name, value, note in parts:
        is_known = cost[name] is not None
        yield FactLine(label, value, is_known, words.source if is_known else None, note)


def _distance(item: Item, visitor: Visitor) -> FactLine:
    found, label = distance_line(item, visitor), gettext("Distance")
    if found:
        return found
    if is_online_only(item):
        return FactLine(label, gettext("none: it is online"), source=source_of(item, "formats"))
    if item["campus"] is None:
        return FactLine(label, gettext("not published"), is_known=False)
    return FactLine(label, gettext("not known: this ZIP code has no place on the map"), is_known=False)


def _states(item: Item, visitor: Visitor | None) -> FactLine:
    found = states_line(item, visitor)
    if "online" in item["formats"]:
        return found
    if item["formats"] and "online" not in item["formats_unknown"]:
        words = gettext("does not apply: it is not online")
        return FactLine(found.label, words, source=source_of(item, "formats"))
    return FactLine(found.label, gettext("not published, nor whether it is online"), is_known=False)


def _accreditation(item: Item) -> FactLine:
    label = gettext("Accreditor")
    found = accreditors(item)
    if not found:
        return FactLine(label, gettext("No accreditation on file"), is_known=False)
    words = "; ".join(f"{each.name}, {each.kind}: {each.status}" for each in found)
    sources = "; ".join(dict.fromkeys(each.source for each in found))
    return FactLine(label, words, is_known=any(each.is_current for each in found), source=sources)
