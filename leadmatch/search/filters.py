"""What each parameter of a query asks of a program: who passes, and of whom nobody knows (rules S4, S5)."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from leadmatch.search.bitmap import Places, Words, members, with_bits
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.query import ProgramQuery
from leadmatch.search.ranking import SortKey

ALSO_MATCHES = {"certificate": ("certificate_or_diploma",), "diploma": ("certificate_or_diploma",)}


class Criterion(NamedTuple):
    """One thing that a program must be, over some words.

    Args:
        passes: the rows that are known to be so.
        unknown: those of which nobody knows; None where everybody knows, or where the query includes them.
        what: the name under which the unknown are counted and may be included.
    """

    passes: Words
    unknown: Words | None = None
    what: str | None = None

    def including(self, included: tuple[str, ...]) -> "Criterion":
        """Return the criterion that the unknown pass too, where their name is included."""
        if self.unknown is None or self.what not in included:
            return self
        return Criterion(self.passes | self.unknown)


class Verdict(NamedTuple):
    """What several criteria say together, over some words.

    Args:
        passes: the rows that pass all of them.
        unknown: for each `what`, the rows that fail only because it is unknown.
    """

    passes: Words
    unknown: dict[str, Words]

    def possible(self) -> Words:
        """Return the rows that pass, or fail only because something is unknown."""
        possible = self.passes
        for words in self.unknown.values():
            possible = possible | words
        return possible

    def over(self, words: Places) -> "Verdict":
        """Return the verdict over some of its words."""
        return Verdict(self.passes.take(words), {what: rows.take(words) for what, rows in self.unknown.items()})

    def joined(self, criterion: Criterion) -> "Verdict":
        """Return the verdict with one more criterion."""
        unknown = {what: words & criterion.passes for what, words in self.unknown.items()}
        if criterion.unknown is not None and criterion.what is not None:
            without = self.passes & criterion.unknown
            if criterion.what in self.unknown:
                either = criterion.passes | criterion.unknown
                without = without | (self.unknown[criterion.what] & either)
            unknown[criterion.what] = without
        return Verdict(self.passes & criterion.passes, unknown)


def judge_whole_index(query: ProgramQuery, index: CatalogueIndex) -> tuple[Verdict, NDArray[np.bool_]]:
    """Return what the filters with ready-made sets say of every row, and which words have a row that is possible.

    Both are remembered, because few combinations are asked for.
    """
    asked = (
        query.field,
        query.credential,
        query.format,
        query.accreditor,
        query.self_paced,
        query.financial_aid,
        query.certification,
        query.include_unknown,
    )
    found: tuple[Verdict, NDArray[np.bool_]] = index.verdicts.recall(asked, lambda: _judged(query, index))
    return found


def limits(query: ProgramQuery, index: CatalogueIndex, words: Places, verdict: Verdict) -> Iterator[Criterion]:
    """Yield the criteria that are worked out for each query.

    Args:
        query: what is asked.
        index: the release.
        words: the words of the index that matter.
        verdict: over these words; of rows that it rules out the criteria may say anything.
    """
    if query.max_cost_usd is not None:
        cost = _at_most(index, "cost", round(query.max_cost_usd * 100), words)
        yield cost.including(query.include_unknown)
    if query.max_months is not None:
        yield _at_most(index, "length", query.max_months, words).including(query.include_unknown)
    if query.school is not None:
        yield Criterion(_named(index, query.school, words, verdict.possible()))


def _judged(query: ProgramQuery, index: CatalogueIndex) -> tuple[Verdict, NDArray[np.bool_]]:
    everything = np.full(index.sets.shape[1], ~np.uint64(0))
    verdict = Verdict(everything, {})
    for criterion in _sets(query, index):
        verdict = verdict.joined(criterion.including(query.include_unknown))
    return verdict, verdict.possible() != 0


def _sets(query: ProgramQuery, index: CatalogueIndex) -> Iterator[Criterion]:
    unaccredited = index.union("accreditation", ("unknown",))
    yield Criterion(index.union("accreditation", ("current",)), unaccredited, "accreditation")
    if query.field:
        yield Criterion(index.union("field", query.field))
    if query.credential:
        also = [other for level in query.credential for other in ALSO_MATCHES.get(level, ())]
        yield Criterion(index.union("credential", dict.fromkeys((*query.credential, *also))))
    if query.format:
        passes = index.union("format", query.format)
        yield Criterion(passes, index.union("format_unknown", query.format) & ~passes, "format")
    if query.accreditor:
        passes = index.union("accreditor", query.accreditor)
        yield Criterion(passes, unaccredited & ~passes, "accreditation")
    for what, kind, value in (
        ("self_paced", "self_paced", query.self_paced),
        ("financial_aid", "title_iv", query.financial_aid),
    ):
        if value is not None:
            yield Criterion(index.union(kind, (str(value),)), index.union(kind, ("unknown",)), what)
    if query.certification:
        unknown = index.union("certification", ("unknown",))
        yield Criterion(index.union("certification", query.certification), unknown, "certification")


def _at_most(index: CatalogueIndex, sort: str, limit: int, words: Places) -> Criterion:
    rank = int(index.arrays[f"{sort}_values"].searchsorted(limit, "right"))
    unknown = index.union(sort, ("unknown",)).take(words)
    key: SortKey = index.keys[sort].over(words)
    passes, _ = key.split(~unknown, rank)
    return Criterion(passes, unknown, sort)


def _named(index: CatalogueIndex, part: str, words: Places, matches: Words) -> Words:
    wanted = part.casefold()
    named = np.array([wanted in name for name in index.vocabulary["school_names"]], dtype=bool)
    first_rows = index.arrays["word_first_rows"].take(words)
    rows, word = members(matches, first_rows)
    hit = named[index.arrays["schools"][rows]]
    return with_bits(matches.size, word[hit], rows[hit] - first_rows[word[hit]])
