"""The answer to a query before it is written down: who matches, in which order, how many are left out."""

from dataclasses import dataclass

import numpy as np

from leadmatch.geo.gazetteer import Place
from leadmatch.search import ordering
from leadmatch.search.bitmap import WORD_BITS, Rows, count
from leadmatch.search.filters import (
    Criterion,
    left_out_as_unknown,
    matching,
    possible,
    quick_criteria,
    slow_criteria,
)
from leadmatch.search.index import CatalogueIndex, row_words
from leadmatch.search.query import ProgramQuery
from leadmatch.search.radius import (
    RADIUS_STEPS_MILES,
    Window,
    choose_radius,
    open_window,
    row_distances,
    shrink,
    within_reach,
)


@dataclass(frozen=True, slots=True)
class Match:
    """One program in an answer; `distance_miles` is unrounded, and None for one that is offered online only."""

    row: int
    distance_miles: float | None


@dataclass(frozen=True, slots=True)
class Matches:
    """All programs that answer a query.

    Args:
        radius_miles: the radius that was used; None at a place without a point.
        radius_chosen: whether rule S2 chose it.
        window: the words that hold every match and everything left out as unknown.
        asked: what the query asks, over the window.
        candidates: the matches, over the window.
        total: how many match.
    """

    query: ProgramQuery
    index: CatalogueIndex
    radius_miles: float | None
    radius_chosen: bool
    window: Window
    asked: list[Criterion]
    candidates: ordering.Candidates
    total: int

    def page(self) -> list[Match]:
        """Return the matches of the page that the query asks for, in order."""
        start = (self.query.page - 1) * self.query.per_page
        if start >= self.total:
            return []
        rows = self._ordered(start, min(start + self.query.per_page, self.total))
        return [
            Match(row, distance) for row, distance in zip(rows.tolist(), row_distances(self.window, rows), strict=True)
        ]

    def find(self, program_id: str) -> Match | None:
        """Return the match of one program, or None where it does not match."""
        for row in self.index.rows_of(program_id):
            word = self._word_of(row)
            if word is not None and int(self.candidates.words[word]) >> (row - int(self.window.first_rows[word])) & 1:
                return Match(row, row_distances(self.window, np.array([row], dtype=np.int32))[0])
        return None

    def place_of(self, match: Match) -> int:
        """Return the 1-based place of a match in the order of the query, over all pages."""
        word = self._word_of(match.row)
        nearness = float(self.window.nearness[word])
        if self.query.sort == "distance":
            return 1 + ordering.place_by_distance(self.candidates, match.row, nearness)
        key = self.index.keys[self.query.sort].over(self.window.words)
        return 1 + ordering.place_by_key(self.candidates, key, match.row, nearness)

    def excluded(self) -> dict[str, int]:
        """Return for each value that a filter asks about how many fail only because it is unknown (rule S5)."""
        left_out = left_out_as_unknown(self.asked, self.candidates.words)
        return {what: count(words) for what, words in left_out.items()}

    def _ordered(self, start: int, stop: int) -> Rows:
        if self.query.sort == "distance":
            return ordering.page_by_distance(self.candidates, start, stop)
        filled = np.flatnonzero(self.candidates.words)
        key = self.index.keys[self.query.sort].over(self.window.words[filled])
        return ordering.page_by_key(self.candidates.narrowed(filled), key, start, stop)

    def _word_of(self, row: int) -> int | None:
        word = int(row_words(self.window.first_rows, np.array([row], dtype=np.int32))[0])
        return word if word >= 0 and row - int(self.window.first_rows[word]) < WORD_BITS else None


def find_matches(index: CatalogueIndex, place: Place, query: ProgramQuery) -> Matches:
    """Return everything in a release that answers a query from a place (rules S2 to S5)."""
    window = open_window(index, place, query.radius_miles or RADIUS_STEPS_MILES[-1])
    asked = quick_criteria(query, window)
    window, asked = _narrowed(window, asked, np.flatnonzero(possible(asked)))
    asked += slow_criteria(query, window, possible(asked))
    has_point = place.latitude is not None
    radius_miles = query.radius_miles
    if radius_miles is None and has_point:
        radius_miles = choose_radius(window, matching(asked))
        window, asked = _narrowed(window, asked, shrink(window, radius_miles))
    asked.append(Criterion(within_reach(window)))
    words = matching(asked)
    return Matches(
        query=query,
        index=index,
        radius_miles=radius_miles if has_point else None,
        radius_chosen=query.radius_miles is None and has_point,
        window=window,
        asked=asked,
        candidates=ordering.Candidates(words, window.nearness, window.first_rows, index.arrays["name_ranks"]),
        total=count(words),
    )


def _narrowed(window: Window, asked: list[Criterion], kept: np.ndarray) -> tuple[Window, list[Criterion]]:
    if kept.size == window.words.size:
        return window, asked
    return window.narrowed(kept), [each.narrowed(kept) for each in asked]
