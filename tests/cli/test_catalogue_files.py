"""A catalogue file with faults is refused with numbered complaints, exit code 1, and changes nothing."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from instances import SEED, leadmatch

ROWS = 40
Change = Callable[[bytes], bytes]


def table_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode(), newline="")))


def raw_of(table: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode()


def with_cell(line: int, column: str, cell: str) -> Change:
    def change(raw: bytes) -> bytes:
        table = table_of(raw)
        table[line - 1][table[0].index(column)] = cell
        return raw_of(table)

    return change


def with_line_twice(raw: bytes) -> bytes:
    table = table_of(raw)
    return raw_of([*table, table[3]])


FAULTS: dict[str, tuple[Change, list[str]]] = {
    "a wrong column": (
        lambda raw: raw.replace(b"unitid,", b"unit_id,", 1),
        ["1. ", "line 1, column unitid: this column is missing", "2. ", "column 1 is none of this file's"],
    ),
    "a key twice": (with_line_twice, ["1. ", "line 42, column unitid", "are those of line 4"]),
    "latin-1": (
        lambda raw: raw.replace(b"Community", "Communit\u00e9".encode("latin-1"), 1),
        ["1. ", "line 2: ", "is no UTF-8; save the file as UTF-8"],
    ),
    "wrong values": (
        lambda raw: with_cell(5, "zip", "9730")(with_cell(3, "award_level", "99")(raw)),
        ["1. ", "line 3, column award_level: '99'", "2. ", "line 5, column zip: '9730'"],
    ),
    "a torn end": (lambda raw: raw[:-20], ["1. ", "the last line is torn"]),
    "nothing": (lambda _raw: b"", ["1. ", "the file is empty"]),
    "a spreadsheet": (lambda _raw: b"PK\x03\x04" + bytes(range(256)), ["1. "]),
}


@pytest.fixture
def few() -> bytes:
    return b"".join(SEED.read_bytes().splitlines(keepends=True)[: ROWS + 1])


@pytest.fixture
def instance(own_instance: Path) -> Path:
    return own_instance


def published(instance: Path) -> object:
    return json.loads(leadmatch("catalogue", "releases", "--json", instance=instance).stdout)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_with_faults_is_refused_with_numbered_complaints(instance: Path, tmp_path: Path, few: bytes, fault: str):
    change, complaints = FAULTS[fault]
    file = tmp_path / "seed.csv"
    file.write_bytes(change(few))
    before = published(instance)
    said = leadmatch("catalogue", "import", file, "--publish", instance=instance)
    assert (said.returncode, said.stdout) == (1, "")
    assert "nothing was loaded" in said.stderr
    assert "Traceback" not in said.stderr
    for words in complaints:
        assert words in said.stderr
    for_scripts = leadmatch("catalogue", "import", file, "--publish", "--json", instance=instance)
    assert for_scripts.returncode == 1
    told = json.loads(for_scripts.stdout)
    assert told["release"] is None
    assert told["faults"] >= len(told["complaints"]) > 0
    assert published(instance) == before


@pytest.mark.parametrize(
    "change",
    [lambda raw: raw.replace(b"\n", b"\r\n"), lambda raw: b"\xef\xbb\xbf" + raw],
    ids=["windows line ends", "a byte order mark"],
)
def test_what_spreadsheets_do_to_a_file_is_taken(instance: Path, tmp_path: Path, few: bytes, change: Change):
    (tmp_path / "plain.csv").write_bytes(few)
    (tmp_path / "changed.csv").write_bytes(change(few))
    plain = leadmatch("catalogue", "import", tmp_path / "plain.csv", "--publish", instance=instance)
    assert f"with {ROWS} programs is published" in plain.stdout
    again = leadmatch("catalogue", "import", tmp_path / "changed.csv", "--publish", "--json", instance=instance)
    told = json.loads(again.stdout)
    assert (told["is_new"], told["loaded"], told["release"]["state"]) == (False, ROWS, "published")


def test_a_missing_file_and_two_sources_at_once_are_refused(instance: Path, tmp_path: Path):
    assert leadmatch("catalogue", "import", tmp_path / "none.csv", instance=instance).returncode == 2
    assert leadmatch("catalogue", "import", instance=instance).returncode == 2
    assert leadmatch("catalogue", "import", SEED, "--ipeds", tmp_path, instance=instance).returncode == 2


def test_a_release_is_staged_discarded_and_published_from_a_script(instance: Path, tmp_path: Path, few: bytes):
    (tmp_path / "few.csv").write_bytes(few)

    def run(*arguments: object) -> dict[str, dict[str, object]]:
        said = leadmatch("catalogue", *arguments, "--json", instance=instance)
        assert said.returncode == 0, said.stderr
        told: dict[str, dict[str, object]] = json.loads(said.stdout)
        return told

    staged = run("import", tmp_path / "few.csv")["release"]
    assert (staged["state"], staged["number"]) == ("staged", 2)
    assert run("discard", staged["id"])["release"]["state"] == "discarded"
    refused = leadmatch("catalogue", "publish", "2", instance=instance)
    assert (refused.returncode, "only a staged one can be published" in refused.stderr) == (1, True)
    assert run("import", tmp_path / "few.csv")["release"]["number"] == 3
    assert run("publish")["release"]["state"] == "published"
    assert run("publish", "3")["release"]["state"] == "published"
    states = [each["state"] for each in run("releases")["releases"]]
    assert states == ["published", "discarded", "retired"]
    for arguments in (["publish"], ["publish", "9"], ["discard", "rel_none"], ["discard", "1"]):
        said = leadmatch("catalogue", *arguments, instance=instance)
        assert (said.returncode, said.stderr[:7]) == (1, "Error: ")
