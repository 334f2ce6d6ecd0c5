"""An instance as `leadmatch setup` leaves it, to read and to change a copy of."""

import shutil
from pathlib import Path

import pytest
from instances import shared_demo_instance, shared_instance


@pytest.fixture(scope="session")
def ready_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_instance(tmp_path_factory)


@pytest.fixture
def own_instance(ready_instance: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ready_instance, tmp_path / "instance"))


@pytest.fixture(scope="session")
def demo_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_demo_instance(tmp_path_factory)


@pytest.fixture
def own_demo_instance(demo_instance: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_instance, tmp_path / "instance"))
