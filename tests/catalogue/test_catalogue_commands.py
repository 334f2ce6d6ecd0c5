"""An operator's day: a school's file in, its diff read, published, taken back, and the history of it."""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from federal_files import AWARDS, charges, write_federal_files
from instances import settings_of, shared_geodata

from leadmatch.cli.catalogue import catalogue

HEADER = "unitid,cip_code,award_level,program_code,title,credential,formats,length_months,as_of"
ROW = "100001,51.0801,21,,Medical Assistant Career Diploma,diploma,on campus,8,2026-11-01"
NEW_ROW = "100001,51.0801,21,EVE,=Evening Assistant,diploma,online,12,2026-11-01"
ROWS = [AWARDS, AWARDS | {"CIPCODE": "51.0713"}]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, fresh_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "geodata").symlink_to(shared_geodata(tmp_path_factory))
    settings = settings_of(instance, fresh_database_url)
    return lambda *arguments: CliRunner().invoke(catalogue, [str(each) for each in arguments], obj=settings)


@pytest.fixture
def federal(tmp_path: Path) -> Path:
    prices = charges("100001", {"code": "51.0801", "tuition": 9_000, "months": 9})
    return write_federal_files(tmp_path / "federal", awards=ROWS, charges=[prices])


@pytest.fixture
def published(run: Run, federal: Path) -> Run:
    imported = run("import", "--ipeds", federal, "--publish", "--by", "Ann")
    assert imported.exit_code == 0, imported.output
    return run


def school_file(folder: Path, *rows: str) -> Path:
    path = folder / "programs.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return path


def test_a_schools_file_is_staged_with_its_counts_and_what_to_do_next(published: Run, tmp_path: Path):
    imported = published("import", school_file(tmp_path, ROW, NEW_ROW))
    assert imported.exit_code == 0, imported.output
    lines = imported.stdout.splitlines()
    assert lines[:2] == ["        2  rows read", "        2  programs that schools state something of"]
    assert "        1  programs added, at 1 school" in lines
    assert "        1  programs changed" in lines
    assert "        1  programs as they were" in lines
    assert "        1  Title [title], at 1 school" in lines
    assert lines[-5].endswith(" with 3 programs is staged.")
    assert lines[-4:] == [
        "Visitors don't see it yet.",
        "  What changes:   leadmatch catalogue diff",
        "  Show visitors:  leadmatch catalogue publish",
        "  Forget it:      leadmatch catalogue discard 2",
    ]


def test_a_schools_file_without_a_published_release_says_what_to_run_first(run: Run, tmp_path: Path):
    refused = run("import", school_file(tmp_path, ROW))
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: A school's file is laid over what is published, and nothing is; run first: leadmatch setup.\n",
    )


def test_a_schools_file_with_a_fault_changes_nothing_and_numbers_its_complaints(published: Run, tmp_path: Path):
    before = published("releases", "--json").stdout
    file = school_file(tmp_path, ROW, NEW_ROW.replace("51.0801", "51.9"))
    refused = published("import", file, "--publish")
    assert refused.exit_code == 1
    assert "nothing was loaded.\n1. programs.csv, line 3" in refused.stderr
    told = json.loads(published("import", file, "--json").stdout)
    assert (told["release"], told["faults"]) == (None, 1)
    assert published("releases", "--json").stdout == before


def test_a_schools_file_needs_the_table_of_places(run: Run, federal: Path, tmp_path: Path):
    run("import", "--ipeds", federal, "--publish")
    (tmp_path / "instance" / "geodata").unlink()
    refused = run("import", school_file(tmp_path, ROW))
    assert refused.exit_code == 1
    assert "run: leadmatch geodata build" in refused.stderr


def test_federal_files_keep_what_a_school_states_and_tell_what_lost_its_program(
    published: Run, federal: Path, tmp_path: Path
):
    row = "100001,51.0713,21,,,,,9,2026-11-01"
    published("import", school_file(tmp_path, ROW, row), "--publish")
    write_federal_files(federal, awards=[AWARDS])
    imported = published("import", "--ipeds", federal, "--json")
    told = json.loads(imported.stdout)
    assert told["left_out_total"] == 1
    assert told["left_out"][0].startswith("UNITID 100001, CIP 51.0713, award level 21: federal files have no such")
    assert told["diff"]["programs"]["gone"] == 1
    words = published("import", "--ipeds", federal).stdout
    assert "        1  statements of schools without a program: kept on file, not shown" in words


