"""What the cells of one row must be to each other, and to what is on file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from leadmatch.catalogue.cost import SUPPLIES_LIMIT_USD, credible_months, tuition_limit_usd
from leadmatch.catalogue.records import CampusRecord
from leadmatch.catalogue.school_file.known import KnownProgram, KnownSchool
from leadmatch.catalogue.school_file.words import AWARD_LEVEL_WORDS
from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, credential_of
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.geo.states import STATES
from leadmatch.geo.zip_code import UnknownZipCodeError

OLDEST_STATEMENT = timedelta(days=731)
# A statement is dated by the school's own day, which has begun earlier in Guam than in Greenwich.
_AHEAD = timedelta(days=1)
_STARTS_WITHIN = timedelta(days=5 * 366)
_CENTS = 100
_PARTS = ("tuition_usd", "fees_usd", "books_supplies_usd", "other_costs_usd")
_CERTIFICATE_OR_DIPLOMA = ("certificate", "diploma")
ONLINE_ONLY = ("online",)

Values = Mapping[str, Any]
Complain = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Background:
    """What a row is held against.

    Args:
        school: of the row.
        program: that the row is about; None where federal files have none such.
        on: the present day.
    """

    school: KnownSchool
    program: KnownProgram | None
    siblings: Sequence[KnownProgram]
    gazetteer: Gazetteer
    on: date


Check = Callable[[Values, Background, Complain], None]


def _as_of(values: Values, background: Background, complain: Complain) -> None:
    day = values["as_of"]
    if day > background.on + _AHEAD:
        complain("as_of", "lies in the future; write the day on which you checked the row")
    elif day < background.on - OLDEST_STATEMENT:
        complain("as_of", "is more than two years ago; check the row again and write the day on which you did")


def _credential(values: Values, _: Background, complain: Complain) -> None:
    level, stated = values["award_level"], values.get("credential")
    of_level = credential_of(level)
    allowed = _CERTIFICATE_OR_DIPLOMA if of_level == "certificate_or_diploma" else (of_level,)
    if stated is not None and stated not in allowed:
        words = " or ".join(CREDENTIAL_LABELS[each].lower() for each in allowed)
        complain("credential", f"does not go with award_level {AWARD_LEVEL_WORDS[level]!r}, which is a {words}")


def _length(values: Values, _: Background, complain: Complain) -> None:
    level, months = values["award_level"], values.get("length_months")
    limit = credible_months(level)
    if months is not None and months > limit:
        why = f"is more than {limit} months, twice the longest that award_level {AWARD_LEVEL_WORDS[level]!r} means"
        complain("length_months", f"{why}; check both")


def _total(values: Values, _: Background, complain: Complain) -> None:
    parts = {name: values[name] for name in _PARTS if values.get(name) is not None}
    total = values.get("total_cost_usd")
    if parts and values.get("tuition_usd") is None:
        complain("tuition_usd", "is empty beside other costs; fill it in, or leave all costs empty but total_cost_usd")
    elif parts and total is not None and total != sum(parts.values()):
        listed = " + ".join(f"{name.removesuffix('_usd').replace('_', ' ')} {_dollars(c)}" for name, c in parts.items())
        why = f"is not the sum of its parts, {_dollars(sum(parts.values()))} ({listed})"
        complain("total_cost_usd", f"{why}; correct the wrong one, or put what is missing into other_costs_usd")


def _amounts(values: Values, background: Background, complain: Complain) -> None:
    tuition, fees, total = values.get("tuition_usd"), values.get("fees_usd"), values.get("total_cost_usd")
    for name in ("tuition_usd", "total_cost_usd"):
        if values.get(name) == 0:
            complain(name, "is 0; leave it empty where it is not known, for 0 would be shown as free of charge")
            return
    for name in ("books_supplies_usd", "other_costs_usd"):
        if (values.get(name) or 0) > SUPPLIES_LIMIT_USD * _CENTS:
            complain(name, f"is more than {_dollars(SUPPLIES_LIMIT_USD * _CENTS)}, which is not credible; check it")
    on_file = background.program.length_months if background.program else None
    months = values.get("length_months") or on_file
    limit = tuition_limit_usd(months) * _CENTS
    if tuition is not None and tuition + (fees or 0) > limit:
        complain("tuition_usd", _too_dear("tuition and fees", tuition + (fees or 0), limit, months))
    elif tuition is None and total is not None and total > limit + SUPPLIES_LIMIT_USD * _CENTS:
        complain("total_cost_usd", _too_dear("the total", total, limit + SUPPLIES_LIMIT_USD * _CENTS, months))


def _too_dear(what: str, cents: int, limit: int, months: int | None) -> str:
    if months is None:
        why = (
            f"{what} of {_dollars(cents)} can't be checked without the length, which is needed above {_dollars(limit)}"
        )
        return f"{why}; fill in length_months"
    why = (
        f"{what} of {_dollars(cents)} are not credible for {months} months: {_dollars(limit)} is the most that is taken"
    )
    return f"{why}; check the amount, which must be that of one student for the whole program, and length_months"


def _financial_aid(values: Values, background: Background, complain: Complain) -> None:
    if values.get("financial_aid") and background.school.title_iv is False:
        why = "but the US Department of Education lists the school as one that can't award federal student aid"
        complain("financial_aid", f"says yes, {why}; if that has changed, send us the date")


def _start_dates(values: Values, background: Background, complain: Complain) -> None:
    for day in values.get("start_dates") or ():
        if abs(day - background.on) > _STARTS_WITHIN:
            complain("start_dates", f"holds {day.isoformat()}, more than five years from today; check the year")


def _place(values: Values, background: Background, complain: Complain) -> None:
    names = ("campus_street", "campus_city", "campus_state", "campus_zip")
    given = {name for name in names if values.get(name) is not None}
    missing = [name for name in names[1:] if given and name not in given]
    if missing:
        complain(missing[0], f"is empty beside other parts of the place; fill in {', '.join(missing)}")
    if "campus_zip" not in given:
        return
    zip_code, state = values["campus_zip"], values.get("campus_state")
    try:
        place = background.gazetteer.locate(zip_code)
    except UnknownZipCodeError:
        complain("campus_zip", "is no ZIP code on file; check its five digits")
        return
    if place.precision != "zip":
        complain("campus_zip", "is no ZIP code of a place on file; check its five digits")
    elif state is not None and place.state != state:
        where = f"{place.city}, {STATES.get(place.state or '', place.state)}"
        complain("campus_zip", f"is in {where}, but campus_state says {STATES[state]}; correct the wrong one")


def _formats(values: Values, background: Background, complain: Complain) -> None:
    program, school = background.program, background.school
    stated = values.get("formats")
    formats = stated or (program.formats if program else None)
    has_place = values.get("campus_zip") is not None
    if formats == ONLINE_ONLY and has_place:
        whose = "says" if stated else "is on file as"
        complain(
            "formats", f"{whose} online only, but a campus is given; empty the campus, or write how it is taught there"
        )
    elif stated and stated != ONLINE_ONLY and not has_place and (program is None or school.campus is None):
        why = "is empty, but the program is taught on campus; fill in street, city, state and ZIP code"
        complain("campus_zip", f"{why}{_on_file(school.campus)}")
    if values.get("authorized_states") and formats and "online" not in formats:
        complain("authorized_states", "names states, but the program is not online; empty it, or add online to formats")


def _on_file(campus: CampusRecord | None) -> str:
    if campus is None:
        return ""
    street = f"{campus.street}, " if campus.street else ""
    return f" (the school's place on file: {street}{campus.city}, {campus.state} {campus.zip_code})"


def _new_program(values: Values, background: Background, complain: Complain) -> None:
    if background.program is not None:
        return
    missing = [name for name in ("title", "credential", "formats") if values.get(name) is None]
    if missing:
        known = "; ".join(f"{each.cip_code} {AWARD_LEVEL_WORDS[each.award_level]}" for each in background.siblings)
        why = f"is empty, and no such program of {background.school.name} is on file (on file: {known})"
        complain(missing[0], f"{why}; check cip_code and award_level, or, if it is new, fill in {', '.join(missing)}")


def _dollars(cents: int) -> str:
    return f"${cents // _CENTS:,}" if cents % _CENTS == 0 else f"${cents / _CENTS:,.2f}"


# Each with the cells that it reads: where one of them is wrong in itself, nothing more is said of it.
CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (_as_of, ("as_of",)),
    (_credential, ("award_level", "credential")),
    (_length, ("award_level", "length_months")),
    (_total, (*_PARTS, "total_cost_usd")),
    (_amounts, (*_PARTS, "total_cost_usd", "length_months")),
    (_financial_aid, ("financial_aid",)),
    (_start_dates, ("start_dates",)),
    (_place, ("campus_street", "campus_city", "campus_state", "campus_zip")),
    (_formats, ("formats", "campus_zip", "authorized_states")),
    (_new_program, ("cip_code", "title", "credential", "formats")),
)


def check_row(values: Values, faulty: Iterable[str], background: Background, complain: Complain) -> None:
    """Complain of all that does not fit together.

    Args:
        values: what the sound cells of the row say, by column.
        faulty: the columns whose cells were complained about already.
        background: what the row is held against.
        complain: takes the name of a column and why.
    """
    wrong = set(faulty)
    for check, columns in CHECKS:
        if wrong.isdisjoint(columns):
            check(values, background, complain)


def is_on_file(campus: CampusRecord, *, street: str | None, zip_code: str) -> bool:
    """Return whether a stated place is the one on file: the same ZIP code, and the same street or none stated."""
    if campus.zip_code[:5] != zip_code:
        return False
    return street is None or _plain(street) == _plain(campus.street or "")


def _plain(street: str) -> str:
    return "".join(filter(str.isalnum, street.casefold()))
