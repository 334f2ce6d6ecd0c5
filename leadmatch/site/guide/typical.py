"""What programs like this one typically cost, to stand beside what this one costs (rule C7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadmatch.guide.facts import GuideSource, TypicalCredential
from leadmatch.guide.facts_file import guide_facts
from leadmatch.kernel.messages import later
from leadmatch.site.guide.words import length_words, span_words
from leadmatch.site.languages import gettext

Item = Mapping[str, Any]

# Which levels of the guide a program of a catalogue's level can be.
_LEVELS = {
    "certificate": ("certificate",),
    "diploma": ("diploma",),
    "certificate_or_diploma": ("certificate", "diploma"),
    "associate": ("associate",),
}
_WORDS = {
    "certificate": later("Typical certificate: %(amount)s (%(length)s)"),
    "diploma": later("Typical diploma: %(amount)s (%(length)s)"),
    "associate": later("Typical associate degree: %(amount)s (%(length)s)"),
}


@dataclass(frozen=True, slots=True)
class TypicalCost:
    """What a level typically costs, in words: ``Typical certificate: $1,500 to $3,000 (under 1 year)``."""

    words: str
    source: GuideSource


def typical_costs(item: Item) -> tuple[TypicalCost, ...]:
    """Return what is typical of the program's level, or of both where the source does not tell which it is.

    Only the guide's own field has such figures, and not for every level: then there is nothing to say.
    """
    facts = guide_facts()
    if item["field"] != facts.field:
        return ()
    found = (facts.typical(level) for level in _LEVELS.get(item["credential"], ()))
    return tuple(TypicalCost(_words(each), each.source) for each in found if each is not None)


def _words(typical: TypicalCredential) -> str:
    return gettext(_WORDS[typical.credential], amount=span_words(*typical.cost_cents), length=length_words(typical))
