"""The OpenAPI 3.1 document: what each view promises, and the page of JSON that is made of all the promises."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from leadmatch.web.blueprints import declare_guard, guard_of
from leadmatch.web.conditional import conditional_json
from leadmatch.web.fields import Choices, QueryField
from leadmatch.web.problems import HTTP_PROBLEMS, MEDIA_TYPE
from leadmatch.web.query_string import QuerySchema

View = TypeVar("View", bound=Callable[..., object])
Answer = type[Schema] | str

_CACHE_CONTROL = "public, max-age=300"
_SCHOOL_KEY = "schoolKey"
_DOCUMENTATION = "leadmatch_documentation"
_PATH_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_HEADERS: Mapping[str, str] = {
    "ETag": "Strong validator of the body; send it back in If-None-Match.",
    "Cache-Control": "How long the answer may be kept.",
    "Allow": "The methods that this address takes.",
    "Retry-After": "Seconds to wait before the next attempt.",
    "Vary": "Request fields that the answer depends on.",
    "WWW-Authenticate": "How to say who you are: Bearer.",
    "Idempotency-Replayed": "true where this is the answer that was given to the same request before.",
}
_REQUEST_HEADERS: Mapping[str, Mapping[str, object]] = {
    "Idempotency-Key": {
        "description": "A random value of your choice, new for each thing to do once; the same to send it again.",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    }
}


class ProblemFaultSchema(Schema):
    """One thing wrong with one part of the request."""

    parameter = fields.String(metadata={"description": "The query parameter at fault."})
    pointer = fields.String(metadata={"description": "JSON pointer to the part of the body at fault."})
    code = fields.String(required=True, metadata={"description": "Stable reason, e.g. invalid-value."})
    detail = fields.String(required=True, metadata={"description": "What to send instead."})


class ProblemSchema(Schema):
    """An RFC 9457 problem."""

    type = fields.String(required=True, metadata={"format": "uri", "description": "Address of a page on this problem."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True, metadata={"format": "uri", "description": "Id of this request."})
    errors = fields.List(fields.Nested(ProblemFaultSchema), metadata={"description": "Every fault of the request."})
    challenge = fields.Dict(metadata={"description": "Of challenge-required: what to solve, as ALTCHA writes it."})
    disclosures = fields.List(
        fields.Dict(),
        metadata={"description": "Of disclosure-changed: the wordings to show now, as /api/v1/disclosures gives them."},
    )


@dataclass(frozen=True, slots=True)
class Documentation:
    """What a view promises; see `documents`."""

    responses: Mapping[int, Answer]
    query: type[QuerySchema] | None
    tags: Sequence[str]
    path: Mapping[str, str]
    headers: Mapping[str, str]
    media_type: str
    example: object = field(default=None, hash=False)
    body: type[Schema] | None = None
    body_example: object = field(default=None, hash=False)
    request_headers: Sequence[str] = ()


def documents(
    responses: Mapping[int, Answer],
    *,
    query: type[QuerySchema] | None = None,
    tags: Sequence[str] = (),
    path: Mapping[str, str] | None = None,
    headers: Sequence[str] = (),
    media_type: str = "application/json",
    example: object = None,
    body: type[Schema] | None = None,
    body_example: object = None,
    request_headers: Sequence[str] = (),
) -> Callable[[View], View]:
    """Say what a view takes and answers; its docstring's first line is the summary.

    Args:
        responses: by status: the schema of the body, or a sentence; problems need only the sentence "".
            What follows from the rest is added: 414 always, 400 and 422 with a query, 304 with an ETag,
            400, 413, 415 and 422 with a body.
        query: the parameters.
        tags: the document's chapters.
        path: a sentence on each variable of the path.
        headers: fields of the answer below 400, of those in this module's list.
        media_type: of that answer.
        example: of that answer.
        body: the JSON object that must be sent.
        body_example: of what is sent.
        request_headers: fields that must be sent, of those in this module's list.
    """

    def decorate(view: View) -> View:
        described = {name: _HEADERS[name] for name in headers}
        vars(view)[_DOCUMENTATION] = Documentation(
            responses,
            query,
            tuple(tags),
            path or {},
            described,
            media_type,
            example,
            body,
            body_example,
            tuple(request_headers),
        )
        return view

    return decorate


def documentation_of(view: Callable[..., object]) -> Documentation | None:
    """Return what a view, decorated or not, promises; None if it was never documented."""
    found: Documentation | None = vars(inspect.unwrap(view, stop=lambda f: _DOCUMENTATION in vars(f))).get(
        _DOCUMENTATION
    )
    return found


def openapi_path(rule: Rule) -> str:
    """Return a route's path as OpenAPI writes it: ``/programs/{program_id}``."""
    return _PATH_VARIABLE.sub(r"{\1}", rule.rule)


def openapi_blueprint(*, title: str, version: str, base_url: str) -> Blueprint:
    """Return the route ``/openapi.json``; the document is made at its first request."""
    blueprint = Blueprint("openapi", __name__)
    declare_guard(blueprint, "public")
    built: list[bytes] = []

    @blueprint.get("/openapi.json")
    @documents({200: "This document."}, tags=("service",), headers=("ETag", "Cache-Control"))
    def document() -> Response:
        """Describe this API as OpenAPI 3.1."""
        if not built:
            built.append(orjson.dumps(build_document(current_app, title=title, version=version, base_url=base_url)))
        return conditional_json(built[0], cache_control=_CACHE_CONTROL)

    return blueprint


