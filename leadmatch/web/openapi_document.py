"""The OpenAPI 3.1 document, made of what every view promises: the one source of /openapi.json and of /docs."""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app
from marshmallow import fields
from werkzeug.routing import Rule

from leadmatch.web.blueprints import declare_guard, guard_of, scope_of
from leadmatch.web.conditional import conditional_json
from leadmatch.web.fields import Choices, QueryField
from leadmatch.web.openapi import Documentation, documentation_of, documents
from leadmatch.web.openapi_answers import add_limits, answers_of, problem_answer, problem_example, problems_told
from leadmatch.web.openapi_examples import Example, show_example
from leadmatch.web.openapi_schemas import describe_schemas

_CACHE_CONTROL = "public, max-age=300"
_SCHOOL_KEY = "schoolKey"
_PARTNER_KEY = "partnerKey"
_SECURITY_SCHEMES: Mapping[str, Mapping[str, str]] = {
    _PARTNER_KEY: {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of a partner: publishable, pk_…, for pages on your own sites; or secret, sk_…, for your "
        "servers. pk_test_… and sk_test_… lead into the sandbox. What a key opens is told by its scopes.",
    },
    _SCHOOL_KEY: {"type": "http", "scheme": "bearer", "description": "The key of a school, lms_…"},
}
_PATH_VARIABLE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_REQUEST_HEADERS: Mapping[str, Mapping[str, object]] = {
    "Idempotency-Key": {
        "description": "A random value of your choice, new for each thing to do once; the same to send it again.",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    }
}


@dataclass(frozen=True, slots=True)
class ApiWords:
    """What the document says of the API as a whole.

    Args:
        base_url: public address of the site, without a slash at the end.
        description: CommonMark.
        chapters: what the operations under each tag are for, by tag, in the order of the document.
        contact_email: where callers can write to; empty where nowhere.
        manual: path of the pages that explain the API; empty where there are none.
        examples: by operationId.
    """

    title: str
    version: str
    base_url: str
    description: str = ""
    chapters: Mapping[str, str] = field(default_factory=dict)
    contact_email: str = ""
    manual: str = ""
    examples: Mapping[str, Example] = field(default_factory=dict)


class ApiDocument:
    """The document of an application, made when it is first asked for: all routes are there by then."""

    def __init__(self, words: ApiWords) -> None:
        """Make nothing yet."""
        self._words = words
        self._built: tuple[dict[str, Any], bytes] | None = None

    @property
    def content(self) -> dict[str, Any]:
        """The document of the present application; do not change it."""
        return self._build()[0]

    @property
    def body(self) -> bytes:
        """The same as JSON."""
        return self._build()[1]

    def _build(self) -> tuple[dict[str, Any], bytes]:
        if self._built is None:
            content = build_document(current_app, self._words)
            self._built = content, orjson.dumps(content)
        return self._built


def openapi_blueprint(described: ApiDocument) -> Blueprint:
    """Return the route ``/openapi.json``."""
    blueprint = Blueprint("openapi", __name__)
    declare_guard(blueprint, "public")

    @blueprint.get("/openapi.json")
    @documents({200: "This document."}, tags=("service",), headers=("ETag", "Cache-Control"))
    def document() -> Response:
        """Describe this API as OpenAPI 3.1."""
        return conditional_json(described.body, cache_control=_CACHE_CONTROL)

    return blueprint


def openapi_path(rule: Rule) -> str:
    """Return a route's path as OpenAPI writes it: ``/programs/{program_id}``."""
    return _PATH_VARIABLE.sub(r"{\1}", rule.rule)


def build_document(app: Flask, words: ApiWords) -> dict[str, Any]:
    """Return the OpenAPI document of every documented view of `app`."""
    described: dict[str, str] = {}
    spec = _empty(words, described)
    told: set[str] = set()
    schemes: set[str] = set()
    for path, operations in _paths(app):
        spec.path(path, operations=operations)
        for each in operations.values():
            told |= problems_told(each)
            schemes |= {name for way in each.get("security", ()) for name in way}
    for name in sorted(schemes):
        spec.components.security_scheme(name, dict(_SECURITY_SCHEMES[name]))
    for slug in sorted(told):
        spec.components.example(slug, {"value": problem_example(slug, words.base_url)})
    document: dict[str, Any] = spec.to_dict()
    describe_schemas(document, described)
    for each in (each for path in document["paths"].values() for each in path.values()):
        if each["operationId"] in words.examples:
            show_example(each, words.examples[each["operationId"]])
    return document


