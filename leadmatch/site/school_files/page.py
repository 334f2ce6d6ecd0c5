"""What the page for schools shows of a school: its programs on file, and where its template is."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from leadmatch.catalogue.identity import program_id
from leadmatch.catalogue.school_file.columns import COLUMNS, Column
from leadmatch.catalogue.school_file.known import KnownProgram
from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.schools import programs_of_school, schools_named
from leadmatch.site.addresses import at
from leadmatch.site.program_titles import title_words

SCHOOLS_SHOWN = 10
PROGRAMS_SHOWN = 10
LONGEST_NAME = 100

Item = dict[str, Any]


class ShownSchool(NamedTuple):
    """A school that somebody looked for.

    Args:
        place: city and state of its first campus; empty where it has none.
        programs: title and address of its first programs.
        more: how many more there are.
    """

    unitid: str
    name: str
    place: str
    programs: list[tuple[str, str]]
    more: int


class FoundPage(NamedTuple):
    """What was looked for, and what was found; `total` counts the schools that are not shown too."""

    asked: str
    schools: list[ShownSchool]
    total: int


def find_schools(index: CatalogueIndex, text: str) -> FoundPage:
    """Return the schools whose name holds a text, or whose UNITID it is."""
    asked = " ".join(text.split())[:LONGEST_NAME]
    if not asked:
        return FoundPage("", [], 0)
    programs = programs_of_school(index, asked)
    if programs:
        return FoundPage(asked, [_shown(programs)], 1)
    found = schools_named(index, asked, limit=SCHOOLS_SHOWN)
    return FoundPage(asked, [_shown(programs) for programs in found.schools], found.total)


def known_programs(index: CatalogueIndex, unitid: str) -> list[KnownProgram]:
    """Return the programs of a school that federal files have, by CIP code and award level.

    Raises:
        NotFoundError: no school on file has this UNITID.
    """
    items = programs_of_school(index, unitid)
    if not items:
        raise NotFoundError
    return sorted(_known(items, unitid), key=lambda program: (program.cip_code, program.award_level))


def column_groups() -> list[tuple[str, list[Column]]]:
    """Return the columns of the file by what they are about."""
    return [(group, list(columns)) for group, columns in groupby(COLUMNS, key=lambda column: column.group)]


def _known(items: Iterable[Item], unitid: str) -> Iterator[KnownProgram]:
    for item in items:
        level = item["award_level"]
        if level is not None and item["id"] == program_id(unitid, item["cip_code"], level):
            formats = tuple(item["formats"])
            yield KnownProgram(unitid, item["cip_code"], level, item["title"], formats, item["length_months"])


def _shown(programs: list[Item]) -> ShownSchool:
    school = programs[0]["school"]
    campus = next((item["campus"] for item in programs if item["campus"]), None)
    return ShownSchool(
        school["unitid"],
        school["name"],
        f"{campus['city']}, {campus['state']}" if campus else "",
        [(title_words(item), at(item["links"]["page"])) for item in programs[:PROGRAMS_SHOWN]],
        max(0, len(programs) - PROGRAMS_SHOWN),
    )
