"""What the README tells a newcomer to type works, and the answer it shows is the real one."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from instances import ROOT, Server, environment, leadmatch, serving, shared_demo_instance

from leadmatch.cli import main

pytestmark = pytest.mark.xdist_group("demo journey")
README = (ROOT / "README.md").read_text()
HERE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an instance as `make serve` leaves it, under the name that it has there."""
    return Path(shutil.copytree(shared_demo_instance(tmp_path_factory), tmp_path_factory.mktemp("readme") / "instance"))


@pytest.fixture(scope="module")
def server(instance: Path) -> Iterator[Server]:
    with serving(instance, wait_for="/readyz") as running:
        yield running


def shell_blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def shell_lines() -> list[str]:
    lines = (line for block in shell_blocks() for line in block.splitlines() if not line.startswith("#"))
    return [line.partition("  #")[0].strip() for line in lines if line.strip()]


def json_blocks() -> list[dict[str, object]]:
    return [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", README, re.MULTILINE | re.DOTALL)]


def test_the_first_search_gives_the_answer_that_is_shown(server: Server):
    (address,) = (each for line in shell_lines() for each in re.findall(rf"{HERE}(/api/v1/programs\S+?)'", line))
    (shown,) = json_blocks()
    real = server.get(address).json
    assert shown.pop("release").startswith("rel_")
    assert real.pop("release").startswith("rel_")
    assert shown == real


def test_asking_a_school_works_as_it_is_typed(server: Server, instance: Path):
    (typed,) = (block for block in shell_blocks() if "/api/v1/inquiries" in block)
    command = shlex.join([sys.executable, "-c", "from leadmatch.cli import main; main()"])
    typed = typed.replace(HERE, f"http://127.0.0.1:{server.port}").replace(".venv/bin/leadmatch", command)
    # What curl is answered goes on, one answer to a line; one that is refused ends it all.
    typed = typed.replace("curl -s ", "curl -sS --fail-with-body -w '\\n' ")
    said = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", typed],
        cwd=instance.parent,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    (lead_id,) = set(re.findall(r'"lead_id": ?"(led_[0-9a-z]+)"', said.stdout))
    assert said.stdout.count(lead_id) >= 4  # sent, fetched, in the file, acknowledged
    assert "By checking this box" in said.stdout
    assert "<h1" in said.stdout
    assert json.loads((instance.parent / "sent.json").read_text())["leads"][0]["status"] == "accepted"


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


def test_every_address_it_names_answers(server: Server, instance: Path):
    told = json.loads(leadmatch("demo", "--json", instance=instance).stdout)
    table = re.findall(r"^\| (`.+?) \|", README, re.MULTILINE)
    addresses = [each for row in table for each in re.findall(r"`(?:GET )?(/[^`]*)`", row)]
    assert {"/", "/api/v1/programs", "/openapi.json", "/healthz", "/api/v1/leads"} <= set(addresses)
    keys = {"/api/v1/leads": told["school"]["api_key"], "/api/v1/partner": told["partner"]["secret_key"]}
    for address in addresses:
        path = address.replace("{id}", told["sponsored"][0]["program_id"])
        path = path.replace("{key}", told["partner"]["publishable_key"])
        path = f"{path}?zip=60601" if path == "/api/v1/programs" else path
        key = next((key for start, key in keys.items() if path.startswith(start)), None)
        answer = server.request(path, headers={} if key is None else {"Authorization": f"Bearer {key}"})
        assert answer.status == 200, address


def test_near_the_zip_codes_it_names_made_up_schools_sponsor_and_nobody_else(server: Server):
    (words,) = re.findall(r"near ((?:[0-9]{5}(?:, | and )?)+)\s+schools called", README)
    zip_codes = re.findall(r"[0-9]{5}", words)
    assert len(zip_codes) >= 5
    for zip_code in zip_codes:
        sponsored = server.get(f"/api/v1/programs?zip={zip_code}").json["sponsored"]
        assert sponsored, zip_code
        assert all(each["school"]["name"].startswith("Example ") and each["school"]["is_demo"] for each in sponsored)


def test_it_counts_the_programs_that_are_there(instance: Path):
    told = leadmatch("catalogue", "releases", "--json", instance=instance).stdout
    published = json.loads(told)["releases"][0]["counts"]["programs"]
    real, made_up = re.findall(
        r"loads ([0-9,]+) real\s+programs at [0-9,]+ institutions and ([0-9]+) of schools", README
    )[0]
    assert int(real.replace(",", "")) + int(made_up) == published


def test_every_file_it_names_is_there():
    named = re.findall(r"\]\(([^)#:]+)\)", README)
    named += re.findall(r"`((?:docs|search|leadmatch|bench)/[\w./-]+)`", README)
    missing = [each for each in named if not (ROOT / each).exists() and not (ROOT / "leadmatch" / each).exists()]
    assert missing == []
    assert (ROOT / Path("seed_programs.csv")).exists()
