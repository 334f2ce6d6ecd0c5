"""Which words a place and a radius reach, and which radius to take when none is asked for (rules S2, S3, P5)."""

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES, distance_miles, squared_chord, unit_vector
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Words, with_bits
from leadmatch.search.index import CatalogueIndex, row_words

RADIUS_STEPS_MILES = (10, 25, 50, 100, 250)
ENOUGH_NEARBY = 10

_CLOSE_CALL = 1e-9  # relative width around a limit in which the exact distance decides
_ALL_BITS = np.uint64(0xFFFF_FFFF_FFFF_FFFF)


@dataclass(frozen=True, slots=True)
class Window:
    """The words that a query has to look at: those of the sites within a radius, the nearest first, then online ones.

    Args:
        place: where the visitor is.
        words: shape (n,): places in the index's tables.
        nearness: shape (n,), ascending: squared chord from the place to each word's site; for online words values
            above any chord, because their rows stand in name order.
        campus: how many of `words` belong to sites; the others are online ones.
    """

    index: CatalogueIndex
    place: Place
    words: NDArray[np.intp]
    nearness: NDArray[np.float64]
    campus: int

    def campus_within(self, radius_miles: float) -> int:
        """Return how many words a radius holds: the first ones, decided on the unrounded distance."""
        limit = squared_chord(radius_miles)
        nearness = self.nearness[: self.campus]
        surely, perhaps = nearness.searchsorted(
            (limit * (1 - _CLOSE_CALL), limit * (1 + _CLOSE_CALL)), "right"
        ).tolist()
        while surely < perhaps and self._miles_to(surely) <= radius_miles:
            surely += 1
        return int(surely)

    def _miles_to(self, word: int) -> float:
        arrays = self.index.arrays
        site = arrays["word_sites"][self.words[word]]
        latitude, longitude = float(arrays["site_latitudes"][site]), float(arrays["site_longitudes"][site])
        return distance_miles(self.place.latitude or 0.0, self.place.longitude or 0.0, latitude, longitude)


def open_window(index: CatalogueIndex, place: Place, radius_miles: float, worth: NDArray[np.bool_]) -> Window:
    """Return everything within a radius of a place, and everything online; only that where the place has no point.

    Args:
        index: the release.
        place: where the visitor is.
        radius_miles: statute miles, inclusive.
        worth: shape (all words,): whether a word of a site is worth looking at.
    """
    online_words, online_nearness = index.online_words, index.online_nearness
    if place.latitude is None or place.longitude is None:
        return Window(index, place, online_words, online_nearness, 0)
    arrays = index.arrays
    half_width = math.degrees(radius_miles / EARTH_RADIUS_MILES) * (1 + _CLOSE_CALL)
    latitudes = arrays["site_latitudes"].data
    south = bisect_left(latitudes, place.latitude - half_width)
    north = bisect_left(latitudes, place.latitude + half_width)
    first_words = arrays["site_first_words"]
    belt = slice(int(first_words[south]), int(first_words[north]))
    point = np.array(unit_vector(place.latitude, place.longitude)).reshape(3, 1)
    away = arrays["word_vectors"][:, belt] - point
    chords = np.einsum("ij,ij->j", away, away)
    near = ((chords <= squared_chord(radius_miles) * (1 + _CLOSE_CALL)) & worth[belt]).nonzero()[0]
    nearness = chords.take(near)
    order = nearness.argsort(kind="stable")
    words = np.concatenate((near.take(order) + belt.start, online_words))
    window = Window(index, place, words, np.concatenate((nearness.take(order), online_nearness)), near.size)
    return _cut(window, window.campus_within(radius_miles))


def _cut(window: Window, campus: int) -> Window:
    if campus == window.campus:
        return window
    kept = np.concatenate((np.arange(campus), np.arange(window.campus, window.words.size)))
    return Window(window.index, window.place, window.words.take(kept), window.nearness.take(kept), campus)


def choose_radius(window: Window, matches: Words) -> int:
    """Return the smallest step that holds enough matching campus programs, else the largest (rule S2).

    Args:
        window: opened for the largest step.
        matches: what passes every filter in the window.
    """
    seen = np.add.accumulate(np.bitwise_count(matches[: window.campus]), dtype=np.int64)
    enough = int(seen.searchsorted(ENOUGH_NEARBY))
    for radius_miles in RADIUS_STEPS_MILES[:-1]:
        if enough < window.campus_within(radius_miles):
            return radius_miles
    return RADIUS_STEPS_MILES[-1]


def within_reach(window: Window, radius_miles: float | None) -> Words:
    """Return what the visitor can take: campus rows within a radius, and online ones that are open to the state.

    The online row of a program whose campus is within the radius is left out: it is listed at its campus.

    Args:
        window: opened for this radius or a larger one.
        radius_miles: None at a place without a point.
    """
    reach = np.zeros(window.words.size, dtype=np.uint64)
    campus = window.campus if radius_miles is None else window.campus_within(radius_miles)
    reach[:campus] = _ALL_BITS
    reach[window.campus :] = window.index.open_online(window.place.state)
    two_sided = window.index.arrays["two_sided_online_rows"]
    if two_sided.size:
        sites = window.index.arrays["word_sites"].take(window.words[:campus])
        near = two_sided[np.isin(window.index.arrays["two_sided_sites"], sites)]
        online_rows = window.index.arrays["word_first_rows"].take(window.index.online_words)
        places = row_words(online_rows, near)
        reach[window.campus :] &= ~with_bits(online_rows.size, places, near - online_rows[places])
    return reach
