"""Which pages of other sites may call the public API from a browser (rule H3): those of partners, by exact origin."""

from collections.abc import Callable, Iterable
from typing import Final

from flask import Response, current_app, request

from leadmatch.web.conditional import ReadyHeaders

TAKEN_FIELDS: Final = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")
EXPOSED_FIELDS: Final = (
    "ETag",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Idempotency-Replayed",
    "Location",
    "Deprecation",
    "Sunset",
)
PREFLIGHT_LASTS_S: Final = 7200  # as long as any browser keeps it (Chromium)
_TAKEN = ", ".join(TAKEN_FIELDS)
_EXPOSED = ("Access-Control-Expose-Headers", ", ".join(EXPOSED_FIELDS))

IsListed = Callable[[str], bool]


def preflight_answer(is_listed: IsListed) -> Response | None:
    """Return the answer to a browser that asks what a page may do here; None where the present request asks no such.

    A site that nobody lists is told nothing, so that its browser refuses by itself.

    Args:
        is_listed: tells whether an origin may call at all.
    """
    environ = request.environ
    if request.method != "OPTIONS" or "HTTP_ACCESS_CONTROL_REQUEST_METHOD" not in environ:
        return None
    origin: str | None = environ.get("HTTP_ORIGIN")
    if origin is None:
        return None
    response = Response(status=204)
    del response.headers["Content-Type"]
    if is_listed(origin):
        allowed = current_app.make_default_options_response().headers["Allow"]
        response.headers["Access-Control-Allow-Methods"] = allowed
        response.headers["Access-Control-Allow-Headers"] = _TAKEN
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_LASTS_S)
    return response


def add_cors_fields(response: Response, is_listed: IsListed) -> None:
    """Let the page that sent the present request read the answer, if its site may.

    Args:
        response: whatever the answer is, an error too.
        is_listed: tells whether an origin may read this answer.
    """
    origin: str | None = request.environ.get("HTTP_ORIGIN")
    if origin is None or not is_listed(origin):
        return
    fields = [("Access-Control-Allow-Origin", origin)]
    if request.method != "OPTIONS":
        fields.append(_EXPOSED)
    _add(response, fields)


def _add(response: Response, fields: Iterable[tuple[str, str]]) -> None:
    headers = response.headers
    if isinstance(headers, ReadyHeaders):
        headers.add_ready(fields)
    else:
        headers.extend(fields)
