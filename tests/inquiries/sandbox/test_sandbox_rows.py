"""What the sandbox writes about its schools: once, closed and retired, and out of every operator's reach."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from instances import leadmatch
from sandboxed import Sandboxed
from sqlalchemy import Engine, text

from leadmatch.inquiries.sandbox.wordings import keep_wordings, sandbox_wordings
from leadmatch.inquiries.wording import Wording, text_sha256
from leadmatch.kernel.database import open_engine, writing
from leadmatch.search.sandbox.schools import BILLING, COLLEGE, INSTITUTE, SANDBOX_SCHOOL_IDS

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def kept(engine: Engine, *wordings: Wording) -> None:
    with writing(engine) as connection:
        keep_wordings(connection, wordings, NOW)


def test_many_first_inquiries_at_once_write_schools_and_wordings_once(fresh_database_url: str):
    engine = open_engine(fresh_database_url)
    wordings = [
        *sandbox_wordings(SANDBOX_SCHOOL_IDS, "en").values(),
        *sandbox_wordings(SANDBOX_SCHOOL_IDS, "es").values(),
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: kept(engine, wordings[number % 4], wordings[(number + 1) % 4]), range(16)))
    with engine.connect() as connection:
        sponsors = connection.execute(text("SELECT school_id, state FROM sponsor ORDER BY name")).all()
        versions = connection.execute(text("SELECT version, retired_at FROM disclosure")).all()
    engine.dispose()
    assert [tuple(each) for each in sponsors] == [(COLLEGE.id, "closed"), (INSTITUTE.id, "closed")]
    assert [each.version for each in versions] == [1, 1, 1, 1]
    assert all(each.retired_at is not None for each in versions)


def test_a_text_that_changes_with_a_release_of_ours_is_another_version(fresh_database_url: str):
    engine = open_engine(fresh_database_url)
    (first,) = sandbox_wordings([COLLEGE.id], "en").values()
    changed = f"{first.text} And more."
    second = replace(first, id="dsc_next", text=changed, sha256=text_sha256(changed))
    kept(engine, first)
    kept(engine, second)
    kept(engine, first, second)
    with engine.connect() as connection:
        versions = connection.execute(text("SELECT id, version FROM disclosure ORDER BY version")).all()
    engine.dispose()
    assert [tuple(each) for each in versions] == [(first.id, 1), ("dsc_next", 2)]


@pytest.mark.parametrize(
    "words",
    [
        ("sponsor", "show", COLLEGE.id),
        ("sponsor", "resume", COLLEGE.id),
        ("campaign", "create", "--school", COLLEGE.id, "--name", "x", "--price-per-lead", "1", "--tier", "1"),
        ("disclosure", "add", "--school", COLLEGE.id, "--language", "en", "--standard"),
        ("key", "create", "--school", COLLEGE.id),
    ],
)
def test_no_command_of_an_operator_reaches_a_school_of_the_sandbox(
    sides: Sandboxed, tmp_path: Path, words: tuple[str, ...]
):
    sides.test.send(sides.test.body(BILLING.id), "first")
    url = sides.site.engine.url.render_as_string(hide_password=False)
    said = leadmatch(*words, instance=tmp_path, DATABASE_URL=url)
    assert said.returncode != 0
    assert "sponsor" in said.stderr, said.stderr
