"""The log of the service: JSON lines on stderr, and one for each request that failed or was slow.

A line names the route, never its address: paths and query strings can hold what identifies a person.
"""

import contextlib
import io
import logging
import sys
import time
from typing import TextIO

import structlog
from flask import Flask, Response, request

from leadmatch.web.problems import request_id

SLOW_MS = 1000.0
_STARTED = "leadmatch.started"
_FIRST_SERVER_ERROR = 500


class _Lossy(io.TextIOBase):
    """Writes to a stream what can be written: a log on a full disk must not turn answers into failures."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, line: str, /) -> int:
        with contextlib.suppress(OSError):
            (self._stream or sys.stderr).write(line)
        return len(line)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            (self._stream or sys.stderr).flush()


def configure_log(stream: TextIO | None = None) -> None:
    """Send every structlog event of this process to `stream` (stderr) as a line of JSON if it can be written."""
    lines = _Lossy(stream)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(lines),  # type: ignore[arg-type]  # all of it that is used
        cache_logger_on_first_use=False,
    )


def register_request_log(app: Flask, *, slow_ms: float = SLOW_MS) -> None:
    """Log the requests of `app` that end in a 5xx or take longer than `slow_ms`.

    Args:
        app: other requests cost it two readings of the clock.
        slow_ms: from the first hook to the finished answer.
    """
    log = structlog.get_logger("leadmatch")
    slow_s = slow_ms / 1000

    def start_clock() -> None:
        request.environ[_STARTED] = time.perf_counter()

    def log_request(response: Response) -> Response:
        took_s = time.perf_counter() - request.environ.get(_STARTED, 0.0)
        if took_s < slow_s and response.status_code < _FIRST_SERVER_ERROR:
            return response
        log.warning(
            "request",
            route=request.url_rule.rule if request.url_rule else None,
            endpoint=request.endpoint,
            method=request.method,
            status=response.status_code,
            ms=round(took_s * 1000, 1),
            request_id=request_id(),
        )
        return response

    app.before_request(start_clock)
    app.after_request(log_request)
