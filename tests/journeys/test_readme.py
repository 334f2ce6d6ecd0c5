"""What the README tells a newcomer to type works, and the answer it shows is the real one."""

import json
import re
from pathlib import Path

import click
import pytest
from instances import ROOT, Server

from leadmatch.cli import main

pytestmark = pytest.mark.xdist_group("journey")
README = (ROOT / "README.md").read_text()


def shell_lines() -> list[str]:
    blocks: list[str] = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    return [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def json_blocks() -> list[dict[str, object]]:
    return [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", README, re.MULTILINE | re.DOTALL)]


def test_the_first_search_gives_the_answer_that_is_shown(server: Server):
    (address,) = (re.search(r"http://127\.0\.0\.1:8000(/\S+?)'", line) for line in shell_lines() if "curl" in line)
    assert address
    (shown,) = json_blocks()
    real = server.get(address[1]).json
    assert shown.pop("release").startswith("rel_")
    assert real.pop("release").startswith("rel_")
    assert shown == real


def test_every_make_target_it_names_is_there_and_listed():
    makefile = (ROOT / "Makefile").read_text()
    listed = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE))
    named = {match for text in (README, "\n".join(shell_lines())) for match in re.findall(r"\bmake ([a-z]+)\b", text)}
    assert {"serve", "test"} <= named - {"alone"} <= listed
    assert {"serve", "test", "check", "bench", "lock", "clean"} <= listed


def test_every_command_and_option_it_names_is_there():
    commands = [line.partition("leadmatch ")[2] for line in shell_lines() if "bin/leadmatch " in line]
    commands += re.findall(r"`(?:\.venv/bin/)?leadmatch ([a-z][^`]+)`", README)
    assert commands
    for words in commands:
        command: click.Command = main
        for word in words.split():
            if isinstance(command, click.Group):
                assert word in command.commands, words
                command = command.commands[word]
            elif word.startswith("--"):
                assert word in {option for each in command.params for option in each.opts}, words


def test_every_address_it_names_answers(server: Server):
    table = re.findall(r"^\| (`.+?) \|", README, re.MULTILINE)
    addresses = [each for row in table for each in re.findall(r"`(?:GET )?(/[^`]*)`", row)]
    assert {"/", "/api/v1/programs", "/openapi.json", "/healthz"} <= set(addresses)
    program_id = server.get("/api/v1/programs?zip=60601&per_page=1").json["programs"][0]["id"]
    for address in addresses:
        path = address.replace("{id}", program_id)
        path = f"{path}?zip=60601" if path == "/api/v1/programs" else path
        assert server.get(path).status == 200, address


def test_every_file_it_names_is_there():
    named = re.findall(r"\]\(([^)#:]+)\)", README)
    named += re.findall(r"`((?:docs|search|leadmatch|bench)/[\w./-]+)`", README)
    missing = [each for each in named if not (ROOT / each).exists() and not (ROOT / "leadmatch" / each).exists()]
    assert missing == []
    assert (ROOT / Path("seed_programs.csv")).exists()
