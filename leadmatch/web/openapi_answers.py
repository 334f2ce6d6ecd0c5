"""What an operation can answer, as OpenAPI writes it: bodies, header fields, and the problems of each status."""

import inspect
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson

from leadmatch.web.openapi import Documentation, ProblemSchema
from leadmatch.web.problem_pages import problem_texts
from leadmatch.web.problems import HTTP_PROBLEMS, MEDIA_TYPE, STATUS_BY_SLUG
from leadmatch.web.rate_limit import RATE_LIMIT_FIELDS

_HEADERS: Mapping[str, str] = {
    "ETag": "Strong validator of the body; send it back in If-None-Match.",
    "Cache-Control": "How long the answer may be kept.",
    "Allow": "The methods that this address takes.",
    "Retry-After": "Seconds to wait before the next attempt.",
    "Vary": "Request fields that the answer depends on.",
    "WWW-Authenticate": "How to say who you are: Bearer.",
    "Idempotency-Replayed": "true where this is the answer that was given to the same request before.",
    "Deprecation": "Since when it is announced that this operation will end (RFC 9745).",
    "Sunset": "From when on this operation may be gone (RFC 8594).",
    "RateLimit-Policy": 'How often you may call: `"searches";q=120;w=60` is 120 requests in any 60 seconds.',
    "RateLimit": 'What is left: `"searches";r=119;t=60` is 119 requests now, and one more in 60 seconds at the latest.',
    "Location": "Address of what was made.",
}
_OF_EVERY_STATUS: Mapping[int, tuple[str, ...]] = {
    422: ("invalid-request",),
    503: ("not-ready", "storage-unavailable"),
    **{status: (words.slug,) for status, words in HTTP_PROBLEMS.items()},
}
_EXAMPLES = "#/components/examples/"


def answers_of(promised: Documentation) -> dict[int, dict[str, Any]]:
    """Return what an operation can answer, by status, but for what follows from its guard."""
    of_an_end = () if promised.deprecated is None else ("Deprecation", "Sunset")
    headers = {name: _header(name) for name in (*promised.headers, *of_an_end)}
    answers = {414: problem_answer(414)}
    if promised.query is not None:
        answers |= {400: problem_answer(400)}
        answers[422] = problem_answer(422, "The parameters have faults; errors names each.")
    if promised.body is not None:
        answers |= {status: problem_answer(status) for status in (400, 413, 415)}
        answers[422] = problem_answer(422, "The body has faults; errors names each.")
    if "ETag" in promised.headers:
        answers[304] = {"description": "Nothing changed since the ETag in If-None-Match.", "headers": headers}
    for status, answer in promised.responses.items():
        if status >= HTTPStatus.BAD_REQUEST:
            answers[status] = problem_answer(status, answer if isinstance(answer, str) else "")
            continue
        plain = {"type": "object" if promised.media_type.endswith("json") else "string"}
        content: dict[str, Any] = {"schema": plain if isinstance(answer, str) else answer}
        if promised.example is not None:
            content["example"] = promised.example
        description = answer if isinstance(answer, str) else (inspect.getdoc(answer) or answer.__name__).splitlines()[0]
        answers[status] = {"description": description, "headers": headers, "content": {promised.media_type: content}}
    for slug in promised.problems:
        status = STATUS_BY_SLUG[slug]
        told = answers.setdefault(status, problem_answer(status))
        told["content"][MEDIA_TYPE]["examples"] |= _examples(slug)
    return answers


def add_limits(answers: dict[int, dict[str, Any]]) -> None:
    """Add what follows from limits of callers: that it can be too much, and in every answer what is left."""
    told = {name: _header(name) for name in RATE_LIMIT_FIELDS}
    answers.setdefault(429, problem_answer(429))
    for status, answer in answers.items():
        if status != HTTPStatus.REQUEST_URI_TOO_LONG:  # it is refused before anybody looks who sent it
            answer["headers"] = {**answer.get("headers", {}), **told}


def problem_answer(status: int, detail: str = "") -> dict[str, Any]:
    """Return the answer of a status of 400 and more.

    Args:
        status: of it.
        detail: what it means here, if there is more to say than always.
    """
    words = HTTP_PROBLEMS.get(status)
    slugs = _OF_EVERY_STATUS.get(status, ())
    answer: dict[str, Any] = {
        "description": detail or (f"{words.title}." if words else HTTPStatus(status).phrase),
        "content": {MEDIA_TYPE: {"schema": ProblemSchema, "examples": _examples(*slugs)}},
    }
    if status == HTTPStatus.UNAUTHORIZED:
        answer["headers"] = {"WWW-Authenticate": _header("WWW-Authenticate")}
    if status in {HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        answer["headers"] = {"Retry-After": {**_header("Retry-After"), "schema": {"type": "integer"}}}
    return answer


def problems_told(operation: Mapping[str, Any]) -> set[str]:
    """Return the slugs of the problems that an operation shows examples of."""
    contents = [each for answer in operation["responses"].values() for each in answer.get("content", {}).values()]
    return {slug for each in contents for slug in each.get("examples", ())}


def problem_example(slug: str, base_url: str) -> dict[str, Any]:
    """Return a problem as it is sent: the example of its page, as if this site had answered it."""
    example: dict[str, Any] = orjson.loads(problem_texts()[slug].example)
    return example | {"type": f"{base_url}/problems/{slug}"}


def _examples(*slugs: str) -> dict[str, dict[str, str]]:
    return {slug: {"$ref": _EXAMPLES + slug} for slug in slugs}


def _header(name: str) -> dict[str, Any]:
    return {"description": _HEADERS[name], "schema": {"type": "string"}}
