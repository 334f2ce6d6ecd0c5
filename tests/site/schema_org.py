"""Judges JSON-LD by a table of schema.org's own vocabulary (schema_org.json names its release)."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

_TABLE = json.loads((Path(__file__).parent / "schema_org.json").read_text())["types"]
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?")
_DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d|2[1-9]\d\d-[01]\d-[0-3]\d")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_DATATYPES = {
    "Text": _is_text,
    "URL": lambda value: _is_text(value) and re.fullmatch(r"https?://[^\s<>\"]+", value) is not None,
    "Date": lambda value: _is_text(value) and _DAY.fullmatch(value) is not None,
    "Duration": lambda value: _is_text(value) and _DURATION.fullmatch(value) is not None,
    "Number": _is_number,
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
}


@cache
def kinds_of(name: str) -> frozenset[str]:
    """Return a type and all its ancestors."""
    return frozenset({name}).union(*(kinds_of(parent) for parent in _TABLE[name]["parents"]))


def properties_of(name: str) -> dict[str, list[str]]:
    """Return what a type may state, its own and its ancestors', and what each takes."""
    return {each: takes for kind in kinds_of(name) for each, takes in _TABLE[kind]["properties"].items()}


def faults(node: object, path: str = "$") -> Iterator[str]:
    """Yield what schema.org does not allow in a node; nothing where it is valid."""
    if not isinstance(node, dict) or node.get("@type") not in _TABLE:
        yield f"{path}: is no node of a type of the table"
        return
    allowed = properties_of(node["@type"])
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in allowed:
            yield f"{path}.{name}: {node['@type']} has no such property"
            continue
        values = value if isinstance(value, list) else [value]
        if not values:
            yield f"{path}.{name}: is empty"
        for each in values:
            yield from _value_faults(each, allowed[name], f"{path}.{name}")


def _value_faults(value: Any, takes: list[str], path: str) -> Iterator[str]:  # noqa: ANN401  # whatever JSON holds
    if isinstance(value, dict):
        yield from faults(value, path)
        if value.get("@type") in _TABLE and not kinds_of(value["@type"]) & set(takes):
            yield f"{path}: takes {takes}, not {value['@type']}"
    elif not any(_DATATYPES[each](value) for each in takes if each in _DATATYPES):
        yield f"{path}: takes {takes}, not {value!r}"
