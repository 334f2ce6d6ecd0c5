"""Searches of partners are counted once each, whatever the threads and the database do."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from databases import Databases
from instances import wait_until
from partnering import add_partner
from sqlalchemy import Connection, Engine, event, select, text
from sqlalchemy.exc import DBAPIError

from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.kernel.database import open_engine, writing
from leadmatch.partner.models import PartnerUsage
from leadmatch.partner.usage import UsageCounter, _Sums, _Unsure

NOW = datetime(2026, 11, 2, 23, 59, 59, tzinfo=UTC)
DAY = date(2026, 11, 2)


class Counted:
    """A counter with the database that it writes to, and one partner."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = NOW
        with writing(engine) as connection:
            self.partner = add_partner(connection, placements=("sidebar", "footer"))
        self.caller = Caller(partner=self.partner)
        self.counter = self.another()

    def another(self, *, watches: bool = False, pause_s: float = 0.25) -> UsageCounter:
        return UsageCounter(self.engine, clock=lambda: self.now, watches=watches, pause_s=pause_s)

    def count(self, placement: str | None = "sidebar", impressions: int = 2, times: int = 1) -> None:
        for _ in range(times):
            self.counter.count_search(self.caller, placement, impressions=impressions)

    def rows(self) -> list[tuple[date, str, int, int]]:
        columns = (PartnerUsage.day, PartnerUsage.placement, PartnerUsage.searches, PartnerUsage.impressions)
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns[:2]))]


@contextmanager
def counted_at(database_url: str) -> Iterator[Counted]:
    engine = open_engine(database_url)
    made = Counted(engine)
    yield made
    made.counter.stop()
    engine.dispose()


@pytest.fixture
def counted(fresh_database_url: str) -> Iterator[Counted]:
    with counted_at(fresh_database_url) as made:
        yield made


@pytest.fixture
def counted_at_a_server(postgresql_server: Databases) -> Iterator[Counted]:
    with counted_at(postgresql_server.migrated()) as made:
        yield made


@pytest.fixture
def counted_in_a_file(sqlite_files: Databases) -> Iterator[Counted]:
    with counted_at(sqlite_files.migrated()) as made:
        yield made


def test_searches_and_impressions_are_summed_by_day_and_by_the_placements_that_were_listed(counted: Counted):
    counted.count("sidebar", 3)
    counted.count("sidebar", 0)
    counted.count("footer", 1)
    counted.count("ada@example.org", 1)
    counted.count("never-listed", 1)
    counted.count(None, 2)
    counted.count("", 2)
    counted.now = NOW.replace(day=3)
    counted.count("footer", 2)
    assert counted.rows() == []
    counted.counter.write()
    counted.counter.write()
    assert counted.rows() == [
        (DAY, "", 2, 4),
        (DAY, "footer", 1, 1),
        (DAY, "other", 2, 2),
        (DAY, "sidebar", 2, 3),
        (date(2026, 11, 3), "footer", 1, 2),
    ]


def test_test_keys_and_callers_without_a_key_count_nothing(counted: Counted):
    for caller in (ANYBODY, Caller(partner=counted.partner, is_test=True), Caller(key_id="key_school")):
        counted.counter.count_search(caller, "sidebar", impressions=3)
    counted.counter.write()
    assert counted.rows() == []


def test_counts_of_many_threads_and_workers_add_up(counted: Counted):
    workers = [counted.counter, counted.another()]

    def work(number: int) -> None:
        workers[number % 2].count_search(counted.caller, ("sidebar", "footer", None)[number % 3], impressions=1)
        if number % 50 == 0:
            workers[number % 2].write()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(1200)))
    for each in workers:
        each.write()
    assert counted.rows() == [(DAY, name, 400, 400) for name in ("", "footer", "sidebar")]


