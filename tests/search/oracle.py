"""The answer by brute force, written from the rules alone: every program is looked at, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import asin, cos, radians, sin, sqrt

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.geo.gazetteer import Place
from leadmatch.search.query import ProgramQuery

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass
class Answer:
    ids: list[str]
    distances: dict[str, float | None]
    radius: float | None
    excluded: dict[str, int]

    @property
    def total(self) -> int:
        return len(self.ids)


def miles(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a = sin(radians(lat2 - lat1) / 2) ** 2
    a += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * (6371.0088 / 1.609344) * asin(min(1.0, sqrt(a)))


Verdicts = dict[str, tuple[str, str]]  # of each active rule: the verdict, and what it is counted under


def verdicts(p: ProgramRecord, q: ProgramQuery) -> Verdicts:
    return {**accreditation_verdicts(p, q), **category_verdicts(p, q), **published_verdicts(p, q)}


def accreditation_verdicts(p: ProgramRecord, q: ProgramQuery) -> Verdicts:
    out: Verdicts = {}
    institutional = [a for a in p.accreditation if a.kind == "institutional"]
    if p.school.is_demo or any(a.current is True for a in institutional):
        accredited = YES
    elif any(a.current is False for a in institutional):
        accredited = NO
    else:
        accredited = UNKNOWN
    out["accredited"] = (accredited, "accreditation")
    if q.accreditor:
        held = {a.accreditor_id for a in p.accreditation if a.current is not False}
        verdict = YES if held & set(q.accreditor) else UNKNOWN if accredited == UNKNOWN else NO
        out["accreditor"] = (verdict, "accreditation")
    return out


def category_verdicts(p: ProgramRecord, q: ProgramQuery) -> Verdicts:
    out: Verdicts = {}
    if q.field:
        out["field"] = (YES if p.field in q.field else NO, "")
    if q.credential:
        wanted = set(q.credential)
        if wanted & {"certificate", "diploma"}:
            wanted.add("certificate_or_diploma")
        out["credential"] = (YES if p.credential in wanted else NO, "")
    if q.format:
        if set(p.formats) & set(q.format):
            out["format"] = (YES, "")
        else:
            out["format"] = (UNKNOWN if set(p.formats_unknown) & set(q.format) else NO, "format")
    if q.school is not None:
        out["school"] = (YES if q.school.casefold() in p.school.name.casefold() else NO, "")
    return out


def published_verdicts(p: ProgramRecord, q: ProgramQuery) -> Verdicts:
    out: Verdicts = {}
    for name, value in (("self_paced", p.self_paced), ("financial_aid", p.school.title_iv)):
        asked = getattr(q, name)
        if asked is not None:
            out[name] = (UNKNOWN if value is None else YES if value == asked else NO, name)
    if q.max_cost_usd is not None:
        cents = p.cost.total_cents
        out["max_cost_usd"] = (UNKNOWN if cents is None else YES if cents <= q.max_cost_usd * 100 else NO, "cost")
    if q.max_months is not None:
        months = p.length_months
        out["max_months"] = (UNKNOWN if months is None else YES if months <= q.max_months else NO, "length")
    if q.certification:
        stated = set(p.certifications)
        out["certification"] = (
            UNKNOWN if not stated else YES if stated & set(q.certification) else NO,
            "certification",
        )
    return out


def passes(p: ProgramRecord, q: ProgramQuery, *, forgiving: str | None = None) -> bool:
    return all(
        verdict == YES or (verdict == UNKNOWN and (what in q.include_unknown or what == forgiving))
        for verdict, what in verdicts(p, q).values()
    )


def distance(p: ProgramRecord, place: Place) -> float | None:
    if p.campus is None or place.latitude is None or place.longitude is None:
        return None
    return miles(place.latitude, place.longitude, p.campus.latitude, p.campus.longitude)


def reached(p: ProgramRecord, place: Place, radius: float) -> tuple[bool, float | None]:
    away = distance(p, place)
    if away is not None and away <= radius:
        return True, away
    online = "online" in p.formats and (p.authorized_states is None or place.state in p.authorized_states)
    return online, None


def sort_key(p: ProgramRecord, away: float | None, sort: str) -> tuple[object, ...]:
    by_name = (p.school.name.casefold(), p.title, p.id)
    by_distance = (away is None, away or 0.0, *by_name)
    if sort == "distance":
        return by_distance
    value = {
        "cost": p.cost.total_cents,
        "length": p.length_months,
        "graduates": None if p.graduates_count is None else -p.graduates_count,
        "name": p.school.name.casefold(),
    }[sort]
    return (value is None, value if value is not None else 0, *by_distance)


def answer(programs: Sequence[ProgramRecord], place: Place, q: ProgramQuery) -> Answer:
    radius = q.radius_miles
    if radius is None:
        for radius in (10, 25, 50, 100, 250):
            near = sum(1 for p in programs if passes(p, q) and (d := distance(p, place)) is not None and d <= radius)
            if near >= 10:
                break
    hits = []
    excluded: dict[str, int] = {}
    for p in programs:
        here, away = reached(p, place, radius)
        if not here:
            continue
        if passes(p, q):
            hits.append((sort_key(p, away, q.sort), p.id, away))
            continue
        for what in {what for verdict, what in verdicts(p, q).values() if verdict == UNKNOWN}:
            if passes(p, q, forgiving=what):
                excluded[what] = excluded.get(what, 0) + 1
    hits.sort()
    return Answer([id_ for _, id_, _ in hits], {id_: away for _, id_, away in hits}, radius, excluded)


def total(programs: Sequence[ProgramRecord], place: Place, q: ProgramQuery, **changes: object) -> int:
    return answer(programs, place, replace(q, **changes)).total  # type: ignore[arg-type]


CLAIMS = {True: "true", False: "false", None: "unknown"}
FACETS = {
    "credential": ("credential", lambda p: [p.credential]),
    "format": ("format", lambda p: p.formats),
    "field": ("field", lambda p: [p.field]),
    "accreditor": ("accreditor", lambda p: {a.accreditor_id for a in p.accreditation if a.current is not False}),
    "cost_band": ("max_cost_usd", lambda p: [cost_band(p)]),
    "certification": ("certification", lambda p: set(p.certifications) or ["unknown"]),
    "self_paced": ("self_paced", lambda p: [CLAIMS[p.self_paced]]),
    "financial_aid": ("financial_aid", lambda p: [CLAIMS[p.school.title_iv]]),
}
# In the order of rule S1, which decides where two of them would add as many.
FILTERS = (
    "field", "credential", "format", "accreditor", "self_paced", "financial_aid", "max_cost_usd", "max_months",
    "school", "certification",
)  # fmt: skip


def cost_band(p: ProgramRecord) -> str:
    if p.cost.total_cents is None:
        return "unknown"
    return next(
        (f"under_{usd}" for usd in (2000, 5000, 10000, 20000) if p.cost.total_cents < usd * 100), "20000_or_more"
    )


def facets(programs: Sequence[ProgramRecord], place: Place, q: ProgramQuery) -> dict[str, dict[str, int]]:
    """For each facet, how many of what would match without its own filter, in the same radius, have each value."""
    radius = answer(programs, place, q).radius
    counts: dict[str, dict[str, int]] = {}
    for name, (own, values) in FACETS.items():
        matching = set(answer(programs, place, replace(q, radius_miles=radius, **{own: left_open(own)})).ids)
        had = [value for p in programs if p.id in matching for value in values(p)]
        counts[name] = {value: had.count(value) for value in had}
    return counts


def left_open(name: str) -> object:
    return ProgramQuery.__dataclass_fields__[name].default


def suggestions(
    programs: Sequence[ProgramRecord], place: Place, q: ProgramQuery
) -> list[tuple[dict[str, object], int]]:
    """Up to three single changes that find more than fewer than five: wider steps, then filters dropped."""
    now = answer(programs, place, q)
    if now.total >= 5:
        return []
    wider = [
        ({"radius_miles": step}, total(programs, place, q, radius_miles=step))
        for step in (10, 25, 50, 100, 250)
        if place.latitude is not None and now.radius is not None and step > now.radius
    ]
    dropped = [
        ({name: None}, total(programs, place, q, **{name: left_open(name)}))
        for name in FILTERS
        if getattr(q, name) != left_open(name)
    ]
    helpful = [each for each in wider + sorted(dropped, key=lambda each: each[1]) if each[1] > now.total]
    return helpful[:3]
