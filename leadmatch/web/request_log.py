"""The log of the service: JSON lines on stderr, and one for each request that failed or was slow.

A line names the route, never its address: paths and query strings can hold what identifies a person.
"""

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


def configure_log(stream: TextIO | None = None) -> None:
    """Send every structlog event of this process to `stream` (stderr) as a line of JSON."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.WriteLogger(stream or sys.stderr),
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
