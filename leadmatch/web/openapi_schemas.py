"""The schemas of a finished OpenAPI document: what each is, and that answers may gain members (rule H4)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_SCHEMAS = "#/components/schemas/"


def describe_schemas(document: dict[str, Any], described: Mapping[str, str]) -> None:
    """Write into each schema what it is, and open those of answers; what is sent stays closed.

    A client that is made of a closed schema would refuse an answer with a member that it does not know yet.

    Args:
        document: all of it.
        described: by name of the schema.
    """
    schemas = document["components"].get("schemas", {})
    sent = _reached(_bodies(document), schemas)
    for name, schema in schemas.items():
        schema["description"] = described[name]
        if name not in sent and schema.get("additionalProperties") is False:
            del schema["additionalProperties"]


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
