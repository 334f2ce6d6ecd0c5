"""A database with releases, the table of places, and what serves from them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import SOURCES, make_programs
from instances import MakeLive, Publish, end_watch, publish, shared_geodata
from sqlalchemy import Engine

from leadmatch.kernel.database import open_engine
from leadmatch.search.live import LiveCatalogue


@pytest.fixture
def live_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def publish_titled(live_engine: Engine) -> Publish:
    """Publish a release of twelve programs in Chicago whose titles begin with these words; return its id."""
    return lambda title: publish(live_engine, make_programs(12, title=title), SOURCES, title)


@pytest.fixture
def geodata(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_geodata(tmp_path_factory)


@pytest.fixture
def make_live(live_engine: Engine, geodata: Path, tmp_path: Path) -> Iterator[MakeLive]:
    made: list[LiveCatalogue] = []

    def make(*, watches: bool = False, geodata_folder: Path = geodata) -> LiveCatalogue:
        made.append(
            LiveCatalogue(live_engine, index_folder=tmp_path / "index", geodata_folder=geodata_folder, watches=watches)
        )
        return made[-1]

    yield make
    for each in made:
        end_watch(each)
