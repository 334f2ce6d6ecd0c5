"""Keys of callers: made, found, replaced and revoked (rule H2). Each function is part of its caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, insert, select, update

from leadmatch.access.key_text import Kind, hint_of, kind_of, new_key_text
from leadmatch.access.models import ApiKey
from leadmatch.kernel.ids import new_id
from leadmatch.kernel.keyed_hash import KeyedHash

DEFAULT_OVERLAP = timedelta(hours=24)
_PURPOSE = "api-key"
_COLUMNS = (
    ApiKey.id,
    ApiKey.kind,
    ApiKey.owner_id,
    ApiKey.name,
    ApiKey.hint,
    ApiKey.created_at,
    ApiKey.created_by,
    ApiKey.expires_at,
    ApiKey.revoked_at,
    ApiKey.is_test,
    ApiKey.scopes,
)


class KeyStateError(Exception):
    """There is no such key, or it is not in force, so it cannot be replaced."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A key as it is kept: all but the key itself.

    Args:
        kind: whose: a ``school``'s, or a partner's ``publishable`` or ``secret`` one. What it opens follows from that.
        hint: its last characters.
        expires_at: from when on it opens nothing; None where never.
        is_test: whether it leads into the sandbox.
        scopes: what it opens, sorted, separated by spaces; None: all that its kind can.
    """

    id: str
    kind: Kind
    owner_id: str
    name: str
    hint: str
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    is_test: bool = False
    scopes: str | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether the key opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; nobody can be shown its `text` again."""

    record: KeyRecord
    text: str


def create_key(
    connection: Connection,
    hashes: KeyedHash,
    *,
    kind: Kind,
    owner_id: str,
    name: str,
    by: str,
    now: datetime,
    expires_at: datetime | None = None,
    is_test: bool = False,
    scopes: str | None = None,
) -> NewKey:
    """Make a key and keep its hash.

    Args:
        connection: in a transaction that writes.
        hashes: of this installation.
        kind: see `KeyRecord`.
        owner_id: id of the school or partner.
        name: what the owner calls it.
        by: who makes it.
        now: when.
        expires_at: see `KeyRecord`.
        is_test: see `KeyRecord`.
        scopes: see `KeyRecord`.
    """
    text = new_key_text(kind, is_test=is_test)
    record = KeyRecord(new_id("key"), kind, owner_id, name, hint_of(text), now, by, expires_at, None, is_test, scopes)
    row = {column.key: getattr(record, column.key) for column in _COLUMNS}
    connection.execute(insert(ApiKey), [row | {"hash": hash_of(hashes, text)}])
    return NewKey(record, text)


def hash_of(hashes: KeyedHash, text: str) -> bytes:
    """Return what a key is kept by."""
    return hashes.of(_PURPOSE, text)


def find_key(connection: Connection, hashes: KeyedHash, text: str) -> KeyRecord | None:
    """Return the key of this text, in force or not; None where there is none."""
    if kind_of(text) is None:
        return None
    asked = select(*_COLUMNS).where(ApiKey.hash == hash_of(hashes, text))
    found = connection.execute(asked).mappings().one_or_none()
    return None if found is None else _record(found)


def keys_of(connection: Connection, owner_id: str) -> Sequence[KeyRecord]:
    """Return all keys of an owner, the oldest first."""
    asked = select(*_COLUMNS).where(ApiKey.owner_id == owner_id).order_by(ApiKey.created_at, ApiKey.id)
    return [_record(row) for row in connection.execute(asked).mappings()]


def revoke_key(connection: Connection, key_id: str, *, now: datetime) -> KeyRecord:
    """End a key at once, and return it; one that was revoked before stays as it is.

    Raises:
        KeyStateError: there is no such key.
    """
    connection.execute(update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None)).values(revoked_at=now))
    return _key(connection, key_id)


def replace_key(
    connection: Connection, hashes: KeyedHash, key_id: str, *, overlap: timedelta, by: str, now: datetime
) -> NewKey:
    """Make a key like this one, and let this one expire after `overlap`; one made for 90 days is followed by such one.

    Raises:
        KeyStateError: there is no such key, or it has expired or was revoked.
    """
    old = _key(connection, key_id, lock=True)
    if not old.is_in_force(now):
        raise KeyStateError(f"key {key_id} is no longer in force; create a new one")
    lifetime = None if old.expires_at is None else old.expires_at - old.created_at
    ends_at = now + overlap if old.expires_at is None else min(now + overlap, old.expires_at)
    connection.execute(update(ApiKey).where(ApiKey.id == key_id).values(expires_at=ends_at))
    return create_key(
        connection,
        hashes,
        kind=old.kind,
        owner_id=old.owner_id,
        name=old.name,
        by=by,
        now=now,
        expires_at=None if lifetime is None else now + lifetime,
        is_test=old.is_test,
        scopes=old.scopes,
    )


def _key(connection: Connection, key_id: str, *, lock: bool = False) -> KeyRecord:
    asked = select(*_COLUMNS).where(ApiKey.id == key_id)
    found = connection.execute(asked.with_for_update() if lock else asked).mappings().one_or_none()
    if found is None:
        raise KeyStateError(f"there is no key {key_id}")
    return _record(found)


def _record(row: RowMapping) -> KeyRecord:
    return KeyRecord(**row)
