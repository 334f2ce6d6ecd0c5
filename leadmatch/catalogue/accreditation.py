"""Who accredits a school or its programs, and whether that still counts (rule C5)."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources

from leadmatch.catalogue.federal.dapip import INSTITUTIONAL, Accreditation
from leadmatch.catalogue.records import AccreditationRecord

KINDS = ("institutional", "programmatic")

# ABHES's medical assisting programs, by the code in the name that DAPIP gives them (export of 2020-11),
# and the credentials that each covers.
_MEDICAL_ASSISTING_AGENCY = "abhes"
_MEDICAL_ASSISTING = "medical-assisting"
_MEDICAL_ASSISTING_PROGRAMS = {
    "(MAAB)": ("certificate_or_diploma", "associate"),
    "(MACD)": ("certificate_or_diploma",),
    "(MAAAS)": ("associate",),
}


@dataclass(frozen=True, slots=True)
class Agency:
    """An accrediting agency of the committed list.

    Args:
        spellings: other names of it that the federal files use, mistakes included.
        kind: ``institutional``, ``programmatic`` or ``both``.
        recognised: by the US Secretary of Education; None where that was not found.
        recognition_ended: day on which recognition ended, where it has.
        source: what the list rests on for this agency.
        as_of: the day, month or year that the source speaks of.
    """

    id: str
    name: str
    spellings: tuple[str, ...]
    kind: str
    recognised: bool | None
    recognition_ended: date | None
    source: str
    as_of: str


@cache
def agencies() -> dict[str, Agency]:
    """Return the agencies of the committed list by id."""
    text = resources.files("leadmatch.catalogue").joinpath("accreditors.csv").read_text("utf-8")
    recognised = {"true": True, "false": False, "": None}
    return {
        row["id"]: Agency(
            id=row["id"],
            name=row["name"],
            spellings=tuple(row["spellings"].split(" | ")) if row["spellings"] else (),
            kind=row["kind"],
            recognised=recognised[row["recognised"]],
            recognition_ended=date.fromisoformat(row["recognition_ended"]) if row["recognition_ended"] else None,
            source=row["source"],
            as_of=row["as_of"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def agency_named(name: str) -> Agency | None:
    """Return the agency that a federal file means by this name, or None where the list has no such name."""
    return _agencies_by_spelling().get(_spelling(name))


def is_current(agency: Agency, kind: str, *, ended: date | None, on: date) -> bool | None:
    """Return whether an accreditation counts on a day: True, False (ended), or None (nobody can say).

    Programmatic evidence is too old to say that it is current (DAPIP, 2020-11).
    """
    if ended is not None and ended <= on:
        return False
    if agency.recognised is False or (agency.recognition_ended is not None and agency.recognition_ended <= on):
        return False
    if kind == "programmatic":
        return None
    return agency.recognised


@dataclass(frozen=True, slots=True)
class DatedEvidence:
    """What DAPIP has on one institution.

    Args:
        source: key of the source.
        as_of: year and month of the export.
    """

    accreditations: Sequence[Accreditation]
    source: str
    as_of: str


def institutional_accreditation(
    named: Sequence[str], named_source: str | None, named_as_of: str | None, evidence: DatedEvidence | None, *, on: date
) -> tuple[AccreditationRecord, ...]:
    """Return who accredits the institution: the agencies that the Scorecard names, else those of DAPIP.

    Dates come from DAPIP where it has the same agency in force. An end that DAPIP (2020) puts before the time
    when the Scorecard (2022) names the agency is contradicted by the newer source and is left aside. Of DAPIP
    alone, the accreditations in force count; where all have ended, the last of them is told with its end.

    Args:
        named: names as the Scorecard writes them; those that the committed list lacks are left aside.
        named_source: key of the Scorecard as a source; None where there is no Scorecard.
        named_as_of: year of its release.
        evidence: what DAPIP has.
        on: the day for which `current` is said.
    """
    found = _newest_of_each(evidence, on)
    in_force = {key: one for key, one in found.items() if one.ended is None or one.ended > on}
    records: dict[str, AccreditationRecord] = {}
    if named_source is not None and named_as_of is not None:
        for agency in filter(None, map(agency_named, named)):
            since = in_force[agency.id].since if agency.id in in_force else None
            records[agency.id] = accreditation_record(
                agency, "institutional", since=since, ended=None, source=named_source, as_of=named_as_of, on=on
            )
    if not records and evidence is not None:
        for agency_id, one in (in_force or _last_to_end(found)).items():
            records[agency_id] = accreditation_record(
                agencies()[agency_id],
                "institutional",
                since=one.since,
                ended=one.ended,
                source=evidence.source,
                as_of=evidence.as_of,
                on=on,
            )
    return tuple(records[agency_id] for agency_id in sorted(records))


def programmatic_accreditation(
    field: str, credential: str, evidence: DatedEvidence | None, *, on: date
) -> tuple[AccreditationRecord, ...]:
    """Return who accredits the school's programs of this field and credential: ABHES, for medical assisting.

    What had ended by the time of the evidence is left aside: it says nothing of the programs of today.
    """
    if evidence is None or field != _MEDICAL_ASSISTING:
        return ()
    covering = [
        one
        for one in evidence.accreditations
        if (one.ended is None or one.ended > on)
        and any(code in one.program and credential in covered for code, covered in _MEDICAL_ASSISTING_PROGRAMS.items())
    ]
    if not covering:
        return ()
    chosen = _merged(covering, on)
    record = accreditation_record(
        agencies()[_MEDICAL_ASSISTING_AGENCY],
        "programmatic",
        since=chosen.since,
        ended=chosen.ended,
        source=evidence.source,
        as_of=evidence.as_of,
        on=on,
        field=field,
    )
    return (record,)


def accreditation_record(
    agency: Agency,
    kind: str,
    *,
    since: date | None,
    ended: date | None,
    source: str,
    as_of: str,
    on: date,
    field: str | None = None,
) -> AccreditationRecord:
    """Return the record of an accreditation, with whether it counts on a day (`is_current`)."""
    current = is_current(agency, kind, ended=ended, on=on)
    return AccreditationRecord(agency.id, agency.name, kind, field, current, since, ended, source, as_of)


def _newest_of_each(evidence: DatedEvidence | None, on: date) -> dict[str, Accreditation]:
    """Return one institutional accreditation for each agency of the committed list."""
    by_agency: dict[str, list[Accreditation]] = {}
    for one in evidence.accreditations if evidence is not None else ():
        agency = agency_named(one.agency)
        if one.program == INSTITUTIONAL and agency is not None:
            by_agency.setdefault(agency.id, []).append(one)
    return {agency_id: _merged(found, on) for agency_id, found in by_agency.items()}


def _merged(found: Sequence[Accreditation], on: date) -> Accreditation:
    """Return the accreditation in force, else the last to end; of several in force, since the earliest known day.

    Where a beginning among them is only estimated, the earliest day is not known.
    """
    in_force = [one for one in found if one.ended is None or one.ended > on]
    if not in_force:
        return max(found, key=lambda one: (one.ended or date.min, one.since or date.min))
    beginnings = [one.since for one in in_force if one.since is not None and one.since <= on]
    since = min(beginnings) if len(beginnings) == len(in_force) else None
    return replace(in_force[0], since=since, ended=min((one.ended for one in in_force if one.ended), default=None))


def _last_to_end(found: Mapping[str, Accreditation]) -> dict[str, Accreditation]:
    if not found:
        return {}
    agency_id = max(found, key=lambda key: (found[key].ended or date.min, key))
    return {agency_id: found[agency_id]}


@cache
def _agencies_by_spelling() -> dict[str, Agency]:
    return {_spelling(name): agency for agency in agencies().values() for name in (agency.name, *agency.spellings)}


def _spelling(name: str) -> str:
    return " ".join(name.casefold().replace("&", "and").split())
