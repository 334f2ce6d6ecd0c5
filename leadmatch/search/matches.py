"""The answer to a query before it is written down: who matches, in which order, how many are left out."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from leadmatch.geo.distance import miles_of_squared_chord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Words, count
from leadmatch.search.filters import Criterion, Verdict, judge_whole_index, limits
from leadmatch.search.index import ONLINE_NEARNESS, CatalogueIndex, row_words
from leadmatch.search.ordering import Candidates, Page, page_by_distance, page_by_key, place_by_distance, place_by_key
from leadmatch.search.query import ProgramQuery
from leadmatch.search.radius import RADIUS_STEPS_MILES, Surroundings, choose_radius, surroundings


class Match(NamedTuple):
    """One program in an answer; `distance_miles` is unrounded, and None for one that is offered online only."""

    row: int
    distance_miles: float | None


@dataclass(frozen=True, slots=True)
class Matches:
    """All programs that answer a query.

    Args:
        radius_miles: the radius that was used; None at a place without a point.
        radius_chosen: whether rule S2 chose it.
        around: the words in which matches can be.
        left_out: for each `what`, the rows that fail only because it is unknown.
        candidates: the matches, over these words.
        total: how many match.
    """

    query: ProgramQuery
    index: CatalogueIndex
    radius_miles: float | None
    radius_chosen: bool
    around: Surroundings
    left_out: dict[str, Words]
    candidates: Candidates
    total: int

    def page(self) -> list[Match]:
        """Return the matches of the page that the query asks for, in order."""
        start = (self.query.page - 1) * self.query.per_page
        if start >= self.total:
            return []
        rows, nearness = self._ordered(start, min(start + self.query.per_page, self.total))
        return [Match(row, _miles(near)) for row, near in zip(rows, nearness, strict=True)]

    def find(self, program_id: str) -> Match | None:
        """Return the match of one program, or None where it does not match."""
        for row in self.index.rows_of(program_id):
            word = self._word_of(row)
            if word >= 0 and self._holds(row, word):
                return Match(row, _miles(float(self.around.nearness[word])))
        return None

    def place_of(self, match: Match) -> int:
        """Return the 1-based place of a match of this answer in the order of the query, over all pages."""
        nearness = float(self.around.nearness[self._word_of(match.row)])
        if self.query.sort == "distance":
            return 1 + place_by_distance(self.candidates, match.row, nearness)
        key = self.index.keys[self.query.sort].over(self.around.words)
        return 1 + place_by_key(self.candidates, key, match.row, nearness)

    def excluded(self) -> dict[str, int]:
        """Return for each value that a filter asks about how many fail only because it is unknown (rule S5)."""
        return {what: count(words) for what, words in self.left_out.items()}

    def _ordered(self, start: int, stop: int) -> Page:
        if self.query.sort == "distance":
            return page_by_distance(self.candidates, start, stop)
        filled = self.candidates.words.nonzero()[0]
        key = self.index.keys[self.query.sort].over(self.around.words.take(filled))
        return page_by_key(self.candidates.part(filled), key, start, stop)

    def _holds(self, row: int, word: int) -> bool:
        bit = row - int(self.candidates.first_rows[word])
        return bool(int(self.candidates.words[word]) >> bit & 1)

    def _word_of(self, row: int) -> int:
        """Return the place of a row's word among those around; -1 where it is out of reach."""
        word = row_words(self.index.arrays["word_first_rows"], np.array([row], dtype=np.int32))
        found = (self.around.words == word).nonzero()[0]
        return int(found[0]) if found.size else -1


def find_matches(index: CatalogueIndex, place: Place, query: ProgramQuery) -> Matches:
    """Return everything in a release that answers a query from a place (rules S2 to S5)."""
    has_point = place.point is not None
    radius_miles = query.radius_miles if has_point else None
    chooses = has_point and radius_miles is None
    if chooses:
        around, verdict = _judged_around(index, place, query, RADIUS_STEPS_MILES[-1])
        radius_miles = choose_radius(around, verdict.passes)
    around, verdict = _judged_around(index, place, query, radius_miles)
    verdict = verdict.joined(Criterion(around.reach))
    return Matches(
        query=query,
        index=index,
        radius_miles=radius_miles,
        radius_chosen=chooses,
        around=around,
        left_out=verdict.unknown,
        candidates=Candidates(verdict.passes, around.nearness, around.first_rows, index.arrays["name_ranks"]),
        total=count(verdict.passes),
    )


def _judged_around(
    index: CatalogueIndex, place: Place, query: ProgramQuery, radius_miles: float | None
) -> tuple[Surroundings, Verdict]:
    verdict, possible = judge_whole_index(query, index)
    around = surroundings(index, place, radius_miles, possible)
    verdict = verdict.over(around.words)
    for criterion in limits(query, index, around.words, verdict):
        verdict = verdict.joined(criterion)
    return around, verdict


def _miles(nearness: float) -> float | None:
    # For showing; whether a campus is within a radius is decided in `radius`, on `distance_miles` where it is close.
    return None if nearness >= ONLINE_NEARNESS else miles_of_squared_chord(nearness)
