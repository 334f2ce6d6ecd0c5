"""How the end of an operation is announced: in each of its answers, in the OpenAPI document and at /docs (rule H4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from flask import Flask, Response, request
from werkzeug.http import http_date

NOTICE: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Deprecation:
    """An operation is to end.

    Args:
        since: the day on which that was announced, in UTC.
        sunset: the first day on which it may be gone, a year later or more.
        instead: what to do, as a sentence.

    Raises:
        ValueError: the notice is too short.
    """

    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        """Hold us to the notice that we promise."""
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"{self.sunset} is less than {NOTICE.days} days after {self.since}")


def announce_deprecations(
    app: Flask, deprecation_of: Callable[[Callable[..., object]], Deprecation | None], *, address: str
) -> None:
    """Add the fields Deprecation (RFC 9745), Sunset (RFC 8594) and Link to each answer of an operation that will end.

    Args:
        app: its routes may be added later.
        deprecation_of: tells whether the operation of a view will end.
        address: of the page on what ends.
    """
    known: dict[str | None, list[tuple[str, str]]] = {None: []}

    def fields_of(endpoint: str) -> list[tuple[str, str]]:
        found = deprecation_of(app.view_functions[endpoint])
        return [] if found is None else _fields(found, address)

    def announce(response: Response) -> Response:
        endpoint = request.endpoint
        fields = known.get(endpoint)
        if fields is None:
            fields = known[endpoint] = fields_of(str(endpoint))
        for name, value in fields:
            response.headers.add(name, value)
        return response

    app.after_request(announce)


def _fields(deprecation: Deprecation, address: str) -> list[tuple[str, str]]:
    since, sunset = (_midnight(day) for day in (deprecation.since, deprecation.sunset))
    return [
        ("Deprecation", f"@{int(since.timestamp())}"),
        ("Sunset", http_date(sunset)),
        ("Link", f'<{address}>; rel="deprecation"; type="text/html"'),
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
