"""How a comparison of two releases reads, on a terminal and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import click

from leadmatch.catalogue.comparing import FACTS, FACTS_BY_NAME, Told
from leadmatch.catalogue.diff import ADDED, GONE, Group, GroupKey, Summary
from leadmatch.catalogue.queries import ReleaseRecord
from leadmatch.catalogue.records import ProgramRecord, SourceRecord

_TITLES_SHOWN = 3
_HEADINGS = {ADDED: "Programs added", GONE: "Programs gone"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two releases and what is different.

    Args:
        old_schools: ids of all schools of the release before; likewise `new_schools`.
        fields: what was asked for alone, of ``added``, ``gone`` and names of facts; empty for everything.
    """

    before: ReleaseRecord
    after: ReleaseRecord
    summary: Summary
    old_schools: frozenset[str]
    new_schools: frozenset[str]
    fields: tuple[str, ...] = ()

    @property
    def same(self) -> int:
        """How many programs are in both releases and as they were."""
        programs = self.summary.programs
        return self.after.counts["programs"] - programs["added"] - programs["changed"] - programs["renewed"]

    def shows(self, name: str) -> bool:
        """Return whether a section was asked for."""
        return not self.fields or name in self.fields


def print_counts(found: Comparison) -> None:
    """Print how many programs are added, gone and changed, and in which facts."""
    summary, programs = found.summary, found.summary.programs
    click.echo(f"From release {found.before.number} to release {found.after.number}:")
    arrived, left = found.new_schools - found.old_schools, found.old_schools - found.new_schools
    for kind, by_school, apart in ((ADDED, summary.added, arrived), (GONE, summary.gone, left)):
        where = f", at {_count(len(by_school), 'school')}" if by_school else ""
        word = "new" if kind == ADDED else "gone as a whole"
        whole = f" ({len(apart):,} of them {word})" if apart else ""
        click.echo(f"{programs[kind]:>9,}  programs {kind}{where}{whole}")
    click.echo(f"{programs['changed']:>9,}  programs changed")
    if programs["renewed"]:
        click.echo(
            f"{programs['renewed']:>9,}  programs as they were but for figures of another year, or another source"
        )
    click.echo(f"{found.same:>9,}  programs as they were")
    if summary.by_fact:
        click.echo("\nWhat changed (the name in brackets goes behind --field)")
    for name, count in summary.by_fact.most_common():
        schools = _count(len(summary.schools_by_fact[name]), "school")
        click.echo(f"{count:>9,}  {FACTS_BY_NAME[name].label} [{name}], at {schools}")
    if summary.newer.programs or summary.renewals:
        click.echo("\nThe same, told by another source or of another year")
    newer = summary.newer
    for (old, new), count in newer.years.most_common():
        click.echo(f"{count:>9,}  Graduates of {new or 'no year'} instead of {old or 'no year'} [graduates]")
    if newer.programs:
        alike = newer.programs - newer.up - newer.down
        click.echo(
            f"{'':>9}  more in {newer.up:,}, fewer in {newer.down:,}, as many or not known in {alike:,} programs"
        )
    for (old_key, new_key), count in summary.renewals.most_common():
        click.echo(f"{count:>9,}  {_renewal_words(summary.old_sources[old_key], summary.new_sources[new_key])}")


def print_details(found: Comparison, *, limit: int | None) -> None:
    """Print the changes themselves, those of most programs first; at most `limit` of each fact, None for all."""
    for kind, by_school in ((ADDED, found.summary.added), (GONE, found.summary.gone)):
        if by_school and found.shows(kind):
            _print_schools(found, kind, by_school, limit)
    for fact in FACTS:
        groups = _groups_of(found.summary, fact.name)
        if groups and found.shows(fact.name):
            click.echo(f"\n{fact.label}")
            for key, group in islice(groups, limit):
                click.echo(f"  {_school_words(group.one)}: {_titles(group)}")
                click.echo(f"      was  {_told_words(key.old)}")
                click.echo(f"      now  {_told_words(key.new)}")
            _print_rest(len(groups), limit, "changes", fact.name)


