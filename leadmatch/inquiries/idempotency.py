"""The same request twice has one effect and one answer (rule L4)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import BigInteger, Connection, bindparam, delete, func, insert, select

from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.inquiries.errors import IdempotencyKeyReusedError, RequestInFlightError
from leadmatch.inquiries.models import IdempotencyKey
from leadmatch.kernel.errors import StorageUnavailableError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.prepared import Prepared, in_one_go
from leadmatch.kernel.sealing import KeyRing, SealError

KEPT = timedelta(days=8)  # seven days are promised; a day more is for clocks that differ
_ANSWER = Prepared(
    select(IdempotencyKey.body_index, IdempotencyKey.answer).where(IdempotencyKey.key_index == bindparam("key_index"))
)
_CLAIM = Prepared(select(func.pg_try_advisory_xact_lock(bindparam("key", type_=BigInteger)).label("is_mine")))
_KEEP = Prepared(insert(IdempotencyKey))


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A key with what was sent under it, as keyed hashes."""

    key_index: bytes
    body_index: bytes

    @property
    def lock(self) -> int:
        """The number under which twins take turns on PostgreSQL."""
        return int.from_bytes(self.key_index[:8], "big", signed=True)


def request_key(key: str, body: object, hashes: KeyedHash, caller: Caller = ANYBODY) -> RequestKey:
    """Return the hashes of an idempotency key and of a body, however its members are ordered.

    Args:
        key: without spaces.
        body: any JSON value.
        hashes: keyed by this site.
        caller: whose key it is: each partner has its own, and those of tests apart.
    """
    written = json.dumps(body, sort_keys=True)
    if caller.partner is not None:
        key = f"{caller.partner.id} {'test' if caller.is_test else 'real'} {key}"
    return RequestKey(hashes.of("idempotency-key", key), hashes.of("idempotency-body", written))


def known_answer(connection: Connection, key: RequestKey, ring: KeyRing) -> bytes | None:
    """Return the answer that was given under this key; None where there is none yet.

    Raises:
        IdempotencyKeyReusedError: it was given to another body.
        StorageUnavailableError: it was given, and cannot be opened: it was changed, or its key is gone.
    """
    return _opened(_ANSWER.rows(connection, {"key_index": key.key_index}), key, ring)


def answer_in_turn(connection: Connection, key: RequestKey, ring: KeyRing) -> bytes | None:
    """Return what `known_answer` does, and have the key for this transaction alone.

    On SQLite whoever writes is alone anyway.

    Raises:
        RequestInFlightError: a transaction of another process has it.
        IdempotencyKeyReusedError: see `known_answer`.
        StorageUnavailableError: see `known_answer`.
    """
    if connection.dialect.name != "postgresql":
        return known_answer(connection, key, ring)
    with in_one_go(connection):
        turn = _CLAIM.ask(connection, {"key": key.lock})
        found = _ANSWER.ask(connection, {"key_index": key.key_index})
    ((is_mine,),) = turn()
    if not is_mine:
        raise RequestInFlightError
    return _opened(found(), key, ring)


def _opened(found: Sequence[Any], key: RequestKey, ring: KeyRing) -> bytes | None:
    if not found:
        return None
    ((body_index, answer),) = found
    if body_index != key.body_index:
        raise IdempotencyKeyReusedError
    try:
        return ring.open(answer, row=answer_row(key.key_index))
    except SealError:
        structlog.get_logger("leadmatch").error("answer-unreadable", key_index=key.key_index.hex())
        raise StorageUnavailableError(
            "This was taken in before, and the answer that was given cannot be read now; send the same again later."
        ) from None


def keep_answer(connection: Connection, key: RequestKey, answer: bytes, *, ring: KeyRing, now: datetime) -> None:
    """Keep the answer for whoever sends the same again; part of the transaction that makes it true."""
    row = {
        "key_index": key.key_index,
        "body_index": key.body_index,
        "answer": ring.seal(answer, row=answer_row(key.key_index)),
        "created_at": now,
    }
    _KEEP.run(connection, [row])


def forget_old_answers(connection: Connection, now: datetime) -> None:
    """Remove the answers whose time is over."""
    connection.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))


def answer_row(key_index: bytes) -> str:
    """Return the name under which an answer is sealed."""
    return f"idempotency_key.answer:{key_index.hex()}"
