"""The committed `seed_programs.csv` is whole, and is what the federal files compile to where they are at hand.

The federal files (shared/data/federal) stand beside the checkout and are no part of it; without them the run says what
it leaves out.
"""

import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from leadmatch.catalogue.compile import ALL_FIELDS, COMPILED_CATALOGUE, federal_programs
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.catalogue.seed_file import read_seed, write_seed

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seed_programs.csv"
FEDERAL = ROOT.parent / "shared" / "data" / "federal"
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def embedded() -> list[ProgramRecord]:
    """The programs of the committed file."""
    return read_seed(SEED, on=TODAY)[0]


def test_the_embedded_catalogue_has_the_programs_that_the_federal_files_give(embedded: list[ProgramRecord]):
    assert len(embedded) == 3540
    assert len({program.school.id for program in embedded}) == 1487
    assert Counter(program.field for program in embedded) == {
        "medical-assisting": 1554,
        "billing-coding": 1275,
        "medical-office": 711,
    }
    assert len({program.id for program in embedded}) == 3540


def test_its_figures_are_known_unknown_or_estimates(embedded: list[ProgramRecord]):
    assert Counter(program.cost.basis for program in embedded) == {"estimate": 2558, "program": 528, "unknown": 454}
    assert max(program.cost.total_cents or 0 for program in embedded if program.cost.basis == "program") < 5_000_000
    assert all(program.award_level != "20" for program in embedded if program.cost.basis == "estimate")
    assert Counter((program.formats, program.formats_unknown) for program in embedded) == {
        (("on_campus",), ("online", "hybrid")): 2298,
        (("on_campus",), ()): 1210,
        (("online",), ()): 32,
    }
    assert sum(program.campus is None for program in embedded) == 32


def test_acics_is_current_nowhere_and_old_programmatic_evidence_is_not_called_current(embedded: list[ProgramRecord]):
    records = [record for program in embedded for record in program.accreditation]
    assert [record.current for record in records if record.accreditor_id == "acics"] == [False] * 18
    assert {record.current for record in records if record.kind == "programmatic"} == {None}
    assert {record.as_of for record in records if record.kind == "programmatic"} == {"2020-11"}
    assert sum(not program.accreditation for program in embedded) == 50


def are_federal_files_at_hand(capsys: pytest.CaptureFixture[str], left_out: str) -> bool:
    if FEDERAL.is_dir():
        return True
    with capsys.disabled():
        sys.stderr.write(f"\nLEFT OUT, for want of the federal files beside the checkout: {left_out}\n")
    return False


def test_the_federal_files_compile_to_the_committed_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    if not are_federal_files_at_hand(capsys, f"that {SEED.name} is what they compile to"):
        return
    programs, sources, report = federal_programs(FederalFolders(FEDERAL), COMPILED_CATALOGUE, on=TODAY)
    write_seed(tmp_path / "seed.csv", programs, sources, on=TODAY)
    assert (tmp_path / "seed.csv").read_bytes() == SEED.read_bytes()
    assert (report.rows_read, report.cip_totals_skipped, report.out_of_scope) == (286_979, 19_384, 263_780)
    assert (report.never_awarded, report.closed, report.without_school, report.loaded) == (272, 3, 0, 3540)
    assert [kept.value for kept in report.complaints.kept] == ["150455", "32"]


def test_a_load_of_all_fields_passes_every_check_before_its_first_program(capsys: pytest.CaptureFixture[str]):
    if not are_federal_files_at_hand(capsys, "that all their fields can be loaded"):
        return
    programs, sources, report = federal_programs(FederalFolders(FEDERAL), ALL_FIELDS, on=TODAY)
    assert next(programs).cip_code == "01.0999"
    assert (report.rows_total, len(sources)) == (286_979, 7)
    assert report.notes == ["cip2020_full.csv.gz lacks 214 codes that are in use, so it is no list of CIP 2020."]
