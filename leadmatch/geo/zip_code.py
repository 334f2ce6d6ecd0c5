"""ZIP codes as visitors type them, and the two things that can be wrong with one."""

import re

from leadmatch.kernel.errors import LeadmatchError

_ZIP_CODE = re.compile(r"\A([0-9]{5})(?:-[0-9]{4})?\Z")


class InvalidZipCodeError(LeadmatchError):
    """The text is not a ZIP code."""

    slug = "invalid-zip-code"
    title = "That is not a ZIP code"

    def __init__(self) -> None:
        """Say what to type; the text itself is not repeated, it may be anything."""
        super().__init__("Type a US ZIP code of five digits, such as 90210, or ZIP+4, such as 90210-1234.")


class UnknownZipCodeError(LeadmatchError):
    """A well-formed ZIP code for which not even the region of its first three digits is on file."""

    slug = "unknown-zip-code"
    title = "No place is on file for that ZIP code"

    def __init__(self) -> None:
        """Say what to type instead."""
        super().__init__(
            "No place is on file for this ZIP code or its first three digits. "
            "Check the five digits, or type a ZIP code nearby."
        )


def parse_zip_code(text: str) -> str:
    """Return the five digits of a ZIP code or ZIP+4.

    Args:
        text: as typed; spaces (U+0020) around it are forgiven, any other white space is not.

    Raises:
        InvalidZipCodeError: not five ASCII digits, with or without a hyphen and four more.
    """
    match = _ZIP_CODE.match(text.strip(" "))
    if match is None:
        raise InvalidZipCodeError
    return match[1]
