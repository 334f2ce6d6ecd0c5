"""Places that are refreshed are taken up; a damaged table of places never replaces a whole one."""

import shutil
from pathlib import Path

import pytest
from databases import Databases
from instances import MakeLive, Publish

from leadmatch.geo.refresh import refresh_geodata
from leadmatch.kernel.errors import NotReadyError


@pytest.fixture
def fresh_database_url(sqlite_files: Databases) -> str:
    """One kind of database will do: none of this is in it."""
    return sqlite_files.migrated()


@pytest.mark.parametrize("loss", ["the pointer", "the table", "the whole folder"])
def test_lost_geodata_is_not_ready_until_it_is_built_again(
    make_live: MakeLive, publish_titled: Publish, geodata: Path, tmp_path: Path, loss: str
):
    publish_titled("First")
    folder = Path(shutil.copytree(geodata, tmp_path / "geodata"))
    if loss == "the pointer":
        (folder / "geodata.json").write_bytes(b"{")
    elif loss == "the table":
        (table,) = folder.glob("places-*.npy")
        table.write_bytes(table.read_bytes()[:-1])
    else:
        shutil.rmtree(folder)
    live = make_live(geodata_folder=folder)
    with pytest.raises(NotReadyError, match="geodata build"):
        live.serving()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(geodata, folder)
    assert live.serving().gazetteer.locate("60601").city == "Chicago"


def test_a_refreshed_table_of_places_is_taken_up(
    make_live: MakeLive, publish_titled: Publish, geodata: Path, tmp_path: Path
):
    own = Path(shutil.copytree(geodata, tmp_path / "geodata"))
    publish_titled("First")
    live = make_live(geodata_folder=own)
    before = live.serving()
    geonames = tmp_path / "geonames"
    geonames.mkdir()
    (geonames / "US.txt").write_text("US\t60601\tChicago\tIllinois\tIL\tCook\t031\t\t\t41.5\t-87.5\t4\n")
    refresh_geodata(own, geonames, tell=lambda _report: None)
    live.refresh()
    after = live.serving()
    assert (after.gazetteer.locate("60601").latitude, after.gazetteer.locate("60601").longitude) == (41.5, -87.5)
    assert before.gazetteer.locate("60601").latitude != 41.5
    assert "GeoNames" in after.gazetteer.notice
    assert after.current is before.current


@pytest.mark.parametrize("content", [b"", b"{", None], ids=["empty", "torn", "gone"])
def test_a_damaged_pointer_to_the_places_leaves_those_in_use(
    make_live: MakeLive, publish_titled: Publish, geodata: Path, tmp_path: Path, content: bytes | None
):
    own = Path(shutil.copytree(geodata, tmp_path / "geodata"))
    publish_titled("First")
    live = make_live(geodata_folder=own)
    before = live.serving()
    if content is None:
        (own / "geodata.json").unlink()
    else:
        (own / "geodata.json").write_bytes(content)
    live.refresh()
    assert live.serving() is before
    with pytest.raises(NotReadyError, match="geodata build"):
        make_live(geodata_folder=own).serving()
    shutil.copytree(geodata, own, dirs_exist_ok=True)
    assert make_live(geodata_folder=own).serving().gazetteer.locate("60601").city == "Chicago"
