"""The total orders of rule S6: one page of any set, in order, without sorting the rest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.search.bitmap import Rows, Words, count, members
from leadmatch.search.ranking import SortKey

_SORT_ALL_UP_TO = 384  # so few members are quicker sorted whole than halved again


@dataclass(frozen=True, slots=True)
class Candidates:
    """A set of rows with what every order needs.

    Args:
        words: shape (n,): the set.
        nearness: shape (n,): squared chord from the visitor's place to each word's site; for the online part values
            above any chord (at most 4), ascending, because its rows stand in name order.
        first_rows: shape (n,): the row of each word's lowest bit.
        name_ranks: shape (all rows,): place in the order school name, title, id.
    """

    words: Words
    nearness: NDArray[np.float64]
    first_rows: Rows
    name_ranks: NDArray[np.int32]

    def only(self, words: Words) -> "Candidates":
        """Return a subset of these candidates."""
        return Candidates(words, self.nearness, self.first_rows, self.name_ranks)

    def narrowed(self, kept: NDArray[np.intp]) -> "Candidates":
        """Return the candidates of some words, named by their places."""
        return Candidates(self.words[kept], self.nearness[kept], self.first_rows[kept], self.name_ranks)


def page_by_distance(candidates: Candidates, start: int, stop: int) -> Rows:
    """Return the rows at places `start` to `stop` (exclusive) in the order distance, school name, title, id."""
    counts = np.bitwise_count(candidates.words)
    filled = np.flatnonzero(counts)
    if start >= stop or not filled.size:
        return np.empty(0, dtype=np.int32)
    nearness = candidates.nearness[filled]
    if stop < filled.size:  # each filled word has a member, so the nearest `stop` words suffice
        close = nearness <= np.partition(nearness, stop - 1)[stop - 1]
        filled, nearness = filled[close], nearness[close]
    order = np.argsort(nearness, kind="stable")
    filled, nearness = filled[order], nearness[order]
    seen = np.cumsum(counts[filled], dtype=np.int64)
    if start >= seen[-1]:
        return np.empty(0, dtype=np.int32)
    # Widen to whole ties of distance, because name order decides within them.
    first = np.searchsorted(nearness, nearness[np.searchsorted(seen, start, "right")], "left")
    last = min(int(np.searchsorted(seen, stop, "left")), seen.size - 1)
    end = np.searchsorted(nearness, nearness[last], "right")
    chosen = filled[first:end]
    rows, word = members(candidates.words[chosen], candidates.first_rows[chosen])
    ordered = rows[np.lexsort((candidates.name_ranks[rows], nearness[first:end][word]))]
    skipped = int(seen[first - 1]) if first else 0
    return ordered[start - skipped : stop - skipped]


def page_by_key(candidates: Candidates, key: SortKey, start: int, stop: int) -> Rows:
    """Return the rows at places `start` to `stop` (exclusive) in the order key, distance, school name, title, id.

    The bit slices of the key halve the candidates until few are left or all of them tie.

    Args:
        candidates: the set.
        key: the sort key, over the candidates' words.
        start: first place, from 0.
        stop: one past the last place.
    """
    total = count(candidates.words)
    stop = min(stop, total)
    if start >= stop:
        return np.empty(0, dtype=np.int32)
    if total <= _SORT_ALL_UP_TO:
        rows, word = members(candidates.words, candidates.first_rows)
        order = np.lexsort((candidates.name_ranks[rows], candidates.nearness[word], key.ranks[rows]))
        return rows[order][start:stop]
    if not len(key.slices):
        return page_by_distance(candidates, start, stop)
    bit, rest = key.slices[0], SortKey(key.ranks, key.slices[1:])
    low = candidates.words & ~bit
    lower = count(low)
    if stop <= lower:
        return page_by_key(candidates.only(low), rest, start, stop)
    high = candidates.only(candidates.words & bit)
    if start >= lower:
        return page_by_key(high, rest, start - lower, stop - lower)
    return np.concatenate(
        (
            page_by_key(candidates.only(low), rest, start, lower),
            page_by_key(high, rest, 0, stop - lower),
        )
    )


def place_by_distance(candidates: Candidates, row: int, nearness: float) -> int:
    """Return how many candidates come before a row in the order distance, school name, title, id."""
    nearer = count(candidates.words[candidates.nearness < nearness])
    tied = candidates.nearness == nearness
    rows, _ = members(candidates.words[tied], candidates.first_rows[tied])
    return nearer + int(np.count_nonzero(candidates.name_ranks[rows] < candidates.name_ranks[row]))


def place_by_key(candidates: Candidates, key: SortKey, row: int, nearness: float) -> int:
    """Return how many candidates come before a row in the order key, distance, school name, title, id."""
    below, equal = key.split(candidates.words, int(key.ranks[row]))
    return count(below) + place_by_distance(candidates.only(equal), row, nearness)
