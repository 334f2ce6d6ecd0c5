"""Each worker notices what is published, keeps what a walk may ask for, and mends what is only a copy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from instances import MakeLive, Publish

from leadmatch.kernel.errors import NotReadyError
from leadmatch.search.index import CatalogueIndex


def titles(index: CatalogueIndex) -> set[str]:
    rows = range(index.program_count)
    return {bytes(index.fragments(row)[0]).decode().split('"title":"')[1].split(" ")[0] for row in rows}


def test_nothing_published_is_not_ready_and_the_first_release_is_then_found(
    make_live: MakeLive, publish_titled: Publish
):
    live = make_live()
    with pytest.raises(NotReadyError):
        live.serving()
    release = publish_titled("First")
    assert live.serving().current.release == release


def test_a_refresh_takes_up_the_release_that_was_published_since(make_live: MakeLive, publish_titled: Publish):
    publish_titled("First")
    live = make_live()
    before = live.serving()
    second = publish_titled("Second")
    assert live.serving() is before
    live.refresh()
    assert live.serving().current.release == second
    assert titles(live.serving().current) == {"Second"}
    assert titles(before.current) == {"First"}


def test_a_refresh_that_finds_nothing_new_changes_nothing(make_live: MakeLive, publish_titled: Publish):
    publish_titled("First")
    live = make_live()
    before = live.serving()
    live.refresh()
    assert live.serving() is before


def test_the_last_three_releases_are_kept_for_walks_and_their_indexes_are_opened_once(
    make_live: MakeLive, publish_titled: Publish
):
    live = make_live()
    ids = []
    for title in ("First", "Second", "Third", "Fourth"):
        ids.append(publish_titled(title))
        before = {} if title == "First" else dict(live.serving().kept)
        live.refresh()
        kept = live.serving().kept
        assert list(kept) == ids[::-1][:3]
        assert all(kept[each] is before[each] for each in kept if each in before)
        assert live.serving().current is kept[ids[-1]]
    assert titles(live.serving().kept[ids[1]]) == {"Second"}


def test_a_worker_that_starts_late_opens_all_kept_releases(make_live: MakeLive, publish_titled: Publish):
    ids = [publish_titled(title) for title in ("First", "Second", "Third", "Fourth")]
    kept = make_live().serving().kept
    assert [titles(kept[each]) for each in ids[1:]] == [{"Second"}, {"Third"}, {"Fourth"}]
    assert ids[0] not in kept


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        lambda index: (index / "arrays.bin").unlink(),
        lambda index: (index / "fragments.bin").unlink(),
        lambda index: (index / "meta.json").unlink(),
        lambda index: (index / "meta.json").write_text("{"),
        lambda index: (index / "meta.json").write_text("{}"),
        lambda index: (index / "meta.json").write_bytes(b""),
        lambda index: (index / "arrays.bin").write_bytes(b""),
        lambda index: (index / "fragments.bin").write_bytes(b""),
        lambda index: cut(index / "arrays.bin"),
        lambda index: cut(index / "fragments.bin"),
        lambda index: cut(index / "meta.json"),
        lambda index: [(index / "arrays.bin").unlink(), (index / "arrays.bin").mkdir()],
    ],
    ids=[
        "deleted", "no arrays", "no fragments", "no meta", "torn meta", "empty object", "empty meta", "empty arrays",
        "empty fragments", "half arrays", "half fragments", "half meta", "a folder for a file",
    ],
)  # fmt: skip
def test_a_deleted_or_damaged_index_is_rebuilt_from_the_database(
    make_live: MakeLive, publish_titled: Publish, tmp_path: Path, damage: Callable[[Path], object]
):
    publish_titled("First")
    make_live().serving()
    (folder,) = (tmp_path / "index").iterdir()
    whole = {file.name: file.read_bytes() for file in folder.iterdir()}
    damage(folder)
    assert titles(make_live().serving().current) == {"First"}
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == whole


def test_an_interrupted_build_of_an_index_leaves_nothing_that_is_taken_for_one(
    make_live: MakeLive, publish_titled: Publish, tmp_path: Path
):
    release = publish_titled("First")
    (tmp_path / "index" / f".{release}.v1.left-over").mkdir(parents=True)
    assert make_live().serving().current.release == release