def test_what_could_not_be_written_is_written_later_once(counted: Counted):
    counted.count(times=3)
    with writing(counted.engine) as connection:
        connection.execute(text("ALTER TABLE partner_usage RENAME TO gone"))
    for _ in range(3):
        with pytest.raises(DBAPIError):
            counted.counter.write()
        counted.count()
    with writing(counted.engine) as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO partner_usage"))
    counted.counter.write()
    counted.counter.write()
    assert counted.rows() == [(DAY, "sidebar", 6, 12)]


def fail_to_confirm(counted: Counted, *, is_committed: bool) -> None:
    """Let the connection break while a transaction is being committed."""

    def break_off(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        if is_committed:
            driver.commit()
        else:
            driver.rollback()
        raise DBAPIError("COMMIT", None, OSError("the connection is gone"))

    event.listen(counted.engine, "commit", break_off)
    try:
        with pytest.raises(DBAPIError):
            counted.counter.write()
    finally:
        event.remove(counted.engine, "commit", break_off)


def test_a_commit_that_failed_is_made_up_for(counted: Counted):
    counted.count(times=3)
    fail_to_confirm(counted, is_committed=False)
    counted.count()
    counted.counter.write()
    assert counted.rows() == [(DAY, "sidebar", 4, 8)]


def test_a_commit_that_went_through_unconfirmed_is_not_made_twice(counted_at_a_server: Counted):
    """Only the server knows; of a file that is ours alone we know ourselves that a failed commit has failed."""
    counted = counted_at_a_server
    counted.count(times=3)
    fail_to_confirm(counted, is_committed=True)
    counted.count()
    counted.counter.write()
    assert counted.rows() == [(DAY, "sidebar", 4, 8)]


def test_a_write_that_the_server_still_holds_open_is_waited_for(counted_at_a_server: Counted):
    counted = counted_at_a_server
    with counted.engine.connect() as connection, connection.begin() as open_one:
        mark = str(connection.execute(text("SELECT CAST(pg_current_xact_id() AS text)")).scalar_one())
        counted.counter._unsure = _Unsure(mark, {(counted.partner.id, DAY, "sidebar"): _Sums(5, 5)})
        counted.count()
        counted.counter.write()
        assert counted.rows() == []
        open_one.rollback()
    counted.counter.write()
    assert counted.rows() == [(DAY, "sidebar", 6, 7)]


def test_the_thread_writes_every_few_seconds_and_again_when_it_is_stopped(counted: Counted):
    counted.counter = counted.another(watches=True)
    counted.count()
    wait_until(lambda: counted.rows() == [(DAY, "sidebar", 1, 2)])
    counted.count()
    counted.counter.stop()
    wait_until(lambda: counted.rows() == [(DAY, "sidebar", 2, 4)])


def test_a_process_that_ends_writes_what_it_has_counted(counted_in_a_file: Counted):
    """Also a worker of a server, which is a child process and leaves by another door than Python's own."""
    script = textwrap.dedent(
        """
        import multiprocessing, sys
        from datetime import UTC, datetime
        from leadmatch.access.callers import Caller, PartnerTerms
        from leadmatch.kernel.database import open_engine
        from leadmatch.partner.usage import UsageCounter

        def serve(url, partner_id):
            counter = UsageCounter(open_engine(url), clock=lambda: datetime(2026, 11, 2, tzinfo=UTC), watches=True)
            terms = PartnerTerms(id=partner_id, name="x", origins=frozenset(), placements=frozenset())
            counter.count_search(Caller(partner=terms), None, impressions=1)

        if __name__ == "__main__":
            child = multiprocessing.get_context("fork").Process(target=serve, args=sys.argv[1:])
            child.start()
            serve(*sys.argv[1:])
            child.join()
        """
    )
    url, partner = str(counted_in_a_file.engine.url), counted_in_a_file.partner
    subprocess.run([sys.executable, "-c", script, url, partner.id], check=True)
    assert counted_in_a_file.rows() == [(DAY, "", 2, 2)]
