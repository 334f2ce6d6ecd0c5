"""What counts as a name of a person: letters of any script and what stands between them, nothing that hides."""

import re
import unicodedata
from typing import Final

from leadmatch.inquiries.member_values import trimmed_text
from leadmatch.inquiries.members import MemberError

MAX_NAME_LENGTH: Final = 80
_LONGEST_COMPOSED: Final = 4 * MAX_NAME_LENGTH  # as sent, before letters and their marks are put together
_MOST_MARKS: Final = 4  # on one letter; more are a trick, not a language

_PLAIN_NAME = re.compile(r"\A(?=.*[A-Za-z])[A-Za-z '.-]+\Z")
_BETWEEN_LETTERS: Final = frozenset(" -'.’‘ʼ‐")  # noqa: RUF001  # apostrophes and hyphens as people type them
# Unicode calls these letters or marks, yet they show nothing (Default_Ignorable_Code_Point, Unicode 15).
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0\u2800") | frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


def read_name(value: object, expects: str) -> str:
    """Return a first or last name in Unicode's composed form (NFC), without the spaces around it.

    Args:
        value: as it was sent.
        expects: which name, as the rest of a sentence that begins with "Send".

    Raises:
        MemberError: no text, empty, too long, or no name.
    """
    text = trimmed_text(value, max_length=_LONGEST_COMPOSED, expects=expects)
    if _PLAIN_NAME.match(text) is None:
        text = unicodedata.normalize("NFC", text)
        if not _is_name(text):
            raise MemberError(
                "invalid-name",
                f"Send {expects}, in letters; spaces, hyphens, apostrophes and periods may be among them.",
            )
    if len(text) > MAX_NAME_LENGTH:
        raise MemberError("too-long", f"Send {expects}, in {MAX_NAME_LENGTH} characters at most.")
    return text


def _is_name(text: str) -> bool:
    letters = marks = 0
    for character in text:
        kind = unicodedata.category(character)[0]
        if character in _INVISIBLE or not (kind in "LM" or character in _BETWEEN_LETTERS):
            return False
        marks = marks + 1 if kind == "M" else 0
        if marks > _MOST_MARKS or (marks and not letters):
            return False
        letters += kind == "L"
    return letters > 0
