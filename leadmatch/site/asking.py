"""Links to the form that asks schools for information; what the visitor brought along from a search goes with them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from leadmatch.site.addresses import at
from leadmatch.site.brought import along


def asking_address(
    link: str | None, zip_code: str, placement: str | None = None, sub_id: str | None = None
) -> str | None:
    """Return the address of the form for a program; None where its school takes no inquiries.

    Args:
        link: as search gives it.
        zip_code: the visitor's; empty where it is not known.
        placement: carried along from the search, like `sub_id`.
        sub_id: see `placement`.
    """
    if link is None:
        return None
    brought = {"zip": zip_code, "placement": placement, "sub_id": sub_id}
    more = urlencode({name: text for name, text in brought.items() if text})
    return along(at(f"{link}&{more}" if more else link))


def asking_together(program_ids: Sequence[str], links: Mapping[str, str], zip_code: str) -> str | None:
    """Return the address of one form for all of these programs that take inquiries; None where fewer than two do."""
    accepting = [each for each in program_ids if each in links]
    return along(inquire_address(accepting, zip_code)) if len(accepting) > 1 else None


def inquire_address(program_ids: Sequence[str], zip_code: str = "") -> str:
    """Return the address of the form for these programs; the ZIP code goes along where it is not empty."""
    fields = [("program", each) for each in program_ids] + ([("zip", zip_code)] if zip_code else [])
    return at(f"/inquire?{urlencode(fields)}")
