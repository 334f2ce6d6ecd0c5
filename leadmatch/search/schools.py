"""The schools of a release: found by a part of their name or by their UNITID, each with its programs."""

from typing import Any, NamedTuple

import numpy as np
import orjson

from leadmatch.search.answer import program_json
from leadmatch.search.index import CatalogueIndex

Item = dict[str, Any]


class FoundSchools(NamedTuple):
    """Schools of that name.

    Args:
        schools: by name, for each all its programs; as many schools as were asked for.
        total: how many there are.
    """

    schools: list[list[Item]]
    total: int


def programs_of_school(index: CatalogueIndex, unitid: str) -> list[Item]:
    """Return all programs of a school, each as the API shows it; none where no school has this UNITID."""
    number = index.vocabulary["unitids"].get(unitid)
    if number is None:
        return []
    rows = np.flatnonzero(index.arrays["schools"] == number)
    items = {item["id"]: item for row in rows if (item := orjson.loads(program_json(index, int(row))))}
    return [item for item in items.values() if item["school"]["unitid"] == unitid]


def schools_named(index: CatalogueIndex, part: str, *, limit: int) -> FoundSchools:
    """Return the schools whose name holds this text, in any case."""
    wanted = part.casefold()
    names = index.vocabulary["school_names"]
    found = sorted(
        (names[number], unitid) for unitid, number in index.vocabulary["unitids"].items() if wanted in names[number]
    )
    return FoundSchools([programs_of_school(index, unitid) for _name, unitid in found[:limit]], len(found))
