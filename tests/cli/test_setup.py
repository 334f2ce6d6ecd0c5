"""`leadmatch setup` makes an instance ready, and leaves alone what an operator has made of it."""

import json
import shutil
from pathlib import Path

import pytest
from instances import SEED, leadmatch


def releases(instance: Path) -> list[tuple[str, str]]:
    listed = leadmatch("catalogue", "releases", "--json", instance=instance)
    assert listed.returncode == 0, listed.stderr
    return [(each["state"], each["origin"]) for each in json.loads(listed.stdout)["releases"]]


def some_rows(file: Path, count: int) -> Path:
    """Write the first rows of the embedded catalogue."""
    file.write_text("".join(SEED.read_text().splitlines(keepends=True)[: count + 1]))
    return file


def test_an_empty_folder_becomes_an_instance_and_the_command_says_how(ready_instance: Path):
    said = (ready_instance.parent / f"{ready_instance.name}.said").read_text()
    assert "Table of places built." in said
    assert "3,540 programs is published." in said
    names = {each.name for each in ready_instance.iterdir()}
    assert names >= {"leadmatch.db", "geodata", "index", "secret-key"}
    assert (ready_instance / "secret-key").stat().st_mode & 0o077 == 0
    assert releases(ready_instance) == [("published", "the embedded seed_programs.csv")]


def test_a_second_time_changes_nothing(own_instance: Path):
    before = releases(own_instance)
    again = leadmatch("setup", instance=own_instance)
    assert again.returncode == 0, again.stderr
    assert "Table of places is there." in again.stdout
    assert "3,540 programs is published." in again.stdout
    assert releases(own_instance) == before


@pytest.mark.parametrize("name", ["own.csv", "seed_programs.csv"])
def test_a_catalogue_that_an_operator_published_is_left_alone_whatever_its_name(
    own_instance: Path, tmp_path: Path, name: str
):
    own = some_rows(tmp_path / name, 3)
    assert leadmatch("catalogue", "import", own, "--publish", instance=own_instance).returncode == 0
    before = releases(own_instance)
    said = leadmatch("setup", instance=own_instance)
    assert said.returncode == 0, said.stderr
    assert "the operator's own" in said.stdout
    assert releases(own_instance) == before
    assert before[0] == ("published", name)


def test_a_catalogue_that_an_operator_staged_is_not_discarded(own_instance: Path, tmp_path: Path):
    assert leadmatch("catalogue", "import", some_rows(tmp_path / "own.csv", 3), instance=own_instance).returncode == 0
    assert leadmatch("setup", instance=own_instance).returncode == 0
    assert releases(own_instance) == [("staged", "own.csv"), ("published", "the embedded seed_programs.csv")]


@pytest.mark.parametrize("lost", ["index", "geodata", "both", "a torn table"])
def test_what_is_only_derived_is_made_again(own_instance: Path, lost: str):
    before = releases(own_instance)
    if lost in {"index", "both"}:
        shutil.rmtree(own_instance / "index")
    if lost in {"geodata", "both"}:
        shutil.rmtree(own_instance / "geodata")
    if lost == "a torn table":
        (table,) = (own_instance / "geodata").glob("places-*.npy")
        table.write_bytes(table.read_bytes()[:-100])
    said = leadmatch("setup", instance=own_instance)
    assert said.returncode == 0, said.stderr
    assert leadmatch("geodata", "check", instance=own_instance).returncode == 0
    assert [*(own_instance / "index").glob("rel_*")]
    assert releases(own_instance) == before


def test_a_damaged_database_is_told_in_a_sentence_and_not_touched(tmp_path: Path):
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "leadmatch.db").write_bytes(b"this is no database, it is a shopping list" * 100)
    for arguments in (["setup"], ["catalogue", "releases"], ["database", "current"], ["database", "upgrade"]):
        said = leadmatch(*arguments, instance=instance)
        assert said.returncode == 1
        assert said.stderr.startswith("Error: ")
        assert "not a database" in said.stderr
        assert "Traceback" not in said.stderr
    assert (instance / "leadmatch.db").read_bytes().startswith(b"this is no database")


def test_a_database_server_that_is_not_there_is_told_in_a_sentence(tmp_path: Path):
    address = "postgresql+psycopg://nobody@127.0.0.1:9/nothing"
    for arguments in (["setup"], ["catalogue", "releases"], ["database", "current"]):
        said = leadmatch(*arguments, instance=tmp_path / "instance", DATABASE_URL=address)
        assert said.returncode == 1
        assert "Connection refused" in said.stderr
        assert "Traceback" not in said.stderr


def test_an_instance_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    said = leadmatch("database", "current", instance=tmp_path / "file" / "instance")
    assert said.returncode != 0
    assert "Not a directory" in said.stderr
    assert "Traceback" not in said.stderr
