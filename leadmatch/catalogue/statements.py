"""What a school states of its own programs, and how that is laid over what federal files say."""

from dataclasses import dataclass
from datetime import date

from leadmatch.catalogue.records import CampusRecord, CostRecord


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """What a school states of one of its programs; None where it states nothing, so that other facts stand.

    Args:
        program_id: see `identity.stated_program_id`: the federal program's own id where the statement is about one.
        unitid: of the school.
        award_level: IPEDS award level.
        program_code: the school's own code, where federal files do not tell its programs apart; else None.
        source: key of the source, which is the school's file as of a day.
        formats: all formats that are offered; what is not among them is known not to be.
        cost: with basis ``program``.
        certifications: codes of the exams that it prepares for; an empty tuple states that there are none.
        authorized_states: USPS codes of the states whose residents may enroll online.
        start_dates: ascending.
        website: the school's own page of the program.
        campus: where it is taught.
    """

    program_id: str
    unitid: str
    cip_code: str
    award_level: str
    program_code: str | None
    source: str
    title: str | None = None
    credential: str | None = None
    formats: tuple[str, ...] | None = None
    self_paced: bool | None = None
    length_months: int | None = None
    credits: int | None = None
    cost: CostRecord | None = None
    financial_aid: bool | None = None
    certifications: tuple[str, ...] | None = None
    authorized_states: tuple[str, ...] | None = None
    externship: bool | None = None
    eligibility: str | None = None
    start_dates: tuple[date, ...] | None = None
    website: str | None = None
    campus: CampusRecord | None = None
