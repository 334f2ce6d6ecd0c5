"""The table of places that the measurements use, built once in the work folder."""

from functools import cache

from bench.paths import WORK
from leadmatch.geo.build import ensure_geodata
from leadmatch.geo.gazetteer import Gazetteer

GEODATA = WORK / "geodata"


@cache
def open_gazetteer() -> Gazetteer:
    """Return the gazetteer."""
    ensure_geodata(GEODATA)
    return Gazetteer.open(GEODATA)
