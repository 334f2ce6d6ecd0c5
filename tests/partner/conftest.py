"""A site whose sponsors take inquiries, with a partner whose keys work."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from instances import shared_geodata
from partner_site import PartnerSite, partner_site


@pytest.fixture
def site(fresh_database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerSite]:
    made = partner_site(tmp_path, shared_geodata(tmp_path_factory), fresh_database_url)
    yield made
    made.asking.close()
