"""Which words a place and a radius reach, and which radius to take when none is asked for (rules S2, S3, P5)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES, distance_miles, squared_chord, unit_vectors
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Rows, Words
from leadmatch.search.index import CatalogueIndex, row_words

RADIUS_STEPS_MILES = (10, 25, 50, 100, 250)
ENOUGH_NEARBY = 10

_ALL_BITS = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_NOWHERE_NEAR = 5.0  # above any squared chord of the unit sphere (4)
_CLOSE_CALL = 1e-9  # relative width around a limit in which the exact distance decides


@dataclass(frozen=True, slots=True)
class Window:
    """The words that a query has to look at: those of the sites within a radius, then the online ones.

    Args:
        place: where the visitor is.
        words: shape (n,): places in the index's tables, ascending.
        nearness: shape (n,): squared chord from the place to each word's site; for online words values above any
            chord, ascending, because their rows stand in name order.
        campus: how many of `words` belong to sites; the others are online ones.
    """

    index: CatalogueIndex
    place: Place
    words: NDArray[np.intp]
    nearness: NDArray[np.float64]
    campus: int

    @property
    def first_rows(self) -> Rows:
        """Return the row of each word's lowest bit."""
        first_rows: Rows = self.index.arrays["word_first_rows"][self.words]
        return first_rows

    def union(self, numbers: Sequence[int]) -> Words:
        """Return the union of some sets of the index over this window."""
        sets = self.index.arrays["sets"]
        if not numbers:
            return np.zeros(self.words.size, dtype=np.uint64)
        union: Words = sets[numbers[0]].take(self.words)
        for number in numbers[1:]:
            union |= sets[number].take(self.words)
        return union

    def narrowed(self, kept: NDArray[np.intp]) -> "Window":
        """Return the window of some of these words, named by their places in it, ascending."""
        campus = int(np.searchsorted(kept, self.campus))
        return replace(self, words=self.words[kept], nearness=self.nearness[kept], campus=campus)


def open_window(index: CatalogueIndex, place: Place, radius_miles: float) -> Window:
    """Return everything within a radius of a place, and everything online; only that where the place has no point.

    Args:
        index: the release.
        place: where the visitor is.
        radius_miles: statute miles, inclusive, decided on the unrounded distance.
    """
    first_words = index.arrays["site_first_words"]
    online = np.arange(index.online_word, index.arrays["word_first_rows"].size)
    online_nearness = np.arange(_NOWHERE_NEAR, _NOWHERE_NEAR + online.size)
    if place.latitude is None or place.longitude is None:
        return Window(index, place, online, online_nearness, 0)
    belt = _belt(index, place, radius_miles)
    chords = _chords(index, place, belt)
    within = _within(index, place, belt, chords, radius_miles)
    belt_words = slice(int(first_words[belt.start]), int(first_words[belt.stop]))
    site_of_word = index.arrays["word_sites"][belt_words] - belt.start
    near = np.flatnonzero(within[site_of_word])
    return Window(
        index=index,
        place=place,
        words=np.concatenate((near + belt_words.start, online)),
        nearness=np.concatenate((chords[site_of_word[near]], online_nearness)),
        campus=near.size,
    )


def choose_radius(window: Window, matches: Words) -> int:
    """Return the smallest step that holds enough matching campus programs, else the largest (rule S2).

    Args:
        window: opened for the largest step.
        matches: what passes every filter in the window.
    """
    counts = np.bitwise_count(matches[: window.campus])
    nearness = window.nearness[: window.campus]
    for radius_miles in RADIUS_STEPS_MILES[:-1]:
        if counts[_words_within(window, nearness, radius_miles)].sum(dtype=np.int64) >= ENOUGH_NEARBY:
            return radius_miles
    return RADIUS_STEPS_MILES[-1]


