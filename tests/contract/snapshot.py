"""The OpenAPI document as the application makes it now; run as a script, it replaces the committed snapshot.

    .venv/bin/python tests/contract/snapshot.py

Do so in the commit that adds to the API; `test_v1_only_gains.py` tells whether something was taken away.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from leadmatch.app import create_app
from leadmatch.settings import Settings

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi-v1.json"


def present_document() -> dict[str, Any]:
    """Return the document; it needs neither a catalogue nor a database with tables."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env({"LEADMATCH_INSTANCE": folder})
        document: dict[str, Any] = create_app(settings, watches=False).test_client().get("/openapi.json").get_json()
    return document


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(present_document(), indent=1, ensure_ascii=False) + "\n")
