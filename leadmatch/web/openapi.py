"""What each view promises: `documents` says it, and the OpenAPI document, /docs and the tests read it."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from marshmallow import Schema, fields

from leadmatch.web.deprecation import Deprecation
from leadmatch.web.query_string import QuerySchema

View = TypeVar("View", bound=Callable[..., object])
Answer = type[Schema] | str

_DOCUMENTATION = "leadmatch_documentation"


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
    headers: Sequence[str]
    media_type: str
    example: object = field(default=None, hash=False)
    body: type[Schema] | None = None
    body_example: object = field(default=None, hash=False)
    request_headers: Sequence[str] = ()
    problems: Sequence[str] = ()
    deprecated: Deprecation | None = None


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
    problems: Sequence[str] = (),
    deprecated: Deprecation | None = None,
) -> Callable[[View], View]:
    """Say what a view takes and answers; its docstring's first line is the summary.

    Args:
        responses: by status: the schema of the body, or a sentence; problems need only the sentence "".
            What follows from the rest is added: 414 always, 400 and 422 with a query, 304 with an ETag,
            400, 413, 415 and 422 with a body.
        query: the parameters.
        tags: the document's chapters.
        path: a sentence on each variable of the path.
        headers: fields of the answer below 400, of those that `openapi_document` describes.
        media_type: of that answer.
        example: of that answer, where the document gets none from elsewhere.
        body: the JSON object that must be sent.
        body_example: of what is sent, likewise.
        request_headers: fields that must be sent, of those that `openapi_document` describes.
        problems: slugs of problems that no status alone tells; a status of theirs needs not be among `responses`.
        deprecated: that the operation will end, and when.
    """

    def decorate(view: View) -> View:
        vars(view)[_DOCUMENTATION] = Documentation(
            responses,
            query,
            tuple(tags),
            path or {},
            tuple(headers),
            media_type,
            example,
            body,
            body_example,
            tuple(request_headers),
            tuple(problems),
            deprecated,
        )
        return view

    return decorate


def documentation_of(view: Callable[..., object]) -> Documentation | None:
    """Return what a view, decorated or not, promises; None if it was never documented."""
    found: Documentation | None = vars(inspect.unwrap(view, stop=lambda f: _DOCUMENTATION in vars(f))).get(
        _DOCUMENTATION
    )
    return found


def deprecation_of(view: Callable[..., object]) -> Deprecation | None:
    """Return that a view's operation will end, and when; None if it will not."""
    promised = documentation_of(view)
    return None if promised is None else promised.deprecated
