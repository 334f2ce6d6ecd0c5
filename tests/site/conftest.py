"""The whole application over a small catalogue and the real table of places."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from asking_site import AskingSite, asking_site
from flask import Flask
from flask.testing import FlaskClient
from instances import shared_geodata
from reading import Element, MakeApp, Open, read_page
from site_catalogue import ExamplePlacements, example_serving

from leadmatch.app import create_app
from leadmatch.search.live import Serving
from leadmatch.search.placements import NoPlacements, Placements
from leadmatch.settings import Settings


@pytest.fixture(autouse=True)
def default_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Serving:
    return example_serving(tmp_path_factory)


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory, serving: Serving) -> MakeApp:
    def make(placements: Placements | None = None, *, is_ready: bool = True, contact_email: str = "") -> Flask:
        instance = tmp_path_factory.mktemp("instance")
        settings = Settings(
            instance=instance,
            database_url=f"sqlite:///{instance / 'leadmatch.db'}",
            environment="development",
            secret_key="not a secret, " * 3,
            base_url="http://127.0.0.1:8000",
            contact_email=contact_email,
            rate_limits=False,
        )
        app = create_app(settings, watches=False, placements=placements or NoPlacements())
        if is_ready:
            app.extensions["leadmatch.catalogue"]._serving = serving
        return app

    return make


@pytest.fixture(scope="session")
def client(make_app: MakeApp) -> FlaskClient:
    return make_app().test_client()


@pytest.fixture(scope="session")
def sponsored_client(make_app: MakeApp) -> FlaskClient:
    return make_app(ExamplePlacements()).test_client()


@pytest.fixture
def asking(fresh_database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskingSite]:
    """Give a site whose sponsors take inquiries, on a database of its own."""
    site = asking_site(tmp_path, shared_geodata(tmp_path_factory), fresh_database_url)
    yield site
    site.close()


@pytest.fixture
def browser(asking: AskingSite) -> FlaskClient:
    """Give a visitor of that site."""
    return asking.app.test_client()


@pytest.fixture
def open_page(client: FlaskClient) -> Open:
    """Return a page as a tree, after checking its status."""

    def open_one(address: str, status: int = 200) -> Element:
        response = client.get(address)
        assert response.status_code == status, address
        assert response.content_type == "text/html; charset=utf-8"
        return read_page(response.text)

    return open_one
