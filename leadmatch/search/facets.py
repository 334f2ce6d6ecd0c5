"""How many programs each value of a filter would give (rule S9)."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.search.bitmap import count
from leadmatch.search.collecting import COST_BANDS
from leadmatch.search.matches import Matches, find_matches
from leadmatch.search.query import FORMATS


class FacetValue(NamedTuple):
    """One value of a facet and the programs that have it."""

    value: str
    programs: int


# The filter that each facet leaves out.
_OWN_FILTER = {
    "credential": "credential",
    "format": "format",
    "field": "field",
    "accreditor": "accreditor",
    "cost_band": "max_cost_usd",
}


def facets(matches: Matches) -> dict[str, list[FacetValue]]:
    """Return the counts of each facet, each computed without its own filter, within the same radius."""
    vocabulary = matches.index.vocabulary
    values = {
        "credential": [*CREDENTIAL_LABELS],
        "format": [*FORMATS],
        "field": [field for field in FIELD_LABELS if field in vocabulary["fields"]],
        "accreditor": sorted(vocabulary["accreditors"]),
        "cost_band": [*COST_BANDS],
    }
    return {name: _counts(_without_own_filter(matches, name), name, values[name]) for name in values}


def _without_own_filter(matches: Matches, name: str) -> Matches:
    own_filter = _OWN_FILTER[name]
    if own_filter not in matches.query.filters():
        return matches
    query = replace(matches.query.without(own_filter), radius_miles=matches.radius_miles)
    return find_matches(matches.index, matches.around.place, query)


def _counts(matches: Matches, name: str, values: list[str]) -> list[FacetValue]:
    filled = np.flatnonzero(matches.candidates.words)
    words, places = matches.candidates.words[filled], matches.around.words[filled]
    return [FacetValue(value, count(matches.index.union(name, (value,)).take(places) & words)) for value in values]