def diff_as_json(found: Comparison, *, limit: int | None) -> dict[str, Any]:
    """Return a comparison for a script; at most `limit` changes of each fact, None for all."""
    summary = found.summary
    return {
        **counts_as_json(found),
        **{
            kind: [
                {**_school_as_json(group.one), "programs": group.programs, "titles": [*group.titles]}
                for group in islice(_largest(by_school), limit)
            ]
            for kind, by_school in ((ADDED, summary.added), (GONE, summary.gone))
            if found.shows(kind)
        },
        "changes": [
            {
                "field": fact.name,
                **_school_as_json(group.one),
                "programs": group.programs,
                "titles": [*group.titles],
                "old": key.old._asdict(),
                "new": key.new._asdict(),
            }
            for fact in FACTS
            for key, group in islice(_groups_of(summary, fact.name), limit)
        ],
    }


def counts_as_json(found: Comparison) -> dict[str, Any]:
    """Return the counts of a comparison for a script."""
    summary, newer = found.summary, found.summary.newer
    return {
        "old": {"id": found.before.id, "number": found.before.number},
        "new": {"id": found.after.id, "number": found.after.number},
        "programs": {
            **{kind: summary.programs[kind] for kind in (ADDED, GONE, "changed", "renewed")},
            "same": found.same,
        },
        "schools": {
            ADDED: len(found.new_schools - found.old_schools),
            GONE: len(found.old_schools - found.new_schools),
        },
        "fields": {
            name: {"programs": count, "schools": len(summary.schools_by_fact[name])}
            for name, count in summary.by_fact.most_common()
        },
        "newer_figures": {
            "graduates": {
                "programs": newer.programs,
                "more": newer.up,
                "fewer": newer.down,
                "years": [{"old": old, "new": new, "programs": count} for (old, new), count in newer.years.items()],
            }
        },
        "newer_sources": [
            {"old": old, "new": new, "programs": count} for (old, new), count in summary.renewals.most_common()
        ],
    }


def _print_schools(found: Comparison, kind: str, by_school: Mapping[str, Group], limit: int | None) -> None:
    click.echo(f"\n{_HEADINGS[kind]}")
    others = found.old_schools if kind == ADDED else found.new_schools
    for group in islice(_largest(by_school), limit):
        whole = "" if group.one.school.id in others else (", a new school" if kind == ADDED else ", gone as a whole")
        click.echo(f"  {_school_words(group.one)}{whole}: {_titles(group, at_most=_TITLES_SHOWN)}")
    _print_rest(len(by_school), limit, "schools", kind)


def _print_rest(total: int, limit: int | None, what: str, name: str) -> None:
    if limit is not None and total > limit:
        click.echo(f"  and {total - limit:,} more {what}; to list them: --field {name} --all")


def _groups_of(summary: Summary, name: str) -> list[tuple[GroupKey, Group]]:
    groups = ((key, group) for key, group in summary.groups.items() if key.fact_name == name)
    return sorted(groups, key=lambda pair: _rank(pair[1]))


def _largest(by_school: Mapping[str, Group]) -> list[Group]:
    return sorted(by_school.values(), key=_rank)


def _rank(group: Group) -> tuple[int, str, str]:
    return -group.programs, group.one.school.name, group.one.id


def _school_words(program: ProgramRecord) -> str:
    place = f" ({program.campus.city}, {program.campus.state})" if program.campus else ""
    return f"{program.school.name}{place}"


def _school_as_json(program: ProgramRecord) -> dict[str, Any]:
    return {"school": program.school.name, "school_id": program.school.id, "unitid": program.school.unitid}


def _titles(group: Group, *, at_most: int = 1) -> str:
    if group.programs > at_most:
        return _count(group.programs, "program")
    return "; ".join(group.titles)


def _told_words(told: Told) -> str:
    said = ", ".join(part for part in (told.source, told.as_of) if part is not None)
    return f"{told.value}  ({said})" if said else told.value


def _renewal_words(old: SourceRecord, new: SourceRecord) -> str:
    if old.title == new.title:
        return f"{new.title}: {new.as_of} instead of {old.as_of}"
    return f"{new.title}, {new.as_of}, instead of {old.title}, {old.as_of}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
