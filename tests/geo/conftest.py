"""The table built once per session, and small GeoNames folders to refresh from."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from leadmatch.geo.gazetteer import Gazetteer

GEONAMES_ROWS = {
    "US": [
        "US\t90210\tBeverly Hills\tCalifornia\tCA\tLos Angeles\t037\t\t\t34.0901\t-118.4065\t4",
        "US\t10001\tNew York\tNew York\tNY\tNew York\t061\t\t\t41.7484\t-73.9967\t4",
        "US\t60601\tChicago\tIllinois\tIL\tCook\t031\t\t\t41.80\t-87.60\t4",
        'US\t60601\tThe "Loop", Chicago\tIllinois\tIL\tCook\t031\t\t\t41.90\t-87.70\t4',
        "US\t09001\tAPO AA\t\t\t\t\t\t\t38.1105\t15.6613\t",
        "US\t20253\tNowhere\tDistrict of Columbia\tDC\t\t\t\t\t38.9\t-77.0\t",
        "US\t77352\tLivingston\tTexas\tTX\tPolk\t373\t\t\t30.7110\t-94.9330\t4",
    ],
    "PR": ["PR\t00901\tSan Juan\tSan Juan\t127\t\t\t\t\t18.4663\t-66.1057\t4"],
    "FM": ["FM\t96941\tPohnpei\tState of Pohnpei\t02\t\t\t\t\t6.9667\t158.2083\t1"],
}


NO_SOCKETS = """
import os, sys
def refuse(event, arguments):
    if event.startswith("socket."):
        os._exit(99)
sys.addaudithook(refuse)
"""
BUILD = "import sys; from pathlib import Path; from leadmatch.geo.build import *; build_geodata(Path(sys.argv[1]))"


@pytest.fixture(scope="session")
def without_sockets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which a Python process, and those it starts, end with 99 at the first use of a socket."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(NO_SOCKETS)
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.fixture(scope="session")
def start_build() -> Callable[..., "subprocess.Popen[bytes]"]:
    """Start a build of a folder in a process, and process group, of its own."""
    return lambda folder, env=None: subprocess.Popen(
        [sys.executable, "-c", BUILD, folder], start_new_session=True, env=env
    )


@pytest.fixture(scope="session")
def built_folder(
    tmp_path_factory: pytest.TempPathFactory,
    start_build: Callable[..., "subprocess.Popen[bytes]"],
    without_sockets: dict[str, str],
) -> Path:
    """The built-in table, built where sockets end a process; read it, change only copies of it."""
    folder = tmp_path_factory.mktemp("geodata")
    assert start_build(folder, without_sockets).wait() == 0
    return folder


@pytest.fixture(scope="session")
def gazetteer(built_folder: Path) -> Gazetteer:
    return Gazetteer.open(built_folder)


@pytest.fixture
def own_folder(built_folder: Path, tmp_path: Path) -> Path:
    """A copy of the built-in table that a test may damage."""
    return Path(shutil.copytree(built_folder, tmp_path / "geodata"))


@pytest.fixture(scope="session")
def geonames_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few GeoNames files; read them, change only copies."""
    folder = tmp_path_factory.mktemp("geonames")
    for country, rows in GEONAMES_ROWS.items():
        (folder / f"{country}.txt").write_text("".join(f"{row}\n" for row in rows))
    return folder


@pytest.fixture
def geonames_files(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of files from their contents."""

    def make(**contents: bytes) -> Path:
        folder = tmp_path / "geonames"
        folder.mkdir()
        for name, content in contents.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        return folder

    return make
