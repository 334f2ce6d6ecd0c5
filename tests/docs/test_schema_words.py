"""A JSON Schema is told in words, with its limits, and names the object that it holds."""

from typing import Any

import pytest

from leadmatch.partner.docs.schema_words import Kind, kind_of

SOME_TEXT = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
OBJECT = {"$ref": "#/components/schemas/Program"}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, Kind("text")),
        (
            {"type": "string", "minLength": 1, "maxLength": 100, "pattern": SOME_TEXT},
            Kind("text of 1 to 100 characters"),
        ),
        ({"type": "string", "minLength": 64, "maxLength": 64}, Kind("text of 64 characters")),
        ({"type": "string", "pattern": "^[0-9]{5}$"}, Kind("text", pattern="^[0-9]{5}$")),
        ({"type": "string", "format": "date"}, Kind("date (2026-11-30)")),
        ({"type": "string", "enum": ["a", "b"]}, Kind("one of", values=("a", "b"))),
        ({"type": ["string", "null"], "enum": ["a", "b", None]}, Kind("one of", after=", or null", values=("a", "b"))),
        (
            {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "string"}, {"type": "null"}]},
            Kind("one of", after=", or a new one, or null", values=("a", "b")),
        ),
        (
            {"type": "array", "items": {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}},
            Kind("list out of", after=", or a new one", values=("a",)),
        ),
        ({"type": "boolean", "enum": [True]}, Kind("always", values=("true",))),
        ({"type": "boolean"}, Kind("true or false")),
        ({"type": "integer", "minimum": 1, "maximum": 100}, Kind("whole number from 1 to 100")),
        ({"type": "number", "minimum": 0, "maximum": 1_000_000}, Kind("number from 0 to 1,000,000")),
        ({"type": "integer", "minimum": 1, "maximum": 10**15 - 1}, Kind("whole number, 1 or more")),
        ({"type": ["integer", "null"]}, Kind("whole number, or null")),
        ({"type": "number", "multipleOf": 0.01}, Kind("number")),
        (OBJECT, Kind("", target="Program")),
        ({"anyOf": [OBJECT, {"type": "null"}]}, Kind("", target="Program", after=", or null")),
        ({"type": "array", "items": OBJECT}, Kind("list, each", target="Program")),
        ({"type": "array", "items": {"type": "string"}}, Kind("list of texts")),
        ({"type": "array", "items": {"type": "integer"}}, Kind("list of whole numbers")),
        (
            {
                "type": "array",
                "items": {"type": "string", "enum": ["a"]},
                "minItems": 1,
                "maxItems": 3,
                "uniqueItems": True,
            },
            Kind("list of 1 to 3, out of", after=", each once", values=("a",)),
        ),
        (
            {"type": "array", "items": {"type": "string", "pattern": "^prg_"}, "minItems": 1, "maxItems": 5},
            Kind("list of 1 to 5 texts", pattern="^prg_"),
        ),
        (
            {"type": "object", "additionalProperties": {"type": ["number", "null"]}},
            Kind("object: names with numbers, or null"),
        ),
        ({"type": "object"}, Kind("object")),
        ({"type": "object", "additionalProperties": {}}, Kind("object")),
    ],
)
def test_a_schema_is_told_in_words(schema: dict[str, Any], kind: Kind):
    assert kind_of(schema) == kind
