"""What of a program is compared between two releases, and how each value reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from leadmatch.catalogue.records import CampusRecord, CostRecord, ProgramRecord, SourceRecord
from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS

NOT_PUBLISHED = "not published"
GRADUATES = "graduates"
_CONTROL_WORDS = {
    "public": "public",
    "private_nonprofit": "private, not for profit",
    "private_for_profit": "private, for profit",
}
_FORMAT_WORDS = {"on_campus": "on campus", "hybrid": "hybrid", "online": "online"}


class Told(NamedTuple):
    """A value in words, and who says so as of when; None where the value is not published."""

    value: str
    source: str | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is compared.

    Args:
        name: as `catalogue diff --field` takes it.
        label: for people.
        parts: what of the record it is made of; where these are equal, so is the value.
        sources: names among a program's `fact_sources` that speak of it; the first that is there counts.
        value: what is compared; equal values are no change.
        words: how a value that is there reads.
        nothing: how it reads that there is none.
    """

    name: str
    label: str
    parts: tuple[str, ...]
    sources: tuple[str, ...]
    value: Callable[[ProgramRecord], Any]
    words: Callable[[Any], str]
    nothing: str = NOT_PUBLISHED

    def told(self, program: ProgramRecord, sources: Mapping[str, SourceRecord]) -> Told:
        """Return the value in words, with its source."""
        value = self.value(program)
        if value is None or value == ():
            return Told(self.nothing, None, None)
        key = self.source_of(program)
        source = None if key is None else sources[key]
        if source is None:
            return Told(self.words(value), None, None)
        return Told(self.words(value), source.title, _as_of(self, program) or source.as_of)

    def source_of(self, program: ProgramRecord) -> str | None:
        """Return the key of the source that speaks of it."""
        by_fact = _by_fact(program.fact_sources)
        return next((by_fact[name] for name in self.sources if name in by_fact), None)


@lru_cache(maxsize=4096)
def _by_fact(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(reversed(pairs))  # where a fact has several sources, the first one speaks


def _as_of(fact: Fact, program: ProgramRecord) -> str | None:
    """Return the time of a figure that says its own, which its source as a whole does not."""
    if fact.name == "cost":
        return program.cost.as_of
    if fact.name == "accreditation":
        return ", ".join(dict.fromkeys(each.as_of for each in program.accreditation))
    return None


def _yes_or_no(value: bool) -> str:  # noqa: FBT001  # a published fact, not a switch
    return "yes" if value else "no"


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values)


def _days(days: tuple[date, ...]) -> str:
    return ", ".join(day.isoformat() for day in days)


