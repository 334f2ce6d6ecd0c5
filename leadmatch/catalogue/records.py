"""The catalogue's facts as plain values: what importers make, releases store, and the search index reads."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Where facts come from.

    Args:
        key: stable name, e.g. ``ipeds-hd-2024``.
        title: for people, e.g. ``IPEDS institutional characteristics, directory information``.
        publisher: who published it.
        as_of: the year, school year or month that the facts describe: ``2024``, ``2023-24``, ``2020-11``.
    """

    key: str
    title: str
    publisher: str
    as_of: str


@dataclass(frozen=True, slots=True)
class SchoolRecord:
    """An institution with one IPEDS UNITID.

    Args:
        control: ``public``, ``private_nonprofit``, ``private_for_profit``; None where not on file.
        title_iv: whether it can award federal student aid; None where not on file.
    """

    id: str
    name: str
    unitid: str | None
    opeid: str | None
    control: str | None
    website: str | None
    title_iv: bool | None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class CampusRecord:
    """A place where programs are taught; latitude and longitude in degrees, WGS 84."""

    id: str
    school_id: str
    street: str | None
    city: str
    state: str
    zip_code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class CostRecord:
    """What a program costs (rule C4); amounts in US cents.

    Args:
        basis: ``program``, ``estimate`` or ``unknown``.
        as_of: school year of the figures, ``2023-24``, or the day of a school's statement; None where unknown.
        source: key of the source; None where unknown.
        tuition_cents: tuition alone, where it is published apart from fees; likewise `fees_cents`.
        other_cents: what else is part of the total: exams, uniforms, equipment.
    """

    total_cents: int | None
    basis: str
    tuition_fees_cents: int | None
    books_supplies_cents: int | None
    as_of: str | None
    source: str | None
    tuition_cents: int | None = None
    fees_cents: int | None = None
    other_cents: int | None = None


UNKNOWN_COST = CostRecord(None, "unknown", None, None, None, None)


@dataclass(frozen=True, slots=True)
class AccreditationRecord:
    """One accreditor's word on a school, or on its programs in one field (rule C5).

    Args:
        accreditor_id: id in the committed list of accreditors.
        kind: ``institutional`` or ``programmatic``.
        field: for programmatic ones, the field it covers; None for institutional ones.
        current: True, False (ended), or None (evidence too old to say).
        source: key of the source.
        as_of: what moment the source describes.
    """

    accreditor_id: str
    name: str
    kind: str
    field: str | None
    current: bool | None
    since: date | None
    ended: date | None
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class ProgramRecord:
    """One credential in one CIP code at one campus, or online, with everything that a search shows.

    Args:
        award_level: IPEDS award level (``20``, ``21``, ``2``, ``3`` ...); None where it is not from IPEDS.
        formats: formats known to be offered, of ``on_campus``, ``hybrid``, ``online``.
        formats_unknown: formats of which nobody has said whether they are offered.
        graduates_count: awards made in `graduates_year`; 0 is a published zero, None is not on file.
        certifications: codes of the exams that the school states it prepares for; empty: none stated.
        authorized_states: USPS codes of the states where online students may enroll; None: not published.
        campus: None for a program that is online only.
        fact_sources: pairs of (fact name, source key), e.g. ``("graduates", "ipeds-c-2024")``.
        externship: whether it has one; None where nobody has said so. Like all below, only schools state it.
        eligibility: who may enroll, in the school's words.
        start_dates: days on which it begins, ascending; past ones too.
        website: the school's own page of the program.
    """

    id: str
    title: str
    cip_code: str
    cip_title: str
    field: str
    credential: str
    award_level: str | None
    formats: tuple[str, ...]
    formats_unknown: tuple[str, ...]
    self_paced: bool | None
    length_months: int | None
    credits: int | None
    cost: CostRecord
    financial_aid: bool | None
    certifications: tuple[str, ...]
    graduates_count: int | None
    graduates_year: int | None
    authorized_states: tuple[str, ...] | None
    school: SchoolRecord
    campus: CampusRecord | None
    accreditation: tuple[AccreditationRecord, ...]
    fact_sources: tuple[tuple[str, str], ...]
    externship: bool | None = None
    eligibility: str | None = None
    start_dates: tuple[date, ...] = ()
    website: str | None = None
