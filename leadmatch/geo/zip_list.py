"""The ZIP codes in use, as the pinned package `zipcodes` lists them: kind, city, state, time zone and point."""

import re
from dataclasses import dataclass
from typing import Final

import zipcodes

from leadmatch.geo.table import MILITARY, PO_BOX, STANDARD, UNIQUE

_KIND_CODES: Final = {"STANDARD": STANDARD, "PO BOX": PO_BOX, "UNIQUE": UNIQUE, "MILITARY": MILITARY}
# Release 3.0.0 gives 99634 its city's name for a time zone.
_IANA_NAME: Final = re.compile(r"\A[A-Z][A-Za-z]+(/[A-Z][A-Za-z_]+){1,2}\Z")


@dataclass(frozen=True, slots=True)
class ListedZip:
    """An active row of the list.

    Args:
        kind: code of `table.KINDS`.
        state: two-letter USPS code; AA, AE or AP for military mail.
        time_zone: IANA name, or empty.
        point: latitude and longitude in degrees; None where the list has 0,0 and for military mail.
    """

    zip_code: str
    kind: int
    city: str
    state: str
    county: str
    time_zone: str
    point: tuple[float, float] | None


def active_zip_codes() -> list[ListedZip]:
    """Return the active rows, by ZIP code."""
    everything = zipcodes.list_all()  # type: ignore[no-untyped-call]  # ships a py.typed without types here
    rows = [_listed(row) for row in everything if row["active"]]
    return sorted(rows, key=lambda row: row.zip_code)


def _listed(row: dict[str, str]) -> ListedZip:
    kind = _KIND_CODES[row["zip_code_type"]]
    point = (float(row["lat"]), float(row["long"]))
    return ListedZip(
        zip_code=row["zip_code"],
        kind=kind,
        city=row["city"],
        state=row["state"],
        county=row["county"],
        time_zone=row["timezone"] if _IANA_NAME.match(row["timezone"]) else "",
        point=None if kind == MILITARY or point == (0.0, 0.0) else point,
    )
