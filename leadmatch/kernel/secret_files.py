"""Secrets that a development installation makes for itself, in files that only its owner can read."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from leadmatch.kernel.atomic_file import atomic_file, sync_folder
from leadmatch.kernel.sealing import KEY_BYTES

_OWNER_ONLY = 0o600


class SecretError(ValueError):
    """A secret is not what it should be; the message never holds it."""


def own_secret(path: Path) -> str:
    """Return the secret in a file; it is made at the first call."""
    if not path.exists():
        _make_first(path, secrets.token_urlsafe(KEY_BYTES))
    return path.read_text().strip()


def read_keys(text: str) -> dict[str, bytes]:
    """Return keys by name from ``name:key,name:key``, the one in use first; lines may stand for commas.

    Raises:
        SecretError: a name or key is missing, or a key is not 32 bytes in base64.
    """
    keys: dict[str, bytes] = {}
    for pair in text.replace("\n", ",").split(","):
        if not pair.strip():
            continue
        name, _, written = pair.strip().partition(":")
        try:
            key = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
        except ValueError:
            key = b""
        if not (name.isascii() and name.isalnum()) or len(key) != KEY_BYTES or name in keys:
            raise SecretError(f"say name:key,name:key, each key {KEY_BYTES} bytes in base64, each name once")
        keys[name] = key
    if not keys:
        raise SecretError("names no key")
    return keys


def own_keys(path: Path) -> Mapping[str, bytes]:
    """Return the keys in a file, the one in use first; the first one is made at the first call."""
    if not path.exists():
        _make_first(path, f"k1:{secrets.token_urlsafe(KEY_BYTES)}\n")
    return read_keys(path.read_text())


def add_key(path: Path) -> str:
    """Put a new key before those in a file, and return its name."""
    known = own_keys(path)
    name = next(f"k{number}" for number in range(len(known) + 1, 1_000_000) if f"k{number}" not in known)
    with atomic_file(path) as file:
        file.write(f"{name}:{secrets.token_urlsafe(KEY_BYTES)}\n{path.read_text()}".encode())
    path.chmod(_OWNER_ONLY)
    return name


def _make_first(path: Path, text: str) -> None:
    """Write a file that is not there yet; of several that try at once, one wins, and nobody sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
        sync_folder(path.parent)
    except FileExistsError:
        pass  # another one was first: its secret is the secret
    finally:
        draft.unlink()
