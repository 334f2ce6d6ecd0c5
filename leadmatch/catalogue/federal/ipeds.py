"""IPEDS as NCES publishes it: directory (HD), characteristics (IC), completions (C_A) and charges (IC_PY)."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from leadmatch.catalogue.complaints import Complaint, ComplaintList
from leadmatch.catalogue.federal.folder import FoundFile
from leadmatch.catalogue.federal.table import MISSING, Row, read_cells, read_rows

CIP_TOTAL = "99"  # the row with all fields of study together
_CIP = re.compile(r"[0-9]{2}\.[0-9]{4}", re.ASCII)
_UNITID = re.compile(r"[0-9]{6}", re.ASCII)
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?", re.ASCII)
_CREDIT_HOURS = 2  # PRGMSR: 1 clock hours, 2 credit hours (COST1_2024 dictionary)
_LISTED_PROGRAMS = 6
_Meaning = TypeVar("_Meaning")

# CONTROL, dictionary HD2024; -3 is not available.
_CONTROLS = {"1": "public", "2": "private_nonprofit", "3": "private_for_profit"}

# OPEFLAG. Dictionary HD2024: 1 participates in Title IV, 2 branch of a campus that does, 3 deferment only,
# 5 and 6 not currently participating (with and without an OPE ID). Other years' dictionaries: 4 and 8 new
# participants, 7 stopped participating during the year.
_CAN_AWARD_FEDERAL_AID = {
    "1": True, "2": True, "3": False, "4": True, "5": False, "6": False, "7": False, "8": True,
}  # fmt: skip

_DIRECTORY_COLUMNS = (
    "UNITID", "INSTNM", "ADDR", "CITY", "STABBR", "ZIP", "LATITUDE", "LONGITUD", "CONTROL", "OPEID", "OPEFLAG",
    "WEBADDR", "CLOSEDAT", "DEATHYR",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Institution:
    """A row of the directory.

    Args:
        zip_code: five digits; None where missing.
        website: as written in the file.
        is_closed: the file names a closing date (CLOSEDAT) or the year it left IPEDS (DEATHYR).
    """

    unitid: str
    name: str
    street: str | None
    city: str | None
    state: str | None
    zip_code: str | None
    latitude: float | None
    longitude: float | None
    control: str | None
    opeid: str | None
    title_iv: bool | None
    website: str | None
    is_closed: bool


def read_directory(found: FoundFile, faults: ComplaintList) -> dict[str, Institution]:
    """Return the institutions by UNITID.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    institutions: dict[str, Institution] = {}
    for row in read_rows(found, _DIRECTORY_COLUMNS, faults):
        unitid = _unitid(row)
        if unitid in institutions:
            row.complain("UNITID", "is there twice")
        institutions[unitid] = Institution(
            unitid=unitid,
            name=row.needed_text("INSTNM"),
            street=row.text("ADDR"),
            city=row.text("CITY"),
            state=row.text("STABBR"),
            zip_code=_zip_code(row),
            latitude=_degrees(row, "LATITUDE", 90),
            longitude=_degrees(row, "LONGITUD", 180),
            control=_coded(row, "CONTROL", _CONTROLS),
            opeid=row.text("OPEID"),
            title_iv=_coded(row, "OPEFLAG", _CAN_AWARD_FEDERAL_AID),
            website=row.text("WEBADDR"),
            is_closed=row.text("CLOSEDAT") is not None or row.text("DEATHYR") is not None,
        )
    return institutions


@dataclass(frozen=True, slots=True)
class DistanceOffer:
    """What an institution offers at a distance; None where it does not say or the question does not apply.

    Args:
        all_programs: all its programs are offered completely at a distance (DISTNCED is 1).
        undergraduate_programs: it offers undergraduate programs at a distance (DSTNUGP).
        graduate_programs: it offers graduate programs at a distance (DSTNGP).
    """

    all_programs: bool | None
    undergraduate_programs: bool | None
    graduate_programs: bool | None


