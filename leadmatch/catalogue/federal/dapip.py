"""DAPIP, the US Department of Education's accreditation database: whose accreditation, by whom, since when."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from leadmatch.catalogue.complaints import ComplaintList
from leadmatch.catalogue.federal.folder import FoundFile
from leadmatch.catalogue.federal.table import read_rows

INSTITUTIONAL = "Institutional Accreditation"
_ACCREDITED = "Accredited"  # the others: Preaccredited, Denied Accreditation
_KNOWN_DATE = "Actual"  # the other: Estimated
_RECORD_COLUMNS = (
    "DAPIPID", "AGENCYNAME", "PROGRAMNAME", "INITIALDATEFLAG", "ACCREDITATIONDATE", "ACCREDITATIONSTATUS",
    "ACCREDITATIONENDDATE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accreditation:
    """One accreditation of a place by an agency: of the institution, or of programs there.

    Args:
        program: what is accredited, in the agency's words; `INSTITUTIONAL` for the institution.
        since: None where the database only estimates it.
    """

    agency: str
    program: str
    since: date | None
    ended: date | None


class AccreditationDatabase:
    """Finds the accreditations of an institution, by UNITID first, else by OPEID."""

    def __init__(
        self,
        by_unitid: dict[str, list[str]],
        by_opeid: dict[str, list[str]],
        accreditations: dict[str, list[Accreditation]],
    ) -> None:
        """Keep the DAPIP ids by UNITID and OPEID, and the accreditations by DAPIP id."""
        self._by_unitid = by_unitid
        self._by_opeid = by_opeid
        self._accreditations = accreditations

    def of(self, unitid: str, opeid: str | None) -> Sequence[Accreditation]:
        """Return all accreditations on file, past ones too."""
        places = self._by_unitid.get(unitid) or self._by_opeid.get(opeid or "") or ()
        return [accreditation for place in places for accreditation in self._accreditations.get(place, ())]


def read_accreditation_database(
    campuses: FoundFile, records: FoundFile, faults: ComplaintList
) -> AccreditationDatabase:
    """Read the two files; preaccreditation and denials are no accreditation and are left aside.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    by_unitid: dict[str, list[str]] = defaultdict(list)
    by_opeid: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(campuses, ("DAPIPID", "OPEID", "IPEDSUNITIDS"), faults):
        place = row.needed_text("DAPIPID")
        for unitid in re.findall(r"[0-9]{6}", row.text("IPEDSUNITIDS") or "", re.ASCII):
            by_unitid[unitid].append(place)
        if opeid := row.text("OPEID"):
            by_opeid[opeid].append(place)
    accreditations: dict[str, list[Accreditation]] = defaultdict(list)
    for row in read_rows(records, _RECORD_COLUMNS, faults):
        if row.text("ACCREDITATIONSTATUS") == _ACCREDITED:
            since = row.day("ACCREDITATIONDATE") if row.text("INITIALDATEFLAG") == _KNOWN_DATE else None
            accreditations[row.needed_text("DAPIPID")].append(
                Accreditation(
                    row.needed_text("AGENCYNAME"),
                    row.needed_text("PROGRAMNAME"),
                    since,
                    row.day("ACCREDITATIONENDDATE"),
                )
            )
    return AccreditationDatabase(by_unitid, by_opeid, accreditations)
