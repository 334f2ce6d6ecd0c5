"""The programs that the pages of /docs show, as a reader would copy them."""

import html
import re
from dataclasses import dataclass

from demo_api import DemoApi

PAGES = ("/docs", "/docs/guide", "/docs/reference", "/docs/reference/schools", "/docs/changes")
_CODE = re.compile(r'<code data-language="(\w+)"(?: data-runs="(\w+)")?>(.*?)</code>', re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """A block of code on a page.

    Args:
        page: its path.
        language: as the page says.
        runs: by whose key: ``secret``, ``publishable`` or ``school``; ``setup`` sets it; empty where it is no program.
    """

    page: str
    language: str
    runs: str
    text: str


def everything_shown(api: DemoApi) -> list[Shown]:
    """Return every block of code on every page."""
    return [
        Shown(page, language, runs, html.unescape(text))
        for page in PAGES
        for language, runs, text in _CODE.findall(api.server.get(page).body.decode())
    ]
