"""GeoNames postal code files (12 columns, tab-separated, UTF-8): read whole, or refused with numbered complaints."""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadmatch.geo.pgeocode_cache import PostalPoint

# The countries of USPS ZIP codes, as GeoNames files them (download.geonames.org/export/zip/readme.txt, 2024).
COUNTRIES: Final = ("US", "PR", "VI", "GU", "AS", "MP", "FM", "MH", "PW")
REQUIRED: Final = "US"
_ENDINGS: Final = (".txt", ".txt.gz", ".zip")
_ZIP_CODE: Final = re.compile(r"\A[0-9]{5}\Z")
_DEGREES: Final = re.compile(r"\A-?[0-9]{1,3}(\.[0-9]+)?\Z")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_LIMITS: Final = {"latitude": 90.0, "longitude": 180.0}
_LONGEST_QUOTE: Final = 60


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong in the files.

    Args:
        file: its name, without folder.
        line: counted from 1; None where the whole file is meant.
        column: GeoNames' name for it; None where the whole line is meant.
        value: as found, cut to 60 characters.
        why: what was expected.
    """

    file: str
    line: int | None
    column: str | None
    value: str
    why: str

    def __str__(self) -> str:
        where = [self.file]
        where += [] if self.line is None else [f"line {self.line}"]
        where += [] if self.column is None else [f"column {self.column}"]
        found = f"{self.value!r}: " if self.value else ""
        return f"{', '.join(where)}: {found}{self.why}"


class GeonamesFaultsError(Exception):
    """The files have faults; nothing was changed."""

    def __init__(self, complaints: list[Complaint]) -> None:
        """Keep all complaints, in the order of the files."""
        super().__init__("\n".join(f"{number}. {complaint}" for number, complaint in enumerate(complaints, 1)))
        self.complaints = tuple(complaints)


@dataclass(frozen=True, slots=True)
class GeonamesFiles:
    """What a folder of GeoNames files holds.

    Args:
        points: every row, as a line for pgeocode's cache; a ZIP code may have several.
        files: names of the files read.
        missing: countries without a file.
    """

    points: list[PostalPoint]
    files: list[str]
    missing: list[str]


def read_geonames(folder: Path) -> GeonamesFiles:
    """Read `US.txt`, `US.txt.gz` or `US.zip`, and the files of the territories where they are there.

    Raises:
        GeonamesFaultsError: a file is missing (US), doubled, unreadable or empty, or rows are malformed.
    """
    points: list[PostalPoint] = []
    files: list[str] = []
    missing: list[str] = []
    complaints: list[Complaint] = []
    for country in COUNTRIES:
        candidates = [folder / f"{country}{ending}" for ending in _ENDINGS if (folder / f"{country}{ending}").is_file()]
        if not candidates:
            missing.append(country)
        elif len(candidates) > 1:
            names = " and ".join(path.name for path in candidates)
            complaints.append(Complaint(candidates[0].name, None, None, "", f"there are {names}: keep one"))
        else:
            files.append(candidates[0].name)
            points += _read_file(candidates[0], country, complaints)
    if REQUIRED in missing:
        names = ", ".join(f"{REQUIRED}{ending}" for ending in _ENDINGS)
        complaints.insert(
            0, Complaint(f"{REQUIRED}.txt", None, None, "", f"there is no such file (nor any of {names})")
        )
    if complaints:
        raise GeonamesFaultsError(complaints)
    return GeonamesFiles(points, files, missing)


def _read_file(path: Path, country: str, complaints: list[Complaint]) -> list[PostalPoint]:
    try:
        lines = _content(path, country).splitlines()
    except (OSError, EOFError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
        complaints.append(Complaint(path.name, None, None, "", f"cannot be read: {error}"))
        return []
    if not lines:
        complaints.append(Complaint(path.name, None, None, "", "holds no rows"))
    points = []
    for number, line in enumerate(lines, 1):
        point, faults = _read_line(line, country)
        complaints += [
            Complaint(path.name, number, column, value[:_LONGEST_QUOTE], why) for column, value, why in faults
        ]
        if point is not None:
            points.append(point)
    return points


def _content(path: Path, country: str) -> bytes:
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            return file.read()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(f"{country}.txt")
    return path.read_bytes()


def _read_line(line: bytes, country: str) -> tuple[PostalPoint | None, list[tuple[str | None, str, str]]]:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        return None, [(None, repr(line[error.start : error.end]), "is not UTF-8")]
    if _CONTROL.search(text):
        return None, [(None, text, "holds a control character")]
    columns = text.split("\t")
    if len(columns) != len(PostalPoint._fields):
        return None, [(None, text, f"has {len(columns)} columns, not {len(PostalPoint._fields)}")]
    point = PostalPoint(*columns)
    faults = list(_faults(point, country))
    return (None if faults else point), faults


def _faults(point: PostalPoint, country: str) -> Iterator[tuple[str | None, str, str]]:
    if point.country_code != country:
        yield "country_code", point.country_code, f"is not {country}"
    if not _ZIP_CODE.match(point.postal_code):
        yield "postal_code", point.postal_code, "is not five digits"
    sound = True
    for column, limit in _LIMITS.items():
        text = getattr(point, column)
        if not _DEGREES.match(text):
            sound = False
            yield column, text, "is not a number of degrees"
        elif abs(float(text)) > limit:
            sound = False
            yield column, text, f"is not between -{limit:g} and {limit:g}"
    if sound and float(point.latitude) == float(point.longitude) == 0.0:
        yield "latitude", f"{point.latitude}, {point.longitude}", "0,0 is no place"
