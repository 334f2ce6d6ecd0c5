"""Where the programs of a school stand in the index of a release, and where their campuses are."""

import threading
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from leadmatch.catalogue.identity import school_id
from leadmatch.search.bitmap import Rows
from leadmatch.search.index import CatalogueIndex, row_words
from leadmatch.sponsors.areas import Truths

# No text within a value can hold this: there each quotation mark has a backslash before it.
_SCHOOL_ID = b'"school":{"id":"'


class SchoolRows:
    """The rows of the schools of one release, each school looked up once; safe to share between threads."""

    def __init__(self, index: CatalogueIndex) -> None:
        """Look nothing up yet."""
        self._index = index
        self._numbers: dict[str, int] | None = None
        self._found: dict[str, Rows] = {}
        self._looking = threading.Lock()

    def of_schools(self, names: Mapping[str, str]) -> dict[str, Rows]:
        """Return the rows of schools, ascending, by the schools' ids.

        Args:
            names: of the schools, by their ids; a name finds a school that has no UNITID.
        """
        with self._looking:
            new = {school: name for school, name in names.items() if school not in self._found}
            if new:
                self._found |= self._look_up(new)
            return {school: self._found[school] for school in names}

    def _look_up(self, names: Mapping[str, str]) -> dict[str, Rows]:
        found: dict[str, list[int]] = {school: [] for school in names}
        for row in self._rows_named(names):
            school = self._school_of(row)
            if school in found:
                found[school].append(row)
        return {school: np.array(rows, dtype=np.int32) for school, rows in found.items()}

    def _rows_named(self, names: Mapping[str, str]) -> list[int]:
        """Return all rows of schools with these names, which may be more schools than are asked for."""
        if self._numbers is None:
            unitids: dict[str, int] = self._index.vocabulary["unitids"]
            self._numbers = {school_id(unitid): number for unitid, number in unitids.items()}
        school_names: list[str] = self._index.vocabulary["school_names"]
        number_of_name = {name: number for number, name in enumerate(school_names)}
        is_wanted = np.zeros(len(school_names), dtype=bool)
        for school, name in names.items():
            number = self._numbers.get(school, number_of_name.get(name.casefold()))
            if number is not None:
                is_wanted[number] = True
        rows: list[int] = is_wanted.take(self._index.arrays["schools"]).nonzero()[0].tolist()
        return rows

    def _school_of(self, row: int) -> str:
        own = bytes(self._index.fragments(row)[0])
        start = own.index(_SCHOOL_ID) + len(_SCHOOL_ID)
        return own[start : own.index(b'"', start)].decode()


def campuses_of(index: CatalogueIndex, rows: Rows) -> tuple[Truths, NDArray[np.float64], NDArray[np.float64]]:
    """Return for each row whether its program has no campus, and latitude and longitude of the campus (NaN without).

    Args:
        index: of a release.
        rows: of the index, in any order.
    """
    sites = np.full(rows.size, -1, dtype=np.int64)
    words = row_words(index.arrays["word_first_rows"], rows)
    at_campus = words < index.arrays["site_first_words"][-1]
    sites[at_campus] = index.arrays["word_sites"].take(words[at_campus])
    # The online side of a program that has a campus too.
    online = index.arrays["two_sided_online_rows"]
    order = online.argsort()
    places = np.minimum(online.searchsorted(rows, sorter=order), max(online.size - 1, 0))
    if online.size:
        sides = order.take(places)
        is_side = online.take(sides) == rows
        sites[is_side] = index.arrays["two_sided_sites"].take(sides[is_side])
    has_campus = sites >= 0
    latitudes, longitudes = (np.full(rows.size, np.nan) for _ in range(2))
    latitudes[has_campus] = index.arrays["site_latitudes"].take(sites[has_campus])
    longitudes[has_campus] = index.arrays["site_longitudes"].take(sites[has_campus])
    return ~has_campus, latitudes, longitudes
