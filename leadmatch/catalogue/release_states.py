"""Which release may be published or gone back to, and the words with which another one is refused."""

from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import ReleaseRecord


class ReleaseStateError(Exception):
    """The release is in a state that does not allow this."""


class NothingPublishedError(ReleaseStateError):
    """There is no published release to lay statements over."""

    def __init__(self) -> None:
        super().__init__("a school's file is laid over what is published, and nothing is; run first: leadmatch setup")


class NothingStatedError(ReleaseStateError):
    """The school states nothing in the published release, so there is nothing to withdraw."""

    def __init__(self, unitid: str) -> None:
        super().__init__(f"UNITID {unitid} states nothing in the published release, so there is nothing to withdraw")


def refuse_publication(found: ReleaseRecord) -> None:
    """Refuse to publish a release that is not staged.

    Raises:
        ReleaseStateError: it is published, retired or discarded.
    """
    if found.state == ReleaseState.RETIRED:
        back = f"to return to it: leadmatch catalogue rollback {found.number}"
        raise ReleaseStateError(f"{found} is retired; only a staged one can be published; {back}")
    if found.state != ReleaseState.STAGED:
        raise ReleaseStateError(f"{found} is {found.state}; only a staged one can be published")


def refuse_rollback(found: ReleaseRecord) -> None:
    """Refuse to go back to a release that is not retired.

    Raises:
        ReleaseStateError: it is staged, published or discarded.
    """
    if found.state != ReleaseState.RETIRED:
        raise ReleaseStateError(f"{found} is {found.state}; only a retired one can be rolled back to")
