"""An instance to break: a copy of what `leadmatch setup` makes, or a small service that takes inquiries.

Few faults each, unless LEADMATCH_FAULTS is ``full`` (`make faults`).
"""

import os
import shutil
from pathlib import Path

import pytest
from databases import Databases
from instances import SEED, shared_geodata, shared_instance
from sponsored_service import SmallService, make_service, make_service_on_sqlite


@pytest.fixture(scope="session")
def is_full() -> bool:
    return os.environ.get("LEADMATCH_FAULTS") == "full"


@pytest.fixture
def service(fresh_database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallService:
    return make_service(tmp_path / "instance", fresh_database_url, shared_geodata(tmp_path_factory))


@pytest.fixture
def service_on_sqlite(
    sqlite_files: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> SmallService:
    """Give one whose database lies in its own folder."""
    return make_service_on_sqlite(tmp_path / "instance", sqlite_files, shared_geodata(tmp_path_factory))


@pytest.fixture
def instance(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared_instance(tmp_path_factory), tmp_path / "instance"))


@pytest.fixture
def catalogue_files(tmp_path: Path) -> list[Path]:
    """Catalogue files of different lengths, the first rows of the embedded one."""
    header, *rows = SEED.read_text().splitlines(keepends=True)
    files = []
    for count in (1_100, 1_300, 1_500):
        files.append(tmp_path / f"first-{count}.csv")
        files[-1].write_text(header + "".join(rows[:count]))
    return files
