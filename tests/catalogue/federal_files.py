"""Small federal files in their official form, for tests to change and write."""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from leadmatch.catalogue.federal.folder import FoundFile
from leadmatch.catalogue.federal.sources import federal_source

Rows = Sequence[Mapping[str, object]]

SCHOOL = {
    "UNITID": "100001",
    "INSTNM": "Alder  College",
    "ADDR": "1 Main Street",
    "CITY": "Salem",
    "STABBR": "OR",
    "ZIP": "97301-1234",
    "LATITUDE": "44.938900",
    "LONGITUD": "-123.033100",
    "CONTROL": "1",
    "OPEID": "00100100",
    "OPEFLAG": "1",
    "WEBADDR": "www.alder.example/",
    "CLOSEDAT": "-2",
    "DEATHYR": "-2",
}
OFFER = {"UNITID": "100001", "DISTNCED": "2", "DSTNUGP": "0", "DSTNGP": "-2"}
AWARDS = {"UNITID": "100001", "CIPCODE": "51.0801", "MAJORNUM": "1", "AWLEVEL": "21", "CTOTALT": "7"}
SCORED = {"UNITID": "100001", "ACCREDAGENCY": "Higher Learning Commission", "TUITIONFEE_IN": "5000"}
CAMPUS = {"DapipId": "9001", "OpeId": "00100100", "IpedsUnitIds": "100001"}
RECORD = {
    "DapipId": "9001",
    "AgencyName": "Higher Learning Commission",
    "ProgramName": "Institutional Accreditation",
    "InitialDateFlag": "Actual",
    "AccreditationDate": "3/1/1966 12:00:00 AM",
    "AccreditationStatus": "Accredited",
    "AccreditationEndDate": "",
}
TITLES = (
    {"CIPCode": '="51.0801"', "CIPTitle": "Medical/Clinical Assistant."},
    {"CIPCode": '="51.0713"', "CIPTitle": "Medical Insurance Coding Specialist/Coder."},
    {"CIPCode": '="51.3801"', "CIPTitle": "Registered Nursing/Registered Nurse."},
    {"CIPCode": '="51"', "CIPTitle": "HEALTH PROFESSIONS AND RELATED PROGRAMS."},
)

SOURCES = [
    federal_source(key)
    for key in (
        "cip-2020",
        "college-scorecard-2022",
        "dapip-2020-11",
        "ipeds-c-2024",
        "ipeds-hd-2024",
        "ipeds-ic-2024",
        "ipeds-ic-py-2023",
    )
]


def charges(unitid: str, *programs: Mapping[str, object]) -> dict[str, object]:
    """Return a row of IC_PY: for each program code, tuition, supplies, months, length and measure."""
    row: dict[str, object] = {"UNITID": unitid}
    for n in range(1, 7):
        program = programs[n - 1] if n <= len(programs) else {}
        tuition, supplies = ("CHG1PY3", "CHG4PY3") if n == 1 else (f"CIPTUIT{n}", f"CIPSUPP{n}")
        row[f"CIPCODE{n}"] = program.get("code", "-2")
        row[tuition] = program.get("tuition", ".")
        row[supplies] = program.get("supplies", ".")
        row[f"MTHCMP{n}"] = program.get("months", ".")
        row[f"CIPLGTH{n}"] = program.get("length", ".")
        row[f"PRGMSR{n}"] = program.get("measure", "-2")
    return row


def csv_text(rows: Rows) -> str:
    """Return rows as CSV with the header of the first."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_federal_files(folder: Path, **changed: Rows) -> Path:
    """Write a folder with one school, one program and all kinds of files, with the rows of some kinds replaced.

    Args:
        folder: made if it is missing.
        changed: rows by name: directory, offers, awards, older, charges, scorecard, campuses, records, titles; no
            rows leave the file away.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, tuple[str, Rows]] = {
        "directory": ("hd2024.csv", [SCHOOL]),
        "offers": ("IC2024.csv", [OFFER]),
        "awards": ("c2024_a.csv.gz", [AWARDS]),
        "older": ("c2023_a.csv", [AWARDS]),
        "charges": ("ic2023_py.csv", [charges("100001", {"code": "51.0801", "tuition": 9000, "months": 9})]),
        "scorecard": ("scorecard_2022_subset.csv", [SCORED]),
        "campuses": ("dapip_2020-11_InstitutionCampus.csv", [CAMPUS]),
        "records": ("dapip_2020-11_AccreditationRecords.csv", [RECORD]),
        "titles": ("CIPCode2020.csv", TITLES),
    }
    for kind, (name, usual) in files.items():
        rows = changed.get(kind, usual)
        if rows:
            raw = csv_text(rows).encode()
            (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return folder


def file_of(path: Path, content: str | bytes) -> FoundFile:
    """Write a file, and return it as one that was found."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return FoundFile(path, None, "2024", is_dated_by_stamp=False, is_revised=False)
