"""A school's file on top of the embedded catalogue: seen by visitors fact by fact, kept by set-up, and taken back."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from instances import SEED, leadmatch, settings_of, shared_instance

from leadmatch.app import create_app
from leadmatch.catalogue.identity import program_id, stated_program_id
from leadmatch.search.live import LiveCatalogue

HEADER = (
    "unitid,cip_code,award_level,program_code,title,credential,formats,self_paced,length_months,credits,tuition_usd,"
    "fees_usd,books_supplies_usd,certifications,externship,as_of"
)


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared_instance(tmp_path_factory), tmp_path / "instance"))


@pytest.fixture
def program() -> dict[str, str]:
    """A real program on campus whose cost is an estimate."""
    with SEED.open(newline="") as file:
        return next(
            row
            for row in csv.DictReader(file)
            if (row["cip_code"], row["award_level"], row["cost_basis"]) == ("51.0713", "21", "estimate") and row["zip"]
        )


@pytest.fixture
def app(instance: Path) -> Flask:
    return create_app(settings_of(instance), watches=False)


def school_file(folder: Path, program: dict[str, str]) -> Path:
    key = f"{program['unitid']},51.0713,21"
    path = folder / "programs.csv"
    rows = (
        f"{key},,,,on campus,no,9,,4000,500,,CPC,yes,2026-11-01",
        f"{key},EVE,Evening Coding Diploma,diploma,online,yes,12,,5000,,,,,2026-11-01",
    )
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return path


def item(client: FlaskClient, program_id: str) -> dict:
    answer = client.get(f"/api/v1/programs/{program_id}")
    assert answer.status_code == 200, answer.text
    found: dict = answer.json
    return found


def test_a_schools_file_is_served_kept_and_taken_back(
    instance: Path, app: Flask, program: dict[str, str], tmp_path: Path
):
    client = app.test_client()
    live: LiveCatalogue = app.extensions["leadmatch.catalogue"]
    federal_id = program_id(program["unitid"], "51.0713", "21")
    evening_id = stated_program_id(program["unitid"], "51.0713", "21", "EVE")
    before = item(client, federal_id)
    walk = f"/api/v1/programs?zip={program['zip']}&per_page=5"
    first_release = client.get(walk).json["release"]

    imported = leadmatch("catalogue", "import", school_file(tmp_path, program), "--publish", instance=instance)
    assert imported.returncode == 0, imported.stderr
    live.refresh()
    after = item(client, federal_id)
    source = f"school-{program['unitid']}-2026-11-01"
    assert (after["cost"]["total_usd"], after["cost"]["basis"], after["cost"]["source"]) == (4500, "program", source)
    assert (after["formats"], after["formats_unknown"], after["length_months"]) == (["on_campus"], [], 9)
    assert (after["certifications"], after["externship"], after["self_paced"]) == (["CPC"], True, False)
    (told,) = (each for each in after["sources"] if each["id"] == source)
    assert told["as_of"] == "2026-11-01"
    assert set(told["facts"]) == {"formats", "self_paced", "length", "cost", "certifications", "externship"}
    unchanged = ("title", "credential", "graduates", "school", "campus", "accreditation")
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}
    evening = item(client, evening_id)
    assert (evening["title"], evening["formats"], evening["campus"]) == ("Evening Coding Diploma", ["online"], None)
    assert evening["accreditation"] == before["accreditation"]
    assert evening["graduates"] == {"count": None, "year": None}

    again = leadmatch("setup", instance=instance)
    assert "it is the operator's own" in again.stdout
    assert client.get(f"{walk}&page=2&release={first_release}").json["release"] == first_release

    second_release = client.get(walk).json["release"]
    assert leadmatch("catalogue", "rollback", instance=instance).returncode == 0
    live.refresh()
    assert item(client, federal_id) == before
    assert client.get(f"/api/v1/programs/{evening_id}").status_code == 404
    assert client.get(walk).json["release"] == first_release
    assert client.get(f"{walk}&page=2&release={second_release}").json["release"] == second_release
    told = json.loads(leadmatch("catalogue", "history", "--json", instance=instance).stdout)["events"]
    assert [each["action"] for each in told] == ["import", "publish", "import", "publish", "rollback"]
