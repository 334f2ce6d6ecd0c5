"""`database`, `geodata` and `serve`: what they say, to people and to scripts, and how they end."""

import json
import socket
from pathlib import Path

import pytest
from instances import leadmatch


def test_a_database_is_brought_up_to_date_once(tmp_path: Path):
    instance = tmp_path / "instance"
    before = leadmatch("database", "current", "--json", instance=instance)
    assert before.returncode == 1
    newest = json.loads(before.stdout)["newest"]
    assert json.loads(before.stdout) == {"current": None, "newest": newest}
    refused = leadmatch("catalogue", "releases", instance=instance)
    assert (refused.returncode, "leadmatch database upgrade" in refused.stderr) == (1, True)
    first = leadmatch("database", "upgrade", "--json", instance=instance)
    assert json.loads(first.stdout) == {"before": None, "current": newest, "newest": newest}
    assert "up to date" in leadmatch("database", "upgrade", instance=instance).stdout
    assert leadmatch("database", "current", instance=instance).returncode == 0


def test_the_table_of_places_is_checked_and_mended(own_instance: Path):
    checked = leadmatch("geodata", "check", "--json", instance=own_instance)
    assert checked.returncode == 0
    assert json.loads(checked.stdout)["ok"] is True
    assert json.loads(checked.stdout)["counts"]["standard"] > 29_000
    kept = leadmatch("geodata", "build", "--if-missing", "--json", instance=own_instance)
    assert json.loads(kept.stdout)["built"] is False
    (table,) = (own_instance / "geodata").glob("places-*.npy")
    table.write_bytes(table.read_bytes()[: 1 << 20])
    torn = leadmatch("geodata", "check", instance=own_instance)
    assert (torn.returncode, "damaged" in torn.stderr) == (1, True)
    mended = leadmatch("geodata", "build", "--if-missing", "--json", instance=own_instance)
    assert json.loads(mended.stdout)["built"] is True
    assert leadmatch("geodata", "check", instance=own_instance).returncode == 0


@pytest.mark.parametrize("option", [("--port", 0), ("--port", 65536), ("--port", "http"), ("--workers", 0)])
def test_a_server_with_an_option_out_of_range_does_not_start(ready_instance: Path, option: tuple[str, object]):
    said = leadmatch("serve", *option, instance=ready_instance)
    assert (said.returncode, said.stdout) == (2, "")
    assert f"Invalid value for '{option[0]}'" in said.stderr


@pytest.mark.parametrize("shares", [False, True])
def test_a_server_does_not_take_a_port_that_another_one_listens_on(
    ready_instance: Path,
    shares: bool,  # noqa: FBT001  # a column of the table
):
    with socket.socket() as other:
        if shares:  # as granian does itself: the system would then give each of the two a part of the requests
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        said = leadmatch("serve", "--port", other.getsockname()[1], instance=ready_instance)
    assert (said.returncode, said.stdout) == (1, "")
    assert "Address already in use" in said.stderr


@pytest.mark.parametrize("command", ["", "catalogue", "database", "geodata", "serve", "setup", "catalogue import"])
def test_every_command_explains_itself(ready_instance: Path, command: str):
    said = leadmatch(*command.split(), "--help", instance=ready_instance)
    assert said.returncode == 0
    assert said.stdout.startswith("Usage: ")
