"""How many programs each value of a filter would give (rule S9)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.search.bitmap import count
from leadmatch.search.collecting import COST_BANDS
from leadmatch.search.matches import Matches, find_matches
from leadmatch.search.query import CERTIFICATIONS, FORMATS


class FacetValue(NamedTuple):
    """One value of a facet and the programs that have it."""

    value: str
    programs: int


class _Facet(NamedTuple):
    """How a facet is counted.

    Args:
        own_filter: the one that it leaves out.
        kind: of the sets that it counts.
        values: what the answer calls each, and the sets' own name for it.
    """

    own_filter: str
    kind: str
    values: dict[str, str]


def facets(matches: Matches) -> dict[str, list[FacetValue]]:
    """Return the counts of each facet, each computed without its own filter, within the same radius."""
    vocabulary = matches.index.vocabulary
    counted = {
        "credential": _Facet("credential", "credential", _named(CREDENTIAL_LABELS)),
        "format": _Facet("format", "format", _named(FORMATS)),
        "field": _Facet("field", "field", _named(each for each in FIELD_LABELS if each in vocabulary["fields"])),
        "accreditor": _Facet("accreditor", "accreditor", _named(sorted(vocabulary["accreditors"]))),
        "cost_band": _Facet("max_cost_usd", "cost_band", _named(COST_BANDS)),
        "certification": _Facet("certification", "certification", _named((*CERTIFICATIONS, "unknown"))),
        "self_paced": _Facet("self_paced", "self_paced", _CLAIMS),
        "financial_aid": _Facet("financial_aid", "title_iv", _CLAIMS),
    }
    return {name: _counts(_without(matches, facet.own_filter), facet) for name, facet in counted.items()}


_CLAIMS = {"true": "True", "false": "False", "unknown": "unknown"}


def _named(values: Iterable[str]) -> dict[str, str]:
    return {value: value for value in values}


def _without(matches: Matches, own_filter: str) -> Matches:
    if own_filter not in matches.query.filters():
        return matches
    query = replace(matches.query.without(own_filter), radius_miles=matches.radius_miles)
    return find_matches(matches.index, matches.around.place, query)


def _counts(matches: Matches, facet: _Facet) -> list[FacetValue]:
    filled = np.flatnonzero(matches.candidates.words)
    words, places = matches.candidates.words[filled], matches.around.words[filled]
    return [
        FacetValue(value, count(matches.index.union(facet.kind, (of_set,)).take(places) & words))
        for value, of_set in facet.values.items()
    ]
