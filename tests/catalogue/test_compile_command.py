"""`leadmatch catalogue compile` writes the embedded catalogue and says what became of every row."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from federal_files import AWARDS, SCHOOL, charges, write_federal_files

from leadmatch.catalogue.seed_file import read_seed
from leadmatch.cli.compile import compile_command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(compile_command, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Federal files with one program to write, one to leave out, and one price that nobody believes."""
    return write_federal_files(
        tmp_path / "federal",
        awards=[AWARDS, AWARDS | {"CIPCODE": "99"}, AWARDS | {"CIPCODE": "51.0713", "CTOTALT": "0"}],
        charges=[charges("100001", {"code": "51.0801", "tuition": 150_455, "months": 9})],
    )


def test_the_file_is_written_and_every_row_accounted_for(folder: Path, tmp_path: Path):
    result = run("--ipeds", folder, "-o", tmp_path / "seed.csv")
    assert result.exit_code == 0, result.output
    words = " ".join(result.stdout.split())
    assert "Rows read 3 CIP 99 totals skipped 1 " in words
    assert "Left out: no award in 2023 to 2024 1 " in words
    assert "Programs 1 Medical assisting 1 Schools 1 " in words
    assert "1. ic2023_py.csv, line 2, column CHG1PY3: '150455': " in words
    (program,), _ = read_seed(tmp_path / "seed.csv")
    assert program.cost.basis == "estimate"


def test_files_that_are_missing_are_noted(folder: Path, tmp_path: Path):
    (folder / "scorecard_2022_subset.csv").unlink()
    result = run("--ipeds", folder, "-o", tmp_path / "seed.csv")
    assert "No Most-Recent-Cohorts-Institution.csv: its facts stay unknown." in result.stdout


def test_the_report_is_json_for_scripts(folder: Path, tmp_path: Path):
    result = run("--ipeds", folder, "--dapip", folder, "--scorecard", folder, "-o", tmp_path / "seed.csv", "--json")
    report = json.loads(result.stdout)
    assert report["written"] == "seed.csv"
    assert (report["rows_read"], report["loaded"], report["schools"], report["never_awarded"]) == (3, 1, 1, 1)
    assert report["loaded_by_field"] == {"medical-assisting": 1}
    assert (report["complaints_total"], len(report["complaints"]), report["years"]) == (1, 1, [2023, 2024])


def test_compiling_twice_gives_the_same_bytes(folder: Path, tmp_path: Path):
    for name in ("a.csv", "b.csv"):
        assert run("--ipeds", folder, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("json_option", [(), ("--json",)])
def test_faults_are_numbered_and_the_old_file_stays(folder: Path, tmp_path: Path, json_option: tuple[str, ...]):
    target = tmp_path / "seed.csv"
    target.write_text("old")
    write_federal_files(folder, directory=[SCHOOL | {"CONTROL": "7", "ZIP": "1"}])
    result = run("--ipeds", folder, "-o", target, *json_option)
    assert result.exit_code == 1
    assert "nothing was written" in result.stderr
    assert "1. hd2024.csv, line 2, column ZIP: '1': is not a ZIP code" in result.stderr
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["federal", "seed.csv"]
    if json_option:
        assert json.loads(result.stdout)["faults"] == 2


def test_a_folder_that_is_not_there_is_a_wrong_option(tmp_path: Path):
    assert run("--ipeds", tmp_path / "none", "-o", tmp_path / "seed.csv").exit_code == 2
