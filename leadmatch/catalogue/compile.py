"""Turning a folder of federal files into programs with all their facts, and a report of what was read."""

from collections import Counter
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import date

from leadmatch.catalogue.complaints import Complaint, ComplaintList
from leadmatch.catalogue.facts import FactMaker
from leadmatch.catalogue.federal.files import FederalFolders, FederalTables, find_files, read_tables
from leadmatch.catalogue.federal.folder import FederalFile, FoundFile
from leadmatch.catalogue.federal.ipeds import CIP_TOTAL, Completion, read_completions
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, has_field
from leadmatch.kernel.clock import utc_now

_PROGRESS_ROWS = 5_000
_ProgramKey = tuple[str, str, str]  # UNITID, CIP code, award level
_FIELDS_BY_COLUMN = {"UNITID": "unitid", "CIPCODE": "cip_code", "AWLEVEL": "award_level"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which programs a load is about.

    Args:
        cip_codes: None for all.
        award_levels: None for all.
        leaves_out_idle: without those with no award in five years, and without closed institutions.
    """

    cip_codes: frozenset[str] | None
    award_levels: frozenset[str] | None
    leaves_out_idle: bool

    def holds(self, completion: Completion) -> bool:
        """Return whether the load is about this row."""
        return (self.cip_codes is None or completion.cip_code in self.cip_codes) and (
            self.award_levels is None or completion.award_level in self.award_levels
        )


COMPILED_CATALOGUE = Scope(
    cip_codes=frozenset({"51.0713", "51.0714", "51.0707", "51.0801", "51.0716", "51.0710"}),
    award_levels=frozenset({"20", "21", "2", "3"}),
    leaves_out_idle=True,
)
ALL_FIELDS = Scope(cip_codes=None, award_levels=None, leaves_out_idle=False)


@dataclass(slots=True)
class CompileReport:
    """What became of every row of the newest completions file; complete once the programs are all taken.

    Args:
        rows_total: rows of the file, known from the start.
        rows_read: rows passed so far.
        cip_totals_skipped: rows of CIP 99, the total over all fields.
        second_majors_skipped: rows that count second majors of graduates counted before.
        out_of_scope: rows of other fields or award levels than asked for.
        never_awarded: rows without any award in `years`; left out of the compiled catalogue, else only counted.
        closed: rows of institutions that have closed; left out likewise, and then of those not left out before.
        without_school: rows of institutions that the directory lacks, or has without a place; always left out.
        loaded: programs.
        complaints: figures kept out as out of range, and names that no list knows.
        files: names of the files used.
        notes: what else to know about the files.
    """

    rows_total: int = 0
    rows_read: int = 0
    cip_totals_skipped: int = 0
    second_majors_skipped: int = 0
    out_of_scope: int = 0
    never_awarded: int = 0
    closed: int = 0
    without_school: int = 0
    loaded: int = 0
    loaded_by_field: Counter[str] = field(default_factory=Counter)
    schools: int = 0
    years: tuple[int, ...] = ()
    complaints: ComplaintList = field(default_factory=ComplaintList)
    files: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)


def federal_programs(
    folders: FederalFolders,
    scope: Scope,
    *,
    on: date | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> tuple[Iterator[ProgramRecord], tuple[SourceRecord, ...], CompileReport]:
    """Return the programs of the newest federal files, their sources, and the report that fills meanwhile.

    The one entry for `catalogue compile` (`COMPILED_CATALOGUE`) and for an operator's `catalogue import --ipeds`
    (`ALL_FIELDS`)::

        programs, sources, report = federal_programs(
            FederalFolders(ipeds=Path(folder)), ALL_FIELDS, on_progress=lambda done: bar.update(completed=done)
        )
        stage(programs, sources)            # takes them one by one; nothing is held in memory but look-up tables
        show(report)                        # only now complete; report.rows_total is known before, for the bar

    Every fault of the files is found before the first program is yielded, so nothing can half-load.

    Args:
        folders: where the files are.
        scope: which programs.
        on: the day for which accreditation is said to be current; today if left out.
        on_progress: called now and then with the rows of the completions file that are done.

    Raises:
        CatalogueFileError: files are missing, unreadable, or have faults; all are listed.
    """
    files = find_files(folders)
    faults = ComplaintList()
    report = CompileReport(
        years=tuple(sorted(found.year for found in files.completions)),
        files=tuple(found.name for found in (*files.newest.values(), *files.completions[1:])),
        notes=files.notes(),
    )
    tables = read_tables(files, faults, cip_codes=scope.cip_codes)
    survey = _Survey(scope, tables)
    report.rows_total = survey.check_newest(files.completions[0], faults)
    for older in files.completions[1:]:
        survey.forget_awarded(older, faults)
    faults.raise_if_any()
    if survey.untitled:
        count, name = len(survey.untitled), files.newest[FederalFile.CIP_TITLES].name
        report.notes.append(f"{name} lacks {count} codes that are in use, so it is no list of CIP 2020.")
    maker = FactMaker(files, tables, survey.award_levels_counts(), report.complaints, on=on or utc_now().date())
    compilation = _Compilation(scope, survey.idle, maker, report)
    return compilation.programs(files.completions[0], on_progress or _nobody_watches), files.sources(), report


class _Survey:
    """What has to be known of all rows before the first program can be made."""

    def __init__(self, scope: Scope, tables: FederalTables) -> None:
        self.idle: set[_ProgramKey] = set()  # programs in scope without an award in any year
        self.untitled: set[str] = set()  # codes in scope that the file of CIP titles lacks
        self._scope = scope
        self._tables = tables
        self._levels: dict[tuple[str, str], set[str]] = {key: set() for key in tables.charges}
        self._seen: set[str] = set()

    def check_newest(self, found: FoundFile, faults: ComplaintList) -> int:
        """Check every row of the newest completions file and return how many there are."""
        rows = 0
        for completion in read_completions(found, faults):
            rows += 1
            if completion.cip_code != CIP_TOTAL and completion.is_first_major:
                for column, why in self._faults_of(completion):
                    value = getattr(completion, _FIELDS_BY_COLUMN[column])
                    faults.add(Complaint(found.name, completion.line, column, value, why))
                self._note(completion)
        self._seen.clear()
        return rows

    def forget_awarded(self, found: FoundFile, faults: ComplaintList) -> None:
        """Take the programs with an award in an older year out of the idle ones."""
        for completion in read_completions(found, faults):
            if completion.awards and completion.is_first_major:
                self.idle.discard(completion[1:4])

    def award_levels_counts(self) -> dict[tuple[str, str], int]:
        """Return how many award levels a school lists in a CIP code, where it publishes charges for it."""
        return {key: len(levels) for key, levels in self._levels.items()}

    def _faults_of(self, completion: Completion) -> Iterator[tuple[str, str]]:
        if completion.award_level not in AWARD_LEVELS:
            yield "AWLEVEL", "is not an award level of the dictionary"
        if not has_field(completion.cip_code):
            yield "CIPCODE", "is of no family of CIP 2020"
        key = " ".join(completion[1:4])
        if key in self._seen:
            yield "UNITID", "has this CIP code and award level twice"
        self._seen.add(key)

    def _note(self, completion: Completion) -> None:
        levels = self._levels.get(completion[1:3])
        if levels is not None:
            levels.add(completion.award_level)
        if self._scope.holds(completion):
            if not completion.awards:
                self.idle.add(completion[1:4])
            if completion.cip_code not in self._tables.cip_titles:
                self.untitled.add(completion.cip_code)


class _Compilation:
    """Makes the programs of one load, counting every row."""

    def __init__(self, scope: Scope, idle: Container[_ProgramKey], maker: FactMaker, report: CompileReport) -> None:
        self._scope = scope
        self._idle = idle
        self._maker = maker
        self._report = report

    def programs(self, newest: FoundFile, on_progress: Callable[[int], None]) -> Iterator[ProgramRecord]:
        report = self._report
        schools = set()
        for completion in read_completions(newest, ComplaintList()):
            report.rows_read += 1
            if report.rows_read % _PROGRESS_ROWS == 0:
                on_progress(report.rows_read)
            if not self._is_wanted(completion):
                continue
            program = self._maker.program(completion)
            if program is None:
                report.without_school += 1
                why = "the directory has no such institution, or no place for it; its programs are left out"
                report.complaints.add(Complaint(newest.name, completion.line, "UNITID", completion.unitid, why))
                continue
            report.loaded += 1
            report.loaded_by_field[program.field] += 1
            schools.add(completion.unitid)
            report.schools = len(schools)
            yield program
        on_progress(report.rows_read)

    def _is_wanted(self, completion: Completion) -> bool:
        report = self._report
        if completion.cip_code == CIP_TOTAL:
            report.cip_totals_skipped += 1
            return False
        if not completion.is_first_major:
            report.second_majors_skipped += 1
            return False
        if not self._scope.holds(completion):
            report.out_of_scope += 1
            return False
        return not self._is_idle(completion) or not self._scope.leaves_out_idle

    def _is_idle(self, completion: Completion) -> bool:
        if completion[1:4] in self._idle:
            self._report.never_awarded += 1
            if self._scope.leaves_out_idle:
                return True
        if self._maker.is_closed(completion.unitid):
            self._report.closed += 1
            return True
        return False


def _nobody_watches(_done_rows: int) -> None:
    """Take a progress report that nobody wants."""
