"""kill -9 of an import or a rollback at any moment leaves the published release whole, and the next import works."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import SOURCES, make_programs
from sqlalchemy import select
from sqlalchemy.orm import Session
from stating import FEDERAL_SOURCES, STATED, federal_program, statement

from leadmatch.catalogue.content import collect_content, collect_statements
from leadmatch.catalogue.models import Accreditation, Campus, Cost, Program, Release, School, Source, Statement
from leadmatch.catalogue.queries import (
    base_programs,
    current_release_id,
    events,
    program_records,
    release,
    releases,
    source_records,
    statement_records,
)
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_release, stage_statements
from leadmatch.kernel.database import open_engine

SEED = Path(__file__).parents[2] / "seed_programs.csv"
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
KILLS = 6
KILLED_AT = """
import os, signal, sys
from datetime import UTC, datetime
from factories import SOURCES, make_programs
from sqlalchemy import event
from sqlalchemy.orm import Session
from leadmatch.catalogue.queries import current_release_id, release, release_before
from leadmatch.catalogue.releases import publish_release, rollback_release
from leadmatch.catalogue.staging import stage_release
from leadmatch.kernel.database import open_engine

moment, database_url = sys.argv[1:]
now = datetime(2026, 11, 2, 9, 31, tzinfo=UTC)
session = Session(open_engine(database_url))

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def written(done, total):
    if (moment, done) in {("after the first batch", 5_000), ("after the last batch", 5_500)}:
        die()

if moment == "before a rollback is committed":
    current = release(session, current_release_id(session))
    before = release_before(session, current)
    event.listen(session, "before_commit", die)
    rollback_release(session, before.id, from_release_id=current.id, now=now)

programs = make_programs(5_500, title="Killed")
staged = stage_release(session, programs, SOURCES, origin="a test", now=now, on_progress=written)
if moment == "after staging":
    die()
event.listen(session, "before_commit", die)
publish_release(session, staged.release.id, now=now)
"""
IMPORT = """
from leadmatch.cli.catalogue import catalogue
from leadmatch.settings import Settings
catalogue(obj=Settings.from_env())
"""


def start_import(file: Path, instance: Path, database_url: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADMATCH_")}
    environment |= {"LEADMATCH_DATABASE_URL": database_url, "LEADMATCH_INSTANCE": str(instance)}
    command = [sys.executable, "-c", IMPORT, "import", str(file), "--publish"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def import_whole(file: Path, instance: Path, database_url: str) -> float:
    """Import without interruption and return how many seconds it took."""
    began = time.monotonic()
    with start_import(file, instance, database_url) as process:
        _, words = process.communicate()
        assert process.returncode == 0, words.decode()
    return time.monotonic() - began


def assert_whole(session: Session, *, is_cleared: bool = True) -> None:
    """Check that every record of the published release is there, and that no row is of a release that is not on file.

    Args:
        session: of the database.
        is_cleared: nobody was killed since the last use case that changes releases, so nothing is left over.
    """
    published = current_release_id(session)
    found, sources = release(session, published), source_records(session, published).values()
    stated = collect_statements(statement_records(session, published), sources)
    federal_sources = [source for source in sources if source.key not in stated.sources]
    base = collect_content(base_programs(session, published), federal_sources)
    assert stated.sha256(base.sha256) == found.content_sha256
    assert found.counts == {
        **base.counts(),
        "programs": len(list(program_records(session, published))),
        "base_programs": len(base.programs),
        "statements": len(stated.statements),
        "sources": len(sources),
    }
    with_facts = {one.id for one in releases(session) if one.state != "discarded"}
    if not is_cleared:
        gone = select(Release.id).where(Release.state.in_(("loading", "removing", "discarded")))
        left_over = set(session.scalars(gone))
        assert left_over.isdisjoint(with_facts)
        for fact in (Source, School, Campus, Accreditation, Cost, Program, Statement):
            assert set(session.scalars(select(fact.release_id).distinct())) <= with_facts | left_over
        return
    assert {one.id for one in releases(session)} == set(session.scalars(select(Release.id)))
    for fact in (Source, School, Campus, Accreditation, Cost, Program):
        assert set(session.scalars(select(fact.release_id).distinct())) == with_facts
    assert set(session.scalars(select(Statement.release_id).distinct())) <= with_facts


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("after the first batch", []),
        ("after the last batch", []),
        ("after staging", ["discarded"]),
        ("before publication is committed", ["discarded"]),
    ],
)
def test_a_load_killed_at_its_tenderest_moments_is_cleared_by_the_next(
    open_session: Callable[[], Session], fresh_database_url: str, moment: str, left: list[str]
):
    session = open_session()
    publish(session, "Before")
    kill(KILLED_AT, moment, fresh_database_url)
    session.rollback()
    assert_whole(session, is_cleared=False)
    assert release(session, current_release_id(session)).origin == "Before"
    publish(session, "After")
    assert_whole(session)
    assert [one.state for one in releases(session)] == ["published", *left, "retired"]


KILLED_WITH_STATEMENTS = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from sqlalchemy.orm import Session
from stating import STATED, statement
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_statements
from leadmatch.kernel.database import open_engine

moment, database_url = sys.argv[1:]
now = datetime(2026, 11, 2, 9, 31, tzinfo=UTC)
session = Session(open_engine(database_url))

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def copied(done, total):
    if moment == "while federal facts are copied" and done == 5_000:
        die()

if moment == "before staging is committed":
    event.listen(session, "before_commit", die)
arguments = {"origin": "a file", "now": now, "on_progress": copied}
staged = stage_statements(session, [statement(title="Killed")], [STATED], **arguments)
event.listen(session, "before_commit", die)
publish_release(session, staged.release.id, now=now)
"""


