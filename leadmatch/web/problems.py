"""Errors as HTTP answers (RFC 9457): which error has which status, and what its body says."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestURITooLarge

from leadmatch.kernel.errors import (
    Fault,
    InvalidRequestError,
    LeadmatchError,
    NotReadyError,
    StorageUnavailableError,
)
from leadmatch.kernel.storage import unavailability

MAX_QUERY_BYTES = 8192
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5

# Errors are named by slug, not by class: features stand above this package and own their error classes.
STATUS_BY_SLUG: Mapping[str, int] = {
    "unreadable-request": 400,
    "idempotency-key-missing": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not-found": 404,
    "request-in-flight": 409,
    "disclosure-changed": 409,
    "body-too-large": 413,
    "invalid-request": 422,
    "invalid-zip-code": 422,
    "unknown-zip-code": 422,
    "catalogue-file-faults": 422,
    "idempotency-key-reused": 422,
    "too-many-requests": 429,
    "challenge-required": 429,
    "not-ready": 503,
    "storage-unavailable": 503,
}


@dataclass(frozen=True, slots=True)
class HttpProblem:
    """The words for an HTTP status that the framework raises by itself."""

    slug: str
    title: str
    detail: str


_UNREADABLE = HttpProblem("unreadable-request", "The request cannot be read", "Send a well-formed HTTP request.")
_INTERNAL = HttpProblem(
    "internal-error", "The service failed", "The failure is on our side and has been recorded; try again later."
)
HTTP_PROBLEMS: Mapping[int, HttpProblem] = {
    400: _UNREADABLE,
    401: HttpProblem("unauthenticated", "Say who you are", "Send a valid key as: Authorization: Bearer <key>."),
    403: HttpProblem("forbidden", "This is not open to you", "The caller is known but may not do this."),
    404: HttpProblem(
        "not-found", "There is nothing at this address", "Check the address, and the identifier if it holds one."
    ),
    405: HttpProblem(
        "method-not-allowed",
        "This address does not take that method",
        "Use one of the methods that the Allow field names.",
    ),
    413: HttpProblem("body-too-large", "The request body is too large", "Send a smaller body."),
    414: HttpProblem(
        "query-too-long", "The query string is too long", f"Send a query string of {MAX_QUERY_BYTES} bytes at most."
    ),
    415: HttpProblem(
        "unsupported-media-type", "The body has a media type that is not taken here", "Send application/json."
    ),
    429: HttpProblem(
        "too-many-requests", "Too many requests", "Wait as long as the Retry-After field says, then try again."
    ),
    500: _INTERNAL,
}
_NOT_FOUND = HTTP_PROBLEMS[404]


class UnreadableRequestError(LeadmatchError):
    """The request, or a name in it, cannot be read at all."""

    slug = _UNREADABLE.slug
    title = _UNREADABLE.title


class BodyTooLargeError(LeadmatchError):
    """The body has more bytes than are read here."""

    slug = HTTP_PROBLEMS[413].slug
    title = HTTP_PROBLEMS[413].title

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"Send a body of {max_bytes:,} bytes at most.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One RFC 9457 problem, before it is JSON or a page.

    Args:
        detail: one sentence for the reader; holds no internals and no personal data.
        instance: the request id, as ``urn:uuid:…``.
        errors: the faults of an ``invalid-request``.
        headers: fields that belong to the status, e.g. ``Allow``.
        members: what a program needs besides, under names of its own, e.g. ``challenge``.
    """

    slug: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)


PageErrors = Callable[[Problem], Response]


@dataclass(frozen=True, slots=True)
class _Settings:
    base_url: str
    page_errors: PageErrors | None


def is_page(path: str) -> bool:
    """Tell whether errors at this path are shown to a person, as HTML."""
    return not path.startswith(("/api/", "/openapi.json", "/healthz", "/readyz")) and path != "/api"


def is_page_request() -> bool:
    """Tell whether the present request is for a page."""
    return is_page(request.path)


def request_id() -> str:
    """Return the id of the present request; it is made when first asked for."""
    if "request_id" not in g:
        g.request_id = f"urn:uuid:{uuid.uuid4()}"
    known: str = g.request_id
    return known


