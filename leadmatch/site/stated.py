"""What only schools state of their programs, in the few words that a card has room for."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from leadmatch.catalogue.identity import is_statement_source
from leadmatch.site.figures import count, day, period
from leadmatch.site.languages import gettext
from leadmatch.site.program_facts import coming_starts

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a school states.

    Args:
        facts: one after the other.
        source: who says so, and when.
    """

    facts: tuple[str, ...]
    source: str


def stated(item: Item, today: date) -> Stated | None:
    """Return what the school states of a program; None where it states nothing of the kind.

    Args:
        item: the program.
        today: a start before it is past.
    """
    days = {fact: source["as_of"] for source in item["sources"] for fact in _stated_facts(source)}
    said = {fact: words for fact, words in _facts(item, today) if fact in days}
    if not said:
        return None
    latest = max(days[fact] for fact in said)
    return Stated(tuple(said.values()), gettext("stated by the school, %(day)s", day=period(latest)))


def is_stated(item: Item, fact: str) -> bool:
    """Tell whether it is the school that says this of a program, and not a federal file."""
    return any(fact in _stated_facts(source) for source in item["sources"])


def _stated_facts(source: Item) -> Collection[str]:
    return source["facts"] if is_statement_source(source["id"]) else ()


def _facts(item: Item, today: date) -> Iterator[tuple[str, str]]:
    coming = coming_starts(item, today)
    if coming:
        yield "start_dates", gettext("next start %(day)s", day=day(coming[0]))
    elif item["start_dates"]:
        yield "start_dates", gettext("the start dates on file are past; ask the school")
    if item["credits"]:
        yield "credits", gettext("%(count)s credits", count=count(item["credits"]))
    if item["self_paced"]:
        yield "self_paced", gettext("self-paced")
    if item["externship"] is not None:
        yield "externship", gettext("with an externship") if item["externship"] else gettext("no externship")
    if item["certifications"]:
        exams = ", ".join(item["certifications"])
        yield "certifications", gettext("prepares for %(exams)s", exams=exams)