def shrink(window: Window, radius_miles: float) -> NDArray[np.intp]:
    """Return the places in the window of the words that a smaller radius leaves in it."""
    near = _words_within(window, window.nearness[: window.campus], radius_miles)
    return np.concatenate((np.flatnonzero(near), np.arange(window.campus, window.words.size)))


def within_reach(window: Window) -> Words:
    """Return what the visitor can take: all campus rows of the window, and online ones that are open to the state.

    The online row of a program whose campus is in the window is left out: it is listed at its campus.
    """
    states = ("unpublished", window.place.state) if window.place.state else ("unpublished",)
    reach = window.union(window.index.numbers("open_to", states))
    reach[: window.campus] = _ALL_BITS
    _drop_second_sides(window, reach)
    return reach


def row_distances(window: Window, rows: Rows) -> list[float | None]:
    """Return each row's distance in statute miles, unrounded; None for the online part."""
    index, place = window.index, window.place
    words = row_words(index.arrays["word_first_rows"], rows)
    is_campus = words < index.online_word
    if not is_campus.any():
        return [None] * rows.size
    sites = index.arrays["word_sites"][words[is_campus]]
    found = iter(_distances(index, place, sites).tolist())
    return [next(found) if each else None for each in is_campus.tolist()]


def _belt(index: CatalogueIndex, place: Place, radius_miles: float) -> slice:
    if place.latitude is None:
        return slice(0, 0)
    half_width = math.degrees(radius_miles / EARTH_RADIUS_MILES) * (1 + _CLOSE_CALL)
    south, north = index.arrays["site_latitudes"].searchsorted(
        (place.latitude - half_width, place.latitude + half_width)
    )
    return slice(int(south), int(north))


def _chords(index: CatalogueIndex, place: Place, sites: slice) -> NDArray[np.float64]:
    point = unit_vectors(np.float64(place.latitude or 0), np.float64(place.longitude or 0)).reshape(3, 1)
    away = index.arrays["site_vectors"][:, sites] - point
    chords: NDArray[np.float64] = np.einsum("ij,ij->j", away, away)
    return chords


def _within(
    index: CatalogueIndex, place: Place, sites: slice, chords: NDArray[np.float64], radius_miles: float
) -> NDArray[np.bool_]:
    limit = squared_chord(radius_miles)
    within = chords <= limit
    close_calls = np.flatnonzero(np.abs(chords - limit) <= limit * _CLOSE_CALL)
    if close_calls.size:
        within[close_calls] = _distances(index, place, close_calls + sites.start) <= radius_miles
    return within


def _words_within(window: Window, nearness: NDArray[np.float64], radius_miles: float) -> NDArray[np.bool_]:
    limit = squared_chord(radius_miles)
    within = nearness <= limit
    close_calls = np.flatnonzero(np.abs(nearness - limit) <= limit * _CLOSE_CALL)
    if close_calls.size:
        sites = window.index.arrays["word_sites"][window.words[close_calls]]
        within[close_calls] = _distances(window.index, window.place, sites) <= radius_miles
    return within


def _distances(index: CatalogueIndex, place: Place, sites: NDArray[np.intp]) -> NDArray[np.float64]:
    return distance_miles(
        place.latitude or 0.0,
        place.longitude or 0.0,
        index.arrays["site_latitudes"][sites],
        index.arrays["site_longitudes"][sites],
    )


def _drop_second_sides(window: Window, reach: Words) -> None:
    index = window.index
    rows = index.arrays["two_sided_online_rows"]
    if not rows.size or not window.campus:
        return
    sites = index.arrays["two_sided_sites"]
    is_near = np.zeros(index.arrays["site_latitudes"].size, dtype=bool)
    is_near[index.arrays["word_sites"][window.words[: window.campus]]] = True
    near = rows[is_near[sites]]
    first_rows = window.first_rows
    place = row_words(first_rows, near)
    bits = np.uint64(1) << (near - first_rows[place]).astype(np.uint64)
    np.bitwise_and.at(reach, place, ~bits)
