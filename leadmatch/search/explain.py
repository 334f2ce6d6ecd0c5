"""Why each program of a page is there, in words (rule S10)."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.geo.gazetteer import Place
from leadmatch.search.bitmap import Rows
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.search.index import CatalogueIndex, row_words
from leadmatch.search.matches import Match, Matches
from leadmatch.search.query import ProgramQuery

FORMAT_WORDS = {"on_campus": "On campus", "hybrid": "Partly on campus", "online": "Online"}


class Reason(NamedTuple):
    """One fact that put a program into the answer."""

    code: str
    text: str


class _Fact(NamedTuple):
    reason: Reason
    set_name: str | None = None  # who has it; None: everyone in the answer
    is_absence: bool = False  # everyone but those in the set


def reasons(matches: Matches, place: Place, page: list[Match]) -> list[list[Reason]]:
    """Return the reasons of each match of a page: first how near it is, then which facts matched."""
    if not page:
        return []
    rows = np.array([match.row for match in page], dtype=np.int32)
    found = [
        [_nearness(place, match, is_open)] for match, is_open in zip(page, open_to_state(matches, rows), strict=True)
    ]
    for fact in _facts(matches.query, matches.index):
        for each, has in zip(found, _have(matches.index, rows, fact), strict=True):
            if has:
                each.append(fact.reason)
    return found


def open_to_state(matches: Matches, rows: Rows) -> list[bool]:
    """Return for each row whether its school has published that it enrolls online students of the visitor's state."""
    if matches.window.place.state is None:
        return [False] * rows.size
    return list(members_of(matches.index, rows, f"open_to:{matches.window.place.state}"))


def members_of(index: CatalogueIndex, rows: Rows, set_name: str) -> NDArray[np.bool_]:
    """Return for each row whether it is in a set."""
    number = index.set_numbers.get(set_name)
    if number is None:
        return np.zeros(rows.size, dtype=bool)
    first_rows = index.arrays["word_first_rows"]
    words = row_words(first_rows, rows)
    bits = (rows - first_rows[words]).astype(np.uint64)
    found: NDArray[np.bool_] = (index.arrays["sets"][number][words] >> bits & np.uint64(1)).astype(bool)
    return found


def _have(index: CatalogueIndex, rows: Rows, fact: _Fact) -> Iterable[bool]:
    if fact.set_name is None:
        return [True] * rows.size
    members = members_of(index, rows, fact.set_name)
    return list(~members if fact.is_absence else members)


def _nearness(place: Place, match: Match, is_open: bool) -> Reason:  # noqa: FBT001 a fact, not a switch
    if match.distance_miles is not None:
        if place.precision == "zip3":
            return Reason(
                "distance", f"About {match.distance_miles:.1f} miles from the middle of the {place.zip_code[:3]} area"
            )
        return Reason("distance", f"{match.distance_miles:.1f} miles from {place.zip_code}")
    if is_open:
        return Reason("online", f"Online and open to students in {place.state}")
    where = f"students in {place.state}" if place.state else "students where you live"
    return Reason("online", f"Online; ask the school whether it enrolls {where}")


def _facts(query: ProgramQuery, index: CatalogueIndex) -> Iterator[_Fact]:
    for value in query.field:
        yield _Fact(Reason("field", FIELD_LABELS[value]), f"field:{value}")
    levels = dict.fromkeys(level for asked in query.credential for level in (asked, *ALSO_MATCHES.get(asked, ())))
    for value in levels:
        yield _Fact(Reason("credential", CREDENTIAL_LABELS[value]), f"credential:{value}")
    for value in query.format:
        yield _Fact(Reason("format", FORMAT_WORDS[value]), f"format:{value}")
    for value in query.accreditor:
        name = index.vocabulary["accreditors"].get(value, value)
        yield _Fact(Reason("accreditor", f"Accredited by {name}"), f"accreditor:{value}")
    if query.school is not None:
        yield _Fact(Reason("school", f"The school's name contains “{query.school}”"))
    for value in query.certification:
        yield _Fact(
            Reason("certification", f"Prepares for the {value} exam, the school says"), f"certification:{value}"
        )
    yield from _asked_facts(query)
    yield from _included_facts(query)


def _asked_facts(query: ProgramQuery) -> Iterator[_Fact]:
    if query.self_paced is not None:
        words = "Self-paced" if query.self_paced else "Not self-paced"
        yield _Fact(Reason("self_paced", words), f"self_paced:{query.self_paced}")
    if query.financial_aid is not None:
        words = "can" if query.financial_aid else "cannot"
        yield _Fact(Reason("financial_aid", f"The school {words} award federal student aid"))
    if query.max_cost_usd is not None:
        words = f"Costs ${query.max_cost_usd:,.2f} or less".replace(".00 ", " ")
        yield _Fact(Reason("max_cost_usd", words), "cost:unknown", is_absence=True)
    if query.max_months is not None:
        words = f"Takes {query.max_months} months or less"
        yield _Fact(Reason("max_months", words), "length:unknown", is_absence=True)


def _included_facts(query: ProgramQuery) -> Iterator[_Fact]:
    included = set(query.include_unknown)
    if "accreditation" in included:
        yield _Fact(Reason("accreditation_unknown", "No accreditation on file"), "accreditation:unknown")
    if "cost" in included and query.max_cost_usd is not None:
        yield _Fact(Reason("cost_unknown", "Cost not published"), "cost:unknown")
    if "length" in included and query.max_months is not None:
        yield _Fact(Reason("length_unknown", "Length not published"), "length:unknown")
    if "self_paced" in included and query.self_paced is not None:
        yield _Fact(Reason("self_paced_unknown", "Whether it is self-paced is not published"), "self_paced:unknown")
    if "format" in included:
        for value in query.format:
            words = f"{FORMAT_WORDS[value]}: not published"
            yield _Fact(Reason("format_unknown", words), f"format_unknown:{value}")
