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
        date(2026, 11, 30),
        (
            "Partners call with keys: publishable ones from pages of their sites, secret ones from their servers.",
            "Test keys lead into the sandbox: the whole flow, with outcomes that you choose.",
            "Answers tell in RateLimit-Policy and RateLimit how often you may call; one request too many is a 429.",
            "A search with a key answers with attribution, and an inquiry or a link to the guide hands it on.",
            "Partners fetch their report, as JSON and as CSV.",
            "Programs tell their title in Spanish, title_es, where it is one that we made.",
            "Every operation has a whole example, and answers are open to members and values that will come.",
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
