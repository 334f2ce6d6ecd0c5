"""What is wrong with a search as it was typed, said to the person who typed it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

from leadmatch.kernel.errors import Fault
from leadmatch.search.query import ProgramQuery
from leadmatch.site.addresses import Texts, changed
from leadmatch.site.filter_form import OFFERED
from leadmatch.site.languages import gettext

_KNOWN = {each.name for each in fields(ProgramQuery)}
_FREE_TEXT = {"zip", "radius_miles", "max_months", "school"}


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One fault.

    Args:
        input: name of the parameter whose input the summary links to; None where the form has none.
        way_out: an address that leaves the fault out; None where the person must type something.
    """

    words: str
    input: str | None
    way_out: str | None = None


def fault_lines(faults: Sequence[Fault], typed: Texts) -> list[FaultLine]:
    """Return the faults in the order in which they are reported.

    Args:
        faults: as the search names them.
        typed: the parameters as sent.
    """
    must_type = any(fault.where in _FREE_TEXT for fault in faults)
    start = None if must_type else changed(usable_texts(faults, typed))
    return [
        FaultLine(
            _words(fault),
            fault.where if fault.where in OFFERED else None,
            start if fault.where in {"release", "page"} else None,
        )
        for fault in faults
    ]


def usable_texts(faults: Sequence[Fault], typed: Texts) -> dict[str, list[str]]:
    """Return what the form keeps: everything but what it has no input for and what nobody could read."""
    wrong = {fault.where for fault in faults}
    unreadable = {fault.where for fault in faults if fault.code == "invalid-text"}
    return {
        name: [*values]
        for name, values in typed.items()
        if name in _KNOWN and name not in unreadable and (name not in wrong or name in _FREE_TEXT)
    }


def _words(fault: Fault) -> str:
    if fault.code == "unknown-parameter":
        return gettext(
            "This search knows nothing called “%(name)s”, so it has been taken out of the form below.",
            name=fault.where,
        )
    say = _BY_CODE.get((fault.where, fault.code)) or _BY_INPUT.get(fault.where)
    return say() if say else gettext("“%(name)s” has a value that this search cannot use.", name=fault.where)


_BY_CODE: Mapping[tuple[str, str], Callable[[], str]] = {
    ("zip", "missing-parameter"): lambda: gettext("Type your ZIP code: five digits, such as 60601."),
    ("zip", "unknown-zip-code"): lambda: gettext(
        "We know no place for this ZIP code. Check the five digits, or type a ZIP code nearby."
    ),
}
_BY_INPUT: Mapping[str, Callable[[], str]] = {
    "zip": lambda: gettext("Type your ZIP code as five digits, such as 60601, or as ZIP+4, such as 60601-1234."),
    "field": lambda: gettext("Choose a field from the list."),
    "credential": lambda: gettext("Choose a credential from the list."),
    "format": lambda: gettext("Choose a format from the list."),
    "accreditor": lambda: gettext("Choose an accreditor from the list."),
    "certification": lambda: gettext("Choose an exam from the list."),
    "sort": lambda: gettext("Choose an order from the list."),
    "include_unknown": lambda: gettext("Choose from the list what may be unknown."),
    "radius_miles": lambda: gettext("Choose a distance from the list; it may be from 1 to 500 miles."),
    "max_cost_usd": lambda: gettext("Choose a highest cost from the list."),
    "max_months": lambda: gettext("Type the longest length as a whole number of months from 1 to 120, such as 12."),
    "self_paced": lambda: gettext("Tick the box for self-paced programs, or leave it empty."),
    "financial_aid": lambda: gettext("Tick the box for schools that can award federal aid, or leave it empty."),
    "school": lambda: gettext("Type part of a school's name, at most 100 characters."),
    "release": lambda: gettext("The list has been updated since you opened it. Start again from the first page."),
    "page": lambda: gettext("There is no such page. Start again from the first page."),
}
