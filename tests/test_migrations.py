"""Migrations go up, down and up again, wholly or not at all, and end where the models are."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from factories import SOURCES, make_programs
from kept_rows import write_one_of_each
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from leadmatch.catalogue.models import Release
from leadmatch.catalogue.queries import count_programs, kept_release_ids, releases
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_release
from leadmatch.kernel.database import Base, open_engine, writing
from leadmatch.kernel.migrations import MIGRATIONS, check, current, downgrade, newest, upgrade

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
BROKEN = '''
"""Breaks after half of its work."""

import sqlalchemy as sa
from alembic import op

revision = "{number}_broken"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table("half_done", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO half_done (id) VALUES (1)")
    op.execute("DROP TABLE program")
    raise RuntimeError("this migration is broken")
'''


def tables(database_url: str) -> set[str]:
    engine = open_engine(database_url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def fill(database_url: str) -> str:
    engine = open_engine(database_url)
    with Session(engine) as session:
        staged = stage_release(session, make_programs(25), SOURCES, origin="a test", now=MOMENT)
        publish_release(session, staged.release.id, now=MOMENT)
        assert count_programs(session, staged.release.id) == 25
    with writing(engine) as connection:
        write_one_of_each(connection)
        write_one_of_each(connection)
    engine.dispose()
    return staged.release.id


def test_an_empty_database_goes_up_down_and_up(empty_database_url: str):
    assert current(empty_database_url) is None
    assert upgrade(empty_database_url) == newest() == current(empty_database_url)
    whole = tables(empty_database_url)
    assert downgrade(empty_database_url, "base") is None
    assert tables(empty_database_url) == {"alembic_version"}
    assert upgrade(empty_database_url) == newest()
    assert tables(empty_database_url) == whole


def test_a_filled_database_goes_up_down_and_up(fresh_database_url: str):
    fill(fresh_database_url)
    assert upgrade(fresh_database_url) == newest()
    downgrade(fresh_database_url, "base")
    assert tables(fresh_database_url) == {"alembic_version"}
    upgrade(fresh_database_url)
    check(fresh_database_url)
    fill(fresh_database_url)


def test_a_migrated_database_has_the_shape_of_the_models(fresh_database_url: str):
    check(fresh_database_url)


def test_a_broken_migration_leaves_a_filled_database_as_it_was(fresh_database_url: str, tmp_path: Path):
    release_id = fill(fresh_database_url)
    before = tables(fresh_database_url)
    with pytest.raises(RuntimeError, match="this migration is broken"):
        upgrade(fresh_database_url, folder=with_broken_migration(tmp_path))
    assert current(fresh_database_url) == newest()
    assert tables(fresh_database_url) == before
    engine = open_engine(fresh_database_url)
    with Session(engine) as session:
        assert count_programs(session, release_id) == 25
    engine.dispose()


def test_a_broken_migration_leaves_an_empty_database_empty(empty_database_url: str, tmp_path: Path):
    with pytest.raises(RuntimeError, match="this migration is broken"):
        upgrade(empty_database_url, folder=with_broken_migration(tmp_path))
    assert tables(empty_database_url) == set()


def counts(database_url: str) -> dict[str, int | None]:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        there = inspect(connection).get_table_names()
        found = {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
            if name in there
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("step", ["0004_inquiries", "0005_kept"])
def test_rows_outlast_the_steps_that_only_keep_them(fresh_database_url: str, step: str):
    fill(fresh_database_url)
    downgrade(fresh_database_url, "0006_loading")  # the next step takes its tables with it
    before = counts(fresh_database_url)
    downgrade(fresh_database_url, step)
    assert counts(fresh_database_url) == before
    upgrade(fresh_database_url, "0006_loading")
    assert counts(fresh_database_url) == before
    upgrade(fresh_database_url)
    check(fresh_database_url)


RELEASES_OF_0001 = (
    (1, "rel_a", "retired", MOMENT),
    (2, "rel_b", "discarded", None),
    (3, "rel_c", "retired", MOMENT.replace(day=4)),
    (4, "rel_d", "published", MOMENT.replace(day=3)),  # the clock was set back in between
    (5, "rel_e", "staged", None),
)


def test_releases_from_before_the_history_know_their_order_and_what_they_were_built_on(empty_database_url: str):
    upgrade(empty_database_url, "0001_catalogue")
    engine = open_engine(empty_database_url)
    same = {"created_at": MOMENT, "content_sha256": "", "origin": "a test", "counts": {}}
    rows = [
        {"number": number, "id": release_id, "state": state, "published_at": published_at, **same}
        for number, release_id, state, published_at in RELEASES_OF_0001
    ]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(Release), rows)
    upgrade(empty_database_url)
    with Session(engine) as session:
        found = {one.number: (one.publication, one.built_on) for one in releases(session)}
        kept = kept_release_ids(session)
    assert found == {1: (1, None), 2: (None, "rel_a"), 3: (2, "rel_a"), 4: (3, "rel_c"), 5: (None, "rel_d")}
    assert kept == ("rel_d", "rel_c", "rel_a")
    downgrade(empty_database_url, "0001_catalogue")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM release").scalar() == 5
    engine.dispose()
    upgrade(empty_database_url)
    check(empty_database_url)


def test_two_that_migrate_at_once_take_turns(empty_database_url: str):
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(upgrade, [empty_database_url] * 2)) == {newest()}
    check(empty_database_url)


def test_migrations_are_numbered_without_a_gap_and_named_by_their_files():
    names = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [name[:5] for name in names] == [f"{number:04d}_" for number in range(1, len(names) + 1)]
    assert all(re.fullmatch(r"[0-9]{4}_[a-z0-9_]{1,27}", name) for name in names)  # alembic keeps 32 characters
    script = ScriptDirectory(str(MIGRATIONS))
    assert [step.revision for step in reversed(list(script.walk_revisions()))] == names


def test_head_names_the_newest_migration():
    assert (MIGRATIONS / "HEAD").read_text().strip() == newest()


def with_broken_migration(folder: Path) -> Path:
    copy = folder / "migrations of 100 %"  # a path may hold what alembic's settings give a meaning to
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    number = f"{int(newest()[:4]) + 1:04d}"
    (copy / "versions" / f"{number}_broken.py").write_text(BROKEN.format(number=number, before=newest()))
    return copy