@pytest.mark.parametrize(
    ("moment", "left"),
    [
        ("while federal facts are copied", []),
        ("before staging is committed", []),
        ("before publication is committed", ["discarded"]),
    ],
)
def test_a_schools_file_killed_at_its_tenderest_moments_leaves_what_is_published_and_stated(
    open_session: Callable[[], Session], fresh_database_url: str, moment: str, left: list[str]
):
    session = open_session()
    programs = [federal_program(), *make_programs(5_500)]
    base = stage_release(session, programs, FEDERAL_SOURCES, origin="Before", now=MOMENT).release.id
    publish_release(session, base, now=MOMENT)
    import_statement(session, "Stated before")
    kill(KILLED_WITH_STATEMENTS, moment, fresh_database_url)
    session.rollback()
    assert_whole(session, is_cleared=False)
    assert "Stated before" in {each.title for each in program_records(session, current_release_id(session))}
    import_statement(session, "Stated after")
    assert_whole(session)
    assert [one.state for one in releases(session)] == ["published", *left, "retired", "retired"]


def test_a_rollback_killed_before_it_is_committed_did_not_happen(
    open_session: Callable[[], Session], fresh_database_url: str
):
    session = open_session()
    publish(session, "Before")
    publish(session, "After")
    done = events(session)
    kill(KILLED_AT, "before a rollback is committed", fresh_database_url)
    session.rollback()
    assert_whole(session)
    assert release(session, current_release_id(session)).origin == "After"
    assert events(session) == done


def import_statement(session: Session, title: str) -> None:
    staged = stage_statements(session, [statement(title=title)], [STATED], origin=title, now=MOMENT)
    publish_release(session, staged.release.id, now=MOMENT)


def kill(script: str, moment: str, database_url: str) -> None:
    here = Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(here.parent), str(here)))}
    killed = subprocess.run([sys.executable, "-c", script, moment, database_url], env=environment, check=False)
    assert killed.returncode == -9


def publish(session: Session, title: str) -> None:
    staged = stage_release(session, make_programs(12, title=title), SOURCES, origin=title, now=MOMENT)
    publish_release(session, staged.release.id, now=MOMENT)


def test_a_killed_import_leaves_the_published_release_whole(fresh_database_url: str, tmp_path: Path):
    chance = random.Random(1)  # noqa: S311  # moments, not secrets
    header, *rows = SEED.read_text().splitlines(keepends=True)
    rows = rows[:1_500]

    def file_with(count: int) -> Path:
        path = tmp_path / f"seed-{count}.csv"
        path.write_text(header + "".join(rows[:count]))
        return path

    engine = open_engine(fresh_database_url)
    whole_s = import_whole(file_with(len(rows)), tmp_path, fresh_database_url)
    ended = []
    for number in range(1, KILLS + 1):
        process = start_import(file_with(len(rows) - number), tmp_path, fresh_database_url)
        # The first third is spent on imports of modules, where nothing can go wrong.
        began = time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            process.wait(whole_s * chance.uniform(0.35, 1.0))
            whole_s = min(whole_s, time.monotonic() - began)  # the machine has less else to do than at first
        process.kill()
        process.communicate()
        ended.append(process.returncode)
        with Session(engine) as session:
            assert_whole(session, is_cleared=False)
    assert -9 in ended
    import_whole(file_with(len(rows) - KILLS - 1), tmp_path, fresh_database_url)
    with Session(engine) as session:
        assert_whole(session)
        published = release(session, current_release_id(session))
        assert published.counts["programs"] == len(rows) - KILLS - 1
        assert {one.state for one in releases(session)} <= {"published", "retired", "discarded"}
    engine.dispose()
