"""What a key looks like: a prefix that says whose it is, random characters, and a checksum (rule H2).

A leaked key can be told from other text, by ``lms_[0-9A-Za-z]{49}`` and the checksum, without asking us; a mistyped one
is refused without asking the database.
"""

import secrets
import string
import zlib
from collections.abc import Mapping
from typing import Literal

Kind = Literal["school", "publishable", "secret"]

_PREFIXES: Mapping[Kind, str] = {"school": "lms_", "publishable": "pk_", "secret": "sk_"}
_TEST = "test_"
_KINDS: Mapping[str, Kind] = {
    beginning: kind for kind, prefix in _PREFIXES.items() for beginning in (prefix, prefix + _TEST)
}
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LETTERS = frozenset(_ALPHABET)
_RANDOM_LENGTH = 43  # of 62 characters each: 256 bits
_CHECKSUM_LENGTH = 6  # 62**6 is more than 2**32
_HINT_LENGTH = 4


def new_key_text(kind: Kind, *, is_test: bool = False) -> str:
    """Return a key that nobody can guess; one for tests says so in its prefix: ``pk_test_``, ``sk_test_``."""
    prefix = _PREFIXES[kind] + (_TEST if is_test else "")
    text = prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH))
    return text + _checksum(text)


def kind_of(text: str) -> Kind | None:
    """Return whose key a text would be; None where it cannot be a key of ours."""
    prefix, underscore, rest = text.rpartition("_")
    kind = _KINDS.get(prefix + underscore)
    if kind is None or len(rest) != _RANDOM_LENGTH + _CHECKSUM_LENGTH or not _LETTERS.issuperset(rest):
        return None
    return kind if _checksum(text[:-_CHECKSUM_LENGTH]) == text[-_CHECKSUM_LENGTH:] else None


def hint_of(text: str) -> str:
    """Return the end of a key, by which its owner knows it again."""
    return text[-_HINT_LENGTH:]


def _checksum(text: str) -> str:
    number, digits = zlib.crc32(text.encode()), ""
    for _ in range(_CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
