"""Signed checkpoints of the chain, in a file outside the database: what a cut or rewritten chain is found by (L2).

A line of the file is the JSON object {at, hash, key, number, signature}; the signature is of the same object without
it, as canonical JSON. Lines are only added, by one process at a time, with growing numbers.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

import orjson
from sqlalchemy import Engine

from leadmatch.inquiries.consent.chain import head_of
from leadmatch.inquiries.consent.record import canonical, utc_text
from leadmatch.inquiries.consent.signing import Signer, Verifier
from leadmatch.kernel.atomic_file import sync_folder

_LONGEST_LINE = 4096
_TEXTS = ("at", "hash", "key", "signature")


class CheckpointError(Exception):
    """The chain is not what the checkpoints vouch for, so that no other one may be written; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signed statement: at that moment the link of this number had this hash.

    Args:
        hash: in hex.
        at: as `utc_text` writes moments.
        key: id of the key that signed.
        signature: in hex.
    """

    number: int
    hash: str
    at: str
    key: str
    signature: str

    @classmethod
    def of(cls, number: int, link_hash: bytes, at: datetime, signer: Signer) -> Self:
        """Sign a checkpoint."""
        unsigned = {"number": number, "hash": link_hash.hex(), "at": utc_text(at), "key": signer.verifier.key_id}
        return cls(**unsigned, signature=signer.sign(canonical(unsigned)).hex())  # type: ignore[arg-type]  # as named

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Return the checkpoint that a line holds.

        Raises:
            ValueError: it holds none, or not in the one form that is written here.
        """
        try:
            fields = orjson.loads(line)
            checkpoint = cls(**fields)
        except (TypeError, ValueError) as error:
            raise ValueError("It is no checkpoint") from error
        is_typed = type(fields["number"]) is int and all(type(fields[name]) is str for name in _TEXTS)
        if not is_typed or checkpoint.to_line() != line:
            raise ValueError("It is no checkpoint in the form that is written here")
        return checkpoint

    def to_line(self) -> bytes:
        """Return the line that holds it, with its end."""
        return canonical(asdict(self)) + b"\n"

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Tell whether this key signed it."""
        unsigned = asdict(self)
        del unsigned["signature"]
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        is_canonical = signature.hex() == self.signature
        return is_canonical and self.key == verifier.key_id and verifier.vouches(signature, canonical(unsigned))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its place from 1, and what it holds; None where that is no checkpoint."""

    place: int
    checkpoint: Checkpoint | None


def write_checkpoint(engine: Engine, path: Path, signer: Signer, *, now: datetime) -> Checkpoint | None:
    """Sign the head of the chain into the file; None where the head has not moved since the last checkpoint.

    Raises:
        CheckpointError: the chain ends before the last checkpoint, or has another hash there.
    """
    if _head(engine)[0] == 0 and not path.exists():
        return None
    with _opened_alone(path) as file:
        number, link_hash = _head(engine)  # read again: whoever had the file before may have signed a later one
        last = _last_of(file)
        if last is not None and last.number >= number:
            _require_vouched(last, number, link_hash)
            return None
        if number == 0:
            return None
        checkpoint = Checkpoint.of(number, link_hash, now, signer)
        file.write(checkpoint.to_line())
        file.flush()
        os.fsync(file.fileno())
    return checkpoint


def _head(engine: Engine) -> tuple[int, bytes]:
    with engine.connect() as connection:
        return head_of(connection)


def read_checkpoints(path: Path, *, size: int | None = None) -> Iterator[Line]:
    """Read the file line by line; what a crash left half-written at its end is passed over.

    Args:
        path: of the file; it may be missing.
        size: reads only so many bytes, because others may be adding lines.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        left = size if size is not None else path.stat().st_size
        for place, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), 1):
            left -= len(line)
            if left < 0:
                return
            checkpoint = _read(line)
            if checkpoint is None and _is_torn(line):
                return
            yield Line(place, checkpoint)


def _read(line: bytes) -> Checkpoint | None:
    try:
        return Checkpoint.from_line(line if line.endswith(b"\n") else line + b"\n")
    except ValueError:
        return None


def _is_torn(line: bytes) -> bool:
    """Tell whether a crash can have left this: the beginning of a line, which holds no brace but its first."""
    return not line.endswith(b"\n") and b"}" not in line and len(line) < _LONGEST_LINE


def _require_vouched(last: Checkpoint, number: int, link_hash: bytes) -> None:
    if last.number > number:
        raise CheckpointError(
            f"The last checkpoint vouches for consent {last.number}, but the chain ends at {number}: "
            "run leadmatch consent verify"
        )
    if last.hash != link_hash.hex():
        raise CheckpointError(
            f"Consent {number} is not the one that its checkpoint vouches for: run leadmatch consent verify"
        )


@contextmanager
def _opened_alone(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed
        if is_new:
            sync_folder(path.parent)
        yield file


def _last_of(file: BinaryIO) -> Checkpoint | None:
    """Return the last checkpoint of the file, and leave the file so that a line can be added."""
    start = max(0, file.seek(0, os.SEEK_END) - 2 * _LONGEST_LINE)
    file.seek(start)
    lines = file.read().splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        if _is_torn(lines[-1]):
            file.truncate(start + sum(map(len, lines[:-1])))
        else:
            file.write(b"\n")
    return next((found for line in reversed(lines) if (found := _read(line)) is not None), None)
