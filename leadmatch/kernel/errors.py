"""Domain errors: each owns its slug and title; ``web.problems`` alone maps them to HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

_NONE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one part of a request.

    Args:
        where: name of the query parameter, or JSON pointer into the body; ``""`` is the whole body.
        code: stable, machine-readable reason, e.g. ``invalid-zip-code``.
        detail: one sentence that says what to send instead.
    """

    where: str
    code: str
    detail: str


class LeadmatchError(Exception):
    """The root of every error that a caller can cause or must be told of.

    Attributes:
        members: what a program needs besides the words to go on, by the name it has in the problem's body.
        retry_after_s: when to try again; None where waiting alone does not help.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    members: Mapping[str, object] = _NONE
    retry_after_s: int | None = None


class InvalidRequestError(LeadmatchError):
    """A readable request with faults; all of them are named at once."""

    slug = "invalid-request"
    title = "The request has faults"

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults in the order in which they are to be reported."""
        super().__init__("; ".join(f"{fault.where}: {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


class NotFoundError(LeadmatchError):
    """Nothing of ours has this address or identifier."""

    slug = "not-found"
    title = "There is nothing at this address"


class NotReadyError(LeadmatchError):
    """The service lacks something that set-up provides; a retry may succeed."""

    slug = "not-ready"
    title = "The service is not ready to answer"


class StorageUnavailableError(LeadmatchError):
    """The database cannot be used now: it is busy, full, read-only, or gone."""

    slug = "storage-unavailable"
    title = "Nothing can be stored at the moment"
    retry_after_s = 5
