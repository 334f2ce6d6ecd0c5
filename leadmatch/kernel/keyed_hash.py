"""Hashes that only this installation can make: to look up what is not kept in plain text (rules L11 and H2)."""

import hashlib
import hmac


class KeyedHash:
    """Makes the hash of a value for one purpose; hashes of one value for two purposes have nothing in common.

    Args:
        key: 32 bytes or more; without it nobody can try values.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, purpose: str, value: str) -> bytes:
        """Return 32 bytes; `purpose` says what the value is, e.g. ``email``."""
        return hmac.digest(self._key, f"{purpose}\0{value}".encode(), hashlib.sha256)
