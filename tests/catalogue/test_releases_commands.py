"""`leadmatch catalogue` loads, publishes, discards and lists releases, in words and for scripts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factories import SOURCES, make_programs
from federal_files import AWARDS, charges, write_federal_files
from sqlalchemy.orm import Session

from leadmatch.catalogue.queries import current_release_id, program_records, releases
from leadmatch.catalogue.staging import stage_release
from leadmatch.cli.catalogue import catalogue
from leadmatch.cli.loading import publish_prepared
from leadmatch.settings import Settings

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ROWS = [AWARDS, AWARDS | {"CIPCODE": "51.0713"}, AWARDS | {"CIPCODE": "51.3801"}, AWARDS | {"CIPCODE": "99"}]

Run = Callable[..., Result]


def settings_of(instance: Path, database_url: str) -> Settings:
    return Settings(
        instance=instance,
        database_url=database_url,
        environment="development",
        secret_key="a secret of a test " * 2,
        base_url="http://127.0.0.1:8000",
    )


@pytest.fixture
def run(tmp_path: Path, fresh_database_url: str) -> Run:
    settings = settings_of(tmp_path / "instance", fresh_database_url)
    return lambda *arguments: CliRunner().invoke(catalogue, [str(each) for each in arguments], obj=settings)


@pytest.fixture
def federal(tmp_path: Path) -> Path:
    """Federal files with three programs, one of another field, a total to skip, a price that nobody believes."""
    prices = charges("100001", {"code": "51.0801", "tuition": 150_455, "months": 9})
    return write_federal_files(tmp_path / "federal", awards=ROWS, charges=[prices], scorecard=[])


@pytest.fixture
def seed(run: Run, federal: Path, tmp_path: Path) -> Path:
    """A compiled file with two programs."""
    assert run("compile", "--ipeds", federal, "-o", tmp_path / "seed.csv").exit_code == 0
    return tmp_path / "seed.csv"


def test_a_compiled_file_is_staged_then_published(run: Run, seed: Path, open_session: Callable[[], Session]):
    imported = run("import", seed)
    assert imported.exit_code == 0, imported.output
    assert "2  rows read" in imported.stdout
    assert "2  programs loaded" in imported.stdout
    assert " with 2 programs is staged.\n" in imported.stdout
    assert "  Show visitors:  leadmatch catalogue publish\n" in imported.stdout
    assert current_release_id(open_session()) is None
    published = run("publish")
    assert published.exit_code == 0, published.output
    assert published.stdout.endswith(" with 2 programs is published.\n")
    session = open_session()
    codes = {program.cip_code for program in program_records(session, current_release_id(session))}
    assert codes == {"51.0801", "51.0713"}


def test_federal_files_are_loaded_in_all_fields_and_every_row_accounted_for(
    run: Run, federal: Path, open_session: Callable[[], Session]
):
    imported = run("import", "--ipeds", federal, "--dapip", federal, "--publish")
    assert imported.exit_code == 0, imported.output
    for words in ("4  rows read", "1  CIP 99 totals skipped", "3  programs loaded", "1  complaints: figures kept out"):
        assert words in imported.stdout
    assert "1. ic2023_py.csv, line 2, column CHG1PY3: '150455': " in imported.stdout
    assert imported.stdout.splitlines()[-1].endswith(" with 3 programs is published.")
    assert imported.stdout.splitlines()[-2].startswith("No Most-Recent-Cohorts-Institution.csv: its facts stay")
    (release,) = releases(open_session())
    assert release.origin.startswith("hd2024.csv, IC2024.csv, ")


def test_importing_what_is_published_changes_nothing_and_says_so(run: Run, seed: Path):
    first = json.loads(run("import", seed, "--publish", "--json").stdout)
    again = run("import", seed, "--publish")
    assert "The published release holds exactly these programs already; nothing was written." in again.stdout
    third = json.loads(run("import", seed, "--publish", "--json").stdout)
    assert (first["is_new"], third["is_new"]) == (True, False)
    assert first["release"] == third["release"]


def test_a_script_reads_the_same_as_json(run: Run, seed: Path, federal: Path):
    staged = json.loads(run("import", seed, "--json").stdout)
    assert (staged["rows_read"], staged["loaded"], staged["complaints"]) == (2, 2, [])
    assert (staged["release"]["state"], staged["release"]["published_at"]) == ("staged", None)
    published = json.loads(run("publish", staged["release"]["number"], "--json").stdout)["release"]
    assert (published["id"], published["state"]) == (staged["release"]["id"], "published")
    assert published["published_at"].endswith("Z")
    federal_report = json.loads(run("import", "--ipeds", federal, "--json").stdout)
    assert (federal_report["rows_read"], federal_report["cip_totals_skipped"]) == (4, 1)
    assert (federal_report["loaded"], federal_report["complaints_total"]) == (3, 1)
    discarded = json.loads(run("discard", federal_report["release"]["id"], "--json").stdout)["release"]
    assert (discarded["number"], discarded["state"]) == (2, "discarded")
    assert json.loads(run("releases", "--json").stdout) == {"releases": [discarded, published]}


def test_releases_are_listed_newest_first(run: Run, seed: Path, federal: Path):
    assert run("releases").stdout == ""
    run("import", seed, "--publish")
    run("import", "--ipeds", federal)
    newest, published = run("releases").stdout.splitlines()
    assert newest.split()[0] == "2"
    assert " staged " in newest
    assert newest.endswith(" hd2024.csv, IC2024.csv, ic2023_py.csv, …")
    assert " published 20" in published
    assert published.endswith("  seed.csv")


def test_a_staged_release_is_discarded_by_number(run: Run, seed: Path):
    run("import", seed)
    assert run("discard", "1").stdout.endswith(" with 2 programs is discarded.\n")
    again = run("discard", "1")
    assert again.exit_code == 1
    assert "is discarded; only a staged one can be discarded" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["publish"], "No release is staged; load one with: leadmatch catalogue import."),
        (["publish", "7"], "There is no release 7; see: leadmatch catalogue releases."),
        (["discard", "rel_unheard"], "There is no release rel_unheard; see: leadmatch catalogue releases."),
    ],
)
def test_a_release_that_is_not_there_is_named(run: Run, arguments: list[str], words: str):
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (1, f"Error: {words}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say either a FILE or --ipeds with a folder."),
        (["{seed}", "--ipeds", "{federal}"], "Say either a FILE or --ipeds with a folder."),
        (["{seed}", "--cip", "{federal}"], "--dapip, --scorecard, --cip and --year go with --ipeds."),
    ],
)
def test_import_takes_a_file_or_folders(run: Run, seed: Path, federal: Path, arguments: list[str], words: str):
    result = run("import", *(each.format(seed=seed, federal=federal) for each in arguments))
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_file_with_faults_is_refused_with_numbered_complaints(
    run: Run, seed: Path, open_session: Callable[[], Session]
):
    run("import", seed, "--publish")
    before = releases(open_session())
    seed.write_text(seed.read_text().replace("51.0713", "51.071"))
    refused = run("import", seed, "--publish")
    assert refused.exit_code == 1
    assert "The catalogue file has faults; nothing was loaded.\n1. seed.csv, line " in refused.stderr
    as_json = run("import", seed, "--publish", "--json")
    assert as_json.exit_code == 1
    told = json.loads(as_json.stdout)
    assert (told["release"], told["faults"]) == (None, 1)
    assert "'51.071'" in told["complaints"][0]
    assert releases(open_session()) == before


def test_a_file_without_a_program_is_refused(run: Run, seed: Path, open_session: Callable[[], Session]):
    run("import", seed, "--publish")
    seed.write_text(seed.read_text().splitlines()[0] + "\n")
    refused = run("import", seed, "--publish")
    assert (refused.exit_code, refused.stderr) == (1, "Error: Nothing was loaded: there is no program to load.\n")
    assert [release.state for release in releases(open_session())] == ["published"]


def test_an_index_that_cannot_be_built_keeps_the_published_release(run: Run, open_session: Callable[[], Session]):
    session = open_session()
    first = stage_release(session, make_programs(3, title="First"), SOURCES, origin="a test", now=MOMENT).release.id
    prepared = []
    publish_prepared(session, first, prepare=prepared.append, clock=lambda: MOMENT)
    second = stage_release(session, make_programs(3, title="Second"), SOURCES, origin="a test", now=MOMENT).release.id

    def fails(_release_id: str) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        publish_prepared(session, second, prepare=fails, clock=lambda: MOMENT)
    assert prepared == [first]
    assert [release.state for release in releases(session)] == ["staged", "published"]
    assert run("publish").exit_code == 0
    session.rollback()
    assert current_release_id(session) == second


def test_a_database_that_was_never_migrated_says_what_to_run(empty_database_url: str, tmp_path: Path):
    result = CliRunner().invoke(catalogue, ["releases"], obj=settings_of(tmp_path, empty_database_url))
    words = "Error: The database is not up to date; run: leadmatch database upgrade\n"
    assert (result.exit_code, result.stderr) == (1, words)


def test_a_database_that_is_away_is_told_in_words(tmp_path: Path):
    result = CliRunner().invoke(
        catalogue, ["releases"], obj=settings_of(tmp_path, f"postgresql+psycopg://postgres@/leadmatch?host={tmp_path}")
    )
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database cannot be reached or is busy: ")
