"""One Chromium and one server with the real catalogue per worker; a fresh visitor per test, watched all the time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from embedding import embedding, guest
from example_site import example_server
from instances import serving, shared_instance
from playwright.sync_api import Browser, Page, expect
from visitor import TIMEOUT_MS, Visit, visits

# Pytest looks for fixtures in this file.
__all__ = ["embedding", "guest"]

expect.set_options(timeout=TIMEOUT_MS)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:  # noqa: ARG001  # first: may skip
    """Return the address of a server of the real catalogue, as `leadmatch serve` starts it."""
    instance = Path(shutil.copytree(shared_instance(tmp_path_factory), tmp_path_factory.mktemp("browser") / "instance"))
    with serving(instance, wait_for="/readyz") as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def example_home(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:  # noqa: ARG001  # as above
    """Return the address of a server of the example catalogue, with sponsors, and pages that fail."""
    with example_server(tmp_path_factory) as address:
        yield address


@pytest.fixture
def visit(chromium: Browser, home: str) -> Iterator[Visit]:
    """Return a maker of visitors; when the test ends, nothing may have gone wrong behind their pages."""
    yield from visits(chromium, home)


@pytest.fixture
def example_visit(chromium: Browser, example_home: str) -> Iterator[Visit]:
    """Return the same for the example catalogue."""
    yield from visits(chromium, example_home)


@pytest.fixture
def page(visit: Visit) -> Page:
    """Return a page on a desk's screen."""
    return visit()
