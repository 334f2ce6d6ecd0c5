"""The names that reports count placements by; those that a partner did not list stand together, and none is lost."""

from collections.abc import Container
from typing import Final

NOWHERE: Final = ""  # no placement was said
OTHER: Final = "other"  # one that the partner did not list


def counted_under(placement: str | None, listed: Container[str]) -> str:
    """Return the name under which a placement is counted.

    Args:
        placement: as it was sent; None or empty where nothing was.
        listed: the placements of the partner.
    """
    if not placement:
        return NOWHERE
    return placement if placement in listed else OTHER
