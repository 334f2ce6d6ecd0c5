"""What each parameter of a query asks of a program: who passes, and of whom nobody knows (rules S4, S5)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leadmatch.search.bitmap import Words, members
from leadmatch.search.query import ProgramQuery
from leadmatch.search.radius import Window

ALSO_MATCHES = {"certificate": ("certificate_or_diploma",), "diploma": ("certificate_or_diploma",)}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a program must be.

    Args:
        passes: the rows of the window that are known to be so.
        unknown: those of which nobody knows; None where everybody knows, or where the query includes them.
        what: the name under which the unknown are counted and may be included.
    """

    passes: Words
    unknown: Words | None = None
    what: str | None = None

    def possible(self) -> Words:
        """Return the rows that pass, or of which nobody knows."""
        return self.passes if self.unknown is None else self.passes | self.unknown

    def narrowed(self, kept: NDArray[np.intp]) -> "Criterion":
        """Return the criterion over some words only."""
        return Criterion(self.passes[kept], None if self.unknown is None else self.unknown[kept], self.what)


def matching(asked: Iterable[Criterion]) -> Words:
    """Return the rows that pass every criterion."""
    return _all_of([each.passes for each in asked])


def possible(asked: Iterable[Criterion]) -> Words:
    """Return the rows that fail no criterion for sure."""
    return _all_of([each.possible() for each in asked])


def left_out_as_unknown(asked: list[Criterion], matches: Words) -> dict[str, Words]:
    """Return for each `what` the rows that fail only because it is unknown."""
    left_out = {}
    for what in dict.fromkeys(each.what for each in asked if each.what is not None):
        left_out[what] = _all_of([each.possible() if each.what == what else each.passes for each in asked]) & ~matches
    return left_out


def quick_criteria(query: ProgramQuery, window: Window) -> list[Criterion]:
    """Return those criteria that are ready-made sets."""
    return [_with_included(each, query.include_unknown) for each in _quick(query, window)]


def slow_criteria(query: ProgramQuery, window: Window, matches: Words) -> list[Criterion]:
    """Return those criteria that are worked out for each query, right at least for the rows in `matches`."""
    return [_with_included(each, query.include_unknown) for each in _slow(query, window, matches)]


def _all_of(sets: list[Words]) -> Words:
    words = sets[0]
    for each in sets[1:]:
        words = words & each
    return words


def _with_included(criterion: Criterion, included: tuple[str, ...]) -> Criterion:
    return Criterion(criterion.possible()) if criterion.what in included else criterion


def _quick(query: ProgramQuery, window: Window) -> Iterable[Criterion]:
    yield _known_or_not(window, "accreditation", ("current",), what="accreditation")
    if query.field:
        yield Criterion(_union(window, "field", query.field))
    if query.credential:
        also = [other for level in query.credential for other in ALSO_MATCHES.get(level, ())]
        yield Criterion(_union(window, "credential", dict.fromkeys((*query.credential, *also))))
    if query.format:
        passes = _union(window, "format", query.format)
        yield Criterion(passes, _union(window, "format_unknown", query.format) & ~passes, "format")
    if query.accreditor:
        passes = _union(window, "accreditor", query.accreditor)
        yield Criterion(passes, _union(window, "accreditation", ("unknown",)) & ~passes, "accreditation")
    if query.self_paced is not None:
        yield _known_or_not(window, "self_paced", (str(query.self_paced),), what="self_paced")
    if query.financial_aid is not None:
        yield _known_or_not(window, "title_iv", (str(query.financial_aid),), what="financial_aid")
    if query.certification:
        yield _known_or_not(window, "certification", query.certification, what="certification")


def _slow(query: ProgramQuery, window: Window, matches: Words) -> Iterable[Criterion]:
    if query.max_cost_usd is not None:
        yield _at_most(window, "cost", round(query.max_cost_usd * 100))
    if query.max_months is not None:
        yield _at_most(window, "length", query.max_months)
    if query.school is not None:
        yield Criterion(_named(window, query.school, matches))


def _union(window: Window, kind: str, values: Iterable[str]) -> Words:
    return window.union(window.index.numbers(kind, values))


def _known_or_not(window: Window, kind: str, values: tuple[str, ...], *, what: str) -> Criterion:
    return Criterion(_union(window, kind, values), _union(window, kind, ("unknown",)), what)


def _at_most(window: Window, sort: str, limit: int) -> Criterion:
    values = window.index.arrays[f"{sort}_values"]
    rank = int(values.searchsorted(limit, "right"))
    unknown = _union(window, sort, ("unknown",))
    passes, _ = window.index.keys[sort].over(window.words).split(~unknown, rank)
    return Criterion(passes, unknown, sort)


def _named(window: Window, part: str, matches: Words) -> Words:
    wanted = part.casefold()
    named = np.array([wanted in name for name in window.index.vocabulary["school_names"]], dtype=bool)
    first_rows = window.first_rows
    rows, word = members(matches, first_rows)
    hit = named[window.index.arrays["schools"][rows]]
    words = np.zeros_like(matches)
    bits = np.uint64(1) << (rows[hit] - first_rows[word[hit]]).astype(np.uint64)
    np.bitwise_or.at(words, word[hit], bits)
    return words
