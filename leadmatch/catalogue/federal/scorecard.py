"""The College Scorecard's institution file: who accredits an institution, and its yearly tuition."""

from dataclasses import dataclass

from leadmatch.catalogue.complaints import ComplaintList
from leadmatch.catalogue.federal.folder import FoundFile
from leadmatch.catalogue.federal.sources import school_year_from
from leadmatch.catalogue.federal.table import read_rows

_NOT_AN_AGENCY = "EXEMPT"  # the military academy, 2022
_TUITION_LAG_YEARS = 2


@dataclass(frozen=True, slots=True)
class ScorecardInstitution:
    """A row of the Scorecard.

    Args:
        agencies: names of the accrediting agencies as written; several stand as ``A | B``.
        tuition_fee_in_usd: in-state tuition and required fees of one year, in dollars.
    """

    unitid: str
    agencies: tuple[str, ...]
    tuition_fee_in_usd: int | None
    file: str
    line: int


def read_scorecard(found: FoundFile, faults: ComplaintList) -> dict[str, ScorecardInstitution]:
    """Return the institutions by UNITID.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    institutions = {}
    for row in read_rows(found, ("UNITID", "ACCREDAGENCY", "TUITIONFEE_IN"), faults):
        unitid = row.needed_text("UNITID")
        named = row.text("ACCREDAGENCY") or ""
        agencies = tuple(name.strip() for name in named.split("|") if name.strip() not in ("", _NOT_AN_AGENCY))
        tuition = row.whole_number("TUITIONFEE_IN")
        institutions[unitid] = ScorecardInstitution(unitid, agencies, tuition, row.file, row.line)
    return institutions


def tuition_school_year(found: FoundFile) -> str:
    """Return the school year of the tuition: that of 2022's release is 2020-21 (inferred from the release date)."""
    return school_year_from(found.year - _TUITION_LAG_YEARS)
