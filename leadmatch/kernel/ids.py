"""Opaque, prefixed identifiers: derived from a natural key, or random."""

import base64
import hashlib
import secrets

_ID_BYTES = 10  # 80 bits: 267,595 programs collide with a chance below 1 in 10**13
_RANDOM_LETTERS = 26  # 130 bits
_LETTERS = bytes(b"abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in range(256))


def stable_id(prefix: str, *natural_key: str) -> str:
    """Return the identifier that this natural key always has, e.g. ``prg_`` and 16 letters and digits."""
    digest = hashlib.sha256("\x1f".join((prefix, *natural_key)).encode()).digest()
    return f"{prefix}_{_letters(digest[:_ID_BYTES])}"


def _letters(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").lower()


def new_id(prefix: str) -> str:
    """Return an identifier that nobody can guess: the prefix, ``_`` and 26 letters and digits."""
    return f"{prefix}_{secrets.token_bytes(_RANDOM_LETTERS).translate(_LETTERS).decode()}"
