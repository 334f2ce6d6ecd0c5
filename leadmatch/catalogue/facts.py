"""Joining what the federal files say of one program into one record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from leadmatch.catalogue.accreditation import (
    DatedEvidence,
    agency_named,
    institutional_accreditation,
    programmatic_accreditation,
)
from leadmatch.catalogue.complaints import Complaint, ComplaintList
from leadmatch.catalogue.cost import (
    NOTHING_PUBLISHED,
    PublishedFigures,
    charges_of_level,
    credible_charge,
    credible_yearly_tuition,
    program_cost,
    published_figures,
)
from leadmatch.catalogue.federal.cip import titles_new_in_2020
from leadmatch.catalogue.federal.files import FederalFiles, FederalTables
from leadmatch.catalogue.federal.folder import FederalFile
from leadmatch.catalogue.federal.ipeds import Completion, DistanceOffer
from leadmatch.catalogue.federal.schools import campus_of, school_of
from leadmatch.catalogue.federal.scorecard import tuition_school_year
from leadmatch.catalogue.formats import formats_of
from leadmatch.catalogue.identity import program_id
from leadmatch.catalogue.records import AccreditationRecord, CampusRecord, CostRecord, ProgramRecord, SchoolRecord
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, FIELD_LABELS, credential_of, field_of, title_of

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class _SchoolFacts:
    """What all programs of a school share."""

    school: SchoolRecord
    campus: CampusRecord | None
    offer: DistanceOffer | None
    institutional: tuple[AccreditationRecord, ...]
    evidence: DatedEvidence | None
    yearly_tuition_usd: int | None


class FactMaker:
    """Makes the records of programs, remembering what it made for each school."""

    def __init__(
        self,
        files: FederalFiles,
        tables: FederalTables,
        award_levels_counts: Mapping[tuple[str, str], int],
        complaints: ComplaintList,
        *,
        on: date,
    ) -> None:
        """Check the published prices; what is out of range goes to `complaints` and no further.

        Args:
            files: the files that the tables were read from.
            tables: what they say.
            award_levels_counts: award levels that a school lists in a CIP code, where it publishes charges for it.
            complaints: takes what is out of range, now and with every program.
            on: the day for which accreditation is said to be current.
        """
        self._tables = tables
        self._award_levels_counts = award_levels_counts
        self._complaints = complaints
        self._on = on
        self._completions = files.newest[FederalFile.COMPLETIONS]
        self._keys = {kind: source.key for kind in FederalFile if (source := files.source(kind))}
        charges_source = files.source(FederalFile.PROGRAM_CHARGES)
        self._price_source = None if charges_source is None else (charges_source.key, charges_source.as_of)
        scorecard = files.newest.get(FederalFile.SCORECARD)
        self._scorecard_as_of = None if scorecard is None else scorecard.date
        self._yearly_source = (
            None if scorecard is None else (self._keys[FederalFile.SCORECARD], tuition_school_year(scorecard))
        )
        database = files.source(FederalFile.DAPIP_RECORDS)
        self._database = None if database is None else (database.key, database.as_of)
        self._charges = {
            key: [self._checked(*credible_charge(charge)) for charge in charges]
            for key, charges in tables.charges.items()
        }
        self._cip_titles = tables.cip_titles | titles_new_in_2020()
        self._schools: dict[str, _SchoolFacts] = {}

    def is_closed(self, unitid: str) -> bool:
        """Return whether the directory says that the institution has closed."""
        institution = self._tables.institutions.get(unitid)
        return institution is not None and institution.is_closed

    def program(self, completion: Completion) -> ProgramRecord | None:
        """Return the program, or None where the directory has no school or no place for it."""
        facts = self._schools.get(completion.unitid) or self._school_facts(completion.unitid)
        if facts is None:
            return None
        level = AWARD_LEVELS[completion.award_level]
        formats, formats_unknown = formats_of(facts.offer, is_graduate=level.is_graduate)
        is_online_only = formats == ("online",)
        if facts.campus is None and not is_online_only:
            return None
        figures = self._figures(completion)
        cost = program_cost(
            figures,
            completion.award_level,
            price_source=self._price_source,
            yearly_tuition_usd=facts.yearly_tuition_usd,
            yearly_source=self._yearly_source,
        )
        field = field_of(completion.cip_code)
        accreditation = facts.institutional + programmatic_accreditation(
            field, level.credential, facts.evidence, on=self._on
        )
        cip_title = self._cip_titles.get(completion.cip_code) or self._stand_in_title(completion, field)
        return ProgramRecord(
            id=program_id(completion.unitid, completion.cip_code, completion.award_level),
            title=title_of(completion.cip_code, cip_title, completion.award_level),
            cip_code=completion.cip_code,
            cip_title=cip_title,
            field=field,
            credential=credential_of(completion.award_level),
            award_level=completion.award_level,
            formats=formats,
            formats_unknown=formats_unknown,
            self_paced=None,
            length_months=figures.months,
            credits=figures.credits,
            cost=cost,
            financial_aid=facts.school.title_iv,
            certifications=(),
            graduates_count=completion.awards,
            graduates_year=None if completion.awards is None else self._completions.year,
            authorized_states=None,
            school=facts.school,
            campus=None if is_online_only else facts.campus,
            accreditation=accreditation,
            fact_sources=tuple(
                self._fact_sources(facts, completion, figures, cost, accreditation, has_campus=not is_online_only)
            ),
        )

    def _fact_sources(
        self,
        facts: _SchoolFacts,
        completion: Completion,
        figures: PublishedFigures,
        cost: CostRecord,
        accreditation: Sequence[AccreditationRecord],
        *,
        has_campus: bool,
    ) -> Iterator[tuple[str, str]]:
        keys = self._keys
        yield "program", keys[FederalFile.COMPLETIONS]
        yield "cip_title", keys[FederalFile.CIP_TITLES]
        yield "school", keys[FederalFile.DIRECTORY]
        if has_campus:
            yield "campus", keys[FederalFile.DIRECTORY]
        if completion.awards is not None:
            yield "graduates", keys[FederalFile.COMPLETIONS]
        if cost.source is not None:
            yield "cost", cost.source
        if figures.months is not None:
            yield "length", keys[FederalFile.PROGRAM_CHARGES]
        if figures.credits is not None:
            yield "credits", keys[FederalFile.PROGRAM_CHARGES]
        if facts.offer is not None and facts.offer.all_programs is not None:
            yield "formats", keys[FederalFile.CHARACTERISTICS]
        if facts.school.title_iv is not None:
            yield "financial_aid", keys[FederalFile.DIRECTORY]
        for key in sorted({record.source for record in accreditation}):
            yield "accreditation", key
        dates_key = keys.get(FederalFile.DAPIP_RECORDS)
        if dates_key and any(record.since is not None and record.source != dates_key for record in accreditation):
            yield "accreditation_dates", dates_key

    def _figures(self, completion: Completion) -> PublishedFigures:
        key = (completion.unitid, completion.cip_code)
        if key not in self._charges or self._award_levels_counts.get(key) != 1:
            return NOTHING_PUBLISHED
        return published_figures(
            self._checked(*charges_of_level(self._charges[key], completion.award_level)), award_levels_count=1
        )

    def _stand_in_title(self, completion: Completion, field: str) -> str:
        title = f"{FIELD_LABELS[field]} ({completion.cip_code})"
        self._cip_titles[completion.cip_code] = title
        self._complaints.add(
            Complaint(
                self._completions.name,
                completion.line,
                "CIPCODE",
                completion.cip_code,
                "no list of titles has this code; called by its field instead",
            )
        )
        return title

    def _school_facts(self, unitid: str) -> _SchoolFacts | None:
        institution = self._tables.institutions.get(unitid)
        if institution is None:
            return None
        evidence = None
        if self._tables.accreditations is not None and self._database is not None:
            found = self._tables.accreditations.of(unitid, institution.opeid)
            evidence = DatedEvidence(found, *self._database)
        scored = self._tables.scorecard.get(unitid)
        yearly_tuition = None
        named: Sequence[str] = ()
        if scored is not None:
            yearly_tuition = self._checked(*credible_yearly_tuition(scored))
            named = scored.agencies
            for name in named:
                if agency_named(name) is None:
                    why = "the list of accreditors has no such name; left out"
                    self._complaints.add(Complaint(scored.file, scored.line, "ACCREDAGENCY", name, why))
        facts = _SchoolFacts(
            school=school_of(institution),
            campus=campus_of(institution),
            offer=self._tables.distance_offers.get(unitid),
            institutional=institutional_accreditation(
                named, self._keys.get(FederalFile.SCORECARD), self._scorecard_as_of, evidence, on=self._on
            ),
            evidence=evidence,
            yearly_tuition_usd=yearly_tuition,
        )
        self._schools[unitid] = facts
        return facts

    def _checked(self, value: _Value, complaints: Sequence[Complaint]) -> _Value:
        for complaint in complaints:
            self._complaints.add(complaint)
        return value
