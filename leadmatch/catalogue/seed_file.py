"""`seed_programs.csv`, the embedded catalogue: writing programs as rows of facts, and reading them back."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from leadmatch.catalogue.complaints import CatalogueFileError, Complaint, ComplaintList
from leadmatch.catalogue.federal.sources import federal_source
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.seed_columns import COLUMN_NAMES, COLUMNS, cell_of
from leadmatch.catalogue.seed_rows import program_of_row, row_of_program
from leadmatch.kernel.atomic_file import atomic_file
from leadmatch.kernel.clock import utc_now

_LONGEST_HEADER = 20_000  # bytes; ours has some 1,100


def write_seed(
    path: Path, programs: Iterable[ProgramRecord], sources: Iterable[SourceRecord], *, on: date | None = None
) -> None:
    """Write the file, sorted by UNITID, CIP code and award level; the same programs give the same bytes.

    The file names sources by their keys, and holds facts alone: what `read_seed` derives is not in it. A program
    that would not come back exactly is refused.

    Args:
        path: replaced only when all is written.
        programs: programs from federal files.
        sources: must hold every source that the programs name; the others are not written.
        on: the day for which the programs' accreditation is said to be current; today if left out.

    Raises:
        ValueError: a program says something that the file has no place for, or two are the same.
    """
    day = on or utc_now().date()
    known = {source.key: source for source in sources}
    rows: dict[tuple[str, ...], list[str]] = {}
    for program in programs:
        row = _cells(program)
        faults = ComplaintList()
        if _program(row, path.name, 0, faults, on=day) != program:
            reasons = "; ".join(map(str, faults.kept)) or "the columns have no place for all that it says"
            raise ValueError(f"program {program.id} does not fit into the file: {reasons}")
        for _fact, source in program.fact_sources:
            if known.get(source) != federal_source(source):
                raise ValueError(
                    f"program {program.id} names the source {source}, which is not among the sources as it is"
                )
        key = (row["unitid"], row["cip_code"], row["award_level"])
        if key in rows:
            raise ValueError(f"program {program.id} is there twice")
        rows[key] = [row[name] for name in COLUMN_NAMES]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMN_NAMES)
    writer.writerows(rows[key] for key in sorted(rows))
    with atomic_file(path) as file:
        file.write(text.getvalue().encode())


def _cells(program: ProgramRecord) -> dict[str, str]:
    try:
        return {name: cell_of(value) for name, value in row_of_program(program).items()}
    except ValueError as error:
        raise ValueError(f"program {program.id} does not fit into the file: {error}") from None


def looks_like_seed(path: Path) -> bool:
    """Return whether a file means to be a compiled catalogue: its first line names most of the columns of one."""
    with path.open("rb") as file:
        first_line = file.readline(_LONGEST_HEADER).decode("utf-8-sig", errors="replace")
    named = {name.strip().strip('"') for name in first_line.split(",")}
    return len(named.intersection(COLUMN_NAMES)) > len(COLUMN_NAMES) // 2


def read_seed(path: Path, *, on: date | None = None) -> tuple[list[ProgramRecord], list[SourceRecord]]:
    """Return all programs of a file and the sources that they name, or nothing and all that is wrong with it.

    Titles, fields, credentials, identifiers and whether an accreditation is current are derived. Windows line
    ends and a byte order mark are taken; columns may stand in any order.

    Args:
        path: the file.
        on: the day for which accreditation is said to be current; today if left out.

    Raises:
        CatalogueFileError: the file has faults; each names line, column, value and why.
    """
    faults = ComplaintList()
    day = on or utc_now().date()
    programs: list[ProgramRecord] = []
    lines: dict[str, int] = {}
    schools: dict[str, tuple[ProgramRecord, int]] = {}
    for line, cells in _rows(path, faults):
        program = _program(cells, path.name, line, faults, on=day)
        if program is None:
            continue
        first_line = lines.setdefault(program.id, line)
        if first_line != line:
            key = f"{cells['unitid']}, {cells['cip_code']}, {cells['award_level']}"
            why = f"unitid, cip_code and award_level are those of line {first_line}"
            faults.add(Complaint(path.name, line, "unitid", key, why))
        twin, twin_line = schools.setdefault(program.school.id, (program, line))
        for column, differs in (
            ("school_name", program.school != twin.school),
            ("street", bool(program.campus and twin.campus and program.campus != twin.campus)),
        ):
            if differs:
                why = f"the school or its place is told differently on line {twin_line}"
                faults.add(Complaint(path.name, line, column, cells[column], why))
        programs.append(program)
    faults.raise_if_any()
    return programs, _sources_of(programs)


def _rows(path: Path, faults: ComplaintList) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells by column; a file that cannot be cut into rows raises at once."""
    text = _text_of(path)
    csv_limit = csv.field_size_limit()
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = next(reader, [])
        _check_header(path.name, header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                why = f"has {len(cells)} cells where the header has {len(header)}"
                faults.add(Complaint(path.name, line, "", cells[0] if cells else "", why))
            else:
                yield line, dict(zip(header, cells, strict=True))
            line = reader.line_num + 1
    except csv.Error as error:
        is_too_long = "field limit" in str(error)
        why = f"a cell is longer than {csv_limit} characters" if is_too_long else f"cannot be read: {error}"
        faults.add(Complaint(path.name, line, "", "", why))
        raise CatalogueFileError(faults.kept, faults.total) from error


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CatalogueFileError([Complaint(path.name, 0, "", "", f"cannot be read: {error.strerror}")]) from error
    if b"\x00" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\x00")) + 1
        raise CatalogueFileError([Complaint(path.name, line, "", "", "there is a NUL byte")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        value = raw[error.start : error.start + 1].hex()
        why = "is no UTF-8; save the file as UTF-8"
        raise CatalogueFileError([Complaint(path.name, line, "", f"byte {value}", why)]) from error
    if not text.endswith("\n"):
        line = text.count("\n") + 1
        raise CatalogueFileError([Complaint(path.name, line, "", "", "the last line is torn: it has no line end")])
    return text


def _check_header(file: str, header: Sequence[str]) -> None:
    complaints = [Complaint(file, 1, name, "", "this column is missing") for name in COLUMN_NAMES if name not in header]
    for position, name in enumerate(header):
        if name not in COLUMN_NAMES:
            complaints.append(Complaint(file, 1, name, "", f"column {position + 1} is none of this file's"))
        elif name in header[:position]:
            complaints.append(Complaint(file, 1, name, "", "this column is there twice"))
    if complaints:
        raise CatalogueFileError(complaints)


def _program(
    cells: Mapping[str, str], file: str, line: int, faults: ComplaintList, *, on: date
) -> ProgramRecord | None:
    """Return the program of a row, or None where a cell is faulty; what contradicts another cell is a fault too."""
    values: dict[str, Any] = {}
    for column in COLUMNS:
        try:
            values[column.name] = column.value_of(cells[column.name])
        except ValueError as error:
            faults.add(Complaint(file, line, column.name, cells[column.name], str(error)))
    if len(values) < len(COLUMNS):
        return None

    def complain(column: str, why: str) -> None:
        faults.add(Complaint(file, line, column, cells[column], why))

    return program_of_row(values, complain, on=on)


def _sources_of(programs: Iterable[ProgramRecord]) -> list[SourceRecord]:
    keys = {key for program in programs for _fact, key in program.fact_sources}
    return [federal_source(key) for key in sorted(keys)]
