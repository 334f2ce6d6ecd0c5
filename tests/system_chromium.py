"""The Chromium of the system, one per worker: nothing is ever downloaded.

Without one the tests are left out, and tests/left_out.py says so at the end of the run.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from left_out import NO_CHROMIUM
from playwright.sync_api import Browser, sync_playwright

OPEN = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPEN += ["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the browser: one in each worker, for Playwright can be started once."""
    found = shutil.which("chromium")
    if found is None:
        is_required = os.environ.get("CI") == "true" or os.environ.get("LEADMATCH_REQUIRE_BROWSER") == "1"
        (pytest.fail if is_required else pytest.skip)(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=OPEN)
        yield browser
        browser.close()
