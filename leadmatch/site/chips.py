"""What a search has chosen, as chips that can each be taken away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leadmatch.search.query import FILTERS
from leadmatch.site.addresses import Texts, changed, search_address, without_value
from leadmatch.site.cost_limits import cost_limit_words
from leadmatch.site.field_words import field_words
from leadmatch.site.figures import radius
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.unknowns import included_words
from leadmatch.site.wording import agency_name, credential_words, format_words

Item = Mapping[str, Any]

_CHOSEN = (*FILTERS, "radius_miles", "include_unknown")


@dataclass(frozen=True, slots=True)
class Chip:
    """One chosen filter, and the address of the search without it."""

    words: str
    address: str


def chips(query: Item, texts: Texts) -> list[Chip]:
    """Return a chip for each value that a search has chosen.

    Args:
        query: the parameters as an answer understood them.
        texts: the same as an address holds them.
    """
    return list(_chips(query, texts))


def clear_address(texts: Texts) -> str:
    """Return the address of the search for the same place, with no filter left."""
    return search_address({name: values for name, values in texts.items() if name not in (*_CHOSEN, "page", "release")})


def filter_words(name: str, query: Item) -> str:
    """Return what a filter asks for: its values, said one after the other."""
    if name in _OF_EACH:
        return ", ".join(_OF_EACH[name](each) for each in query[name])
    return _OF_ONE[name](query[name])


def _chips(query: Item, texts: Texts) -> Iterator[Chip]:
    for name in _CHOSEN:
        if name in texts and name in _OF_EACH:
            yield from (Chip(_OF_EACH[name](each), without_value(texts, name, each)) for each in query[name])
        elif name in texts:
            yield Chip(_OF_ONE[name](query[name]), changed(texts, **{name: None}))


def _months_words(months: int) -> str:
    return ngettext("%(months)s month or less", "%(months)s months or less", months, months=months)


_OF_EACH: Mapping[str, Callable[[str], str]] = {
    "field": field_words,
    "credential": credential_words,
    "format": format_words,
    "accreditor": agency_name,
    "certification": lambda exam: gettext("Prepares for %(exam)s", exam=exam),
    "include_unknown": included_words,
}
_OF_ONE: Mapping[str, Callable[[Any], str]] = {
    "self_paced": lambda claim: gettext("Self-paced") if claim else gettext("Not self-paced"),
    "financial_aid": lambda claim: (
        gettext("School can award federal aid") if claim else gettext("School cannot award federal aid")
    ),
    "max_cost_usd": cost_limit_words,
    "max_months": _months_words,
    "school": lambda text: gettext("School name has “%(text)s”", text=text),
    "radius_miles": lambda miles: gettext("Within %(miles)s miles", miles=radius(miles)),
}
