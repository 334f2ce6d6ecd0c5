"""A database is served with the index key that it was filled with, or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from instances import free_port, leadmatch, settings_of
from sqlalchemy import Engine, select

from leadmatch.app import create_app
from leadmatch.kernel.database import db, open_engine
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.index_key import IndexKeyError, IndexKeyMark, note_index_key, require_index_key

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OURS, OTHER = KeyedHash(b"o" * 32), KeyedHash(b"x" * 32)


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


def test_before_a_key_is_noted_any_is_good_and_then_only_that_one(engine: Engine):
    require_index_key(engine, OTHER)
    note_index_key(engine, OURS, NOW)
    require_index_key(engine, OURS)
    with pytest.raises(IndexKeyError):
        require_index_key(engine, OTHER)


def test_noting_it_again_changes_nothing_and_another_one_is_refused(engine: Engine):
    note_index_key(engine, OURS, NOW)
    note_index_key(engine, OURS, NOW.replace(year=2027))
    with pytest.raises(IndexKeyError, match="Bring back LEADMATCH_INDEX_KEY"):
        note_index_key(engine, OTHER, NOW)
    with engine.connect() as connection:
        assert connection.execute(select(IndexKeyMark.noted_at)).scalars().all() == [NOW]
    require_index_key(engine, OURS)


def test_with_another_key_the_service_is_not_ready_and_a_server_does_not_start(
    engine: Engine, fresh_database_url: str, tmp_path: Path
):
    note_index_key(engine, OURS, NOW)
    app = create_app(settings_of(tmp_path, fresh_database_url, INDEX_KEY="x" * 32), watches=False)
    answer = app.test_client().get("/readyz")
    with app.app_context():
        db.engine.dispose()
    assert (answer.status_code, "index_key" in answer.get_json()["detail"]) == (503, True)
    said = leadmatch(
        "serve", "--port", free_port(), instance=tmp_path, DATABASE_URL=fresh_database_url, INDEX_KEY="x" * 32
    )
    assert (said.returncode, said.stdout) == (1, "")
    assert "is not the one that this database was filled with" in said.stderr
