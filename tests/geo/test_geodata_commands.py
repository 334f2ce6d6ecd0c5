import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leadmatch.cli.geodata import geodata
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.geo.table import read_pointer
from leadmatch.settings import Settings

Leadmatch = Callable[..., Result]


@pytest.fixture
def settings(own_folder: Path):
    instance = own_folder.parent
    return Settings(
        instance=instance,
        database_url="sqlite://",
        environment="development",
        secret_key="",
        base_url="http://localhost",
    )


@pytest.fixture
def leadmatch(settings: Settings):
    return lambda *arguments: CliRunner().invoke(geodata, [str(argument) for argument in arguments], obj=settings)


def test_build_says_what_it_built(leadmatch: Leadmatch, settings: Settings):
    shutil.rmtree(settings.geodata_folder)
    answer = leadmatch("build")
    assert answer.exit_code == 0
    assert answer.output.startswith("The table of places is built.\nSource zipcodes, built ")
    assert "  29,805  standard\n" in answer.output
    assert Gazetteer.open(settings.geodata_folder).source == "zipcodes"


def test_build_if_missing_leaves_a_whole_table(leadmatch: Leadmatch, settings: Settings):
    before = read_pointer(settings.geodata_folder)
    assert "it stays as it is" in leadmatch("build", "--if-missing").output
    answer = json.loads(leadmatch("build", "--if-missing", "--json").output)
    assert (answer["built"], answer["sha256"], answer["counts"]["military"]) == (False, before.sha256, 665)


def test_a_folder_that_cannot_be_written_is_told_in_words(
    leadmatch: Leadmatch, settings: Settings, geonames_folder: Path
):
    shutil.rmtree(settings.geodata_folder)
    settings.geodata_folder.write_text("a file stands here")
    for command, done in ((["build"], "built"), (["refresh", "--from", geonames_folder], "refreshed")):
        answer = leadmatch(*command)
        assert answer.exit_code == 1
        assert answer.stderr.startswith(f"Error: The table was not {done}, and nothing has changed:")


def test_check_says_that_all_is_well_and_ends_with_0(leadmatch: Leadmatch):
    answer = leadmatch("check")
    assert answer.exit_code == 0
    assert answer.output.endswith("All is well: every row agrees with pgeocode, asked about 41,084 ZIP codes.\n")


def test_refresh_tells_what_moves_and_then_switches_also_where_there_was_no_table(
    leadmatch: Leadmatch, settings: Settings, geonames_folder: Path
):
    shutil.rmtree(settings.geodata_folder)
    answer = leadmatch("refresh", "--from", geonames_folder)
    assert answer.exit_code == 0
    assert "  1  only in GeoNames, stay not on file\n" in answer.output
    assert "10001     69.1 miles  40.7484,-73.9967 -> 41.7484,-73.9967  standard  New York, NY\n" in answer.output
    assert answer.output.index("answers move more than 25 miles") < answer.output.index("is refreshed")
    assert Gazetteer.open(settings.geodata_folder).source == "geonames"


def test_a_dry_run_reports_and_changes_nothing(leadmatch: Leadmatch, settings: Settings, geonames_folder: Path):
    before = sorted(path.name for path in settings.geodata_folder.iterdir())
    answer = json.loads(leadmatch("refresh", "--from", geonames_folder, "--dry-run", "--json").output)
    assert answer["refreshed"] is False
    assert answer["report"]["moved"][0]["miles"] > answer["report"]["moved"][-1]["miles"] > 25
    assert sorted(path.name for path in settings.geodata_folder.iterdir()) == before


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_refresh_numbers_its_complaints_and_ends_with_1(
    leadmatch: Leadmatch, settings: Settings, geonames_files: Callable[..., Path], options: list[str]
):
    folder = geonames_files(US_txt=b"x\ny\n")
    answer = leadmatch("refresh", "--from", folder, *options)
    assert answer.exit_code == 1
    if options:
        [first, second] = json.loads(answer.stdout)["complaints"]
        assert first == {
            "number": 1,
            "file": "US.txt",
            "line": 1,
            "column": None,
            "value": "x",
            "why": "has 1 columns, not 12",
        }
        assert second["number"] == 2
    else:
        assert "2. US.txt, line 2: 'y': has 1 columns, not 12\n2 complaints; nothing has changed." in answer.stderr
    assert Gazetteer.open(settings.geodata_folder).source == "zipcodes"


def test_check_ends_with_1_and_plain_words_when_something_is_wrong(leadmatch: Leadmatch, settings: Settings):
    (settings.geodata_folder / read_pointer(settings.geodata_folder).file).write_bytes(b"torn")
    answer = leadmatch("check")
    assert answer.exit_code == 1
    assert answer.stderr == "The table of places is damaged; run `leadmatch geodata build`.\n"
    answer = leadmatch("check", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["ok"] is False
