"""Finding federal files in a folder by their official names, and opening them; nothing of what they say."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import IO

from leadmatch.catalogue.complaints import CatalogueFileError, Complaint

_ENDING = r"(?P<revised>_rv)?\.csv(?:\.gz)?"


class FederalFile(Enum):
    """A file that the federal government publishes; the value is how its name reads, as a pattern."""

    DIRECTORY = r"hd(?P<date>\d{4})" + _ENDING
    CHARACTERISTICS = r"ic(?P<date>\d{4})" + _ENDING
    PROGRAM_CHARGES = r"ic(?P<date>\d{4})_py" + _ENDING
    COMPLETIONS = r"c(?P<date>\d{4})_a" + _ENDING
    SCORECARD = r"(?:scorecard_(?P<date>\d{4}).*|most-recent-cohorts-institution(?P<stamp>[-_ .\d]*))\.csv(?:\.gz)?"
    DAPIP_CAMPUSES = r"(?:dapip_(?P<date>\d{4}-\d{2})_)?institutioncampus\.csv(?:\.gz)?"
    DAPIP_RECORDS = r"(?:dapip_(?P<date>\d{4}-\d{2})_)?accreditationrecords\.csv(?:\.gz)?"
    CIP_TITLES = r"cip(?:code)?(?P<date>\d{4}).*\.csv(?:\.gz)?"

    @property
    def dated_by_month(self) -> bool:
        """Whether the file is dated by year and month instead of the year."""
        return self in (FederalFile.DAPIP_CAMPUSES, FederalFile.DAPIP_RECORDS)

    @property
    def example(self) -> str:
        """A name that would be found."""
        return _EXAMPLES[self]


_EXAMPLES = {
    FederalFile.DIRECTORY: "hd2024.csv or HD2024.zip",
    FederalFile.CHARACTERISTICS: "ic2024.csv or IC2024.zip",
    FederalFile.PROGRAM_CHARGES: "ic2023_py.csv or IC2023_PY.zip",
    FederalFile.COMPLETIONS: "c2024_a.csv or C2024_A.zip",
    FederalFile.SCORECARD: "Most-Recent-Cohorts-Institution.csv",
    FederalFile.DAPIP_CAMPUSES: "InstitutionCampus.csv",
    FederalFile.DAPIP_RECORDS: "AccreditationRecords.csv",
    FederalFile.CIP_TITLES: "CIPCode2020.csv",
}


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A federal file in a folder, or inside a zip in that folder.

    Args:
        path: the file, plain or gzipped, or the zip that holds it.
        member: its name inside the zip; None where it is a file of its own.
        date: year (``2024``) or year and month (``2020-11``) that it is dated.
        is_dated_by_stamp: the names say no date, so the file's own time stamp had to.
        is_revised: NCES's revised edition (``_rv``).
    """

    path: Path
    member: str | None
    date: str
    is_dated_by_stamp: bool
    is_revised: bool

    @property
    def name(self) -> str:
        """The name to show, without the folder."""
        return self.path.name if self.member is None else f"{self.path.name}/{self.member}"

    @property
    def year(self) -> int:
        """The year of the date."""
        return int(self.date[:4])

    @contextmanager
    def open_bytes(self) -> Iterator[IO[bytes]]:
        """Open the uncompressed content.

        Raises:
            CatalogueFileError: the compressed file is torn or not what its name says.
        """
        try:
            if self.member is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as file:
                    yield file
            elif self.path.suffix.lower() == ".gz":
                with gzip.open(self.path) as file:
                    yield io.BufferedReader(file)
            else:
                with self.path.open("rb") as file:
                    yield file
        except (EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
            why = f"cannot be read: {error}"
            raise CatalogueFileError([Complaint(self.name, 0, "", "", why)]) from error


def find_all(folder: Path, kind: FederalFile) -> list[FoundFile]:
    """Return the files of this kind, one for each date, the newest first; a revised one wins over a plain one.

    Raises:
        CatalogueFileError: the folder or a zip in it cannot be read.
    """
    pattern = re.compile(kind.value, re.IGNORECASE)
    best: dict[str, FoundFile] = {}
    for found in _candidates(folder, kind, pattern):
        rival = best.get(found.date)
        if rival is None or (found.is_revised, rival.name) > (rival.is_revised, found.name):
            best[found.date] = found
    return sorted(best.values(), key=lambda found: found.date, reverse=True)


def find_newest(folder: Path, kind: FederalFile, *, year: int | None = None) -> FoundFile | None:
    """Return the newest file of this kind, or None where there is none.

    Args:
        folder: where to look.
        kind: what to look for.
        year: leaves out files of later years; None leaves out nothing.

    Raises:
        CatalogueFileError: the folder or a zip in it cannot be read.
    """
    return next((found for found in find_all(folder, kind) if year is None or found.year <= year), None)


def _candidates(folder: Path, kind: FederalFile, pattern: re.Pattern[str]) -> Iterator[FoundFile]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise CatalogueFileError([Complaint(str(folder), 0, "", "", f"no such folder: {error.strerror}")]) from error
    for path in paths:
        if match := pattern.fullmatch(path.name):
            modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            yield _found(path, None, match, kind, modified)
        elif path.suffix.lower() == ".zip":
            try:
                with zipfile.ZipFile(path) as archive:
                    entries = archive.infolist()
            except (OSError, zipfile.BadZipFile) as error:
                why = f"not a readable zip: {error}"
                raise CatalogueFileError([Complaint(path.name, 0, "", "", why)]) from error
            for entry in entries:
                if match := pattern.fullmatch(entry.filename.rsplit("/", 1)[-1]):
                    stamp = datetime(*entry.date_time, tzinfo=UTC)
                    yield _found(path, entry.filename, match, kind, stamp)


def _found(path: Path, member: str | None, match: re.Match[str], kind: FederalFile, stamp: datetime) -> FoundFile:
    groups = match.groupdict()
    date = groups.get("date") or _date_in(path, kind)
    is_stamped = date is None
    if date is None:
        date = stamp.strftime("%Y-%m" if kind.dated_by_month else "%Y")
    return FoundFile(path, member, date, is_stamped, groups.get("revised") is not None)


def _date_in(path: Path, kind: FederalFile) -> str | None:
    """Return the date that the name of the file or of its folder says, else None.

    The Scorecard's downloads end in MMDDYYYY: ``Most-Recent-Cohorts-Institution_04192023.zip``.
    """
    for text in (path.name, path.parent.name):
        if day := re.search(r"(?<!\d)(?:0[1-9]|1[0-2])\d{2}(20\d{2})(?!\d)", text):
            if not kind.dated_by_month:
                return day.group(1)
            return f"{day.group(1)}-{day.group(0)[:2]}"
        wanted = r"(?<!\d)(20\d{2}-(?:0[1-9]|1[0-2]))(?!\d)" if kind.dated_by_month else r"(?<!\d)(20\d{2})(?!\d)"
        if date := re.search(wanted, text):
            return date.group(1)
    return None
