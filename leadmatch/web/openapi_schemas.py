"""The schemas of a finished OpenAPI document: what each is, and that answers may gain members and values (rule H4)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_SCHEMAS = "#/components/schemas/"


def describe_schemas(document: dict[str, Any], described: Mapping[str, str]) -> None:
    """Write into each schema what it is, and open those of answers; what is sent stays closed.

    A client that is made of a closed schema would refuse an answer with a member or a value that it does not know yet.

    Args:
        document: all of it.
        described: by name of the schema.
    """
    schemas = document["components"].get("schemas", {})
    sent = _reached(_bodies(document), schemas)
    for name, schema in schemas.items():
        schema["description"] = described[name]
        if name in sent:
            continue
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
        for member in schema.get("properties", {}).values():
            _open_values(member)


def _open_values(schema: dict[str, Any]) -> None:
    """Let other values come beside those that are listed for a member, or for what it holds."""
    for inner in ("items", "additionalProperties"):
        if inner in schema:
            _open_values(schema[inner])
    if "enum" not in schema:
        return
    kind, values = schema.pop("type"), schema.pop("enum")
    kinds = kind if isinstance(kind, list) else [kind]
    known = {"type": kinds[0], "enum": [each for each in values if each is not None]}
    schema["anyOf"] = [known, *({"type": each} for each in kinds)]


def _bodies(document: Mapping[str, Any]) -> Iterator[object]:
    for methods in document["paths"].values():
        for operation in methods.values():
            yield operation.get("requestBody")


def _reached(values: Iterable[object], schemas: Mapping[str, Any]) -> set[str]:
    """Return the names of the schemas that values refer to, and of those that these do."""
    found: set[str] = set()
    wanted = [*values]
    while wanted:
        value = wanted.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix(_SCHEMAS)
            if name in schemas and name not in found:
                found.add(name)
                wanted.append(schemas[name])
            wanted += value.values()
        elif isinstance(value, list):
            wanted += value
    return found
