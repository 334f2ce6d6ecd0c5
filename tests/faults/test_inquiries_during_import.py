"""A catalogue is imported while people send inquiries: nobody waits for it, and nobody is turned away.

At length: every federal program, from the files in the folder that BENCH_FEDERAL names, on both databases.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from books import disagreements
from instances import SEED, command, environment, wait_until
from sponsored_service import SmallService
from storm import storm

from bench.paths import federal_folder

LONGEST_S = 2.0


def test_no_inquiry_waits_while_a_catalogue_is_imported(service_on_sqlite: SmallService):
    assert_nobody_waits(service_on_sqlite, [SEED])


def test_no_inquiry_waits_while_every_federal_program_is_imported(service: SmallService, *, is_full: bool):
    folder = federal_folder(None)
    if not is_full or folder is None:
        pytest.skip("LEADMATCH_FAULTS=full imports every federal program, where BENCH_FEDERAL names their files")
    assert_nobody_waits(service, ["--ipeds", folder])


def assert_nobody_waits(service: SmallService, what: list[str | Path]) -> None:
    """Import and discard: both write all that there is, in the way of everyone else who writes."""
    with service.serving(workers=2) as server, storm(service, server, "load", senders=4, is_patient=True) as sent:
        wait_until(lambda: len(sent.acknowledged) > 20)
        before, sent.longest_s = len(sent.acknowledged), 0.0
        run(service, "import", *what)
        run(service, "discard", "2")
        taken = len(sent.acknowledged) - before
    sys.stdout.write(f"{taken} inquiries meanwhile, the slowest in {sent.longest_s:.2f} s\n")
    assert sent.complaints == []
    assert sent.statuses.keys() <= {201, 409}
    assert taken > 50
    assert sent.longest_s < LONGEST_S
    assert disagreements(service.engine()) == {}


def run(service: SmallService, *words: str | Path) -> None:
    env = environment(DATABASE_URL=service.database_url)
    line = command("catalogue", *words, instance=service.instance)
    done = subprocess.run(line, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
