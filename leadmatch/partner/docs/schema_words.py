"""A JSON Schema in words: what may be sent or comes back, with its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = Mapping[str, Any]

_NULL: Final = "null"
_BEYOND_INTEREST: Final = 10**12  # limits that only keep a number a number
_ANY_TEXT: Final = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
_FORMATS: Final[Mapping[str, str]] = {
    "date": "date (2026-11-30)",
    "date-time": "time (2026-11-30T15:04:05Z)",
    "uri": "address",
    "email": "e-mail address",
}
_SINGULAR: Final[Mapping[str, str]] = {"integer": "whole number", "number": "number", "boolean": "true or false"}
_PLURAL: Final[Mapping[str, str]] = {"integer": "whole numbers", "number": "numbers", "boolean": "true or false"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is, in words around the name of an object.

    Args:
        before: the words.
        target: name of the schema that they end in; None where they say it all.
        after: more words.
        values: all that there are, where they are listed.
        pattern: a regular expression that a text matches, where it says something.
    """

    before: str
    target: str | None = None
    after: str = ""
    values: tuple[str, ...] = ()
    pattern: str | None = None


def kind_of(schema: Schema) -> Kind:
    """Return what a value of this schema is."""
    found, is_nullable = _without_null(schema)
    after = ", or null" if is_nullable else ""
    if "$ref" in found:
        return Kind("", _name_of(found), after)
    if _type_of(found) == "array":
        return _list(found, after)
    if _type_of(found) == "object":
        return _map(found, after)
    values = tuple(_json_word(each) for each in found.get("enum", ()) if each is not None)
    if values and _is_open(schema):
        return Kind("one of", None, f", or a new one{after}", values)
    if values:
        return Kind("one of" if len(values) > 1 else "always", None, after, values)
    pattern = found.get("pattern")
    return Kind(_scalar(found) + after, pattern=None if pattern == _ANY_TEXT else pattern)


def _is_open(schema: Schema) -> bool:
    """Tell whether other values may come to those that are listed."""
    return len([each for each in schema.get("anyOf", ()) if each.get("type") != _NULL]) > 1


def _without_null(schema: Schema) -> tuple[Schema, bool]:
    either = [each for name in ("anyOf", "oneOf") for each in schema.get(name, ())]
    if either:
        real = [each for each in either if each.get("type") != _NULL]
        return real[0], len(real) < len(either)
    types = schema.get("type")
    return schema, isinstance(types, list) and _NULL in types


def _type_of(schema: Schema) -> str:
    types = schema.get("type", "")
    return next(each for each in types if each != _NULL) if isinstance(types, list) else str(types)


def _name_of(schema: Schema) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _list(schema: Schema, after: str) -> Kind:
    item = schema.get("items", {})
    inner = kind_of(item)
    most = schema.get("maxItems")
    count = "" if most is None else f" of {_range(schema.get('minItems', 0), most)}"
    after = (", each once" if schema.get("uniqueItems") else "") + after
    if inner.target:
        return Kind(f"list{count}, each", inner.target, after)
    if inner.values:
        return Kind(f"list{count}, out of" if count else "list out of", None, inner.after + after, inner.values)
    items = f"{count} {_plural(item)}" if count else f" of {_plural(item)}"
    return Kind(f"list{items}{after}", pattern=inner.pattern)


def _map(schema: Schema, after: str) -> Kind:
    values = schema.get("additionalProperties")
    if not isinstance(values, dict) or not values:
        return Kind(f"object{after}")
    inner, is_nullable = _without_null(values)
    plural = _plural(inner) + (", or null" if is_nullable else "")
    return Kind(f"object: names with {plural}{after}")


def _scalar(schema: Schema) -> str:
    kind = _type_of(schema)
    if kind != "string":
        return _SINGULAR.get(kind, kind) + _limits(schema)
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    return "text" if most is None else f"text of {_range(least, most)} characters"


def _plural(schema: Schema) -> str:
    kind = _type_of(schema)
    return _PLURAL.get(kind, "texts" if kind == "string" else "objects")


def _limits(schema: Schema) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if most is not None and most < _BEYOND_INTEREST:
        return f" from {least or 0} to {most:,}"
    return "" if least is None else f", {least} or more"


def _range(least: int, most: int | None) -> str:
    return f"{least} to {most:,}" if least != most else f"{most:,}"


def _json_word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
