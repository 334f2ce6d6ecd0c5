"""API keys of what is made up: shown once like any other, so whoever asks again gets new ones."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from leadmatch.access.keys import create_key, keys_of, revoke_key
from leadmatch.kernel.keyed_hash import KeyedHash

DEMO_KEY_NAME = "leadmatch demo"


def fresh_keys(
    connection: Connection, hashes: KeyedHash, school_ids: Sequence[str], *, by: str, now: datetime
) -> list[str]:
    """Return a new key of each school; those that were made here before open nothing any more."""
    revoke_demo_keys(connection, school_ids, now=now)
    return [
        create_key(connection, hashes, kind="school", owner_id=each, name=DEMO_KEY_NAME, by=by, now=now).text
        for each in school_ids
    ]


def revoke_demo_keys(connection: Connection, owner_ids: Sequence[str], *, now: datetime) -> None:
    """Revoke the keys that were made here for these schools or partners."""
    for owner_id in owner_ids:
        for each in keys_of(connection, owner_id):
            if each.name == DEMO_KEY_NAME and each.is_in_force(now):
                revoke_key(connection, each.id, now=now)
