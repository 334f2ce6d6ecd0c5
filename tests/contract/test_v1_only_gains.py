"""Version 1 of the API only gains: whatever `docs/openapi-v1.json` promises is still there, and asks for no more.

After adding to the API, refresh the snapshot: `.venv/bin/python tests/contract/snapshot.py`.
"""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from snapshot import SNAPSHOT, present_document

Document = dict[str, Any]
MISSING = object()


def losses(before: Document, now: Document) -> list[str]:
    """Return what a client of `before` would miss in `now`, or be newly asked for."""
    found: list[str] = []
    for path, operations in before["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            present = now["paths"].get(path, {}).get(method)
            if present is None:
                found.append(f"{where} is gone")
                continue
            if present["operationId"] != operation["operationId"]:  # generated clients name their functions by it
                found.append(f"{where} has another operationId")
            found += _parameter_losses(where, operation, present, before, now)
            for status, answer in operation["responses"].items():
                found += _answer_losses(f"{where} {status}", answer, present["responses"].get(status), before, now)
    return found


def _parameter_losses(where: str, was: Document, now: Document, *documents: Document) -> Iterator[str]:
    known = {(each["in"], each["name"]): each for each in was["parameters"]}
    present = {(each["in"], each["name"]): each for each in now["parameters"]}
    for key, each in present.items():
        if each.get("required") and not known.get(key, {}).get("required"):
            yield f"{where}: parameter {key[1]} is now required"
    for key, each in known.items():
        if key not in present:
            yield f"{where}: parameter {key[1]} is gone"
            continue
        yield from _schema_losses(f"{where} ?{key[1]}", each["schema"], present[key]["schema"], *documents)
        for name in ("style", "explode"):
            if each.get(name) != present[key].get(name):
                yield f"{where}: parameter {key[1]} has another {name}"
        yield from _narrower(f"{where} ?{key[1]}", each["schema"], present[key]["schema"])


def _narrower(where: str, was: Document, now: Document) -> Iterator[str]:
    """Yield the limits of a parameter that let less through than they did."""
    for limit, is_tighter in (
        ("minimum", lambda before, after: after > before),
        ("maximum", lambda before, after: after < before),
        ("minLength", lambda before, after: after > before),
        ("maxLength", lambda before, after: after < before),
        ("pattern", lambda before, after: after != before),
        ("enum", lambda _before, _after: False),  # values that left are told by _schema_losses
        ("minItems", lambda before, after: after > before),
        ("maxItems", lambda before, after: after < before),
        ("multipleOf", lambda before, after: after > before),
        ("default", lambda before, after: after != before),
    ):
        before, after = was.get(limit, MISSING), now.get(limit, MISSING)
        if before is MISSING and after is MISSING:
            continue
        # A limit that was not there is new, except a default: what was sent before is still taken as it was.
        if before is MISSING or after is MISSING:
            if (before is MISSING) != (limit == "default"):
                yield f"{where}: has {'a new' if before is MISSING else 'lost its'} {limit}"
        elif is_tighter(before, after):
            yield f"{where}: {limit} was {before}, is {after}"


def _answer_losses(where: str, was: Document, now: Document | None, *documents: Document) -> Iterator[str]:
    if now is None:
        yield f"{where} is gone"
        return
    for name in was.get("headers", {}):
        if name not in now.get("headers", {}):
            yield f"{where}: header {name} is gone"
    for media_type, content in was.get("content", {}).items():
        if media_type not in now.get("content", {}):
            yield f"{where}: {media_type} is gone"
            continue
        yield from _schema_losses(where, content["schema"], now["content"][media_type]["schema"], *documents)


def _schema_losses(where: str, was: Document, now: Document, *documents: Document) -> Iterator[str]:
    was, now = (_resolved(schema, document) for schema, document in zip((was, now), documents, strict=True))
    if _types(was) != _types(now):
        yield f"{where}: type was {_types(was)}, is {_types(now)}"
    gone = [value for value in was.get("enum", []) if value not in (None, *now.get("enum", [value]))]  # null is a type
    if gone:
        yield f"{where}: {gone} left the list of values"
    for name, schema in was.get("properties", {}).items():
        if name not in now.get("properties", {}):
            yield f"{where}: field {name} is gone"
            continue
        if name in was.get("required", []) and name not in now.get("required", []):
            yield f"{where}: field {name} may be absent now"
        yield from _schema_losses(f"{where}.{name}", schema, now["properties"][name], *documents)
    for inner in ("items", "additionalProperties"):
        if isinstance(was.get(inner), dict):
            yield from _schema_losses(f"{where}[]", was[inner], now.get(inner, {}), *documents)


def _resolved(schema: Document, document: Document) -> Document:
    if "$ref" in schema:
        return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for either in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(either, []):
            if "enum" in each:  # values of now, beside which others may come
                return each | {"type": [one["type"] for one in schema[either] if one is not each]}
            if "$ref" in each:
                return _resolved(each, document) | {"type": ["object", "null"]}
    return schema


def _types(schema: Document) -> list[str]:
    declared = schema.get("type", [])
    return sorted(declared) if isinstance(declared, list) else [declared]


@pytest.fixture(scope="module")
def snapshot() -> Document:
    document: Document = json.loads(SNAPSHOT.read_text())
    return document


@pytest.fixture(scope="module")
def present() -> Document:
    return present_document()


def test_nothing_of_the_snapshot_is_gone(snapshot: Document, present: Document):
    assert losses(snapshot, present) == []


def test_the_snapshot_is_refreshed_with_what_was_added(snapshot: Document, present: Document):
    assert snapshot == present, "refresh it: .venv/bin/python tests/contract/snapshot.py"


PROGRAMS = ("paths", "/api/v1/programs", "get")
ITEM = ("components", "schemas", "Program")
CHANGES: dict[str, tuple[tuple[object, ...], Callable[[Any], object]]] = {
    "get /api/v1/fields is gone": (("paths",), lambda at: at.pop("/api/v1/fields")),
    "get /api/v1/programs is gone": (PROGRAMS[:2], lambda at: at.pop("get")),
    "get /api/v1/programs has another operationId": (PROGRAMS, lambda at: at.update(operationId="new")),
    "get /api/v1/programs: parameter zip is gone": ((*PROGRAMS, "parameters"), lambda at: at.pop(0)),
    "get /api/v1/programs: parameter radius_miles is now required": (
        (*PROGRAMS, "parameters", 1), lambda at: at.update(required=True)),
    "get /api/v1/programs ?radius_miles: maximum was 500, is 499": (
        (*PROGRAMS, "parameters", 1, "schema"), lambda at: at.update(maximum=499)),
    "get /api/v1/programs ?school: has a new enum": (
        (*PROGRAMS, "parameters", 10, "schema"), lambda at: at.update(enum=["a"])),
    "get /api/v1/programs ?school: has a new minItems": (
        (*PROGRAMS, "parameters", 10, "schema"), lambda at: at.update(minItems=2)),
    "get /api/v1/programs ?sort: default was distance, is cost": (
        (*PROGRAMS, "parameters", 11, "schema"), lambda at: at.update(default="cost")),
    "get /api/v1/programs ?radius_miles: type was ['number'], is ['integer']": (
        (*PROGRAMS, "parameters", 1, "schema"), lambda at: at.update(type="integer")),
    "get /api/v1/programs: parameter field has another explode": (
        (*PROGRAMS, "parameters", 2), lambda at: at.update(explode=False)),
    "get /api/v1/programs ?field[]: ['medical-office'] left the list of values": (
        (*PROGRAMS, "parameters", 2, "schema", "items", "enum"), lambda at: at.remove("medical-office")),
    "get /api/v1/programs 304 is gone": ((*PROGRAMS, "responses"), lambda at: at.pop("304")),
    "get /api/v1/programs 200: header ETag is gone": (
        (*PROGRAMS, "responses", "200", "headers"), lambda at: at.pop("ETag")),
    "get /api/v1/programs 422: application/problem+json is gone": (
        (*PROGRAMS, "responses", "422", "content"), lambda at: at.pop("application/problem+json")),
    "get /api/v1/programs 200.programs[]: field title is gone": (
        (*ITEM, "properties"), lambda at: at.pop("title")),
    "get /api/v1/programs 200.programs[]: field title may be absent now": (
        (*ITEM, "required"), lambda at: at.remove("title")),
    "get /api/v1/programs 200.programs[].distance_miles: type was ['null', 'number'], is ['number']": (
        (*ITEM, "properties", "distance_miles"), lambda at: at.update(type="number")),
    "get /api/v1/programs 200.programs[].cost.basis: ['unknown'] left the list of values": (
        ("components", "schemas", "Cost", "properties", "basis", "anyOf", 0, "enum"),
        lambda at: at.remove("unknown")),
    "get /api/v1/programs 200.programs[].campus: field city is gone": (
        ("components", "schemas", "Campus", "properties"), lambda at: at.pop("city")),
    "get /api/v1/programs 200.excluded[]: type was ['integer'], is ['string']": (
        ("components", "schemas", "SearchPage", "properties", "excluded", "additionalProperties"),
        lambda at: at.update(type="string")),
}  # fmt: skip


@pytest.mark.parametrize("loss", CHANGES)
def test_a_loss_is_seen(snapshot: Document, loss: str):
    changed = copy.deepcopy(snapshot)
    place, change = CHANGES[loss]
    at: Any = changed
    for step in place:
        at = at[step]
    change(at)
    assert loss in losses(snapshot, changed)


def test_a_gain_is_no_loss(snapshot: Document):
    gained = copy.deepcopy(snapshot)
    gained["paths"]["/api/v1/new"] = gained["paths"]["/api/v1/fields"]
    search = gained["paths"]["/api/v1/programs"]["get"]
    search["parameters"].append({"in": "query", "name": "new", "schema": {"type": "string"}, "required": False})
    search["parameters"][2]["schema"]["items"]["enum"].append("new")
    search["responses"]["451"] = search["responses"]["422"]
    gained["components"]["schemas"]["Program"]["properties"]["new"] = {"type": "string"}
    assert losses(snapshot, gained) == []
    assert losses(gained, snapshot) != []
