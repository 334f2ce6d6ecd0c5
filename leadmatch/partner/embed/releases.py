"""The released versions of the element's script: each is a file that never changes, listed with its hash.

To change the element, copy the newest file under the next version and add its line to releases.txt; `integrity_of`
says the hash, and a test says it too where it differs. ``v1`` only gains: what a page relies on stays.
"""

import base64
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha384
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "static" / "embed"
LIST = FOLDER / "releases.txt"


@dataclass(frozen=True, slots=True)
class Release:
    """One version of the script.

    Args:
        version: ``1.0.0``.
        integrity: what a page that pins this version writes into its script tag.
        content: the file.
        gzipped: the same, compressed as well as gzip can.
    """

    version: str
    integrity: str
    content: bytes
    gzipped: bytes

    @property
    def path(self) -> str:
        """Where the version stands, for good."""
        return f"/embed/v{self.version}.js"


def integrity_of(content: bytes) -> str:
    """Return the subresource integrity of a file."""
    return f"sha384-{base64.b64encode(sha384(content).digest()).decode()}"


@cache
def releases() -> Mapping[str, Release]:
    """Return every released version by its number, in the order of the list."""
    lines = (line.split() for line in LIST.read_text().splitlines() if line)
    return {version: _read(version, integrity) for version, integrity in lines}


def newest() -> Release:
    """Return the version that ``/embed/v1.js`` gives: the last of the list."""
    return [*releases().values()][-1]


def _read(version: str, integrity: str) -> Release:
    content = (FOLDER / f"v{version}.js").read_bytes()
    return Release(version, integrity, content, gzip.compress(content, mtime=0))
