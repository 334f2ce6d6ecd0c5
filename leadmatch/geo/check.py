"""Is the table of places whole, plausible, and what pgeocode says?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from leadmatch.geo.assemble import assemble_rows, counts_by_kind
from leadmatch.geo.pgeocode_cache import PgeocodeError, ask_pgeocode
from leadmatch.geo.table import MILITARY, PO_BOX, STANDARD, UNIQUE, GeodataError, Pointer, Rows, map_rows, read_pointer
from leadmatch.geo.zip_list import ListedZip, active_zip_codes


@dataclass(slots=True)
class Findings:
    """What a check found; no faults means that the table is good.

    Args:
        faults: plain sentences.
        counts: rows per kind, of the table itself.
        asked: ZIP codes that pgeocode was asked about.
    """

    faults: list[str] = field(default_factory=list)
    pointer: Pointer | None = None
    counts: dict[str, int] = field(default_factory=dict)
    asked: int = 0


def check_geodata(folder: Path) -> Findings:
    """Verify the table of a folder: content hash, counts, points, and every row against the list and pgeocode."""
    findings = _check(folder)
    while findings.faults and findings.pointer is not None and _was_switched(folder, findings.pointer):
        findings = _check(folder)  # a refresh took away what was being compared
    return findings


def _was_switched(folder: Path, pointer: Pointer) -> bool:
    try:
        return read_pointer(folder) != pointer
    except GeodataError:
        return False


def _check(folder: Path) -> Findings:
    findings = Findings()
    try:
        findings.pointer = pointer = read_pointer(folder)
        rows = map_rows(folder, pointer)
    except GeodataError as error:
        findings.faults.append(str(error))
        return findings
    except OSError:
        findings.faults.append(str(GeodataError("The table of places cannot be read")))
        return findings
    findings.counts = counts_by_kind(rows)
    if findings.counts != pointer.counts:
        findings.faults.append(f"The pointer counts {pointer.counts}, the table {findings.counts}.")
    findings.faults += _point_faults(rows)
    listed = active_zip_codes()
    try:
        expected, findings.asked = _expected_rows(folder / pointer.pgeocode_cache, listed, pointer.time_zones)
    except (PgeocodeError, KeyError) as error:
        findings.faults.append(f"The table cannot be compared: {error}; run `leadmatch geodata build`.")
        return findings
    findings.faults += _sentence(
        rows.view("V48") != expected.view("V48"), "answer otherwise than pgeocode and the list of ZIP codes say"
    )
    return findings


def _point_faults(rows: Rows) -> list[str]:
    latitude, longitude = rows["latitude"], rows["longitude"]
    on_file = np.isin(rows["kind"], (STANDARD, PO_BOX, UNIQUE))
    on_earth = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004  degrees; NaN compares false
    return [
        *_sentence(on_file & ~on_earth, "have no point on the Earth"),
        *_sentence(on_file & (latitude == 0) & (longitude == 0), "are at 0,0, which is no place"),
        *_sentence((rows["kind"] == MILITARY) & on_earth, "are military and have a point"),
    ]


def _expected_rows(cache: Path, listed: Sequence[ListedZip], time_zones: Sequence[str]) -> tuple[Rows, int]:
    asked = [row.zip_code for row in listed if row.kind != MILITARY]
    answers = ask_pgeocode(cache, asked)
    points = {
        zip_code: (float(latitude), float(longitude))
        for zip_code, (latitude, longitude) in zip(asked, answers, strict=True)
        if not np.isnan(latitude)
    }
    return assemble_rows(listed, points, time_zones), len(asked)


def _sentence(wrong: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], what: str) -> list[str]:
    numbers = np.flatnonzero(wrong)
    if not len(numbers):
        return []
    return [f"{len(numbers)} ZIP codes {what}; the first is {numbers[0]:05}."]
