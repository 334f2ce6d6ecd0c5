"""The address at which an instance was served last: `serve` notes it, `demo` names it in what it tells to try."""

import contextlib
import os

from leadmatch.settings import Settings

_FILE = "served-at"


def note_served_address(settings: Settings, address: str) -> None:
    """Note where an instance is served, for commands of a later process; a folder that cannot be written to is left."""
    with contextlib.suppress(OSError):
        (settings.instance / _FILE).write_text(f"{address}\n")


def served_address(settings: Settings) -> str:
    """Return the address of the site: as it is set, else where it was served last, else where it would be."""
    if "LEADMATCH_BASE_URL" not in os.environ:
        with contextlib.suppress(OSError):
            return (settings.instance / _FILE).read_text().strip() or settings.base_url
    return settings.base_url
