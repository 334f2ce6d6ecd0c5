"""A world that takes in inquiries, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from instances import end_watch, shared_geodata
from taking_in import World, make_world

from leadmatch.kernel.database import open_engine
from leadmatch.search.live import LiveCatalogue


@pytest.fixture
def world(fresh_database_url: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[World]:
    engine = open_engine(fresh_database_url)
    made: list[LiveCatalogue] = []

    def catalogue() -> LiveCatalogue:
        geodata = shared_geodata(tmp_path_factory)
        made.append(LiveCatalogue(engine, index_folder=tmp_path / "index", geodata_folder=geodata, watches=False))
        return made[-1]

    yield make_world(engine, catalogue)
    for each in made:
        end_watch(each)
    engine.dispose()
