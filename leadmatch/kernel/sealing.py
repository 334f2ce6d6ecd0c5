"""Personal data at rest: AES-256-GCM envelopes, each bound to its row, with keys that can be replaced (rule L11).

An envelope is a version byte, the length and name of its key, a nonce of 12 bytes, and the ciphertext with its tag.
The row's name and all that stands before the nonce are authenticated, so that no envelope opens in another row.
"""

import os
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
RECHECK_S = 1.0  # for so long at most a process goes on to seal with a key that was replaced
_VERSION = 1
_NONCE_BYTES = 12


class SealError(Exception):
    """An envelope cannot be opened: it was changed, belongs to another row, or its key is gone."""


class _Keys(NamedTuple):
    """The keys at one moment, taken over as a whole."""

    raw: Mapping[str, bytes]
    active: str
    ciphers: Mapping[str, AESGCM]


class KeyRing:
    """The keys that personal data is sealed with; safe to share between threads.

    Args:
        load: returns keys by name, the one to seal with first; asked again when a key is not known, and from time to
            time before sealing, because another process may have replaced it meanwhile.
        monotonic: seconds that only grow.
    """

    def __init__(
        self, load: Callable[[], Mapping[str, bytes]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._load = load
        self._monotonic = monotonic
        self._keys = _Keys({}, "", {})
        self._loaded_at = 0.0
        self.reload()

    @property
    def active(self) -> str:
        """The name of the key that seals."""
        return self._keys.active

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all keys, the one that seals first."""
        return tuple(self._keys.raw)

    def reload(self) -> None:
        """Take over the keys as they are now.

        Raises:
            SealError: a name stands for another key than before; what was sealed under it would be lost.
        """
        loaded_at = self._monotonic()
        raw = dict(self._load())
        known = self._keys.raw
        if any(known.get(name, key) != key for name, key in raw.items()):
            raise SealError("A name of a key stands for another key than before")
        self._keys = _Keys(raw, next(iter(raw)), {name: AESGCM(key) for name, key in raw.items()})
        self._loaded_at = loaded_at

    def seal(self, plain: bytes, *, row: str) -> bytes:
        """Return an envelope that opens for this row only.

        Args:
            plain: what to seal.
            row: names the table, column and primary key, e.g. ``inquiry.sealed:inq_…``.
        """
        if self._monotonic() - self._loaded_at > RECHECK_S:
            self._recheck()
        keys = self._keys
        header = envelope_start(keys.active)
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + keys.ciphers[keys.active].encrypt(nonce, plain, header + row.encode())

    def open(self, sealed: bytes, *, row: str) -> bytes:
        """Return what was sealed for this row.

        Raises:
            SealError: see there.
        """
        name = key_name(sealed)
        if name not in self._keys.ciphers:
            self._recheck()
        cipher = self._keys.ciphers.get(name)
        if cipher is None:
            raise SealError(f"The key {name!r} is not in the ring")
        start = 2 + len(name)
        nonce, rest = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, sealed[:start] + row.encode())
        except (InvalidTag, ValueError):
            raise SealError("The envelope was changed, or belongs to another row") from None

    def _recheck(self) -> None:
        """Take over the keys, or go on with those that are known: a lost file must not stop what still works."""
        try:
            self.reload()
        except (OSError, ValueError, SealError):
            self._loaded_at = self._monotonic()


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
    except (IndexError, TypeError, UnicodeDecodeError):  # TypeError: SQLite gives back a number where one was put
        raise SealError("The envelope has no known form") from None
