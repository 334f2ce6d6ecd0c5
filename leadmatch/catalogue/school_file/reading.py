"""A school's file in, statements out: all of them, or every fault of the file and none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from leadmatch.catalogue.complaints import CatalogueFileError, Complaint, ComplaintList
from leadmatch.catalogue.records import CampusRecord, SourceRecord
from leadmatch.catalogue.school_file.cells import CellError, Repaired
from leadmatch.catalogue.school_file.checks import Background, check_row
from leadmatch.catalogue.school_file.columns import COLUMNS, COLUMNS_BY_NAME, STATED_COLUMNS
from leadmatch.catalogue.school_file.file_kinds import read_table
from leadmatch.catalogue.school_file.header import Header, read_header, rows_below
from leadmatch.catalogue.school_file.known import KnownCatalogue
from leadmatch.catalogue.school_file.rows import campus_of, source_of, statement_of
from leadmatch.catalogue.school_file.table import Table, TableRow, UnusableCell, UnusableFileError, shown
from leadmatch.catalogue.statements import StatementRecord
from leadmatch.geo.gazetteer import Gazetteer

NOTES_KEPT = 100
_PROGRESS_ROWS = 200
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """What a file states.

    Args:
        statements: in the order of the rows.
        sources: of the statements: each school's file, as of each day.
        rows_read: rows below the header that hold anything.
        rows_without_statement: those of them that only say which program they would be about.
        notes: what was read otherwise than it stands there, a sentence each, the first hundred.
    """

    statements: tuple[StatementRecord, ...]
    sources: tuple[SourceRecord, ...]
    rows_read: int
    rows_without_statement: int
    notes: tuple[str, ...]


def read_school_file(
    path: Path, catalogue: KnownCatalogue, gazetteer: Gazetteer, *, on: date, on_progress: Progress
) -> SchoolFile:
    """Return what schools state in a file, CSV or XLSX.

    Complaints name rows and columns as a spreadsheet shows them: a CSV cell with a line break in it is one row.

    Args:
        path: the file; what it is, its content tells and not its name.
        catalogue: what is on file.
        gazetteer: the places of ZIP codes.
        on: the present day.
        on_progress: called now and then with the number of rows done.

    Raises:
        CatalogueFileError: the file has faults; all are named, and nothing was taken.
    """
    try:
        table = read_table(path)
    except UnusableFileError as error:
        raise CatalogueFileError([Complaint(path.name, error.row, "", "", str(error))]) from None
    name = f"{path.name}, sheet {table.name}" if table.name else path.name
    return _Reading(name, catalogue, gazetteer, on).of(table, on_progress)


@dataclass(slots=True)
class _Reading:
    """One reading of one file: what was found so far."""

    file: str
    catalogue: KnownCatalogue
    gazetteer: Gazetteer
    on: date
    faults: ComplaintList = field(default_factory=ComplaintList)
    notes: list[str] = field(default_factory=list)
    statements: list[StatementRecord] = field(default_factory=list)
    sources: dict[str, SourceRecord] = field(default_factory=dict)
    rows_of_programs: dict[tuple[str | None, ...], int] = field(default_factory=dict)
    campuses: dict[str, tuple[CampusRecord, int]] = field(default_factory=dict)

    def of(self, table: Table, on_progress: Progress) -> SchoolFile:
        """Return what a table states, or refuse it with all its faults."""
        header, header_faults = read_header(table)
        for fault in header_faults:
            self.faults.add(Complaint(self.file, *fault))
        for merged in table.merged:
            if merged.last_row >= header.row > 0:
                why = "these cells are merged, so it can't be told which row they are about; unmerge them"
                self.faults.add(Complaint(self.file, merged.first_row, "", merged.range, why))
        self.notes += table.notes
        rows_read = rows_without_statement = 0
        if header.columns:
            for row in rows_below(table, header):
                rows_read += 1
                rows_without_statement += not self._take(row, header)
                if rows_read % _PROGRESS_ROWS == 0:
                    on_progress(rows_read)
        on_progress(rows_read)
        if not self.statements and not self.faults.total:
            why = "no row states anything; fill in at least one column beside those that say which program it is"
            self.faults.add(Complaint(self.file, header.row, "", "", why))
        self.faults.raise_if_any()
        return SchoolFile(
            tuple(self.statements),
            tuple(self.sources.values()),
            rows_read,
            rows_without_statement,
            tuple(self.notes[:NOTES_KEPT]),
        )

    def _take(self, row: TableRow, header: Header) -> bool:
        """Take in a row, and return whether it states anything."""
        cells = {header.columns[place].name: cell for place, cell in row.cells.items() if place in header.columns}
        if not any(name in cells for name in STATED_COLUMNS):
            return False

        def complain(name: str, why: str) -> None:
            value = shown(cells[name]) if name in cells else ""
            self.faults.add(Complaint(self.file, row.number, header.place_of(name), value, why))

        values: dict[str, Any] = {}
        faulty: set[str] = set()
        for name, why in self._read_cells(cells, values, row, header):
            complain(name, why)
            faulty.add(name)
        missing = {column.name for column in COLUMNS if column.is_needed and column.name not in cells}
        faulty |= missing
        empty = [column.name for column in header.columns.values() if column.name in missing]
        if empty:
            others = f", like {', '.join(empty[1:])}" if empty[1:] else ""
            complain(empty[0], f"is empty{others}; each row below the header that states something needs it")
        self._check(row, values, faulty, complain)
        return True

    def _read_cells(
        self, cells: dict[str, Any], values: dict[str, Any], row: TableRow, header: Header
    ) -> Iterator[tuple[str, str]]:
        for name, cell in cells.items():
            parse = COLUMNS_BY_NAME[name].parse
            if parse is None:
                continue
            if isinstance(cell, UnusableCell):
                yield name, cell.why
                continue
            try:
                value = parse(cell)
            except CellError as error:
                yield name, str(error)
                continue
            if isinstance(value, Repaired):
                self.notes.append(f"Line {row.number}, column {header.place_of(name)}: {shown(cell)} {value.how}.")
                value = value.value
            values[name] = value

    def _check(
        self, row: TableRow, values: dict[str, Any], faulty: set[str], complain: Callable[[str, str], None]
    ) -> None:
        """Hold a row against the catalogue and the rows before it; take its statement where nothing is wrong."""
        if not faulty.isdisjoint({"unitid", "cip_code", "award_level", "program_code"}):
            return
        unitid, cip_code, level = values["unitid"], values["cip_code"], values["award_level"]
        before = self.faults.total
        school = self.catalogue.schools.get(unitid)
        if school is None:
            why = "no school on file has this UNITID; look it up at nces.ed.gov/collegenavigator"
            complain("unitid", f"{why}. Only programs of schools that federal files have can be taken")
        if cip_code not in self.catalogue.cip_titles:
            complain("cip_code", f"no program on file has the CIP code {cip_code}; use the one of your report to IPEDS")
            faulty.add("cip_code")
        code = values.get("program_code")
        first_row = self.rows_of_programs.setdefault((unitid, cip_code, level, code and code.casefold()), row.number)
        if first_row != row.number:
            why = f"is the same program as line {first_row}; delete one of them, or give each its own program_code"
            complain("program_code" if code else "cip_code", why)
        if school is None:
            return
        program = None if code else self.catalogue.programs.get((unitid, cip_code, level))
        background = Background(school, program, self.catalogue.programs_of(unitid), self.gazetteer, self.on)
        check_row(values, faulty, background, complain)
        if faulty or self.faults.total != before:
            return
        campus = campus_of(values, school, self.gazetteer)
        if campus is not None:
            first, first_row = self.campuses.setdefault(campus.id, (campus, row.number))
            if first.city.casefold() != campus.city.casefold():
                complain("campus_city", f"the same street and ZIP code are in {first.city} on line {first_row}")
            campus = first
        source = source_of(school, values["as_of"])
        self.sources[source.key] = source
        self.statements.append(statement_of(values, campus, source))
