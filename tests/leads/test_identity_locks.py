"""Two decisions about one person wait for each other; those about two people do not."""

import threading
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Engine

from leadmatch.kernel.database import open_engine, writing
from leadmatch.leads.identity_locks import lock_identity

_LOW, _HIGH, _OTHER = b"\x01" * 32, b"\xff" * 32, b"\x05" * 32


@pytest.fixture
def real_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


class Second:
    """Someone else who takes the locks, in a thread."""

    def __init__(self, engine: Engine, values: Sequence[bytes]) -> None:
        self.has_them = threading.Event()
        self._engine, self._values = engine, values
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        with writing(self._engine) as connection:
            lock_identity(connection, self._values)
            self.has_them.set()

    def join(self) -> None:
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.mark.parametrize("shared", [(_LOW,), (_HIGH,), (_OTHER, _HIGH), (_HIGH, _LOW)])
def test_who_shares_a_hash_waits(real_engine: Engine, shared: tuple[bytes, ...]):
    with writing(real_engine) as connection:
        lock_identity(connection, (_LOW, _HIGH))
        second = Second(real_engine, shared)
        assert not second.has_them.wait(0.3)
    assert second.has_them.wait(10)
    second.join()


def test_another_person_waits_only_where_writers_run_one_at_a_time(real_engine: Engine):
    with writing(real_engine) as connection:
        lock_identity(connection, (_LOW, _HIGH))
        second = Second(real_engine, (_OTHER,))
        assert second.has_them.wait(1.0) == (connection.dialect.name == "postgresql")
    second.join()


def test_no_order_of_hashes_makes_two_wait_for_each_other(real_engine: Engine):
    orders = [(_LOW, _HIGH, _OTHER), (_HIGH, _OTHER, _LOW), (_OTHER, _LOW, _HIGH)] * 10
    others = [Second(real_engine, order) for order in orders]
    for each in others:
        each.join()
        assert each.has_them.is_set()


def test_nobody_to_lock_is_no_fault(real_engine: Engine):
    with writing(real_engine) as connection:
        lock_identity(connection, ())
