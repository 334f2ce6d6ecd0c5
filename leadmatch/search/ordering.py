"""The total orders of rule S6: one page of any set, in order, without sorting the rest."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.search.bitmap import Rows, Words, count, members
from leadmatch.search.ranking import SortKey

_WALK_UP_TO = 64  # so few members are quicker listed one by one than by array operations
_SORT_ALL_UP_TO = 384  # so few members are quicker sorted whole than halved again


class Candidates(NamedTuple):
    """A set of rows with what every order needs.

    Args:
        words: shape (n,): the set.
        nearness: shape (n,), ascending: squared chord from the visitor's place to each word's site; for the online part
            values above any chord, because its rows stand in name order.
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

    def part(self, kept: slice | NDArray[np.intp]) -> "Candidates":
        """Return the candidates of some words, named by their places, ascending."""
        return Candidates(self.words[kept], self.nearness[kept], self.first_rows[kept], self.name_ranks)


class Page(NamedTuple):
    """Rows in order, and how near each is (as `Candidates.nearness`)."""

    rows: list[int]
    nearness: list[float]

    def part(self, start: int, stop: int) -> "Page":
        """Return the rows at places `start` to `stop` (exclusive)."""
        return Page(self.rows[start:stop], self.nearness[start:stop])


def page_by_distance(candidates: Candidates, start: int, stop: int) -> Page:
    """Return the rows at places `start` to `stop` (exclusive) in the order distance, school name, title, id.

    Args:
        candidates: the set.
        start: first place, from 0.
        stop: one past the last place, above `start`; there are at least so many candidates.
    """
    seen = np.add.accumulate(np.bitwise_count(candidates.words), dtype=np.int64)
    # The words from the one with the first row to the one with the last; wider where there are ties of distance,
    # because name order decides within them.
    first, last = seen.searchsorted(start, "right"), min(int(seen.searchsorted(stop)), seen.size - 1)
    nearness = candidates.nearness
    first = nearness.searchsorted(nearness[first])
    end = nearness.searchsorted(nearness[last], "right")
    skipped = int(seen[first - 1]) if first else 0
    chosen = candidates.part(slice(first, end))
    few = int(seen[end - 1]) - skipped <= _WALK_UP_TO
    page = (_walked(chosen) if few else None) or _sorted(chosen, None)
    return page.part(start - skipped, stop - skipped)


def page_by_key(candidates: Candidates, key: SortKey, start: int, stop: int) -> Page:
    """Return the rows at places `start` to `stop` (exclusive) in the order key, distance, school name, title, id.

    The bit slices of the key halve the candidates until few are left or all of them tie.

    Args:
        candidates: the set.
        key: the sort key, over the candidates' words.
        start: first place, from 0.
        stop: one past the last place, above `start`; there are at least so many candidates.
    """
    total = count(candidates.words)
    if total <= _SORT_ALL_UP_TO:
        return _sorted(candidates, key).part(start, stop)
    if not len(key.slices):
        return page_by_distance(candidates, start, stop)
    bit, rest = key.slices[0], SortKey(key.ranks, key.slices[1:])
    low = candidates.only(candidates.words & ~bit)
    lower = count(low.words)
    if stop <= lower:
        return page_by_key(low, rest, start, stop)
    high = candidates.only(candidates.words & bit)
    if start >= lower:
        return page_by_key(high, rest, start - lower, stop - lower)
    head, tail = page_by_key(low, rest, start, lower), page_by_key(high, rest, 0, stop - lower)
    return Page(head.rows + tail.rows, head.nearness + tail.nearness)


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


def _sorted(candidates: Candidates, key: SortKey | None) -> Page:
    rows, word = members(candidates.words, candidates.first_rows)
    nearness = candidates.nearness.take(word)
    columns = (candidates.name_ranks.take(rows), nearness)
    order = np.lexsort(columns if key is None else (*columns, key.ranks.take(rows)))
    return Page(rows.take(order).tolist(), nearness.take(order).tolist())


def _walked(candidates: Candidates) -> Page | None:
    """Return all candidates bit by bit, which is their order as long as no two words are equally near; else None."""
    page = Page([], [])
    before = -1.0
    columns = (candidates.words.tolist(), candidates.first_rows.tolist(), candidates.nearness.tolist())
    for word, first_row, near in zip(*columns, strict=True):
        if not word:
            continue
        if near == before:
            return None
        before = near
        left = word
        while left:
            bit = left & -left
            page.rows.append(first_row + bit.bit_length() - 1)
            page.nearness.append(near)
            left ^= bit
    return page
