"""Secrets that a development installation makes for itself, in files that only its owner can read."""

import base64
import fcntl
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from leadmatch.kernel.atomic_file import atomic_file, sync_folder
from leadmatch.kernel.sealing import KEY_BYTES

_OWNER_ONLY = 0o600
_OWNER_ONLY_FOLDER = 0o700
_LONGEST_NAME = 32


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
        key = _decoded(written)
        is_name = name.isascii() and name.isalnum() and len(name) <= _LONGEST_NAME
        if not is_name or len(key) != KEY_BYTES or name in keys:
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
    """Put a new key before those in a file, and return its name; of several that add at once, each adds its own."""
    own_keys(path)
    with _one_at_a_time(path):
        known = read_keys(path.read_text())
        numbers = [int(name[1:]) for name in known if name[0] == "k" and name[1:].isdigit()]
        name = f"k{max(numbers, default=0) + 1}"
        with atomic_file(path, mode=_OWNER_ONLY) as file:
            file.write(f"{name}:{secrets.token_urlsafe(KEY_BYTES)}\n{path.read_text()}".encode())
    return name


def remove_key(path: Path, name: str) -> None:
    """Take a key that is not in use any more out of a file; what is still sealed with it is lost.

    Raises:
        SecretError: the file holds no such key, or it is the one in use.
    """
    with _one_at_a_time(path):
        written = path.read_text()
        known = read_keys(written)
        if name not in known:
            raise SecretError("is not in the file")
        if name == next(iter(known)):
            raise SecretError("is the one in use")
        kept = "\n".join(pair for pair in re.split(r"[,\n]", written) if pair.strip().partition(":")[0] != name)
        with atomic_file(path, mode=_OWNER_ONLY) as file:
            file.write(f"{kept.rstrip()}\n".encode())


def _decoded(written: str) -> bytes:
    """Return the bytes of base64, with or without padding, in either alphabet; none where it is not wholly base64."""
    try:
        padded = written + "=" * (-len(written) % 4)
        return base64.b64decode(padded.translate({ord("-"): "+", ord("_"): "/"}), validate=True)
    except ValueError:
        return b""


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_WRONLY | os.O_CREAT, _OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _make_first(path: Path, text: str) -> None:
    """Write a file that is not there yet; of several that try at once, one wins, and nobody sees half a file."""
    path.parent.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
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
