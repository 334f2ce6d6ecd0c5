"""An instance as `leadmatch setup` leaves it, to read and to change a copy of."""

import shutil
from pathlib import Path

import pytest
from instances import shared_instance


@pytest.fixture(scope="session")
def ready_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_instance(tmp_path_factory)


@pytest.fixture
def own_instance(ready_instance: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready_instance, tmp_path / "instance"))
