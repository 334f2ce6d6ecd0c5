"""Identifiers of schools, campuses and programs, the same in every release, and keys of what schools state."""

from datetime import date

from leadmatch.kernel.ids import stable_id

_STATEMENT = "school-"


def school_id(unitid: str) -> str:
    """Return the identifier of the institution with this IPEDS UNITID."""
    return stable_id("sch", unitid)


def campus_id(unitid: str) -> str:
    """Return the identifier of the one place that federal files give for this UNITID."""
    return stable_id("cam", unitid)


def program_id(unitid: str, cip_code: str, award_level: str) -> str:
    """Return the identifier of the awards at one IPEDS award level in one CIP code of this UNITID."""
    return stable_id("prg", unitid, cip_code, award_level)


def stated_program_id(unitid: str, cip_code: str, award_level: str, program_code: str | None) -> str:
    """Return the identifier of a program that a school states.

    Without a code of the school's own it is the federal program's, so that the statement is about that one. A code
    that is written in other capitals is the same code.
    """
    if program_code is None:
        return program_id(unitid, cip_code, award_level)
    return stable_id("prg", unitid, cip_code, award_level, program_code.casefold())


def stated_campus_id(unitid: str, zip_code: str, street: str | None) -> str:
    """Return the identifier of a place that a school states, other than the one that federal files give."""
    return stable_id("cam", unitid, zip_code, street or "")


def statement_source_key(unitid: str, as_of: date) -> str:
    """Return the key, among the sources of facts, of what a school states as of a day."""
    return f"{_STATEMENT}{unitid}-{as_of.isoformat()}"


def is_statement_source(key: str) -> bool:
    """Tell whether a source is a school's own statement, by its key; all others are federal files."""
    return key.startswith(_STATEMENT)
