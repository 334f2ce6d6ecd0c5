"""Personal data at rest: AES-256-GCM envelopes, each bound to its row, with keys that can be replaced (rule L11).

An envelope is a version byte, the length and name of its key, a nonce of 12 bytes, and the ciphertext with its tag.
The row's name and all that stands before the nonce are authenticated, so that no envelope opens in another row.
"""

import os
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = 1
_NONCE_BYTES = 12


class SealError(Exception):
    """An envelope cannot be opened: it was changed, belongs to another row, or its key is gone."""


class KeyRing:
    """The keys that personal data is sealed with; safe to share between threads.

    Args:
        load: returns keys by name, the one to seal with first; asked again when a key is not known, because another
            process may have replaced it meanwhile.
    """

    def __init__(self, load: Callable[[], Mapping[str, bytes]]) -> None:
        self._load = load
        self._ciphers: dict[str, AESGCM] = {}
        self.active = ""
        self.reload()

    def reload(self) -> None:
        """Take over the keys as they are now."""
        keys = self._load()
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self.active = next(iter(keys))

    def seal(self, plain: bytes, *, row: str) -> bytes:
        """Return an envelope that opens for this row only.

        Args:
            plain: what to seal.
            row: names the table, column and primary key, e.g. ``inquiry.sealed:inq_…``.
        """
        active = self.active
        header = envelope_start(active)
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + self._ciphers[active].encrypt(nonce, plain, header + row.encode())

    def open(self, sealed: bytes, *, row: str) -> bytes:
        """Return what was sealed for this row.

        Raises:
            SealError: see there.
        """
        name = key_name(sealed)
        if name not in self._ciphers:
            self.reload()
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise SealError(f"The key {name!r} is not in the ring")
        start = 2 + len(name)
        nonce, rest = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, sealed[:start] + row.encode())
        except (InvalidTag, ValueError):
            raise SealError("The envelope was changed, or belongs to another row") from None


def envelope_start(key: str) -> bytes:
    """Return the bytes with which every envelope begins that was sealed with the key of this name."""
    return bytes((_VERSION, len(key))) + key.encode()


def key_name(sealed: bytes) -> str:
    """Return the name of the key that an envelope was sealed with.

    Raises:
        SealError: it is no envelope.
    """
    try:
        if sealed[0] != _VERSION:
            raise SealError("The envelope has no known form")
        return sealed[2 : 2 + sealed[1]].decode("ascii")
    except (IndexError, UnicodeDecodeError):
        raise SealError("The envelope has no known form") from None