def _formats(program: ProgramRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return program.formats, tuple(sorted(program.formats_unknown))


def _formats_words(value: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    known, unknown = (", ".join(_FORMAT_WORDS[each] for each in formats) for formats in value)
    if len(value[0]) == 1 and not unknown:
        return f"{known} only"
    return "; ".join([*([known] if known else []), *([f"{unknown} {NOT_PUBLISHED}"] if unknown else [])])


def _cost(program: ProgramRecord) -> tuple[Any, ...] | None:
    cost = program.cost
    if cost.total_cents is None:
        return None
    return tuple(getattr(cost, name) for name in CostRecord.__slots__ if name not in {"as_of", "source"})


def _cost_words(value: tuple[Any, ...]) -> str:
    named = dict(zip((name for name in CostRecord.__slots__ if name not in {"as_of", "source"}), value, strict=True))
    parts = {
        "tuition and fees": named["tuition_fees_cents"],
        "tuition": named["tuition_cents"],
        "fees": named["fees_cents"],
        "books and supplies": named["books_supplies_cents"],
        "other": named["other_cents"],
    }
    told = [f"{label} {_dollars(cents)}" for label, cents in parts.items() if cents not in {None, named["total_cents"]}]
    kind = " estimate" if named["basis"] == "estimate" else ""
    return f"{_dollars(named['total_cents'])}{kind}{f' ({_listed(tuple(told))})' if told else ''}"


def _dollars(cents: int) -> str:
    return f"${cents / 100:,.2f}" if cents % 100 else f"${cents // 100:,}"


def _accreditation(program: ProgramRecord) -> tuple[tuple[Any, ...], ...]:
    return tuple((each.name, each.kind, each.current, each.since, each.ended) for each in program.accreditation)


def _accreditation_words(value: tuple[tuple[Any, ...], ...]) -> str:
    states = {True: "current", False: "not recognised any more", None: "not known to be current"}
    return "; ".join(
        f"{name} ({kind}, {f'ended {ended}' if ended else states[current]}{f', since {since}' if since else ''})"
        for name, kind, current, since, ended in value
    )


def _address(program: ProgramRecord) -> tuple[str | None, str, str, str] | None:
    campus = program.campus
    return None if campus is None else (campus.street, campus.city, campus.state, campus.zip_code)


def _address_words(value: tuple[str | None, str, str, str]) -> str:
    street, city, state, zip_code = value
    return f"{street + ', ' if street else ''}{city}, {state} {zip_code}"


def _point(campus: CampusRecord | None) -> tuple[float, float] | None:
    return None if campus is None else (campus.latitude, campus.longitude)


def _graduates(program: ProgramRecord) -> tuple[int, int | None] | None:
    return None if program.graduates_count is None else (program.graduates_count, program.graduates_year)


def _own_aid(program: ProgramRecord) -> bool | None:
    """Return what is said of the program itself: what is only its school's is compared once, as `title_iv`."""
    return None if program.financial_aid == program.school.title_iv else program.financial_aid


FACTS = (
    Fact("school_name", "School's name", ("school",), ("school",), lambda each: each.school.name, str),
    Fact(
        "control",
        "Who runs the school",
        ("school",),
        ("school",),
        lambda each: each.school.control,
        _CONTROL_WORDS.__getitem__,
    ),
    Fact("school_website", "School's website", ("school",), ("school",), lambda each: each.school.website, str),
    Fact("opeid", "OPEID", ("school",), ("school",), lambda each: each.school.opeid, str),
    Fact(
        "title_iv",
        "School can award federal aid",
        ("school",),
        ("financial_aid",),
        lambda each: each.school.title_iv,
        _yes_or_no,
    ),
    Fact(
        "accreditation", "Accreditation", ("accreditation",), ("accreditation",), _accreditation, _accreditation_words
    ),
    Fact("campus", "Address", ("campus",), ("campus",), _address, _address_words, nothing="no campus, online only"),
    Fact(
        "coordinates",
        "Point on the map",
        ("campus",),
        ("campus",),
        lambda each: _point(each.campus),
        lambda point: f"{point[0]}, {point[1]}",
    ),
    Fact("title", "Title", ("title",), ("title", "program"), lambda each: each.title, str),
    Fact("cip_title", "CIP title", ("cip_title",), ("cip_title",), lambda each: each.cip_title, str),
    Fact(
        "credential",
        "Credential",
        ("credential",),
        ("credential", "program"),
        lambda each: each.credential,
        CREDENTIAL_LABELS.__getitem__,
    ),
    Fact("formats", "Formats", ("formats", "formats_unknown"), ("formats",), _formats, _formats_words),
    Fact("self_paced", "Self-paced", ("self_paced",), ("self_paced",), lambda each: each.self_paced, _yes_or_no),
    Fact(
        "length",
        "Length",
        ("length_months",),
        ("length",),
        lambda each: each.length_months,
        lambda months: f"{months} months",
    ),
    Fact("credits", "Credits", ("credits",), ("credits",), lambda each: each.credits, str),
    Fact("cost", "Cost", ("cost",), ("cost",), _cost, _cost_words),
    Fact(
        "financial_aid",
        "Program qualifies for federal aid",
        ("financial_aid", "school"),
        ("financial_aid",),
        _own_aid,
        _yes_or_no,
    ),
    Fact(
        "certifications",
        "Prepares for",
        ("certifications",),
        ("certifications",),
        lambda each: each.certifications,
        _listed,
    ),
    Fact(
        "authorized_states",
        "Open to residents of",
        ("authorized_states",),
        ("authorized_states",),
        lambda each: each.authorized_states,
        _listed,
    ),
    Fact("externship", "Externship", ("externship",), ("externship",), lambda each: each.externship, _yes_or_no),
    Fact("eligibility", "Who may enroll", ("eligibility",), ("eligibility",), lambda each: each.eligibility, str),
    Fact("start_dates", "Start dates", ("start_dates",), ("start_dates",), lambda each: each.start_dates, _days),
    Fact("website", "Program's own page", ("website",), ("website",), lambda each: each.website, str),
    Fact(
        GRADUATES,
        "Graduates",
        ("graduates_count", "graduates_year"),
        ("graduates",),
        _graduates,
        lambda value: f"{value[0]:,} in {value[1]}",
    ),
)
_FACTS_BY_PARTS = {parts: tuple(fact for fact in FACTS if fact.parts == parts) for parts in {f.parts for f in FACTS}}
FACTS_BY_NAME = {fact.name: fact for fact in FACTS}


def changed_facts(before: ProgramRecord, after: ProgramRecord) -> list[Fact]:
    """Return the facts that are other ones now, in the order of `FACTS`, without those that go without saying.

    An online program has no address, and another address is another point on the map.
    """
    changed = {
        fact.name
        for parts, facts in _FACTS_BY_PARTS.items()
        if any(getattr(before, part) != getattr(after, part) for part in parts)
        for fact in facts
        if fact.value(before) != fact.value(after)
    }
    if "formats" in changed and (before.campus is None or after.campus is None):
        changed -= {"campus", "coordinates"}
    if "campus" in changed:
        changed.discard("coordinates")
    return [fact for fact in FACTS if fact.name in changed] if changed else []


def is_newer_figure(fact: Fact, before: ProgramRecord, after: ProgramRecord) -> bool:
    """Return whether a changed fact describes another year now, so that it had to change."""
    return fact.name == GRADUATES and before.graduates_year != after.graduates_year


@lru_cache(maxsize=4096)
def renewed_sources(
    before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...], *, but_of: frozenset[str]
) -> frozenset[tuple[str, str]]:
    """Return the pairs of old and new source of facts that both `fact_sources` name, where those differ.

    Args:
        before: of a program, as it was.
        after: of the same program.
        but_of: names of facts that are other ones now.
    """
    old, new = _by_fact(before), _by_fact(after)
    facts = (old.keys() & new.keys()) - but_of
    return frozenset((old[fact], new[fact]) for fact in facts if old[fact] != new[fact])
