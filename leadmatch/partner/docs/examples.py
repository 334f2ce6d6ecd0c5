"""One example of each operation, from the folder of that name: written by hand but for the answers, which are recorded.

    .venv/bin/python tests/docs/record_examples.py

Do so whenever a test says that an answer is another one by now.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import orjson

from leadmatch.web.openapi_examples import Example


@cache
def examples() -> Mapping[str, Example]:
    """Return the examples by operationId."""
    folder = resources.files("leadmatch.partner.docs") / "examples"
    return {file.name.removesuffix(".json"): _read(file) for file in folder.iterdir() if file.name.endswith(".json")}


def _read(file: Traversable) -> Example:
    written = orjson.loads(file.read_bytes())
    return Example(written["parameters"], body=written.get("body"), answer=written.get("answer"))
