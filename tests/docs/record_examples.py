"""Record what a fresh demonstration answers to the example requests; run as a script, it replaces the answers on file.

    .venv/bin/python tests/docs/record_examples.py

Lists are cut to their first two: an example is there to be read.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

import orjson
import pytest
from demo_api import demo_api, operations

import leadmatch.partner.docs

FOLDER = Path(leadmatch.partner.docs.__file__).parent / "examples"
BY_HAND = {"openapi_document"}  # it would hold itself
LONGEST_LIST = 2


def shortened(value: object) -> object:
    """Return a value of JSON with its lists of objects cut."""
    if isinstance(value, dict):
        return {name: shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        is_of_objects = any(isinstance(each, dict) for each in value)
        return [shortened(each) for each in (value[:LONGEST_LIST] if is_of_objects else value)]
    return value


def record() -> None:
    """Ask for every answer that is not made up by hand, and write it into its file."""
    # As many folders as a run of tests would have; pytest cleans up the oldest.
    factory = pytest.TempPathFactory(None, 3, "all", trace=lambda *_: None, _ispytest=True)
    with demo_api(factory) as api:
        for method, path, operation in operations(api.document):
            name = operation["operationId"]
            file = FOLDER / f"{name}.json"
            example = orjson.loads(file.read_bytes()) if file.exists() else {}
            if name in BY_HAND or "answer" not in example:  # the operation itself says it, made up
                continue
            example["answer"] = shortened(api.send(method, path, operation).json)
            file.write_bytes(orjson.dumps(example, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    record()
