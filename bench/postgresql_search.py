"""The same search in SQL: a box of degrees with exact distances, and PostGIS; prepared statements, flat table."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import psycopg

from bench.answers import Answer
from bench.brute_force import ENOUGH, STEPS_MILES
from bench.columns import CURRENT, PlainColumns
from leadmatch.geo.distance import EARTH_RADIUS_MILES, KM_PER_MILE
from leadmatch.geo.gazetteer import Place
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.search.query import FORMATS, ProgramQuery

METRES_PER_MILE = KM_PER_MILE * 1000
_KEYS = {
    "cost": "cost_cents NULLS LAST, ",
    "length": "months NULLS LAST, ",
    "graduates": "graduates DESC NULLS LAST, ",
    "name": "school_rank, ",
    "distance": "",
}
_SQL = """
    SELECT id, miles, count(*) OVER () FROM (
        SELECT id, name_rank, cost_cents, months, graduates, school_rank, {miles} AS miles
        FROM program WHERE {near} AND {filters}
        UNION ALL
        SELECT id, name_rank, cost_cents, months, graduates, school_rank, NULL
        FROM program WHERE is_online AND states = ANY(%(open)s) AND ({near}) IS NOT TRUE AND {filters}
    ) hits
    ORDER BY {key} miles NULLS LAST, name_rank LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM program WHERE {near} AND {filters} LIMIT %(enough)s) few"
_HAVERSINE = """(2 * %(earth)s * asin(sqrt(least(1.0,
    sin(radians(latitude - %(latitude)s) / 2) ^ 2
    + cos(radians(%(latitude)s)) * cos(radians(latitude)) * sin(radians(longitude - %(longitude)s) / 2) ^ 2))))"""
_BOX = "latitude BETWEEN %(south)s AND %(north)s AND longitude BETWEEN %(west)s AND %(east)s AND "
_POINT = "ST_MakePoint(%(longitude)s, %(latitude)s)::geography"


class _SqlSearch(ABC):
    """What both have in common; they differ in how they say who is near."""

    name: str
    _miles: str
    _near: str

    def __init__(self, address: str, columns: PlainColumns) -> None:
        """Connect."""
        self.connection = psycopg.connect(address, autocommit=True)
        self.connection.prepare_threshold = 0
        self.server_pid: int | None = self.connection.info.backend_pid
        self._cursor = self.connection.cursor()
        self._columns = columns
        self._not_published = [i for i, states in enumerate(columns.vocabulary["states"]) if states is None]

    def answer(self, place: Place, query: ProgramQuery) -> Answer:
        """Return the page that the query asks for."""
        clauses, values = self._filters(query)
        values |= {
            "latitude": place.latitude,
            "longitude": place.longitude,
            "limit": query.per_page,
            "offset": (query.page - 1) * query.per_page,
            "open": [
                *self._not_published,
                *self._columns.codes_holding("states", [place.state] if place.state else []),
            ],
            "enough": ENOUGH,
            "earth": EARTH_RADIUS_MILES,
        }
        filters = " AND ".join(clauses)
        radius = query.radius_miles
        if radius is None:
            radius = self._adaptive(place, filters, values)
        self._set_radius(place, radius, values)
        sql = _SQL.format(miles=self._miles, near=self._near, filters=filters, key=_KEYS[query.sort])
        rows = self._all(sql, values)
        if not rows and query.page > 1:  # a page past the end has no row to carry the total
            total = (self._all(sql, values | {"limit": 1, "offset": 0}) or [(None, None, 0)])[0][2]
        else:
            total = rows[0][2] if rows else 0
        return Answer([row[0].encode() for row in rows], [row[1] for row in rows], total, radius)

    def _adaptive(self, place: Place, filters: str, values: dict[str, Any]) -> int:
        sql = _COUNT.format(near=self._near, filters=filters)
        for step in STEPS_MILES[:-1]:
            self._set_radius(place, step, values)
            if self._all(sql, values)[0][0] >= ENOUGH:
                return step
        return STEPS_MILES[-1]

    def _all(self, sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql.encode(), values, prepare=True).fetchall()

    @abstractmethod
    def _set_radius(self, place: Place, radius_miles: float, values: dict[str, Any]) -> None: ...

    def _filters(self, query: ProgramQuery) -> tuple[list[str], dict[str, Any]]:
        values: dict[str, Any] = {}
        clauses = []
        for clause, unknown, what, value in self._criteria(query):
            clauses.append(f"({clause} OR {unknown})" if what in query.include_unknown else clause)
            values |= value
        return clauses, values

    def _criteria(self, query: ProgramQuery) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        columns = self._columns
        yield f"accreditation = {CURRENT}", "accreditation IS NULL", "accreditation", {}
        if query.field:
            codes = [columns.code("field", each) for each in query.field]
            if len(codes) == 1:
                yield "field = %(field)s", "", "", {"field": codes[0]}
            else:
                yield "field = ANY(%(fields)s)", "", "", {"fields": codes}
        if query.credential:
            levels = {other for each in query.credential for other in (each, *ALSO_MATCHES.get(each, ()))}
            codes = [columns.code("credential", each) for each in levels]
            yield "credential = ANY(%(credential)s)", "", "", {"credential": codes}
        if query.format:
            bits = sum(1 << FORMATS.index(each) for each in query.format)
            yield "formats & %(format)s != 0", "formats_unknown & %(format)s != 0", "format", {"format": bits}
        if query.accreditor:
            codes = columns.codes_holding("accreditors", query.accreditor)
            yield "accreditors = ANY(%(accreditor)s)", "accreditation IS NULL", "accreditation", {"accreditor": codes}
        if query.financial_aid is not None:
            yield "title_iv = %(aid)s", "title_iv IS NULL", "financial_aid", {"aid": int(query.financial_aid)}
        if query.max_cost_usd is not None:
            cents = round(query.max_cost_usd * 100)
            yield "cost_cents <= %(cents)s", "cost_cents IS NULL", "cost", {"cents": cents}
        if query.max_months is not None:
            yield "months <= %(months)s", "months IS NULL", "length", {"months": query.max_months}


class BoxSearch(_SqlSearch):
    """A box of latitude and longitude on a B-tree, then the exact distance of what is in it."""

    name = "PostgreSQL, B-tree box"
    _miles = _HAVERSINE
    _near = _BOX + _HAVERSINE + " <= %(radius)s"

    def _set_radius(self, place: Place, radius_miles: float, values: dict[str, Any]) -> None:
        latitude, longitude = place.latitude or 0.0, place.longitude or 0.0
        angle = radius_miles / EARTH_RADIUS_MILES * (1 + 1e-9)
        high = math.degrees(angle)
        wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude)))))
        # A box over the date line would need two ranges; taking every longitude is right too.
        west, east = longitude - wide, longitude + wide
        if west < -180 or east > 180:
            west, east = -180.0, 180.0
        values |= {"south": latitude - high, "north": latitude + high, "west": west, "east": east}
        values |= {"radius": float(radius_miles)}


class PostgisSearch(_SqlSearch):
    """`ST_DWithin` on a geography with a GiST index, on the sphere (which is its quicker way)."""

    name = "PostGIS ST_DWithin"
    _miles = f"ST_Distance(point, {_POINT}, false) / {METRES_PER_MILE}"
    _near = f"ST_DWithin(point, {_POINT}, %(metres)s, false)"

    def _set_radius(self, place: Place, radius_miles: float, values: dict[str, Any]) -> None:  # noqa: ARG002  the other needs it
        values["metres"] = radius_miles * METRES_PER_MILE
