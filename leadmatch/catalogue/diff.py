"""What is different between two releases: program by program, and summed up for a person to read."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from leadmatch.catalogue.comparing import Fact, Told, changed_facts, is_newer_figure, renewed_sources
from leadmatch.catalogue.identity import school_id
from leadmatch.catalogue.queries import (
    AnySession,
    ReleaseRecord,
    program_records,
    source_records,
    statement_records,
)
from leadmatch.catalogue.records import ProgramRecord, SourceRecord

ADDED, GONE, CHANGED = "added", "gone", "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different about one program: it was added, is gone, or has other facts or other sources.

    Args:
        kind: ``added``, ``gone`` or ``changed``.
        program: as it is now; as it was, where it is gone.
        before: as it was, where it is neither gone nor added.
        changes: facts that are other ones now.
        newer: figures that describe another year now.
        renewals: pairs of source keys: facts that the first told are told alike by the second.
    """

    kind: str
    program: ProgramRecord
    before: ProgramRecord | None = None
    changes: tuple[Fact, ...] = ()
    newer: tuple[Fact, ...] = ()
    renewals: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two releases: its programs in the order of ids, and its sources by key."""

    programs: Iterable[ProgramRecord]
    sources: Mapping[str, SourceRecord]


def sides_of(session: AnySession, old: ReleaseRecord, new: ReleaseRecord) -> tuple[Side, Side]:
    """Return two releases as the sides of a comparison; their programs are read as they are compared.

    Where both rest on the same federal facts, programs can differ only at schools that state something.
    """
    schools = None
    if _base_sha256(old) == _base_sha256(new):
        stated = (*statement_records(session, old.id), *statement_records(session, new.id))
        schools = {school_id(each.unitid) for each in stated}
    return _side(session, old.id, schools), _side(session, new.id, schools)


def _base_sha256(release: ReleaseRecord) -> str:
    return release.base_sha256 or release.content_sha256


def _side(session: AnySession, release_id: str, schools: Collection[str] | None) -> Side:
    return Side(program_records(session, release_id, of_schools=schools), source_records(session, release_id))


def differences(old: Side, new: Side) -> Iterator[Difference | None]:
    """Compare two releases and yield, for each program of either, what is different; None where nothing is.

    Neither release is held in memory: programs come in the order of their ids and are compared as they pass.
    """
    befores, afters = iter(old.programs), iter(new.programs)
    before, after = next(befores, None), next(afters, None)
    while before is not None or after is not None:
        if before is not None and (after is None or before.id < after.id):
            yield Difference(GONE, before)
            before = next(befores, None)
        elif after is not None and (before is None or after.id < before.id):
            yield Difference(ADDED, after)
            after = next(afters, None)
        elif before is not None and after is not None:
            yield _difference(before, after)
            before, after = next(befores, None), next(afters, None)


def _difference(before: ProgramRecord, after: ProgramRecord) -> Difference | None:
    if before == after:
        return None
    facts = changed_facts(before, after)
    newer = tuple(fact for fact in facts if is_newer_figure(fact, before, after))
    told_of = frozenset(fact.sources[0] for fact in facts)
    return Difference(
        CHANGED,
        after,
        before,
        tuple(fact for fact in facts if fact not in newer) if newer else tuple(facts),
        newer,
        renewed_sources(before.fact_sources, after.fact_sources, but_of=told_of),
    )


class GroupKey(NamedTuple):
    """The same change of the same fact at one school, whatever number of its programs it touches."""

    fact_name: str
    school_id: str
    old: Told
    new: Told


@dataclass(slots=True)
class Group:
    """Programs of one school that changed alike, or were added, or are gone.

    Args:
        one: the first of them.
        titles: of all, each once, in the order of their ids.
    """

    one: ProgramRecord
    programs: int = 0
    titles: dict[str, None] = field(default_factory=dict)

    def take(self, program: ProgramRecord) -> None:
        """Count one more."""
        self.programs += 1
        self.titles.setdefault(program.title)


@dataclass(slots=True)
class NewerFigures:
    """What became of a figure that describes another year now.

    Args:
        years: programs by old and new year; None where there was or is none.
    """

    programs: int = 0
    up: int = 0
    down: int = 0
    years: Counter[tuple[int | None, int | None]] = field(default_factory=Counter)

    def take(self, before: ProgramRecord, after: ProgramRecord) -> None:
        """Count one more program."""
        was, is_now = before.graduates_count, after.graduates_count
        self.programs += 1
        self.years[before.graduates_year, after.graduates_year] += 1
        if was is not None and is_now is not None:
            self.up += is_now > was
            self.down += is_now < was


@dataclass(slots=True)
class Summary:
    """The differences of two releases, counted and gathered.

    Args:
        old_sources: by key, those of the release before.
        new_sources: by key, those of the release after.
        wanted: names of the facts whose changes are gathered in `groups`; None for all but newer figures.
        programs: by ``added``, ``gone``, ``changed``, ``renewed`` (nothing but newer figures or sources).
        by_fact: programs whose fact changed, newer figures apart.
        schools_by_fact: the ids of their schools.
        renewals: programs by the keys of an old and a new source.
    """

    old_sources: Mapping[str, SourceRecord]
    new_sources: Mapping[str, SourceRecord]
    wanted: Collection[str] | None = None
    programs: Counter[str] = field(default_factory=Counter)
    by_fact: Counter[str] = field(default_factory=Counter)
    schools_by_fact: dict[str, set[str]] = field(default_factory=dict)
    newer: NewerFigures = field(default_factory=NewerFigures)
    renewals: Counter[tuple[str, str]] = field(default_factory=Counter)
    groups: dict[GroupKey, Group] = field(default_factory=dict)
    added: dict[str, Group] = field(default_factory=dict)
    gone: dict[str, Group] = field(default_factory=dict)

    def take(self, difference: Difference | None) -> None:
        """Count one program of either release."""
        if difference is None:
            return
        if difference.before is None:
            self.programs[difference.kind] += 1
            by_school = self.added if difference.kind == ADDED else self.gone
            by_school.setdefault(difference.program.school.id, Group(difference.program)).take(difference.program)
        else:
            self._take_changes(difference, difference.before)

    def _take_changes(self, difference: Difference, before: ProgramRecord) -> None:
        after = difference.program
        self.programs["changed" if difference.changes else "renewed"] += 1
        self.renewals.update(difference.renewals)
        for fact in difference.changes:
            self.by_fact[fact.name] += 1
            self.schools_by_fact.setdefault(fact.name, set()).add(after.school.id)
        if difference.newer:
            self.newer.take(before, after)
        for fact in (*difference.changes, *difference.newer):
            if fact.name in self.wanted if self.wanted is not None else fact in difference.changes:
                told = fact.told(before, self.old_sources), fact.told(after, self.new_sources)
                key = GroupKey(fact.name, after.school.id, *told)
                self.groups.setdefault(key, Group(after)).take(after)
