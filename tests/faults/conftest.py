"""An instance to break: a copy of what `leadmatch setup` makes."""

import shutil
from pathlib import Path

import pytest
from instances import SEED, shared_instance


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
