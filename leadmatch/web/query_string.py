"""How a query string is read: its parameters, then a schema's value for each, or every fault at once.

The marshmallow schema is the one definition of a route's parameters: `load_query` and the OpenAPI document both read
its fields. `load_query` asks the fields themselves, and only those whose parameter was sent, because ``Schema.load``
walks all of them.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from marshmallow import Schema, missing

from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.web.fields import NO_VOCABULARY, NOT_TEXT, ParameterError, QueryField, Vocabulary
from leadmatch.web.problems import UnreadableRequestError

MAX_PARAMETERS = 200
_LONGEST_NAME_SHOWN = 64

Parameters = Mapping[str, Sequence[str]]


def read_parameters(query_string: bytes) -> dict[str, list[str]]:
    """Return the values of each parameter, in the order sent; ``a=1&a=2`` gives ``{"a": ["1", "2"]}``.

    A value that is not text (NUL, not UTF-8) is kept as a mark that `load_query` reports.

    Raises:
        UnreadableRequestError: a name is not text, or there are too many parameters.
    """
    parameters: dict[str, list[str]] = {}
    if not query_string:
        return parameters
    pairs = query_string.decode("utf-8", "surrogateescape").split("&")
    if len(pairs) > MAX_PARAMETERS:
        raise UnreadableRequestError(f"Send at most {MAX_PARAMETERS} query parameters.")
    plain = b"%" not in query_string and b"+" not in query_string and b"\0" not in query_string
    plain = plain and query_string.isascii()
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not plain:
            name, value = _decoded(name), _decoded(value)
            if NOT_TEXT in name:
                raise UnreadableRequestError("The name of a query parameter is not UTF-8 text.")
        if name in parameters:
            parameters[name].append(value)
        elif name or equals:
            parameters[name] = [value]
    return parameters


def _decoded(text: str) -> str:
    try:
        decoded = unquote_to_bytes(text.replace("+", " ").encode("utf-8", "surrogateescape")).decode()
    except UnicodeDecodeError:
        return NOT_TEXT
    return NOT_TEXT if "\0" in decoded else decoded


def without_blanks(parameters: Parameters) -> dict[str, list[str]]:
    """Return the parameters without their empty values: an HTML form sends every field, filled in or not."""
    filled = {name: [text for text in texts if text] for name, texts in parameters.items()}
    return {name: texts for name, texts in filled.items() if texts}


class QuerySchema(Schema):
    """The parameters of one route; every field is a `QueryField`."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What `load_query` needs of a schema, computed once.

    Args:
        fields: by parameter name: the name of the value, and its field.
        defaults: values of parameters that are absent.
        required: names of parameters that must be sent.
    """

    fields: dict[str, tuple[str, QueryField[Any]]]
    defaults: dict[str, Any]
    required: frozenset[str]


@cache
def _plan(schema: type[QuerySchema]) -> _Plan:
    known: dict[str, tuple[str, QueryField[Any]]] = {}
    defaults: dict[str, Any] = {}
    for name, each in schema().load_fields.items():
        if not isinstance(each, QueryField):
            raise TypeError(f"{schema.__name__}.{name} is not a QueryField")
        known[each.data_key or name] = (name, each)
        if each.load_default is not missing:
            defaults[name] = each.load_default
    return _Plan(known, defaults, frozenset(name for name, (_, each) in known.items() if each.required))


def load_query(
    schema: type[QuerySchema], parameters: Parameters, *, vocabulary: Vocabulary = NO_VOCABULARY
) -> dict[str, Any]:
    """Return a value for each field of the schema.

    Args:
        schema: what may be sent.
        parameters: as `read_parameters` returns them.
        vocabulary: the lists that depend on the catalogue, by the names that `Choices` fields give them.

    Raises:
        InvalidRequestError: names every fault: those of the parameters in the order sent, then what is missing.
    """
    plan = _plan(schema)
    values = plan.defaults.copy()
    faults: list[Fault] = []
    for parameter, texts in parameters.items():
        known = plan.fields.get(parameter)
        if known is None:
            faults.append(_unknown(parameter, plan))
            continue
        try:
            values[known[0]] = known[1].read(texts, vocabulary)
        except ParameterError as error:
            faults.append(Fault(parameter, error.code, error.detail))
    if not plan.required <= parameters.keys():
        faults += [
            Fault(name, "missing-parameter", f"Send {each.expects}.")
            for name, (_, each) in plan.fields.items()
            if name in plan.required and name not in parameters
        ]
    if faults:
        raise InvalidRequestError(faults)
    return values


def _unknown(parameter: str, plan: _Plan) -> Fault:
    shown = parameter[:_LONGEST_NAME_SHOWN]
    near = difflib.get_close_matches(shown, plan.fields, n=1)
    known = f"known are {', '.join(sorted(plan.fields))}." if plan.fields else "this address takes none."
    advice = f"did you mean {near[0]}?" if near else known
    return Fault(shown, "unknown-parameter", f"There is no such parameter; {advice}")
