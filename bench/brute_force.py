"""Brute force with numpy: every row's distance, every filter as a mask, one sort; also the oracle of the others."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.answers import Answer
from bench.columns import CURRENT, UNKNOWN, PlainColumns
from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import Place
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.search.query import FORMATS, ProgramQuery

Mask = NDArray[np.bool_]
STEPS_MILES = (10, 25, 50, 100, 250)
ENOUGH = 10

_KEYS = {"cost": "cost_cents", "length": "months", "graduates": "graduates", "name": "school_rank"}


class BruteForce:
    """Looks at every row, every time."""

    name = "brute force (numpy)"
    server_pid: int | None = None

    def __init__(self, columns: PlainColumns) -> None:
        """Take the columns as they are."""
        self._columns = columns

    def answer(self, place: Place, query: ProgramQuery) -> Answer:
        """Return the page that the query asks for."""
        columns = self._columns
        criteria = list(self._criteria(query))
        passes = np.ones(columns.size, dtype=bool)
        for yes, unknown, what in criteria:
            passes &= yes | unknown if what in query.include_unknown else yes
        miles = distance_miles(place.latitude or 0.0, place.longitude or 0.0, columns["latitude"], columns["longitude"])
        radius = query.radius_miles
        if radius is None:
            radius = _adaptive(miles[passes])
        near = miles <= radius
        reached = near | self._online(place)
        miles = np.where(near, miles, np.inf)
        rows = np.flatnonzero(passes & reached)
        order = np.lexsort((columns["name_rank"][rows], miles[rows], self._key(query, rows)))
        first = (query.page - 1) * query.per_page
        shown = rows[order[first : first + query.per_page]]
        return Answer(
            ids=columns["id"][shown].tolist(),
            miles=[None if each == np.inf else each for each in miles[shown].tolist()],
            total=int(rows.size),
            radius_miles=radius,
            excluded=_excluded(criteria, query, reached),
        )

    def _criteria(self, query: ProgramQuery) -> Iterator[tuple[Mask, Mask, str]]:
        """Yield for each criterion who passes, of whom nobody knows, and under which name those are counted."""
        columns = self._columns
        nobody = np.zeros(columns.size, dtype=bool)
        unaccredited = columns["accreditation"] == UNKNOWN
        yield columns["accreditation"] == CURRENT, unaccredited, "accreditation"
        if query.field:
            yield np.isin(columns["field"], [columns.code("field", each) for each in query.field]), nobody, ""
        if query.credential:
            levels = {other for each in query.credential for other in (each, *ALSO_MATCHES.get(each, ()))}
            codes = [columns.code("credential", each) for each in levels]
            yield np.isin(columns["credential"], codes), nobody, ""
        if query.format:
            bits = sum(1 << FORMATS.index(each) for each in query.format)
            yes = columns["formats"] & bits != 0
            yield yes, ~yes & (columns["formats_unknown"] & bits != 0), "format"
        if query.accreditor:
            yes = np.isin(columns["accreditors"], columns.codes_holding("accreditors", query.accreditor))
            yield yes, unaccredited & ~yes, "accreditation"
        if query.financial_aid is not None:
            aid = columns["title_iv"]
            yield aid == int(query.financial_aid), aid == UNKNOWN, "financial_aid"
        for name, limit, what in (
            ("cost_cents", query.max_cost_usd and query.max_cost_usd * 100, "cost"),
            ("months", query.max_months, "length"),
        ):
            if limit is not None:
                values = columns[name]
                yield (values <= limit) & (values != UNKNOWN), values == UNKNOWN, what

    def _online(self, place: Place) -> Mask:
        columns = self._columns
        not_published = [code for code, states in enumerate(columns.vocabulary["states"]) if states is None]
        open_here = columns.codes_holding("states", [place.state] if place.state else [])
        online: Mask = (columns["is_online"] == 1) & np.isin(columns["states"], [*not_published, *open_here])
        return online

    def _key(self, query: ProgramQuery, rows: NDArray[np.intp]) -> NDArray[Any]:
        if query.sort == "distance":
            return np.zeros(rows.size)
        values = self._columns[_KEYS[query.sort]][rows].astype(np.float64)
        ascending = -values if query.sort == "graduates" else values
        return np.where(values == UNKNOWN, np.inf, ascending)


def _adaptive(miles: NDArray[np.float64]) -> int:
    for step in STEPS_MILES:
        if np.count_nonzero(miles <= step) >= ENOUGH:
            return step
    return STEPS_MILES[-1]


def _excluded(criteria: list[tuple[Mask, Mask, str]], query: ProgramQuery, reached: Mask) -> dict[str, int]:
    """Count those that pass when one unknown is forgiven, and not without."""
    counts = {}
    for forgiven in {what for _yes, _unknown, what in criteria if what} - set(query.include_unknown):
        forgiving, strict = reached.copy(), reached.copy()
        for yes, unknown, what in criteria:
            allowed = yes | unknown if what in query.include_unknown else yes
            strict &= allowed
            forgiving &= yes | unknown if what == forgiven else allowed
        counts[forgiven] = int(np.count_nonzero(forgiving & ~strict))
    return {what: count for what, count in counts.items() if count}
