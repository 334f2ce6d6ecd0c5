"""What visitors ask in the measurements: seeded draws of realistic queries, and the shares behind them in words."""

import random
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from leadmatch.geo.gazetteer import Gazetteer, Place
from leadmatch.geo.zip_code import UnknownZipCodeError
from leadmatch.search.query import ProgramQuery

T = TypeVar("T")

SEED = 20261101

_RADII = {None: 35, 10.0: 13, 25.0: 20, 50.0: 18, 100.0: 10, 250.0: 3, 500.0: 1}
_FIELDS_ASKED = {1: 85, 2: 5, 0: 10}
_CREDENTIALS = {("certificate",): 50, ("associate",): 30, ("diploma",): 10, ("certificate", "associate"): 10}
_FORMATS = {("online",): 50, ("on_campus",): 20, ("on_campus", "hybrid"): 20, ("hybrid",): 10}
_COSTS_USD = {2_000.0: 10, 5_000.0: 25, 10_000.0: 30, 20_000.0: 25, 40_000.0: 10}
_MONTHS = {6: 15, 9: 10, 12: 40, 18: 15, 24: 20}
_INCLUDED = {("cost",): 40, ("format",): 20, ("cost", "length"): 15, ("accreditation",): 15, ("length",): 10}
_SORTS = {"distance": 80, "cost": 8, "length": 4, "graduates": 4, "name": 4}
_PAGES = {1: 80, 2: 10, 3: 4, 4: 2, 5: 2, 8: 2}
_CHANCES = {"credential": 35, "format": 20, "max_cost_usd": 25, "max_months": 15, "include_unknown": 15}
_RARE_CHANCES = {"accreditor": 8, "financial_aid": 15}


def percent(shares: Mapping[Any, int]) -> str:
    """Return shares as words."""
    return ", ".join(f"{_word(value)} {share} %" for value, share in shares.items())


def _word(value: Any) -> str:  # noqa: ANN401  # whatever a filter takes
    if value is None:
        return "none (adaptive)"
    if isinstance(value, tuple):
        return "+".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


MIX_WORDS = (
    "ZIP codes: drawn uniformly from the active standard ones, each used once.",
    f"Radius in miles: {percent(_RADII)}.",
    f"Number of fields asked for: {percent(_FIELDS_ASKED)}; drawn by their number of programs.",
    f"Filters set: {percent({**_CHANCES, **_RARE_CHANCES})}.",
    f"Credential: {percent(_CREDENTIALS)}. Format: {percent(_FORMATS)}.",
    f"Highest cost in dollars: {percent(_COSTS_USD)}. Longest program in months: {percent(_MONTHS)}.",
    f"Unknown values included: {percent(_INCLUDED)}.",
    f"Order: {percent(_SORTS)}. Page (of 20): {percent(_PAGES)}.",
    f"Python's random.Random({SEED}) draws; the program is bench/query_mix.py.",
)


def places(gazetteer: Gazetteer) -> list[Place]:
    """Return the place of every active standard ZIP code, shuffled."""
    found = [place for place in _known(gazetteer) if place.kind == "standard"]
    random.Random(SEED).shuffle(found)  # noqa: S311  not a secret
    return found


def queries(
    zip_codes: list[str], fields: Mapping[str, int], accreditors: Mapping[str, int], *, seed: int = SEED + 1
) -> Iterator[ProgramQuery]:
    """Yield one query for each ZIP code; no two ask the same.

    Args:
        zip_codes: in the order in which they are asked about.
        fields: by slug, how many programs it has.
        accreditors: by id, likewise.
        seed: others ask other things about the same places.
    """
    draws = random.Random(seed)  # noqa: S311  not a secret
    for zip_code in zip_codes:
        yield _query(draws, zip_code, fields, accreditors)


def as_query_string(query: ProgramQuery) -> str:
    """Return the query as a visitor's client would write it: what is set, and no more."""
    parts = [f"zip={query.zip}"]
    listed = ("field", "credential", "format", "accreditor", "include_unknown")
    parts += [f"{name}={','.join(getattr(query, name))}" for name in listed if getattr(query, name)]
    limits = ("radius_miles", "max_cost_usd", "max_months")
    parts += [f"{name}={getattr(query, name):g}" for name in limits if getattr(query, name) is not None]
    if query.financial_aid is not None:
        parts.append(f"financial_aid={str(query.financial_aid).lower()}")
    if query.sort != "distance":
        parts.append(f"sort={query.sort}")
    if query.page != 1:
        parts.append(f"page={query.page}")
    return "&".join(parts)


def _known(gazetteer: Gazetteer) -> Iterator[Place]:
    for number in range(100_000):
        try:
            yield gazetteer.locate(f"{number:05}")
        except UnknownZipCodeError:
            continue


def _query(
    draws: random.Random, zip_code: str, fields: Mapping[str, int], accreditors: Mapping[str, int]
) -> ProgramQuery:
    number = _drawn(draws, _FIELDS_ASKED)
    happens = {name: draws.random() * 100 < chance for name, chance in (_CHANCES | _RARE_CHANCES).items()}
    return ProgramQuery(
        zip=zip_code,
        radius_miles=_drawn(draws, _RADII),
        field=tuple(dict.fromkeys(_drawn(draws, fields) for _ in range(number))),
        credential=_drawn(draws, _CREDENTIALS) if happens["credential"] else (),
        format=_drawn(draws, _FORMATS) if happens["format"] else (),
        max_cost_usd=_drawn(draws, _COSTS_USD) if happens["max_cost_usd"] else None,
        max_months=_drawn(draws, _MONTHS) if happens["max_months"] else None,
        include_unknown=_drawn(draws, _INCLUDED) if happens["include_unknown"] else (),
        accreditor=(_drawn(draws, accreditors),) if happens["accreditor"] and accreditors else (),
        financial_aid=True if happens["financial_aid"] else None,
        sort=_drawn(draws, _SORTS),
        page=_drawn(draws, _PAGES),
    )


def _drawn(draws: random.Random, shares: Mapping[T, int]) -> T:
    return draws.choices(list(shares), weights=list(shares.values()))[0]