def _empty(words: ApiWords, described: dict[str, str]) -> APISpec:
    """Return a document without operations; what each schema is will be noted in `described`, by its name."""

    def name_of(schema: object) -> str:
        each = schema if isinstance(schema, type) else type(schema)
        name = each.__name__.removesuffix("Schema")
        described[name] = (inspect.getdoc(each) or "").partition("\n\n")[0]
        return name

    plugin = MarshmallowPlugin(schema_name_resolver=name_of)
    spec = APISpec(words.title, words.version, "3.1.0", plugins=[plugin], **_about(words))
    assert plugin.converter is not None  # noqa: S101  # set by APISpec
    plugin.converter.add_attribute_function(_query_field_schema)  # type: ignore[no-untyped-call]  # apispec has no types here
    plugin.converter.add_parameter_attribute_function(_query_field_style)
    return spec


def _paths(app: Flask) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        promised = documentation_of(app.view_functions[rule.endpoint])
        if promised is not None:
            yield openapi_path(rule), dict(_operations(rule, promised, app))


def _about(words: ApiWords) -> dict[str, Any]:
    """Return what stands around the operations."""
    manual = words.base_url + words.manual
    contact = {"email": words.contact_email} if words.contact_email else {}
    if words.manual:
        contact = {"name": words.title, "url": manual, **contact}
    info = {"contact": contact, "description": words.description}
    about: dict[str, Any] = {
        "info": {name: value for name, value in info.items() if value},
        "servers": [{"url": words.base_url}],
        "tags": [{"name": name, "description": text} for name, text in words.chapters.items()],
    }
    if words.manual:
        about["externalDocs"] = {"description": "How to begin, guides and changes.", "url": manual}
    return {name: value for name, value in about.items() if value}


def _operations(rule: Rule, promised: Documentation, app: Flask) -> Iterator[tuple[str, dict[str, Any]]]:
    said = (inspect.getdoc(app.view_functions[rule.endpoint]) or rule.endpoint).splitlines()
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        operation: dict[str, Any] = {
            "operationId": rule.endpoint.replace(".", "_"),
            "summary": said[0],
            "tags": list(promised.tags),
            "parameters": _parameters(promised),
        }
        if promised.body is not None:
            operation["requestBody"] = _request_body(promised)
        answers = answers_of(promised)
        security = _security(rule, app)
        if security:
            operation["security"] = security
            answers |= {status: problem_answer(status) for status in (401, 403) if status not in answers}
        if any(_PARTNER_KEY in way for way in security):
            add_limits(answers)
        if promised.deprecated is not None:
            ends = f"{promised.deprecated.sunset:%B %-d, %Y}"
            operation |= {"deprecated": True, "description": f"Ends on {ends} (UTC). {promised.deprecated.instead}"}
        operation["responses"] = {str(status): answer for status, answer in sorted(answers.items())}
        yield method.lower(), operation


def _parameters(promised: Documentation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"in": "path", "name": name, "required": True, "description": text, "schema": {"type": "string"}}
        for name, text in promised.path.items()
    ]
    parameters += [{"in": "header", "name": name, **_REQUEST_HEADERS[name]} for name in promised.request_headers]
    if promised.query is not None:
        parameters.append({"in": "query", "schema": promised.query})
    return parameters


def _security(rule: Rule, app: Flask) -> list[dict[str, list[str]]]:
    """Return whose keys a route takes, each a way to be let in; an empty one is that nobody needs a key."""
    blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
    if blueprint is None:
        return []
    guard, scope = guard_of(blueprint), scope_of(blueprint)
    if guard == "school":
        return [{_SCHOOL_KEY: []}]
    if scope is None:
        return []
    with_key = {_PARTNER_KEY: [scope]}
    return [with_key] if guard == "partner" else [{}, with_key]


def _request_body(promised: Documentation) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": promised.body}
    if promised.body_example is not None:
        content["example"] = promised.body_example
    return {"required": True, "content": {"application/json": content}}


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
