"""The kinds of values that members of an inquiry have: text, one of a list, true, an address of a page."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from leadmatch.inquiries.members import Member, MemberError

_PAGE_ADDRESS = re.compile(r"\Ahttps?://[^\s/?#\\@]+(?:[/?#]\S*)?\Z", re.IGNORECASE)


def trimmed_text(value: object, *, max_length: int, expects: str) -> str:
    """Return a line of text without the spaces (U+0020) around it.

    Raises:
        MemberError: no text, empty, too long, or with a control, invisible, unassigned or private character.
    """
    if not isinstance(value, str):
        raise MemberError("invalid-type", f"Send {expects}, as JSON text.")
    text = value.strip(" ")
    if not text:
        raise MemberError("empty-value", f"Send {expects}.")
    if len(text) > max_length:
        raise MemberError("too-long", f"Send {expects}, in {max_length} characters at most.")
    if not text.isprintable():  # false for controls, bidi and zero-width marks, lone surrogates, odd spaces
        raise MemberError("invalid-text", f"Send {expects}, without control or invisible characters.")
    return text


def code_member(*, max_length: int, pattern: str, expects: str, is_required: bool = False) -> Member:
    """Return a member that is a short text of certain characters, taken as it is.

    Args:
        max_length: in characters.
        pattern: of the whole text; see there.
        expects: see `Member`.
        is_required: see `Member`.
    """
    matches = re.compile(pattern).fullmatch

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise MemberError("invalid-type", f"Send {expects}, as JSON text.")
        if not value:
            raise MemberError("empty-value", f"Send {expects}.")
        if len(value) > max_length:
            raise MemberError("too-long", f"Send {expects}, in {max_length} characters at most.")
        if matches(value) is None:
            raise MemberError("invalid-value", f"Send {expects}.")
        return value

    return Member(read, expects, is_required)


def choice_member(values: Sequence[str], *, is_required: bool = True) -> Member:
    """Return a member that is one of a list."""
    known = frozenset(values)
    expects = f"one of {', '.join(values)}"

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise MemberError("invalid-type", f"Send {expects}, as JSON text.")
        if value not in known:
            raise MemberError("invalid-value", f"Send {expects}.")
        return value

    return Member(read, expects, is_required)


def true_member(code: str, expects: str) -> Member:
    """Return a member that must be sent and be JSON ``true``: no other value agrees to anything.

    Args:
        code: of the fault when it is missing or anything else.
        expects: see `Member`.
    """

    def read(value: object) -> bool:
        if value is not True:
            raise MemberError(code, f"Send {expects}.")
        return True

    return Member(read, expects, missing_code=code)


def page_address_member(max_length: int) -> Member:
    """Return an optional member that is the whole address of a page."""
    expects = "the whole address of a page, such as https://guide.example.org/inquire"

    def read(value: object) -> str:
        text = trimmed_text(value, max_length=max_length, expects=expects)
        if _PAGE_ADDRESS.match(text) is None or not _has_a_host(text):
            raise MemberError("invalid-url", f"Send {expects}.")
        return text

    return Member(read, expects, is_required=False)


def _has_a_host(address: str) -> bool:
    """Tell whether an address names a host that could be one, and a port only of those that there are."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:  # brackets around something else than an IPv6 address, or no such port
        return False
    return ":" in host or all(host.removesuffix(".").split("."))