def test_the_diff_shows_old_and_new_with_who_says_so(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW, NEW_ROW))
    shown = published("diff")
    assert shown.exit_code == 0, shown.output
    assert "From release 1 to release 2:" in shown.stdout
    assert "Programs added\n  Alder College: =Evening Assistant\n" in shown.stdout
    assert (
        "Title\n"
        "  Alder College (Salem, OR): Medical Assistant Career Diploma\n"
        "      was  Medical assisting certificate or diploma, 12 weeks to 1 year  (IPEDS completions, NCES, 2023-24)\n"
        "      now  Medical Assistant Career Diploma  (Alder College, its own statement, 2026-11-01)\n"
    ) in shown.stdout
    one = published("diff", "--field", "length").stdout
    assert "Length\n" in one
    assert "\nTitle\n" not in one
    assert "Programs added" not in one


def test_the_diff_goes_both_ways_by_number_or_id(published: Run, tmp_path: Path):
    staged = json.loads(published("import", school_file(tmp_path, ROW, NEW_ROW), "--json").stdout)
    there = json.loads(published("diff", "1", staged["release"]["id"], "--json").stdout)
    back = json.loads(published("diff", "2", "1", "--json").stdout)
    assert there["programs"] == staged["diff"]["programs"]
    assert (there["programs"]["added"], back["programs"]["gone"]) == (1, 1)
    (forth,) = (each for each in there["changes"] if each["field"] == "length")
    (reverse,) = (each for each in back["changes"] if each["field"] == "length")
    assert (forth["old"], forth["new"]) == (reverse["new"], reverse["old"])
    assert forth["new"] == {"value": "8 months", "source": "Alder College, its own statement", "as_of": "2026-11-01"}


def test_every_change_is_written_to_a_file_without_a_formula(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW, NEW_ROW))
    told = published("diff", "--csv", tmp_path / "diff.csv")
    assert told.stdout.endswith(f"Every change is written to {tmp_path / 'diff.csv'}.\n")
    with (tmp_path / "diff.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["fact"] or None for row in rows if row["change"] == "added"} == {None}
    assert [row["title"] for row in rows if row["change"] == "added"] == ["'=Evening Assistant"]
    changed = {row["fact"]: row["new"] for row in rows if row["change"] == "changed"}
    assert (changed["length"], changed["credential"]) == ("8 months", "Diploma")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["diff"], "No release is staged; load one with: leadmatch catalogue import."),
        (["diff", "1", "1"], "Release 1 is the same as itself; name two releases."),
        (["diff", "7", "1"], "There is no release 7; see: leadmatch catalogue releases."),
        (["diff", "1", "2"], "Release 2 is discarded, and its programs are gone."),
        (["rollback"], "Release 1 was the first to be published; there is none before it."),
        (["rollback", "7"], "There is no release 7; see: leadmatch catalogue releases."),
    ],
)
def test_what_cannot_be_compared_or_gone_back_to_is_said_in_a_sentence(
    published: Run, tmp_path: Path, arguments: list[str], words: str
):
    published("import", school_file(tmp_path, ROW))
    published("discard", "2")
    result = published(*arguments)
    assert (result.exit_code, result.stderr) == (1, f"Error: {words}\n")


@pytest.mark.parametrize("arguments", [["diff"], ["rollback"]])
def test_without_a_published_release_there_is_nothing_to_compare_or_leave(run: Run, arguments: list[str]):
    result = run(*arguments)
    assert result.exit_code == 1
    assert "o release is published" in result.stderr


def test_a_rollback_brings_the_release_before_back_and_says_how_to_return(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW), "--publish")
    published("import", school_file(tmp_path, NEW_ROW))
    back = published("rollback", "--by", "Cleo  Night ")
    assert back.exit_code == 0, back.output
    first, second, third = back.stdout.splitlines()
    assert first.startswith("Release 1 (rel_")
    assert first.endswith(" with 2 programs is published.")
    assert second == "Release 2 is retired and kept. To return to it: leadmatch catalogue rollback 2"
    assert third == "Release 3, which is staged, was made for another one; import its file again."
    refused = published("publish")
    assert refused.exit_code == 1
    assert "import its file again" in refused.stderr
    returned = json.loads(published("rollback", "2", "--json").stdout)["release"]
    assert (returned["number"], returned["state"], returned["publication"]) == (2, "published", 4)


