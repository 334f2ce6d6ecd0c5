"""Keys are kept as hashes, end when they should, and follow one another without a gap."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from leadmatch.access.keys import KeyStateError, NewKey, create_key, find_key, keys_of, replace_key, revoke_key
from leadmatch.access.models import ApiKey
from leadmatch.kernel.keyed_hash import KeyedHash

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HASHES = KeyedHash(b"k" * 32)
DAY = timedelta(days=1)


@pytest.fixture
def connection(session: Session) -> Connection:
    return session.connection()


def make(connection: Connection, *, now: datetime = NOW, expires_at: datetime | None = None) -> NewKey:
    return create_key(
        connection, HASHES, kind="school", owner_id="sch_a", name="CRM", by="pat", now=now, expires_at=expires_at
    )


def test_a_key_is_found_by_its_text_and_by_no_other(connection: Connection):
    made, other = make(connection), make(connection)
    assert find_key(connection, HASHES, made.text) == made.record
    assert find_key(connection, HASHES, other.text) == other.record
    assert find_key(connection, KeyedHash(b"o" * 32), made.text) is None
    assert find_key(connection, HASHES, made.text[:-1]) is None


def test_the_database_holds_a_keyed_hash_and_the_end_of_a_key_alone(connection: Connection):
    made = make(connection)
    row = connection.execute(select(ApiKey.__table__)).mappings().one()
    assert row["hash"] == HASHES.of("api-key", made.text)
    assert row["hint"] == made.text[-4:]
    everything = str(connection.execute(text("SELECT * FROM api_key")).mappings().one())
    assert made.text not in everything
    assert made.text[5:25] not in everything


def test_a_key_is_in_force_until_the_moment_it_expires(connection: Connection):
    made = make(connection, expires_at=NOW + DAY)
    assert made.record.is_in_force(NOW)
    assert made.record.is_in_force(NOW + DAY - timedelta(microseconds=1))
    assert not made.record.is_in_force(NOW + DAY)
    assert make(connection).record.is_in_force(NOW + 10_000 * DAY)


def test_a_revoked_key_ends_at_once_and_keeps_the_first_moment(connection: Connection):
    made = make(connection)
    assert revoke_key(connection, made.record.id, now=NOW).revoked_at == NOW
    assert revoke_key(connection, made.record.id, now=NOW + DAY).revoked_at == NOW
    found = find_key(connection, HASHES, made.text)
    assert found is not None
    assert not found.is_in_force(NOW - DAY)


def test_a_replaced_key_works_beside_the_new_one_until_the_overlap_is_over(connection: Connection):
    old = make(connection)
    new = replace_key(connection, HASHES, old.record.id, overlap=DAY, by="alex", now=NOW + DAY)
    assert (new.record.owner_id, new.record.name, new.record.kind) == ("sch_a", "CRM", "school")
    assert (new.record.created_by, new.record.expires_at) == ("alex", None)
    found = find_key(connection, HASHES, old.text)
    assert found is not None
    assert found.expires_at == NOW + 2 * DAY
    assert [each.id for each in keys_of(connection, "sch_a")] == [old.record.id, new.record.id]
    assert new.text != old.text


def test_the_key_after_one_with_an_end_lives_as_long_and_the_old_one_no_longer_than_it_had(connection: Connection):
    old = make(connection, expires_at=NOW + 90 * DAY)
    late = NOW + 90 * DAY - timedelta(hours=1)
    new = replace_key(connection, HASHES, old.record.id, overlap=DAY, by="alex", now=late)
    assert new.record.expires_at == late + 90 * DAY
    found = find_key(connection, HASHES, old.text)
    assert found is not None
    assert found.expires_at == NOW + 90 * DAY


def test_a_key_without_overlap_ends_when_it_is_replaced(connection: Connection):
    old = make(connection)
    replace_key(connection, HASHES, old.record.id, overlap=timedelta(), by="alex", now=NOW)
    found = find_key(connection, HASHES, old.text)
    assert found is not None
    assert not found.is_in_force(NOW)


def test_only_a_key_in_force_is_replaced(connection: Connection):
    expired, revoked = make(connection, expires_at=NOW), make(connection)
    revoke_key(connection, revoked.record.id, now=NOW)
    for key_id in (expired.record.id, revoked.record.id):
        with pytest.raises(KeyStateError, match="no longer in force"):
            replace_key(connection, HASHES, key_id, overlap=DAY, by="alex", now=NOW)
    for change in (
        lambda: revoke_key(connection, "key_x", now=NOW),
        lambda: replace_key(connection, HASHES, "key_x", overlap=DAY, by="alex", now=NOW),
    ):
        with pytest.raises(KeyStateError, match="there is no key key_x"):
            change()
    assert len(keys_of(connection, "sch_a")) == 2


def test_an_owner_sees_only_its_own_keys(connection: Connection):
    made = make(connection)
    create_key(connection, HASHES, kind="school", owner_id="sch_b", name="x", by="pat", now=NOW)
    assert [each.id for each in keys_of(connection, "sch_a")] == [made.record.id]
