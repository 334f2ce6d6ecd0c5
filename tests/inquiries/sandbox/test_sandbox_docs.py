"""What docs/sandbox.md tells partners to type works, and each row of its tables is true."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from instances import ROOT
from sandboxed import Sandboxed
from werkzeug.serving import make_server

from leadmatch.inquiries.sandbox.outcomes import ACCEPTED, TROUBLES
from leadmatch.search.sandbox.schools import BILLING, CODING, CODING_ONLINE, SANDBOX_PROGRAMS
from leadmatch.sponsors.checks import RejectCode

DOCUMENT = (ROOT / "docs" / "sandbox.md").read_text()
HERE = "http://127.0.0.1:8000"


def tables(first: str) -> list[list[list[str]]]:
    """Return the cells of the tables whose head begins with a cell, without the marks of code."""
    found = re.findall(rf"^\| {re.escape(first)} \|.*\n\|[-|]+\n((?:\|.*\n)+)", DOCUMENT, re.MULTILINE)
    return [
        [[cell.strip().replace("`", "") for cell in line.strip("|").split("|")] for line in table.splitlines()]
        for table in found
    ]


WORDS, REFUSALS = tables("word in the e-mail address")
(PROGRAMS,) = tables("program")
(ZIP_CODES,) = tables("ZIP code")


@pytest.fixture(scope="module")
def address(sides: Sandboxed) -> Iterator[str]:
    """Give the address of a server of the site, for real clients."""
    server = make_server("127.0.0.1", 0, sides.site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_tables_name_every_word_and_program():
    assert {row[0] for row in WORDS} == {ACCEPTED, *RejectCode}
    assert {row[0] for row in REFUSALS} == set(TROUBLES)
    listed = {program_id: (school, told) for program_id, school, told in PROGRAMS}
    assert listed.keys() == {program.id for program in SANDBOX_PROGRAMS}
    for program in SANDBOX_PROGRAMS:
        school, told = listed[program.id]
        assert school == program.school.name
        assert program.title.partition(",")[0] in told
        cents = program.cost.total_cents
        assert ("cost and length unknown" in told or "cost unknown" in told) == (cents is None)
        assert cents is None or f"${cents // 100:,}" in told
        assert program.length_months is None or f"{program.length_months} months" in told
        assert ("online" in told) == (program.campus is None)


def test_each_word_has_the_outcome_of_its_row(sides: Sandboxed):
    for word, status, reason in WORDS:
        expected = (status, None if reason == "null" else reason)
        assert sides.test.outcomes(BILLING.id, key=f"doc-{word}", email=f"x+{word}@example.org") == [expected], word
    for word, told in REFUSALS:
        status, slug = re.findall(r"[\w-]+", told)[:2]
        answer = sides.test.send(sides.test.body(BILLING.id, email=f"x+{word}@example.org"), f"doc-{word}")
        assert (str(answer.status_code), answer.get_json()["type"].rpartition("/")[2]) == (status, slug)


def test_each_zip_code_has_the_outcomes_of_its_row(sides: Sandboxed):
    for where, campus, online in ZIP_CODES:
        zip_code = (re.findall("[0-9]{5}", where) or ["60601"])[0]
        expected = [
            (status, reason or None) for status, _, reason in (cell.partition(", ") for cell in (campus, online))
        ]
        assert sides.test.outcomes(CODING.id, CODING_ONLINE.id, key=f"doc-{zip_code}", zip=zip_code) == expected, where


def test_what_is_to_be_typed_works(sides: Sandboxed, address: str, tmp_path: Path):
    blocks = re.findall(r"^```sh\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    typed = "".join(blocks).replace(HERE, address).replace("sk_test_…", str(sides.test.key))
    typed = typed.replace("curl -sS ", "curl -sS --fail-with-body -w '\\n' ").replace("python3", sys.executable)
    said = subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", typed], cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stdout + said.stderr
    search, wordings, inquiry = map(json.loads, said.stdout.splitlines())
    assert [item["id"] for item in search["sponsored"]] == [BILLING.id, CODING.id, CODING_ONLINE.id]
    assert [each["language"] for each in wordings["disclosures"]] == ["es", "es"]
    assert [(lead["status"], lead["reason_code"]) for lead in inquiry["leads"]] == [("rejected", "cap_reached")]
