"""The real catalogue and the real table of places, and reading a school's file against them."""

from pathlib import Path

import pytest
from instances import SEED, shared_geodata
from spreadsheets import TODAY, Read, Refused

from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.school_file.known import KnownCatalogue
from leadmatch.catalogue.school_file.reading import SchoolFile, read_school_file
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.geo.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def known() -> KnownCatalogue:
    programs, _sources = read_seed(SEED, on=TODAY)
    return KnownCatalogue.of(programs)


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer.open(shared_geodata(tmp_path_factory))


@pytest.fixture(scope="session")
def read(known: KnownCatalogue, gazetteer: Gazetteer) -> Read:
    def read_file(path: Path) -> SchoolFile:
        return read_school_file(path, known, gazetteer, on=TODAY, on_progress=lambda _done: None)

    return read_file


@pytest.fixture(scope="session")
def refused(read: Read) -> Refused:
    """Return what is complained about in a file, each complaint a line."""

    def complaints(path: Path) -> list[str]:
        with pytest.raises(CatalogueFileError) as caught:
            read(path)
        return [str(complaint) for complaint in caught.value.complaints]

    return complaints
