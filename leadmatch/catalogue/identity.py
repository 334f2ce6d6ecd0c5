"""The identifiers that federal schools, campuses and programs keep from release to release."""

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
