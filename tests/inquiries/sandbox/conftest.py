"""A site with a sandbox, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from databases import Databases
from instances import shared_geodata
from sandboxed import Sandboxed, sandboxed


@pytest.fixture(scope="module")
def sides(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandboxed]:
    folder = tmp_path_factory.mktemp("sandbox")
    made = sandboxed(folder, shared_geodata(tmp_path_factory), databases.migrated())
    yield made
    made.site.close()