def read_distance_offers(found: FoundFile, faults: ComplaintList) -> dict[str, DistanceOffer]:
    """Return what institutions offer at a distance, by UNITID.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    yes_or_no = {"1": True, "0": False}
    return {
        _unitid(row): DistanceOffer(
            _coded(row, "DISTNCED", {"1": True, "2": False}),
            _coded(row, "DSTNUGP", yes_or_no),
            _coded(row, "DSTNGP", yes_or_no),
        )
        for row in read_rows(found, ("UNITID", "DISTNCED", "DSTNUGP", "DSTNGP"), faults)
    }


class Completion(NamedTuple):
    """Awards of one institution in one CIP code at one award level.

    Args:
        awards: awards made in the year (CTOTALT); 0 is published, None is missing.
        is_first_major: False for the rows that count the same graduates' second majors.
    """

    line: int
    unitid: str
    cip_code: str
    award_level: str
    awards: int | None
    is_first_major: bool


def read_completions(found: FoundFile, faults: ComplaintList) -> Iterator[Completion]:
    """Yield all rows in the order of the file, second majors and totals over all fields (CIP 99) too.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    for line, (unitid, cip_code, major, level, awards) in read_cells(
        found, ("UNITID", "CIPCODE", "MAJORNUM", "AWLEVEL", "CTOTALT"), faults
    ):
        is_first_major = major.strip() == "1"
        cip = cip_code.strip()
        awards_text = awards.strip()
        if not _CIP.fullmatch(cip) and cip != CIP_TOTAL:
            faults.add(Complaint(found.name, line, "CIPCODE", cip_code, "is not a CIP code like 51.0713"))
        elif awards_text.isdecimal():
            yield Completion(line, unitid.strip(), cip, level.strip(), int(awards_text), is_first_major)
        elif awards_text in MISSING:
            yield Completion(line, unitid.strip(), cip, level.strip(), None, is_first_major)
        else:
            faults.add(Complaint(found.name, line, "CTOTALT", awards, "is not a count of awards"))


@dataclass(frozen=True, slots=True)
class ProgramCharge:
    """What an institution charges for one of its up to six largest programs, over the program's whole length.

    Args:
        tuition_fees_usd: tuition and required fees, in dollars.
        months: what a full-time student takes on average.
        credits: the length where it is measured in credit hours, else None.
    """

    unitid: str
    cip_code: str
    tuition_fees_usd: int | None
    books_supplies_usd: int | None
    months: int | None
    credits: int | None
    file: str
    line: int
    number: int


def read_program_charges(
    found: FoundFile, faults: ComplaintList, *, cip_codes: AbstractSet[str] | None = None
) -> Iterator[ProgramCharge]:
    """Yield the charges that institutions publish by program, of all CIP codes or of these.

    The first, largest program has its price in CHG1PY3 and CHG4PY3, the others in CIPTUITn and CIPSUPPn.

    Raises:
        CatalogueFileError: a column is missing, or the text is no CSV.
    """
    numbers = range(1, _LISTED_PROGRAMS + 1)
    prices = {n: (f"CIPTUIT{n}", f"CIPSUPP{n}") if n > 1 else ("CHG1PY3", "CHG4PY3") for n in numbers}
    columns = ["UNITID"]
    for n in numbers:
        columns += [f"CIPCODE{n}", *prices[n], f"CIPLGTH{n}", f"PRGMSR{n}", f"MTHCMP{n}"]
    for row in read_rows(found, columns, faults):
        unitid = _unitid(row)
        for n in numbers:
            cip_code = _cip_code_of_number(row, f"CIPCODE{n}")
            if cip_code is None or (cip_codes is not None and cip_code not in cip_codes):
                continue
            in_credits = row.whole_number(f"PRGMSR{n}") == _CREDIT_HOURS
            yield ProgramCharge(
                unitid=unitid,
                cip_code=cip_code,
                tuition_fees_usd=row.whole_number(prices[n][0]),
                books_supplies_usd=row.whole_number(prices[n][1]),
                months=row.whole_number(f"MTHCMP{n}"),
                credits=row.whole_number(f"CIPLGTH{n}") if in_credits else None,
                file=row.file,
                line=row.line,
                number=n,
            )


def _cip_code_of_number(row: Row, column: str) -> str | None:
    """Return the CIP code that lost its outer zeros when it was taken for a number: ``1.83`` is ``01.8300``."""
    text = row.text(column)
    if text is None:
        return None
    family, _, rest = text.partition(".")
    code = f"{family.zfill(2)}.{rest.ljust(4, '0')}"
    if not _CIP.fullmatch(code):
        row.complain(column, "is not a CIP code like 51.0713")
        return None
    return code


def _unitid(row: Row) -> str:
    unitid = row.needed_text("UNITID")
    if unitid and not _UNITID.fullmatch(unitid):
        row.complain("UNITID", "is not a UNITID of six digits")
    return unitid


def _zip_code(row: Row) -> str | None:
    text = row.text("ZIP")
    if text is None:
        return None
    match = _ZIP.fullmatch(text)
    if match is None:
        row.complain("ZIP", "is not a ZIP code")
        return None
    return match[1]


def _degrees(row: Row, column: str, limit: int) -> float | None:
    degrees = row.decimal(column)
    if degrees is not None and not -limit <= degrees <= limit:
        row.complain(column, f"is not between -{limit} and {limit} degrees")
        return None
    return degrees


def _coded(row: Row, column: str, meanings: Mapping[str, _Meaning]) -> _Meaning | None:
    text = row.text(column)
    if text is None:
        return None
    if text not in meanings:
        row.complain(column, "is not a code of the dictionary")
    return meanings.get(text)
