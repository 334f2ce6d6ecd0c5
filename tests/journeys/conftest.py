"""One instance from an empty folder, and its server, for all journeys of a run."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from instances import Server, serving, shared_instance


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(shared_instance(tmp_path_factory), tmp_path_factory.mktemp("journey") / "instance"))


@pytest.fixture(scope="session")
def server(instance: Path) -> Iterator[Server]:
    with serving(instance, wait_for="/readyz") as running:
        yield running
