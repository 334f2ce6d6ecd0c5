"""Secrets that an installation makes for itself: once, by one of many, readable by their owner only."""

import subprocess
import sys
from pathlib import Path

import pytest

from leadmatch.kernel.secret_files import SecretError, add_key, own_keys, own_secret, remove_key

MAKE_FIRST = """
import sys, time
from pathlib import Path
from leadmatch.kernel.secret_files import own_keys, own_secret
path = Path(sys.argv[1])
while not path.with_name("go").exists():
    pass
print(own_secret(path), own_keys(path.with_name("keys"))["k1"].hex())
"""

ADD = """
import sys
from pathlib import Path
from leadmatch.kernel.secret_files import add_key
for _ in range(20):
    print(add_key(Path(sys.argv[1])))
"""


def processes(code: str, path: Path, count: int) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]


def said(started: list[subprocess.Popen[str]]) -> list[str]:
    words = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0] * len(started)
    return words


def test_of_several_processes_that_make_the_first_secret_one_wins_and_all_read_the_same(tmp_path: Path):
    path = tmp_path / "secret"
    started = processes(MAKE_FIRST, path, 4)
    (tmp_path / "go").touch()
    assert len(set(said(started))) == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["go", "keys", "secret"]


def test_of_several_processes_that_add_keys_none_loses_anothers(tmp_path: Path):
    path = tmp_path / "keys"
    names = [name for words in said(processes(ADD, path, 3)) for name in words.split()]
    assert len(set(names)) == 60
    assert set(own_keys(path)) == {"k1", *names}


def test_a_secret_is_made_once_in_a_folder_of_its_owner(tmp_path: Path):
    path = tmp_path / "deeper" / "secrets" / "one"
    first = own_secret(path)
    assert own_secret(path) == first
    assert len(first) >= 43
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["one"]


def test_a_new_key_comes_first_and_the_others_stay(tmp_path: Path):
    path = tmp_path / "secrets" / "keys"
    (first,) = own_keys(path).items()
    assert add_key(path) == "k2"
    assert add_key(path) == "k3"
    keys = own_keys(path)
    assert [*keys] == ["k3", "k2", "k1"]
    assert keys["k1"] == first[1]
    assert len(set(keys.values())) == 3
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_name_is_never_given_twice(tmp_path: Path):
    path = tmp_path / "keys"
    add_key(path)
    add_key(path)
    path.write_text(path.read_text().splitlines()[0])  # k2 and k1 were retired
    assert add_key(path) == "k4"
    path.write_text(f"mine:{path.read_text().splitlines()[0].partition(':')[2]}\n")
    assert add_key(path) == "k1"


def test_a_key_that_is_taken_out_is_gone_and_the_others_stay(tmp_path: Path):
    path = tmp_path / "keys"
    add_key(path)
    add_key(path)
    before = own_keys(path)
    remove_key(path, "k2")
    assert own_keys(path) == {name: before[name] for name in ("k3", "k1")}
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["k2", "k9", ""])
def test_neither_the_key_in_use_nor_one_that_is_not_there_can_be_taken_out(tmp_path: Path, name: str):
    path = tmp_path / "keys"
    add_key(path)
    before = path.read_text()
    with pytest.raises(SecretError):
        remove_key(path, name)
    assert path.read_text() == before


@pytest.mark.parametrize("text", ["", "\n", "k1\n", "k1:short\n"])
def test_a_file_without_keys_is_a_fault_and_is_left_alone(tmp_path: Path, text: str):
    path = tmp_path / "keys"
    path.write_text(text)
    for act in (own_keys, add_key):
        with pytest.raises(SecretError):
            act(path)
    assert path.read_text() == text
