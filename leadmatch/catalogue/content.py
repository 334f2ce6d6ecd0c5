"""What one release is made of: its records, collected, checked and digested before a row is written."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import orjson

from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
    SourceRecord,
)
from leadmatch.catalogue.statements import StatementRecord


class ContentError(Exception):
    """The records cannot become a release; the message says which one and why."""


class DuplicateProgramError(ContentError):
    """Two programs have one id."""


class ContradictionError(ContentError):
    """Two records tell different things of one school, campus, source or program."""


class UnknownSourceError(ContentError):
    """A fact names a source that is not among the sources."""


class EmptyCatalogueError(ContentError):
    """There is no program at all."""


@dataclass(frozen=True, slots=True)
class StatedContent:
    """What schools state in one release, in the order of program ids, and the sources of it and of nothing else."""

    statements: tuple[StatementRecord, ...]
    sources: dict[str, SourceRecord]

    def replaced_by(self, newer: "StatedContent") -> "StatedContent":
        """Return what is stated when every school in `newer` states what stands there, and nothing else any more."""
        others = self.without({each.unitid for each in newer.statements})
        return collect_statements(
            (*others.statements, *newer.statements), (*others.sources.values(), *newer.sources.values())
        )

    def without(self, unitids: Collection[str]) -> "StatedContent":
        """Return what is stated by all schools but these."""
        kept = (each for each in self.statements if each.unitid not in unitids)
        return collect_statements(kept, self.sources.values())

    def sha256(self, base_sha256: str) -> str:
        """Return the digest of a release with this over a base of that digest, which is the base's where it is empty.

        Args:
            base_sha256: in hexadecimal, like the answer.
        """
        if not self.statements:
            return base_sha256
        digest = hashlib.sha256(base_sha256.encode())
        for record in (*sorted(self.sources.values(), key=lambda source: source.key), *self.statements):
            digest.update(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """The federal records of one release, each once; programs in the order of their ids.

    Args:
        accreditation: for each school id, its accreditation records with their numbers, from 0.
        costs: every known cost with its number, from 0.
        sha256: digest of the records, in hexadecimal; the order in which they came does not matter.
    """

    sources: dict[str, SourceRecord]
    schools: dict[str, SchoolRecord]
    campuses: dict[str, CampusRecord]
    accreditation: dict[str, dict[AccreditationRecord, int]]
    costs: dict[CostRecord, int]
    programs: list[ProgramRecord]
    sha256: str

    def counts(self) -> dict[str, int]:
        """Return how many records of each kind there are."""
        return {
            "programs": len(self.programs),
            "schools": len(self.schools),
            "campuses": len(self.campuses),
            "accreditation": sum(map(len, self.accreditation.values())),
            "costs": len(self.costs),
            "sources": len(self.sources),
        }


def collect_content(programs: Iterable[ProgramRecord], sources: Iterable[SourceRecord]) -> ReleaseContent:
    """Read all records to the end and return them as the content of one release.

    Raises:
        DuplicateProgramError: an id occurs twice.
        ContradictionError: two different records have one school, campus or source id, or a campus another school.
        UnknownSourceError: a fact names a source that `sources` lacks.
        EmptyCatalogueError: there is no program.
    """
    known_sources: dict[str, SourceRecord] = {}
    for source in sources:
        _keep(known_sources, source.key, source, "source")
    schools: dict[str, SchoolRecord] = {}
    campuses: dict[str, CampusRecord] = {}
    accreditation: dict[str, dict[AccreditationRecord, int]] = {}
    costs: dict[CostRecord, int] = {}
    in_order = sorted(programs, key=lambda program: program.id)
    for program in in_order:
        school, campus = program.school, program.campus
        _keep(schools, school.id, school, "school")
        if campus is not None:
            _keep(campuses, campus.id, campus, "campus")
            if campus.school_id != school.id:
                raise ContradictionError(f"program {program.id}: campus {campus.id} is not of school {school.id}")
        numbers = accreditation.setdefault(school.id, {})
        for record in program.accreditation:
            numbers.setdefault(record, len(numbers))
        if program.cost != UNKNOWN_COST:
            costs.setdefault(program.cost, len(costs))
    if not in_order:
        raise EmptyCatalogueError("there is no program to load")
    _refuse_duplicates(in_order)
    digest = _digest(in_order, known_sources)
    content = ReleaseContent(known_sources, schools, campuses, accreditation, costs, in_order, digest)
    _refuse_unknown_sources(content)
    return content


def collect_statements(statements: Iterable[StatementRecord], sources: Iterable[SourceRecord]) -> StatedContent:
    """Return what schools state, with those of the sources that it names.

    Raises:
        ContradictionError: two statements are about one program, or a source is told in two ways.
        UnknownSourceError: a statement names a source that `sources` lacks.
    """
    in_order = sorted(statements, key=lambda each: each.program_id)
    for one, next_one in pairwise(in_order):
        if one.program_id == next_one.program_id:
            raise ContradictionError(f"two statements are about program {one.program_id}, of UNITID {one.unitid}")
    named = {each.source for each in in_order}
    named |= {each.cost.source for each in in_order if each.cost is not None and each.cost.source is not None}
    known: dict[str, SourceRecord] = {}
    for source in sources:
        if source.key in named:
            _keep(known, source.key, source, "source")
    if unknown := sorted(named - known.keys()):
        raise UnknownSourceError(f"statements name sources that are not on file: {', '.join(unknown)}")
    return StatedContent(tuple(in_order), known)


def _keep(known: dict[str, Any], key: str, record: object, kind: str) -> None:
    first = known.setdefault(key, record)
    if first is not record and first != record:
        raise ContradictionError(f"{kind} {key} is told in two ways: {first} and {record}")


def _refuse_duplicates(in_order: list[ProgramRecord]) -> None:
    for one, next_one in pairwise(in_order):
        if one.id == next_one.id:
            raise DuplicateProgramError(
                f"program {one.id} occurs twice: {one.title!r} and {next_one.title!r} at {next_one.school.name!r}"
            )


def _refuse_unknown_sources(content: ReleaseContent) -> None:
    fact_sources = {program.fact_sources for program in content.programs}
    named = {key for pairs in fact_sources for _fact, key in pairs}
    named |= {cost.source for cost in content.costs if cost.source is not None}
    named |= {record.source for records in content.accreditation.values() for record in records}
    if unknown := sorted(named - content.sources.keys()):
        raise UnknownSourceError(f"facts name sources that are not on file: {', '.join(unknown)}")


def _digest(programs: list[ProgramRecord], sources: dict[str, SourceRecord]) -> str:
    digest = hashlib.sha256()
    for source in sorted(sources.values(), key=lambda source: source.key):
        digest.update(orjson.dumps(source, option=orjson.OPT_APPEND_NEWLINE))
    for program in programs:
        digest.update(orjson.dumps(program, option=orjson.OPT_APPEND_NEWLINE))
    return digest.hexdigest()
