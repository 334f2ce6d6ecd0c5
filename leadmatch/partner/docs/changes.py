"""What changed in the API, newest first, and what will end (rule H4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Change:
    """One version of the API.

    Args:
        version: as `info.version` of the OpenAPI document.
        added: what it brought, a sentence each.
    """

    version: str
    day: date
    added: tuple[str, ...]


CHANGES: Final = (
    Change(
        "1.1.0",
        date(2026, 12, 1),
        (
            "Partners call with keys: publishable ones from their sites, secret ones from their servers.",
            "Test keys lead into the sandbox: the whole flow, with outcomes that you choose.",
            "Every answer that is counted against a limit says so in RateLimit-Policy and RateLimit.",
            "Searches with a key answer with attribution, which an inquiry hands on.",
            "Partners read their report.",
            "Every operation has an example that can be run.",
        ),
    ),
    Change(
        "1.0.0",
        date(2026, 11, 2),
        (
            "Search, programs, fields, accreditors and the facts of the guide.",
            "Disclosures and inquiries.",
            "For schools: leads as JSON and CSV, and acknowledgements.",
        ),
    ),
)

API_VERSION: Final = CHANGES[0].version


@dataclass(frozen=True, slots=True)
class Ending:
    """An operation that will end, and what the document says of it."""

    method: str
    path: str
    anchor: str
    words: str


def ending_operations(document: Mapping[str, Any]) -> tuple[Ending, ...]:
    """Return the operations that will end, in the order of the document."""
    return tuple(_ending(document))


def _ending(document: Mapping[str, Any]) -> Iterator[Ending]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            if said.get("deprecated"):
                yield Ending(method.upper(), path, said["operationId"], said["description"])
