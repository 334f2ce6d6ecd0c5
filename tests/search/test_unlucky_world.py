"""What a hostile or unlucky world does to search: long ids, no database, drafts under way, doubled placements."""

import tempfile
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from answers import answered
from catalogues import PLACES
from factories import SOURCES, make_programs
from flask import Flask
from instances import MakeLive, Publish, settings_of

from leadmatch.app import create_app
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.kernel.database import db
from leadmatch.search.build import prune_indexes, write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Match, Matches
from leadmatch.search.placements import Placement
from leadmatch.search.query import ProgramQuery

BY_KEY = {each.key: each for each in SOURCES}


def bare(tmp_path: Path, url: str, geodata: Path) -> Flask:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "geodata").symlink_to(geodata)
    return create_app(settings_of(tmp_path / "instance", url), watches=False)


def test_a_database_without_tables_is_not_ready_and_no_failure(empty_database_url: str, geodata: Path, tmp_path: Path):
    app = bare(tmp_path, empty_database_url, geodata)
    answer = app.test_client().get("/api/v1/programs?zip=60601")
    with app.app_context():
        db.engine.dispose()
    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (503, "not-ready")


def test_a_database_that_cannot_be_reached_at_the_start_is_not_ready_and_no_failure(geodata: Path, tmp_path: Path):
    app = bare(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:9/nothing", geodata)
    answer = app.test_client().get("/api/v1/programs?zip=60601")
    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (503, "not-ready")


@pytest.mark.parametrize("content", [b"[]", b"null", b"7", b'{"format":1,"arrays":[],"fragment_bytes":1}'])
def test_an_index_with_any_other_json_for_meta_is_rebuilt(
    make_live: MakeLive, publish_titled: Publish, tmp_path: Path, content: bytes
):
    publish_titled("First")
    make_live().serving()
    (folder,) = (tmp_path / "index").iterdir()
    (folder / "meta.json").write_bytes(content)
    assert make_live().serving().current.program_count == 12


def test_pruning_leaves_an_index_that_somebody_is_building(tmp_path: Path):
    def while_another_publishes() -> Iterator[ProgramRecord]:
        for each in make_programs(3):
            prune_indexes(tmp_path, kept=[])
            yield each

    write_index(while_another_publishes(), BY_KEY, "rel_x", tmp_path / "rel_x.v1", on_progress=lambda _done: None)


@contextmanager
def index_of(programs: Sequence[ProgramRecord]) -> Iterator[CatalogueIndex]:
    with tempfile.TemporaryDirectory() as folder:
        write_index(programs, BY_KEY, "rel_x", Path(folder) / "index", on_progress=lambda _done: None)
        yield CatalogueIndex.open(Path(folder) / "index")


def test_an_id_of_60_kb_is_looked_up_in_little_memory():
    with index_of([*make_programs(3540)]) as index:
        tracemalloc.start()
        assert index.rows_of("a" * 60_000) == []
        peak_bytes = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak_bytes < 1_000_000


class Twice:
    """A sponsor that is placed twice."""

    def for_matches(self, matches: Matches, *, limit: int) -> Sequence[Placement]:  # noqa: ARG002
        first = matches.index.program_id(matches.page()[0].row)
        return [Placement("a", first, "Paid."), Placement("b", first, "Paid.")]

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:  # noqa: ARG002
        return {}


def test_no_program_stands_in_two_sponsored_slots():
    with index_of([*make_programs(5)]) as index:
        page = answered(index, PLACES[0], ProgramQuery(zip="60601"), Twice())
    ids = [item["id"] for item in page["sponsored"]]
    assert len(ids) == len(set(ids))