def build_document(app: Flask, *, title: str, version: str, base_url: str) -> dict[str, Any]:
    """Return the OpenAPI document of every documented view of `app`."""
    plugin = MarshmallowPlugin(
        schema_name_resolver=lambda schema: _schema_class(schema).__name__.removesuffix("Schema")
    )
    spec = APISpec(title, version, "3.1.0", plugins=[plugin], servers=[{"url": base_url}])
    assert plugin.converter is not None  # noqa: S101  # set by APISpec
    plugin.converter.add_attribute_function(_query_field_schema)  # type: ignore[no-untyped-call]  # apispec has no types here
    plugin.converter.add_parameter_attribute_function(_query_field_style)
    school_key = {"type": "http", "scheme": "bearer", "description": "The key of a school, lms_…"}
    spec.components.security_scheme(_SCHOOL_KEY, school_key)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        promised = documentation_of(app.view_functions[rule.endpoint])
        if promised is not None:
            spec.path(openapi_path(rule), operations=dict(_operations(rule, promised, app)))
    return spec.to_dict()


def _schema_class(schema: object) -> type[Schema]:
    return schema if isinstance(schema, type) else type(schema)


def _operations(rule: Rule, promised: Documentation, app: Flask) -> Iterator[tuple[str, dict[str, Any]]]:
    summary = inspect.getdoc(app.view_functions[rule.endpoint]) or rule.endpoint
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        parameters: list[dict[str, Any]] = [
            {"in": "path", "name": name, "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in promised.path.items()
        ]
        parameters += [{"in": "header", "name": name, **_REQUEST_HEADERS[name]} for name in promised.request_headers]
        if promised.query is not None:
            parameters.append({"in": "query", "schema": promised.query})
        responses = _responses(promised)
        operation: dict[str, Any] = {
            "operationId": rule.endpoint.replace(".", "_"),
            "summary": summary.splitlines()[0],
            "tags": list(promised.tags),
            "parameters": parameters,
        }
        if promised.body is not None:
            operation["requestBody"] = _request_body(promised)
        if _is_for_schools(rule, app):
            operation["security"] = [{_SCHOOL_KEY: []}]
            responses |= {401: _problem(401, ""), 403: _problem(403, "")}
        operation["responses"] = {str(status): answer for status, answer in sorted(responses.items())}
        yield method.lower(), operation


def _is_for_schools(rule: Rule, app: Flask) -> bool:
    blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
    return blueprint is not None and guard_of(blueprint) == "school"


def _request_body(promised: Documentation) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": promised.body}
    if promised.body_example is not None:
        content["example"] = promised.body_example
    return {"required": True, "content": {"application/json": content}}


def _responses(promised: Documentation) -> dict[int, dict[str, Any]]:
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in promised.headers.items()}
    answers = {414: _problem(414, "")}
    if promised.query is not None:
        answers |= {400: _problem(400, ""), 422: _problem(422, "The parameters have faults; errors names each.")}
    if promised.body is not None:
        answers |= {status: _problem(status, "") for status in (400, 413, 415)}
        answers[422] = _problem(422, "The body has faults; errors names each.")
    if "ETag" in promised.headers:
        answers[304] = {"description": "Nothing changed since the ETag in If-None-Match.", "headers": headers}
    for status, answer in promised.responses.items():
        if status >= HTTPStatus.BAD_REQUEST:
            answers[status] = _problem(status, answer if isinstance(answer, str) else "")
            continue
        plain = {"type": "object" if promised.media_type.endswith("json") else "string"}
        content: dict[str, Any] = {"schema": plain if isinstance(answer, str) else answer}
        if promised.example is not None:
            content["example"] = promised.example
        description = answer if isinstance(answer, str) else (inspect.getdoc(answer) or answer.__name__).splitlines()[0]
        answers[status] = {"description": description, "headers": headers, "content": {promised.media_type: content}}
    return answers


def _problem(status: int, detail: str) -> dict[str, Any]:
    words = HTTP_PROBLEMS.get(status)
    answer: dict[str, Any] = {
        "description": detail or (f"{words.title}." if words else HTTPStatus(status).phrase),
        "content": {MEDIA_TYPE: {"schema": ProblemSchema}},
    }
    if status == HTTPStatus.UNAUTHORIZED:
        words_on_key = _HEADERS["WWW-Authenticate"]
        answer["headers"] = {"WWW-Authenticate": {"description": words_on_key, "schema": {"type": "string"}}}
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        answer["headers"] = {"Retry-After": {"description": _HEADERS["Retry-After"], "schema": {"type": "integer"}}}
    return answer


def _query_field_schema(_converter: object, each: fields.Field[Any], ret: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(each, QueryField):
        return {}
    if ret.get("default", "") in {None, ()}:
        del ret["default"]
    return dict(each.json_schema)


def _query_field_style(_converter: object, each: fields.Field[Any], ret: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(each, Choices):
        return {}
    both = "Repeat the parameter or separate values with commas; a value counts once."
    description = f"{ret['description']} {both}" if "description" in ret else both
    return {"style": "form", "explode": True, "description": description}
