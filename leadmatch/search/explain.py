"""Why each program of a page is there, in words (rule S10)."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.search.bitmap import Rows
from leadmatch.search.filters import ALSO_MATCHES
from leadmatch.search.index import CatalogueIndex, row_words
from leadmatch.search.query import ProgramQuery

FORMAT_WORDS = {"on_campus": "On campus", "hybrid": "Partly online", "online": "Online"}


class Reason(NamedTuple):
    """One fact that put a program into the answer."""

    code: str
    text: str


class Fact(NamedTuple):
    """A reason, and who of the answer has it.

    Args:
        kind: of the set that has it, or (`is_absence`) that does not; None: everyone has it.
        value: of that set.
    """

    reason: Reason
    kind: str | None = None
    value: str = ""
    is_absence: bool = False


def facts(query: ProgramQuery, index: CatalogueIndex) -> list[Fact]:
    """Return the facts that a query can have matched, in the order of its parameters."""
    return [*_categories(query, index), *_figures(query), *_included(query)]


def have(index: CatalogueIndex, rows: Rows, kind: str, value: str) -> NDArray[np.bool_]:
    """Return for each row whether it is in the set ``kind:value``."""
    number = index.set_number(kind, value)
    if number is None:
        return np.zeros(rows.size, dtype=bool)
    first_rows = index.arrays["word_first_rows"]
    words = row_words(first_rows, rows)
    bits = (rows - first_rows.take(words)).astype(np.uint64)
    found: NDArray[np.bool_] = (index.sets[number].take(words) >> bits & np.uint64(1)).astype(bool)
    return found


def _categories(query: ProgramQuery, index: CatalogueIndex) -> Iterator[Fact]:
    sole = len(query.field) == 1
    for value in query.field:
        yield Fact(Reason("field", FIELD_LABELS[value]), None if sole else "field", value)
    for value in dict.fromkeys(level for asked in query.credential for level in (asked, *ALSO_MATCHES.get(asked, ()))):
        yield Fact(Reason("credential", CREDENTIAL_LABELS[value]), "credential", value)
    sole = len(query.format) == 1 and "format" not in query.include_unknown
    for value in query.format:
        yield Fact(Reason("format", FORMAT_WORDS[value]), None if sole else "format", value)
    for value in query.accreditor:
        name = index.vocabulary["accreditors"].get(value, value)
        yield Fact(Reason("accreditor", f"Accredited by {name}"), "accreditor", value)
    if query.school is not None:
        yield Fact(Reason("school", f"The school's name contains “{query.school}”"))
    for value in query.certification:
        yield Fact(Reason("certification", f"Prepares for the {value} exam, the school says"), "certification", value)


def _figures(query: ProgramQuery) -> Iterator[Fact]:
    if query.self_paced is not None:
        words = "Self-paced" if query.self_paced else "Not self-paced"
        yield Fact(Reason("self_paced", words), "self_paced", str(query.self_paced))
    if query.financial_aid is not None:
        words = "can" if query.financial_aid else "cannot"
        yield Fact(Reason("financial_aid", f"The school {words} award federal student aid"))
    if query.max_cost_usd is not None:
        words = f"Costs ${query.max_cost_usd:,.2f}".removesuffix(".00") + " or less, published or estimated"
        yield _unless_unknown(query, Reason("max_cost_usd", words), "cost")
    if query.max_months is not None:
        yield _unless_unknown(query, Reason("max_months", f"Takes {query.max_months} months or less"), "length")


def _unless_unknown(query: ProgramQuery, reason: Reason, what: str) -> Fact:
    return Fact(reason, what, "unknown", is_absence=True) if what in query.include_unknown else Fact(reason)


def _included(query: ProgramQuery) -> Iterator[Fact]:
    asked = {
        "accreditation": ("No accreditation on file", True),
        "cost": ("Cost not published", query.max_cost_usd is not None),
        "length": ("Length not published", query.max_months is not None),
        "self_paced": ("Whether it is self-paced is not published", query.self_paced is not None),
    }
    for what in query.include_unknown:
        text, is_asked = asked.get(what, ("", False))
        if is_asked:
            yield Fact(Reason(f"{what}_unknown", text), what, "unknown")
    if "format" in query.include_unknown:
        for value in query.format:
            yield Fact(Reason("format_unknown", f"{FORMAT_WORDS[value]}: not published"), "format_unknown", value)
