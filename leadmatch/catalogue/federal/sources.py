"""The federal files as sources of facts: their keys, titles, publishers, and the time that they describe."""

import re

from leadmatch.catalogue.federal.folder import FederalFile, FoundFile
from leadmatch.catalogue.records import SourceRecord

_NCES = "National Center for Education Statistics, US Department of Education"
_ED = "US Department of Education"

# Key without its date, title and publisher.
_KINDS = {
    FederalFile.DIRECTORY: ("ipeds-hd", "IPEDS directory, NCES", _NCES),
    FederalFile.CHARACTERISTICS: ("ipeds-ic", "IPEDS institutional characteristics, NCES", _NCES),
    FederalFile.PROGRAM_CHARGES: ("ipeds-ic-py", "IPEDS student charges by program, NCES", _NCES),
    FederalFile.COMPLETIONS: ("ipeds-c", "IPEDS completions, NCES", _NCES),
    FederalFile.SCORECARD: ("college-scorecard", "College Scorecard, US Department of Education", _ED),
    FederalFile.DAPIP_RECORDS: (
        "dapip",
        "DAPIP, US Department of Education",
        _ED,
    ),
    FederalFile.CIP_TITLES: ("cip", "CIP titles, NCES", _NCES),
}
_KEY = re.compile(r"(?P<stem>[a-z-]+?)-(?P<date>20[0-9]{2}(?:-(?:0[1-9]|1[0-2]))?)", re.ASCII)
_STEMS = {stem: (kind, title, publisher) for kind, (stem, title, publisher) in _KINDS.items()}


def source_of(found: FoundFile, kind: FederalFile) -> SourceRecord | None:
    """Return what this file is as a source; None for DAPIP's campuses, which only say whose the records are."""
    if kind not in _KINDS:
        return None
    return federal_source(f"{_KINDS[kind][0]}-{found.date}")


def federal_source(key: str) -> SourceRecord:
    """Return the source that a key such as ``ipeds-c-2024`` names.

    Raises:
        ValueError: no federal file has such a key.
    """
    match = _KEY.fullmatch(key)
    if match is None or match["stem"] not in _STEMS:
        raise ValueError(f"{key!r} names no federal file")
    kind, title, publisher = _STEMS[match["stem"]]
    date = match["date"]
    if (len(date) > len("2024")) != kind.dated_by_month:
        raise ValueError(f"{key!r} names no federal file")
    return SourceRecord(key, title, publisher, _as_of(kind, date))


def school_year_from(first_year: int) -> str:
    """Return the school year that begins in this year: ``2023-24`` for 2023."""
    return f"{first_year}-{(first_year + 1) % 100:02}"


def _as_of(kind: FederalFile, date: str) -> str:
    """Return the time described: completions named 2024 are those of July 2023 to June 2024."""
    if kind is FederalFile.COMPLETIONS:
        return school_year_from(int(date) - 1)
    if kind is FederalFile.PROGRAM_CHARGES:
        return school_year_from(int(date))
    return date
