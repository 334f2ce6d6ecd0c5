import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from leadmatch.geo import pgeocode_cache
from leadmatch.geo.assemble import assemble_rows
from leadmatch.geo.build import BUILD_STEPS, ensure_geodata, is_whole
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.geo.pgeocode_cache import PgeocodeError, PostalPoint, ask_pgeocode, write_cache
from leadmatch.geo.table import POINTER_NAME, STANDARD, map_rows, read_pointer
from leadmatch.geo.zip_list import ListedZip

HEADER = (
    "country_code,postal_code,place_name,state_name,state_code,county_name,county_code,"
    "community_name,community_code,latitude,longitude,accuracy"
)
StartBuild = Callable[..., "subprocess.Popen[bytes]"]


def files_of(folder: Path):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_folder_holds_the_pointer_the_array_and_the_cache_of_pgeocode_and_nothing_else(built_folder: Path):
    pointer = read_pointer(built_folder)
    assert files_of(built_folder) == sorted(
        [
            ".lock",
            POINTER_NAME,
            pointer.file,
            f"{pointer.pgeocode_cache}/US.txt",
            f"{pointer.pgeocode_cache}/US-index.txt",
        ]
    )
    assert pointer.file == f"places-{pointer.sha256[:12]}.npy"
    assert pointer.counts == {
        "absent": 7735,
        "standard": 29805,
        "po_box": 9176,
        "unique": 2052,
        "military": 665,
        "unknown": 50567,
    }


def test_the_cache_is_in_the_format_of_pgeocode_itself(built_folder: Path):
    cache = built_folder / read_pointer(built_folder).pgeocode_cache
    for name in ("US.txt", "US-index.txt"):
        lines = (cache / name).read_text().splitlines()
        assert lines[0] == HEADER
        assert len(lines) == 1 + 29805 + 9176 + 2052
        assert lines[1].startswith("US,00501,Holtsville,,NY,Suffolk County,")


def test_pgeocode_asked_directly_says_what_the_table_says(built_folder: Path, gazetteer: Gazetteer):
    cache = built_folder / read_pointer(built_folder).pgeocode_cache
    script = (
        "import pgeocode, sys; us = pgeocode.Nominatim('US');"
        "places = map(us.query_postal_code, sys.argv[1:]);"
        "print(*[f'{float(place.latitude)!r} {float(place.longitude)!r}' for place in places], sep='\\n')"
    )
    zip_codes = ["90210", "00901", "96910", "99950", "00501"]
    answer = subprocess.run(
        [sys.executable, "-c", script, *zip_codes],
        env={**os.environ, "PGEOCODE_DATA_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    said = [tuple(map(float, line.split())) for line in answer.stdout.splitlines()]
    assert said == [gazetteer.locate(zip_code)[5:7] for zip_code in zip_codes]


def test_a_build_opens_no_socket_in_any_of_its_processes(without_sockets: dict[str, str], built_folder: Path):
    use = [sys.executable, "-c", "import socket; socket.socket()"]
    assert subprocess.run(use, env=without_sockets, check=False).returncode == 99
    assert is_whole(built_folder)  # was built in that environment


def test_pgeocode_never_downloads_even_where_its_cache_is_missing(tmp_path: Path, without_sockets: dict[str, str]):
    with pytest.raises(PgeocodeError, match="cache is missing"):
        ask_pgeocode(tmp_path, ["90210"])
    batch = [sys.executable, "-P", Path(pgeocode_cache.__file__).with_name("pgeocode_batch.py")]
    env = {**without_sockets, "PGEOCODE_DATA_DIR": str(tmp_path)}
    answer = subprocess.run(batch, env=env, input=b"90210", capture_output=True, check=False)
    assert answer.returncode == 1
    assert b"must be a list with at least one URL" in answer.stderr


def test_pgeocode_reads_a_cache_with_quotes_commas_and_doubles_in_any_folder(tmp_path: Path):
    folder = tmp_path / "a.txt folder, naïve"
    point = PostalPoint("US", "00501", 'The "Loop", N.A.', "NA", "NY", "", "", "", "", "40.5", "-73.25", "")
    write_cache(folder, [point, point._replace(latitude="41.5"), point._replace(postal_code="00502")])
    answers = ask_pgeocode(folder, ["00501", "00502", "00503", "501"])
    np.testing.assert_array_equal(answers, [[41.0, -73.25], [40.5, -73.25], [np.nan] * 2, [np.nan] * 2])


def test_a_torn_cache_is_told_and_not_served(tmp_path: Path):
    (tmp_path / "US.txt").write_text("country_code,postal_code\nUS,0")
    with pytest.raises(PgeocodeError, match="pgeocode failed"):
        ask_pgeocode(tmp_path, ["90210"])


def test_a_mapped_table_outlives_its_file(own_folder: Path):
    gazetteer = Gazetteer.open(own_folder)
    (own_folder / read_pointer(own_folder).file).unlink()
    assert all(gazetteer.locate(zip_code).zip_code == zip_code for zip_code in ("90210", "00901", "99950"))


def test_a_build_killed_at_any_moment_leaves_the_former_table_whole_and_the_next_one_clears_up(
    own_folder: Path, start_build: StartBuild
):
    before = read_pointer(own_folder)
    for moment in (random.uniform(0.1, 0.9), random.uniform(0.5, 2.0)):  # noqa: S311  no secret
        build = start_build(own_folder)
        time.sleep(moment)
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        in_use = read_pointer(own_folder)
        assert map_rows(own_folder, in_use).shape == (100_000,)
        assert (own_folder / in_use.pgeocode_cache / "US-index.txt").is_file()
        assert in_use.sha256 == before.sha256
    assert ensure_geodata(own_folder) is None
    (own_folder / in_use.file).write_bytes(b"torn")
    steps: list[str] = []
    after = ensure_geodata(own_folder, announce=steps.append, clock=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    assert after == read_pointer(own_folder)
    assert (after.sha256, after.counts) == (before.sha256, before.counts)
    assert after.built_at == "2026-01-02T03:04:05Z"
    assert steps == list(BUILD_STEPS)
    assert len(files_of(own_folder)) == 5


def test_a_name_too_long_for_the_table_is_refused_and_not_cut():
    row = ListedZip("90210", STANDARD, "A" * 29, "CA", "", "", (34.0, -118.0))
    with pytest.raises(ValueError, match="longer than the 28 bytes"):
        assemble_rows([row], {"90210": (34.0, -118.0)}, [""])
