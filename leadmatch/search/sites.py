"""Where the matches of an answer are: site by site, each with the one of its programs that the list names first."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import miles_of_squared_chord
from leadmatch.search.bitmap import Rows, members
from leadmatch.search.index import ONLINE_NEARNESS
from leadmatch.search.matches import Matches
from leadmatch.search.ranking import bits_needed

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sites:
    """The points on the Earth with a campus program of an answer, the nearest first; programs only online have none.

    Args:
        latitudes, longitudes: shape (sites,), degrees.
        miles: shape (sites,): how far each is, unrounded.
        programs: shape (sites,): how many of the matches are there.
        campuses: shape (sites,): how many schools they belong to; two schools may stand at one point.
        first_rows: shape (sites,): the one that comes first in the order of the query.
        first_places: shape (sites,): its 1-based place in that order, over all pages.
    """

    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    miles: NDArray[np.float64]
    programs: Places
    campuses: Places
    first_rows: Rows
    first_places: Places

    @property
    def program_count(self) -> int:
        """Number of matches that have a place."""
        return int(self.programs.sum())


def sites_of(matches: Matches) -> Sites:
    """Return where the campus programs of a whole answer are, not only those of its page."""
    index, around = matches.index, matches.around
    rows, words = members(matches.candidates.words, matches.candidates.first_rows)
    order = _order(matches, rows, words)
    campus_words = int(around.nearness.searchsorted(ONLINE_NEARNESS))
    here = slice(0, int(words.searchsorted(campus_words)))
    numbers = index.arrays["word_sites"].take(around.words.take(words[here]))
    starts = _starts(numbers)
    sizes = np.diff(starts, append=numbers.size)
    firsts = np.minimum.reduceat(order[here], starts) if starts.size else order[:0]
    # Rows of a site stand in the order of school names, so that each school is one run.
    campuses = _starts(numbers, index.arrays["schools"].take(rows[here]))
    sites = numbers.take(starts)
    chords = around.nearness.take(words.take(starts)).tolist()
    return Sites(
        latitudes=index.arrays["site_latitudes"].take(sites),
        longitudes=index.arrays["site_longitudes"].take(sites),
        miles=np.array([miles_of_squared_chord(chord) for chord in chords], dtype=np.float64),
        programs=sizes,
        campuses=np.diff(campuses.searchsorted(starts), append=campuses.size),
        first_rows=rows[here][order[here] == np.repeat(firsts, sizes)],
        first_places=np.sort(order).searchsorted(firsts) + 1,
    )


def _order(matches: Matches, rows: Rows, words: NDArray[np.intp]) -> Places:
    """Return a number per match that grows in the order of the query (rule S6): key, distance, name, side by side."""
    nearness = matches.around.nearness
    steps = np.concatenate(([0], np.cumsum(np.diff(nearness) > 0)))[: nearness.size]
    name_ranks = matches.candidates.name_ranks
    order = steps.take(words)
    if matches.query.sort != "distance":
        key = matches.index.keys[matches.query.sort].ranks.take(rows).astype(np.int64)
        order |= key << bits_needed(nearness.size + 1)
    return (order << bits_needed(name_ranks.size + 1)) | name_ranks.take(rows)


def _starts(*columns: NDArray[np.int32]) -> NDArray[np.intp]:
    """Return where a new run of equal values begins, in any of these columns."""
    if not columns[0].size:
        return np.empty(0, dtype=np.intp)
    moved = np.logical_or.reduce([np.diff(column) != 0 for column in columns])
    return np.concatenate(([0], np.flatnonzero(moved) + 1))
