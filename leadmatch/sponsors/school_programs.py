"""Which programs of a release belong to a school, and where they stand in its index."""

import threading
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.catalogue.identity import school_id
from leadmatch.search.answer import program_json
from leadmatch.search.index import CatalogueIndex
from leadmatch.sponsors.asked import AskedProgram, asked_program


class SchoolProgram(NamedTuple):
    """One row of an index: a program at its campus, or its online side."""

    row: int
    program: AskedProgram


class SchoolPrograms:
    """The programs of the schools of one release, each school looked up once; safe to share between threads."""

    def __init__(self, index: CatalogueIndex) -> None:
        """Look nothing up yet."""
        self._index = index
        self._numbers: dict[str, int] | None = None
        self._found: dict[str, tuple[SchoolProgram, ...]] = {}
        self._looking = threading.Lock()

    def of_schools(self, schools: Iterable[tuple[str, str]]) -> dict[str, tuple[SchoolProgram, ...]]:
        """Return the programs of schools by the schools' ids, in the order of rows.

        Args:
            schools: id and name of each; the name finds a school that has no UNITID.
        """
        wanted = dict(schools)
        with self._looking:
            new = {school: name for school, name in wanted.items() if school not in self._found}
            if new:
                self._found |= self._look_up(new)
            return {school: self._found[school] for school in wanted}

    def _look_up(self, schools: dict[str, str]) -> dict[str, tuple[SchoolProgram, ...]]:
        found: dict[str, list[SchoolProgram]] = {school: [] for school in schools}
        for row in self._rows_of(schools):
            program = asked_program(orjson.loads(program_json(self._index, row)))
            if program.school_id in found:
                found[program.school_id].append(SchoolProgram(row, program))
        return {school: tuple(programs) for school, programs in found.items()}

    def _rows_of(self, schools: dict[str, str]) -> list[int]:
        """Return all rows of schools with these names, which may be more schools than are asked for."""
        of_school = self._school_numbers()
        names = {name: number for number, name in enumerate(self._index.vocabulary["school_names"])}
        numbers = {of_school.get(school, names.get(name.casefold())) for school, name in schools.items()} - {None}
        is_wanted: NDArray[np.bool_] = np.zeros(len(names) + 1, dtype=bool)
        is_wanted[[number for number in numbers if number is not None]] = True
        rows: list[int] = is_wanted.take(self._index.arrays["schools"]).nonzero()[0].tolist()
        return rows

    def _school_numbers(self) -> dict[str, int]:
        """Return the number of each school's name by the school's id, as far as it has a UNITID."""
        if self._numbers is None:
            unitids: dict[str, int] = self._index.vocabulary["unitids"]
            self._numbers = {school_id(unitid): number for unitid, number in unitids.items()}
        return self._numbers