def problem_response(
    slug: str,
    title: str,
    status: int,
    detail: str,
    errors: Sequence[Fault] = (),
    *,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> Response:
    """Return a problem as the path wants it: JSON, or a page where people read."""
    problem = Problem(slug, title, status, detail, request_id(), tuple(errors), headers or {}, members or {})
    settings: _Settings = current_app.extensions["leadmatch.problems"]
    shown = _shown(problem, settings.page_errors) if is_page_request() else None
    response = shown or Response(_json(problem, settings.base_url), status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def _shown(problem: Problem, page_errors: PageErrors | None) -> Response | None:
    """Return a problem as a page; None where there are none, or where pages themselves are what has failed."""
    if page_errors is None:
        return None
    try:
        return page_errors(problem)
    except Exception as error:  # noqa: BLE001  # whatever it is, the reader gets the problem in its plain form
        structlog.get_logger("leadmatch").error("error-page-failed", request_id=problem.instance, exc_info=error)
        return None


def _json(problem: Problem, base_url: str) -> bytes:
    body: dict[str, object] = {
        "type": f"{base_url}/problems/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": problem.instance,
    }
    if problem.errors:
        body["errors"] = [
            {
                "parameter" if fault.where and fault.where[0] != "/" else "pointer": fault.where,
                "code": fault.code,
                "detail": fault.detail,
            }
            for fault in problem.errors
        ]
    return orjson.dumps({**problem.members, **body} if problem.members else body)


def register_problems(app: Flask, *, base_url: str, page_errors: PageErrors | None = None) -> None:
    """Answer every error of `app` with a problem.

    Args:
        app: no path of it is redirected to a tidier one: ``//`` and a slash too many are 404.
        base_url: public address of the site, without a slash at the end.
        page_errors: renders the problems of pages; without it they are JSON too.
    """
    app.extensions["leadmatch.problems"] = _Settings(base_url, page_errors)
    app.url_map.merge_slashes = False
    app.before_request(_refuse_long_query)
    app.register_error_handler(LeadmatchError, _domain_problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(SQLAlchemyError, _storage_problem)
    app.register_error_handler(Exception, _unexpected_problem)


def _refuse_long_query() -> None:
    if len(request.query_string) > MAX_QUERY_BYTES:
        raise RequestURITooLarge


def _domain_problem(error: LeadmatchError) -> Response:
    status = STATUS_BY_SLUG[error.slug]
    if error.slug == _NOT_FOUND.slug:  # one body for every 404: an absent and a foreign id look the same
        return problem_response(_NOT_FOUND.slug, _NOT_FOUND.title, status, _NOT_FOUND.detail)
    if isinstance(error, InvalidRequestError):
        detail = "Correct what errors names; each entry says what to send."
        return problem_response(error.slug, error.title, status, detail, error.faults)
    if isinstance(error, NotReadyError):  # its message is for the operator: it may name files
        structlog.get_logger("leadmatch").warning("not-ready", request_id=request_id(), reason=str(error))
        return not_ready_problem("The service lacks something that set-up provides; /readyz names it.")
    headers = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    detail = str(error) or f"{error.title}."
    return problem_response(error.slug, error.title, status, detail, headers=headers, members=error.members)


def not_ready_problem(detail: str) -> Response:
    """Return the problem of a service that cannot answer yet, with the time after which to ask again."""
    status = STATUS_BY_SLUG[NotReadyError.slug]
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    return problem_response(NotReadyError.slug, NotReadyError.title, status, detail, headers=headers)


def _http_problem(error: HTTPException) -> Response:
    status = error.code or 500
    words = HTTP_PROBLEMS.get(status) or (_UNREADABLE if status < 500 else _INTERNAL)  # noqa: PLR2004  # class of statuses
    headers = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
    return problem_response(words.slug, words.title, status, words.detail, headers=headers)


def _storage_problem(error: SQLAlchemyError) -> Response:
    reason = unavailability(error)
    if reason is None:
        return _unexpected_problem(error)
    # The reason alone: the words of a database can hold the values of a statement.
    structlog.get_logger("leadmatch").error(
        "storage-unavailable", request_id=request_id(), endpoint=request.endpoint, reason=reason
    )
    return _domain_problem(
        StorageUnavailableError("The database cannot be used now; send the same request again later.")
    )


def _unexpected_problem(error: Exception) -> Response:
    propagate = current_app.config["PROPAGATE_EXCEPTIONS"]
    if propagate or (propagate is None and (current_app.testing or current_app.debug)):
        raise error
    structlog.get_logger("leadmatch").error(
        "request-failed", request_id=request_id(), endpoint=request.endpoint, exc_info=error
    )
    return problem_response(_INTERNAL.slug, _INTERNAL.title, 500, _INTERNAL.detail)
