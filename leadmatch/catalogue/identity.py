"""The identifiers that schools, campuses and programs keep from release to release."""

from leadmatch.kernel.ids import stable_id


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

    Without a code of the school's own it is the federal program's, so that the statement is about that one.
    """
    if program_code is None:
        return program_id(unitid, cip_code, award_level)
    return stable_id("prg", unitid, cip_code, award_level, program_code)


def stated_campus_id(unitid: str, zip_code: str, street: str | None) -> str:
    """Return the identifier of a place that a school states, other than the one that federal files give."""
    return stable_id("cam", unitid, zip_code, street or "")
