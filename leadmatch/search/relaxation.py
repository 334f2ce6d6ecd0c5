"""What one change would help when few programs match (rule S9)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from leadmatch.geo.gazetteer import Place
from leadmatch.search.matches import Matches, find_matches
from leadmatch.search.radius import RADIUS_STEPS_MILES

FEW = 5
MAX_SUGGESTIONS = 3


class Suggestion(NamedTuple):
    """One change of the query, and how many programs it would find; None drops a parameter."""

    change: Mapping[str, int | None]
    total: int


def suggestions(matches: Matches, place: Place) -> list[Suggestion]:
    """Return up to three single changes that find more: wider radius steps first, then dropped filters."""
    if matches.total >= FEW:
        return []
    return list(islice(_helpful(matches, place), MAX_SUGGESTIONS))


def _helpful(matches: Matches, place: Place) -> Iterator[Suggestion]:
    query = matches.query
    for step in RADIUS_STEPS_MILES:
        if matches.radius_miles is not None and step > matches.radius_miles:
            total = find_matches(matches.index, place, replace(query, radius_miles=step)).total
            if total > matches.total:
                yield Suggestion({"radius_miles": step}, total)
    dropped = [
        Suggestion({name: None}, find_matches(matches.index, place, query.without(name)).total)
        for name in query.filters()
    ]
    yield from (each for each in sorted(dropped, key=lambda each: each.total) if each.total > matches.total)
