"""What a visitor has chosen: programs of the served release, school by school."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import Place
from leadmatch.search.answer import program_json
from leadmatch.search.index import CatalogueIndex
from leadmatch.sponsors.asked import AskedProgram, asked_program

Item = dict[str, Any]
_TENTHS = 1


@dataclass(frozen=True, slots=True)
class ChosenProgram:
    """A program as it stands in the release, and as its lead will remember it.

    Args:
        kept: the ``program`` of a lead (SPEC 8).
    """

    asked: AskedProgram
    school_name: str
    kept: Item


@dataclass(frozen=True, slots=True)
class Choice:
    """The programs chosen at one school, in the order chosen; the first one decides and names the lead."""

    school_id: str
    programs: tuple[ChosenProgram, ...]

    @property
    def first(self) -> ChosenProgram:
        """The program that the lead is about."""
        return self.programs[0]

    def distance_miles(self, place: Place) -> float | None:
        """Return how far the campus of the first program is; None where one of the two has no point.

        To a tenth of a mile, as it is shown: an exact distance would tell the ZIP code, which is sealed.
        """
        campus = self.first.asked.campus_point
        if campus is None or place.point is None:
            return None
        return round(distance_miles(*place.point, *campus), _TENTHS)


def program_on_file(index: CatalogueIndex, program_id: str) -> ChosenProgram | None:
    """Return a program of a release; None where the release has none of that id."""
    rows = index.rows_of(program_id)
    return _chosen(orjson.loads(program_json(index, rows[0]))) if rows else None


def by_school(programs: Sequence[ChosenProgram]) -> tuple[Choice, ...]:
    """Return the choices in the order in which their schools were chosen first."""
    schools: dict[str, list[ChosenProgram]] = {}
    for program in programs:
        schools.setdefault(program.asked.school_id, []).append(program)
    return tuple(Choice(school_id, tuple(chosen)) for school_id, chosen in schools.items())


def _chosen(item: Item) -> ChosenProgram:
    kept = {name: item[name] for name in ("id", "title", "credential", "cip_code", "campus")}
    return ChosenProgram(asked_program(item), item["school"]["name"], kept)
