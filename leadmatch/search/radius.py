"""What a place has around it within a radius, and which radius to take when none is asked for (rules S2, S3, P5)."""

import math
from bisect import bisect_left
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES, distance_miles, squared_chord, unit_vector
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Places, Rows, Words, with_bits
from leadmatch.search.index import CatalogueIndex, row_words

Point = tuple[float, float]  # latitude and longitude, degrees

RADIUS_STEPS_MILES = (10, 25, 50, 100, 250)
ENOUGH_NEARBY = 10

_SMALL_CATALOGUE_WORDS = 4096
_CLOSE_CALL = 1e-9  # relative width around a limit in which the exact distance decides
_ALL_BITS = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_NO_PLACES: Places = np.empty(0, dtype=np.intp)
_NO_CHORDS = np.empty(0)


class Surroundings(NamedTuple):
    """The words that a place and a radius reach: those of the sites within it, the nearest first, then online ones.

    Args:
        words: shape (n,): places in the index's tables.
        nearness: shape (n,), ascending: squared chord from the place to each word's site; for online words values
            above any chord, because their rows stand in name order.
        first_rows: shape (n,): the row of each word's lowest bit.
        reach: shape (n,): all rows of the sites, and the online ones that are open to the visitor's state. The online
            row of a program whose campus is within the radius is not among them: it is listed at its campus.
        steps: how many words lie within each of `RADIUS_STEPS_MILES`; only known within the largest of them.
    """

    place: Place
    words: Places
    nearness: NDArray[np.float64]
    first_rows: Rows
    reach: Words
    steps: tuple[int, ...]


def surroundings(
    index: CatalogueIndex, place: Place, radius_miles: float | None, possible: NDArray[np.bool_]
) -> Surroundings:
    """Return what is within a radius of a place, and what is online; a place without a point has only that.

    In a small catalogue they are whole, and remembered: who searches once goes on to filter, sort and turn pages at the
    same place. In a large one only the words that can hold a match are sorted, which is quicker than to remember.

    Args:
        index: the release.
        place: where the visitor is.
        radius_miles: statute miles, inclusive, decided on the unrounded distance; None at a place without a point.
        possible: shape (all words,): whether a word holds a row that can match; others may be left out.
    """
    if index.word_count > _SMALL_CATALOGUE_WORDS:
        return _around(index, place, radius_miles, possible)
    asked = (place.latitude, place.longitude, place.state, radius_miles)
    found: Surroundings = index.surroundings.recall(asked, lambda: _around(index, place, radius_miles, None))
    return found


def choose_radius(around: Surroundings, passes: Words) -> int:
    """Return the smallest step that holds enough campus programs, else the largest (rule S2).

    Args:
        around: within the largest step.
        passes: what passes every filter.
    """
    seen = np.add.accumulate(np.bitwise_count(passes), dtype=np.int64)
    enough = int(seen.searchsorted(ENOUGH_NEARBY))
    for radius_miles, words in zip(RADIUS_STEPS_MILES, around.steps, strict=True):
        if enough < words:
            return radius_miles
    return RADIUS_STEPS_MILES[-1]


def _around(
    index: CatalogueIndex, place: Place, radius_miles: float | None, possible: NDArray[np.bool_] | None
) -> Surroundings:
    campus, chords = _NO_PLACES, _NO_CHORDS
    steps: tuple[int, ...] = ()
    if place.point is not None and radius_miles is not None:
        campus, chords = _sites_by_distance(index, place.point, radius_miles, possible)
        within = _within(index, place.point, campus, chords, radius_miles)
        campus, chords = campus[:within], chords[:within]
        if radius_miles == RADIUS_STEPS_MILES[-1]:
            steps = tuple(_within(index, place.point, campus, chords, step) for step in RADIUS_STEPS_MILES)
    words = np.concatenate((campus, index.online_words))
    reach = np.full(words.size, _ALL_BITS)
    reach[campus.size :] = index.open_online(place.state) & ~_listed_at_campus(index, campus)
    return Surroundings(
        place=place,
        words=words,
        nearness=np.concatenate((chords, index.online_nearness)),
        first_rows=index.arrays["word_first_rows"].take(words),
        reach=reach,
        steps=steps,
    )


def _sites_by_distance(
    index: CatalogueIndex, point: Point, radius_miles: float, possible: NDArray[np.bool_] | None
) -> tuple[Places, NDArray[np.float64]]:
    """Return the words of sites within a radius and a hair, the nearest first, and their squared chords."""
    latitude, longitude = point
    half_width = math.degrees(radius_miles / EARTH_RADIUS_MILES) * (1 + _CLOSE_CALL)
    latitudes = index.arrays["site_latitudes"].data
    first_words = index.arrays["site_first_words"]
    start = int(first_words[bisect_left(latitudes, latitude - half_width)])
    stop = int(first_words[bisect_left(latitudes, latitude + half_width)])
    away = index.arrays["word_vectors"][:, start:stop] - np.array(unit_vector(latitude, longitude)).reshape(3, 1)
    chords = np.einsum("ij,ij->j", away, away)
    is_near = chords <= squared_chord(radius_miles) * (1 + _CLOSE_CALL)
    near = (is_near if possible is None else is_near & possible[start:stop]).nonzero()[0]
    chords = chords.take(near)
    order = chords.argsort(kind="stable")
    return near.take(order) + start, chords.take(order)


def _within(
    index: CatalogueIndex, point: Point, words: Places, chords: NDArray[np.float64], radius_miles: float
) -> int:
    limit = squared_chord(radius_miles)
    within = int(chords.searchsorted(limit * (1 - _CLOSE_CALL), "right"))
    while within < chords.size and chords[within] <= limit * (1 + _CLOSE_CALL):
        if _miles_to(index, point, int(words[within])) > radius_miles:
            break
        within += 1
    return within


def _miles_to(index: CatalogueIndex, point: Point, word: int) -> float:
    site = index.arrays["word_sites"][word]
    latitude, longitude = index.arrays["site_latitudes"][site], index.arrays["site_longitudes"][site]
    return distance_miles(*point, float(latitude), float(longitude))


def _listed_at_campus(index: CatalogueIndex, campus: Places) -> Words:
    """Return the online rows of programs whose campus is among these words, over the online words."""
    rows, sites = index.arrays["two_sided_online_rows"], index.arrays["two_sided_sites"]
    if not rows.size:
        return np.zeros(index.online_words.size, dtype=np.uint64)
    near = rows[np.isin(sites, index.arrays["word_sites"].take(campus))]
    first_rows = index.arrays["word_first_rows"].take(index.online_words)
    places = row_words(first_rows, near)
    return with_bits(first_rows.size, places, near - first_rows.take(places))
