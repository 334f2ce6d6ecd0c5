"""Where each program's bit stands: sites from south to north, each on a fresh word, then the online programs."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from leadmatch.search.bitmap import WORD_BITS


@dataclass(frozen=True, slots=True)
class Layout:
    """The order of rows and words.

    A site is one point on the Earth with at least one campus program; its rows follow one another in name order and
    begin on a fresh word, so that a radius takes or leaves whole words. The online programs come last, in name order.
    A program that is taught both at a campus and online has two rows: one in each part.

    Args:
        site_latitudes, site_longitudes: shape (sites,), degrees, ascending by latitude.
        site_first_words: shape (sites + 1,): where the words of each site begin; the last is where online begins.
        word_first_rows: shape (words,).
        programs: shape (rows,): the program (number in the order given) that each row stands for.
        positions: shape (rows,): the bit of each row, counted over all words.
        online_row: the first row of the online part.
    """

    site_latitudes: NDArray[np.float64]
    site_longitudes: NDArray[np.float64]
    site_first_words: NDArray[np.int32]
    word_first_rows: NDArray[np.int32]
    programs: NDArray[np.int32]
    positions: NDArray[np.int64]
    online_row: int

    @classmethod
    def of(
        cls,
        latitudes: NDArray[np.float64],
        longitudes: NDArray[np.float64],
        is_online: NDArray[np.bool_],
        name_ranks: NDArray[np.int32],
    ) -> Self:
        """Lay out programs.

        Args:
            latitudes: shape (programs,), degrees; NaN for programs without a campus.
            longitudes: shape (programs,), degrees; NaN likewise.
            is_online: shape (programs,): offered online.
            name_ranks: shape (programs,): place in the order school name, title, id; no two alike.
        """
        at_campus = np.flatnonzero(~np.isnan(latitudes))
        order = np.lexsort((name_ranks[at_campus], longitudes[at_campus], latitudes[at_campus]))
        campus_rows = at_campus[order]
        site_starts = _site_starts(latitudes[campus_rows], longitudes[campus_rows])
        online = np.flatnonzero(is_online)
        online_rows = online[np.argsort(name_ranks[online])]

        group_starts = np.append(site_starts, campus_rows.size).astype(np.int64)
        group_sizes = np.append(np.diff(group_starts), online_rows.size)
        group_words = -(-group_sizes // WORD_BITS)
        first_words = np.concatenate(([0], np.cumsum(group_words)))
        word_group = np.repeat(np.arange(group_sizes.size), group_words)
        word_in_group = np.arange(first_words[-1]) - first_words[word_group]
        row_group = np.repeat(np.arange(group_sizes.size), group_sizes)
        rows = np.concatenate((campus_rows, online_rows))
        return cls(
            site_latitudes=latitudes[campus_rows][site_starts],
            site_longitudes=longitudes[campus_rows][site_starts],
            site_first_words=first_words[:-1].astype(np.int32),
            word_first_rows=(group_starts[word_group] + word_in_group * WORD_BITS).astype(np.int32),
            programs=rows.astype(np.int32),
            positions=first_words[row_group] * WORD_BITS + np.arange(rows.size) - group_starts[row_group],
            online_row=int(campus_rows.size),
        )

    @property
    def word_count(self) -> int:
        """Number of words in each set."""
        return int(self.word_first_rows.size)


def _site_starts(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.intp]:
    if latitudes.size == 0:
        return np.empty(0, dtype=np.intp)
    moved = (np.diff(latitudes) != 0) | (np.diff(longitudes) != 0)
    return np.concatenate(([0], np.flatnonzero(moved) + 1))
