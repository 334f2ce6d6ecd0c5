"""The use cases of partners' keys: made, replaced and revoked, each with a row of the partner's history."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from leadmatch.access.callers import PUBLISHABLE_SCOPES, SECRET_SCOPES, Scope
from leadmatch.access.keys import KeyRecord, NewKey, create_key, replace_key, revoke_key
from leadmatch.access.partner_records import note_partner_event
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.partner.service import PartnerStateError, require_partner

PartnerKind = Literal["publishable", "secret"]


def scopes_of(kind: PartnerKind) -> frozenset[Scope]:
    """Return all that a key of this kind can open."""
    return PUBLISHABLE_SCOPES if kind == "publishable" else SECRET_SCOPES


def create_partner_key(
    connection: Connection,
    hashes: KeyedHash,
    *,
    partner_id: str,
    kind: PartnerKind,
    name: str,
    is_test: bool,
    scopes: Collection[Scope],
    by: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key of a partner; part of a transaction that writes.

    Args:
        connection: of the transaction.
        hashes: of this installation.
        partner_id: of the partner, which may be paused.
        kind: for pages, or for servers.
        name: what the partner calls it.
        is_test: whether it leads into the sandbox.
        scopes: what it is to open; empty: all that its kind can.
        by: who makes it.
        now: when.
        expires_at: from when on it opens nothing; None where never.

    Raises:
        PartnerStateError: there is no such partner, it is closed, or keys of this kind cannot open that.
    """
    if require_partner(connection, partner_id).state == "closed":
        raise PartnerStateError("the partner is closed; its keys open nothing any more")
    beyond = sorted(set(scopes) - scopes_of(kind))
    if beyond:
        raise PartnerStateError(f"a {kind} key cannot open {', '.join(beyond)}")
    made = create_key(
        connection,
        hashes,
        kind=kind,
        owner_id=partner_id,
        name=name,
        by=by,
        now=now,
        expires_at=expires_at,
        is_test=is_test,
        scopes=" ".join(sorted(scopes)) or None,
    )
    _note(connection, "create-key", made.record, {}, by=by, now=now)
    return made


def rotate_key(
    connection: Connection, hashes: KeyedHash, key_id: str, *, overlap: timedelta, by: str, now: datetime
) -> NewKey:
    """Make the key that follows another one, of a school or a partner; see `replace_key`.

    Raises:
        KeyStateError: there is no such key, or it has expired or was revoked.
    """
    made = replace_key(connection, hashes, key_id, overlap=overlap, by=by, now=now)
    _note(connection, "rotate-key", made.record, {"follows": key_id}, by=by, now=now)
    return made


def end_key(connection: Connection, key_id: str, *, by: str, now: datetime) -> KeyRecord:
    """End a key of a school or a partner at once; see `revoke_key`.

    Raises:
        KeyStateError: there is no such key.
    """
    ended = revoke_key(connection, key_id, now=now)
    if ended.revoked_at == now:
        _note(connection, "revoke-key", ended, {}, by=by, now=now)
    return ended


def _note(
    connection: Connection, action: str, key: KeyRecord, more: dict[str, object], *, by: str, now: datetime
) -> None:
    if key.kind != "school":
        terms = {"key_id": key.id, "kind": key.kind, "is_test": key.is_test, "scopes": key.scopes, **more}
        note_partner_event(connection, action, key.owner_id, terms, by=by, now=now)
