"""`leadmatch catalogue template` writes what a school fills in."""

import csv
from pathlib import Path

import pytest
from instances import leadmatch, shared_instance
from openpyxl import load_workbook


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_instance(tmp_path_factory)


def test_the_template_of_a_school_names_its_programs(instance: Path, tmp_path: Path):
    output = tmp_path / "school.csv"
    said = leadmatch("catalogue", "template", "--unitid", "144166", "-o", output, instance=instance)
    assert (said.returncode, said.stdout) == (0, f"Written to {output} with 3 programs filled in.\n")
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["cip_code"] for row in rows] == ["51.0713", "51.0714", "51.0801"]


def test_the_empty_template_needs_no_database(tmp_path: Path):
    output = tmp_path / "school.XLSX"
    said = leadmatch("catalogue", "template", "-o", output, instance=tmp_path / "none")
    assert (said.returncode, said.stdout) == (0, f"Written to {output}.\n")
    assert load_workbook(output).sheetnames == ["Programs", "How to fill this in"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--unitid", "1", "-o", "school.csv"), "No school on file has UNITID 1."),
        (("-o", "school.pdf"), "The name of the output must end in .xlsx or .csv."),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_left(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], why: str
):
    monkeypatch.chdir(tmp_path)
    said = leadmatch("catalogue", "template", *arguments, instance=instance)
    assert said.returncode != 0
    assert why in said.stderr
    assert list(tmp_path.iterdir()) == []
