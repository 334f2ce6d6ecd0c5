"""All federal files of one load, found, read and held together."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from leadmatch.catalogue.complaints import CatalogueFileError, Complaint, ComplaintList
from leadmatch.catalogue.federal.cip import read_cip_titles
from leadmatch.catalogue.federal.dapip import AccreditationDatabase, read_accreditation_database
from leadmatch.catalogue.federal.folder import FederalFile, FoundFile, find_all, find_newest
from leadmatch.catalogue.federal.ipeds import (
    DistanceOffer,
    Institution,
    ProgramCharge,
    read_directory,
    read_distance_offers,
    read_program_charges,
)
from leadmatch.catalogue.federal.scorecard import ScorecardInstitution, read_scorecard
from leadmatch.catalogue.federal.sources import source_of
from leadmatch.catalogue.records import SourceRecord

_NEEDED = (FederalFile.DIRECTORY, FederalFile.CHARACTERISTICS, FederalFile.COMPLETIONS, FederalFile.CIP_TITLES)
COMPLETION_YEARS = 5  # the newest and the four before it: rule C2's "2020-2024"


@dataclass(frozen=True, slots=True)
class FederalFolders:
    """Where the operator keeps the federal files; a folder that is not named is the IPEDS one.

    Args:
        year: the year of the newest completions to use, where the folder holds later ones too; None for the newest.
    """

    ipeds: Path
    dapip: Path | None = None
    scorecard: Path | None = None
    cip: Path | None = None
    year: int | None = None

    def of(self, kind: FederalFile) -> Path:
        """Return the folder in which a file of this kind is looked for."""
        if kind in (FederalFile.DAPIP_CAMPUSES, FederalFile.DAPIP_RECORDS):
            return self.dapip or self.ipeds
        if kind is FederalFile.SCORECARD:
            return self.scorecard or self.ipeds
        if kind is FederalFile.CIP_TITLES:
            return self.cip or self.ipeds
        return self.ipeds


@dataclass(frozen=True, slots=True)
class FederalFiles:
    """The files of one load.

    Args:
        newest: the newest file of each kind that was found.
        completions: completions files, the newest first, of at most five consecutive years.
    """

    newest: dict[FederalFile, FoundFile]
    completions: tuple[FoundFile, ...]

    def source(self, kind: FederalFile) -> SourceRecord | None:
        """Return the source that the newest file of this kind is, or None where there is no such file."""
        found = self.newest.get(kind)
        return None if found is None else source_of(found, kind)

    def sources(self) -> tuple[SourceRecord, ...]:
        """Return all sources, by key."""
        found = {source.key: source for kind in self.newest if (source := self.source(kind))}
        return tuple(found[key] for key in sorted(found))

    def notes(self) -> list[str]:
        """Return what an operator should know about the files, a sentence each."""
        missing = [f"No {kind.example}: its facts stay unknown." for kind in FederalFile if kind not in self.newest]
        dated = [
            f"{found.name} is dated {found.date} by its time stamp; put the date in its name to state it."
            for found in self.newest.values()
            if found.is_dated_by_stamp
        ]
        return missing + dated


def find_files(folders: FederalFolders) -> FederalFiles:
    """Find the newest file of each kind, of the year that the operator asks for and before.

    Raises:
        CatalogueFileError: a file without which there are no programs is missing, or a folder is unreadable.
    """
    newest = {kind: found for kind in FederalFile if (found := find_newest(folders.of(kind), kind, year=folders.year))}
    missing = [
        Complaint(str(folders.of(kind)), 0, "", "", f"holds no file like {kind.example}")
        for kind in _NEEDED
        if kind not in newest
    ]
    if missing:
        raise CatalogueFileError(missing)
    last = newest[FederalFile.COMPLETIONS].year
    if folders.year not in {None, last}:
        why = f"holds no completions of {folders.year}; the newest before it are of {last}"
        raise CatalogueFileError([Complaint(str(folders.ipeds), 0, "", "", why)])
    completions = find_all(folders.ipeds, FederalFile.COMPLETIONS)
    return FederalFiles(newest, tuple(found for found in completions if last - COMPLETION_YEARS < found.year <= last))


@dataclass(frozen=True, slots=True)
class FederalTables:
    """What the files say, apart from completions, keyed for looking up by UNITID or CIP code."""

    institutions: dict[str, Institution]
    distance_offers: dict[str, DistanceOffer]
    cip_titles: dict[str, str]
    scorecard: dict[str, ScorecardInstitution]
    accreditations: AccreditationDatabase | None
    charges: dict[tuple[str, str], list[ProgramCharge]]


def read_tables(files: FederalFiles, faults: ComplaintList, *, cip_codes: AbstractSet[str] | None) -> FederalTables:
    """Read all files but completions.

    Args:
        files: what to read.
        faults: takes what is unreadable.
        cip_codes: the codes whose charges are wanted; None for all.

    Raises:
        CatalogueFileError: a column is missing, or a file is no CSV.
    """
    newest = files.newest
    charges: dict[tuple[str, str], list[ProgramCharge]] = defaultdict(list)
    if FederalFile.PROGRAM_CHARGES in newest:
        for charge in read_program_charges(newest[FederalFile.PROGRAM_CHARGES], faults, cip_codes=cip_codes):
            charges[charge.unitid, charge.cip_code].append(charge)
    accreditations = None
    if FederalFile.DAPIP_CAMPUSES in newest and FederalFile.DAPIP_RECORDS in newest:
        accreditations = read_accreditation_database(
            newest[FederalFile.DAPIP_CAMPUSES], newest[FederalFile.DAPIP_RECORDS], faults
        )
    scorecard = newest.get(FederalFile.SCORECARD)
    return FederalTables(
        institutions=read_directory(newest[FederalFile.DIRECTORY], faults),
        distance_offers=read_distance_offers(newest[FederalFile.CHARACTERISTICS], faults),
        cip_titles=read_cip_titles(newest[FederalFile.CIP_TITLES], faults),
        scorecard={} if scorecard is None else read_scorecard(scorecard, faults),
        accreditations=accreditations,
        charges=dict(charges),
    )
