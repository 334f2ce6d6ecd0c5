"""Sort keys as bit slices: comparing a whole set with one value takes as many steps as the key has bits."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.search.bitmap import Words


@dataclass(frozen=True, slots=True)
class SortKey:
    """One sort key: dense ranks of its distinct values, the unknown ranked last.

    Args:
        ranks: shape (rows,): the rank of each row.
        slices: shape (bits, words): bit i of every row's rank, most significant first.
    """

    ranks: NDArray[np.int32]
    slices: NDArray[np.uint64]

    def over(self, words: NDArray[np.intp]) -> "SortKey":
        """Return this key over some words only."""
        return SortKey(self.ranks, self.slices.take(words, axis=1))

    def split(self, members: Words, rank: int) -> tuple[Words, Words]:
        """Return the members with a smaller rank, and those with this rank.

        Args:
            members: shape (words,), over the words of this key.
            rank: no more bits than the key has.
        """
        equal = members
        below = np.zeros_like(members)
        for place, bit in enumerate(self.slices):
            if rank >> (len(self.slices) - 1 - place) & 1:
                below |= equal & ~bit
                equal = equal & bit
            else:
                equal = equal & ~bit
        return below, equal


def bits_needed(distinct_ranks: int) -> int:
    """Return how many slices hold ranks 0 to `distinct_ranks` - 1."""
    return max(1, (distinct_ranks - 1).bit_length())
