"""The key that vouches for the chain: Ed25519, derived from a secret of this installation."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LABEL = b"leadmatch consent checkpoints v1"
_SEED_BYTES = 32
_KEY_ID_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key; `raw` is its 32 bytes."""

    raw: bytes

    @classmethod
    def of(cls, written: str) -> Self:
        """Return the key that was written in hex.

        Raises:
            ValueError: it is no such key.
        """
        raw = bytes.fromhex(written)
        Ed25519PublicKey.from_public_bytes(raw)
        return cls(raw)

    @property
    def hex(self) -> str:
        """The key as it is published."""
        return self.raw.hex()

    @property
    def key_id(self) -> str:
        """A short name of the key: the beginning of its SHA-256."""
        return sha256(self.raw).hexdigest()[:_KEY_ID_LETTERS]

    def vouches(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the key's owner signed this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Signer:
    """The private key of this installation.

    Args:
        secret: whoever knows it can sign.
    """

    def __init__(self, secret: str) -> None:
        seed = HKDF(algorithm=hashes.SHA256(), length=_SEED_BYTES, salt=None, info=_LABEL).derive(secret.encode())
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message, 64 bytes."""
        return self._key.sign(message)