def test_a_release_that_is_no_longer_kept_is_told_from_one_that_never_was(published: Run, tmp_path: Path):
    for months in (3, 4, 5):
        published("import", school_file(tmp_path, ROW.replace(",8,", f",{months},")), "--publish")
    gone = published("rollback", "1")
    assert (gone.exit_code, gone.stderr) == (
        1,
        "Error: Release 1 is no longer kept; of those ever published, these are: 4, 3, 2.\n",
    )


def test_the_index_is_whole_before_a_rollback_switches(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW), "--publish")
    folders = sorted((tmp_path / "instance" / "index").glob("rel_*"))
    assert len(folders) == 2
    for folder in folders:
        (folder / "arrays.bin").write_bytes(b"torn")
    assert published("rollback").exit_code == 0
    listed = json.loads(published("releases", "--json").stdout)["releases"]
    (current,) = (each["id"] for each in listed if each["state"] == "published")
    (index,) = (tmp_path / "instance" / "index").glob(f"{current}.*")
    assert (index / "arrays.bin").read_bytes() != b"torn"


def test_the_history_tells_who_did_what(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW), "--by", "Ann")
    published("discard", "2", "--by", "Ben")
    lines = published("history").stdout.splitlines()
    assert [line.split("Z  ")[1].split(" (")[0] for line in lines] == [
        "Ann imported release 1",
        "Ann published release 1",
        "Ann imported release 2",
        "Ben discarded release 2",
    ]
    told = json.loads(published("history", "--json").stdout)["events"]
    assert [each["number"] for each in told] == [1, 2, 3, 4]
    assert (told[3]["action"], told[3]["done_by"], told[3]["origin"]) == ("discard", "Ben", "programs.csv")
    assert told[3]["happened_at"].endswith("Z")


def test_what_a_school_states_is_withdrawn_like_any_change_seen_then_published(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW, NEW_ROW), "--publish", "--by", "Ann")
    withdrawn = published("withdraw", "100001", "--by", "Ben")
    assert withdrawn.exit_code == 0, withdrawn.output
    lines = withdrawn.stdout.splitlines()
    assert lines[1] == "From release 2 to release 3:"
    assert "        1  programs gone, at 1 school" in lines
    assert "        1  Title [title], at 1 school" in lines
    assert lines[-3:] == [
        "  What changes:   leadmatch catalogue diff",
        "  Show visitors:  leadmatch catalogue publish",
        "  Forget it:      leadmatch catalogue discard 3",
    ]
    assert published("publish").exit_code == 0
    assert json.loads(published("diff", "1", "3", "--json").stdout)["programs"]["same"] == len(ROWS)
    assert "Ben withdrew statements in release 3 (2 programs, without the statements of UNITID 100001)" in (
        published("history").stdout
    )


def test_a_withdrawal_reads_as_json_too(published: Run, tmp_path: Path):
    published("import", school_file(tmp_path, ROW), "--publish")
    told = json.loads(published("withdraw", "100001", "--json").stdout)
    assert (told["release"]["state"], told["is_new"], told["diff"]["programs"]["changed"]) == ("staged", True, 1)


def test_a_school_that_states_nothing_has_nothing_to_withdraw(run: Run, federal: Path):
    told = run("withdraw", "100001")
    assert (told.exit_code, "nothing is; run first: leadmatch setup" in told.stderr) == (1, True)
    run("import", "--ipeds", federal, "--publish")
    told = run("withdraw", "100001")
    assert told.exit_code == 1
    assert told.stderr == (
        "Error: UNITID 100001 states nothing in the published release, so there is nothing to withdraw.\n"
    )
    assert len(json.loads(run("releases", "--json").stdout)["releases"]) == 1


def test_who_is_not_named_is_the_user_of_the_operating_system(
    published: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "olga")
    published("import", school_file(tmp_path, ROW))
    assert json.loads(published("history", "--json").stdout)["events"][-1]["done_by"] == "olga"
    assert os.environ["LOGNAME"] == "olga"


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_a_name_that_says_nothing_is_refused(published: Run, name: str):
    assert published("discard", "1", "--by", name).exit_code == 2


def test_the_files_of_an_earlier_year_can_be_asked_for(run: Run, federal: Path):
    assert run("import", "--ipeds", federal, "--year", "2024").exit_code == 0
    refused = run("import", "--ipeds", federal, "--year", "2030")
    assert refused.exit_code == 1
    assert "holds no completions of 2030; the newest before it are of 2024" in refused.stderr
    early = run("import", "--ipeds", federal, "--year", "2001")
    assert "holds no file like hd2024.csv" in early.stderr
