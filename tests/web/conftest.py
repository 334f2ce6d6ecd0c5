"""The small service as fixtures; logs go back to their default after each test."""

from collections.abc import Iterator

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from small_service import Journal, make_app


@pytest.fixture(autouse=True)
def default_log() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def app(journal: Journal) -> Flask:
    return make_app(journal)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
