"""A partner's key stands for it as long as key, partner and site are in force, and half a second longer at most."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from databases import Databases
from partnering import ORIGIN, add_partner, add_partner_key
from sqlalchemy import Connection, Engine, delete, event, update
from sqlalchemy.exc import DBAPIError

from leadmatch.access.callers import PUBLISHABLE_SCOPES, SECRET_SCOPES, Caller
from leadmatch.access.key_text import Kind, new_key_text
from leadmatch.access.keys import replace_key, revoke_key
from leadmatch.access.models import Partner, PartnerOrigin, PartnerPlacement
from leadmatch.access.partner_keys import PartnerKeys
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.keyed_hash import KeyedHash

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HASHES = KeyedHash(b"k" * 32)
Change = Callable[[Connection], object]


class Worker:
    """One worker's look at the keys, with clocks that a test sets."""

    def __init__(self, engine: Engine) -> None:
        self.now = NOW
        self.monotonic = 50.0
        self.statements = 0
        self.engine = engine
        self.keys = PartnerKeys(engine, HASHES, clock=lambda: self.now, monotonic=lambda: self.monotonic)

    def count(self, *_: object) -> None:
        self.statements += 1

    def change(self, *changes: Change) -> None:
        with writing(self.engine) as connection:
            for each in changes:
                each(connection)


@pytest.fixture(scope="module")
def database(databases: Databases) -> Iterator[Engine]:
    engine = open_engine(databases.migrated())
    yield engine
    engine.dispose()


@pytest.fixture
def worker(database: Engine) -> Iterator[Worker]:
    """Give a worker without partners; the keys of earlier tests are nobody's any more."""
    engine = database
    with writing(engine) as connection:
        for table in (PartnerOrigin, PartnerPlacement, Partner):
            connection.execute(delete(table))
    made = Worker(engine)
    event.listen(engine, "before_cursor_execute", made.count)
    yield made
    event.remove(engine, "before_cursor_execute", made.count)


@pytest.mark.parametrize(
    ("kind", "scopes"), [("publishable", PUBLISHABLE_SCOPES), ("secret", SECRET_SCOPES)], ids=lambda each: str(each)[:6]
)
@pytest.mark.parametrize("is_test", [False, True])
def test_a_key_stands_for_its_partner(worker: Worker, kind: Kind, scopes: frozenset[str], is_test: bool):  # noqa: FBT001  # a column
    with writing(worker.engine) as connection:
        partner = add_partner(connection, searches_per_minute=7)
        made = add_partner_key(connection, HASHES, partner.id, kind, is_test=is_test)
    found = worker.keys.find(made.text)
    assert found == Caller(
        partner=partner, key_id=made.record.id, is_secret=kind == "secret", is_test=is_test, scopes=scopes
    )
    assert worker.keys.origins_of(made.text) == ((ORIGIN,) if kind == "publishable" else None)


def test_a_key_opens_what_it_was_made_for_and_never_more_than_its_kind(worker: Worker):
    with writing(worker.engine) as connection:
        partner = add_partner(connection)
        narrow = add_partner_key(connection, HASHES, partner.id, "secret", scopes="report search")
        bold = add_partner_key(connection, HASHES, partner.id, "publishable", scopes="report search nonsense")
    scopes = [found.scopes for key in (narrow, bold) if (found := worker.keys.find(key.text))]
    assert scopes == [{"report", "search"}, {"search"}]


def test_the_key_of_a_school_opens_nothing_here(worker: Worker):
    with writing(worker.engine) as connection:
        made = add_partner_key(connection, HASHES, "sch_a", "school")
    assert worker.keys.find(made.text) == Caller(key_id=made.record.id)
    assert worker.keys.origins_of(made.text) is None


def test_what_is_no_key_costs_no_look_up_and_an_unknown_one_costs_one(worker: Worker):
    for text in ("", "pk_", "pk_test_x", new_key_text("publishable")[:-1], "x" * 10_000):
        assert worker.keys.find(text) is None
    assert worker.statements == 0
    assert worker.keys.find(new_key_text("publishable")) is None
    assert worker.statements <= 2  # on SQLite, BEGIN is one
    before = worker.statements
    unknown = new_key_text("secret")
    assert worker.keys.find(unknown) is worker.keys.origins_of(unknown) is None
    assert worker.statements - before <= 2


CHANGES: list[tuple[str, Callable[[str, str], Change]]] = [
    ("revoked", lambda key_id, _: lambda connection: revoke_key(connection, key_id, now=NOW)),
    (
        "rotated",
        lambda key_id, _: (
            lambda connection: replace_key(connection, HASHES, key_id, overlap=timedelta(), by="pat", now=NOW)
        ),
    ),
    (
        "paused",
        lambda _, partner_id: (
            lambda connection: connection.execute(
                update(Partner).where(Partner.id == partner_id).values(state="paused")
            )
        ),
    ),
    (
        "closed",
        lambda _, partner_id: (
            lambda connection: connection.execute(
                update(Partner).where(Partner.id == partner_id).values(state="closed")
            )
        ),
    ),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[name for name, _ in CHANGES])
def test_what_ends_a_key_counts_half_a_second_later(worker: Worker, change: Callable[[str, str], Change]):
    with writing(worker.engine) as connection:
        partner = add_partner(connection)
        made = add_partner_key(connection, HASHES, partner.id)
    assert worker.keys.find(made.text) is not None
    read = worker.statements
    worker.monotonic += 0.49
    assert worker.keys.find(made.text) is not None
    assert worker.statements == read
    worker.change(change(made.record.id, partner.id))
    worker.monotonic += 0.01
    assert worker.keys.find(made.text) is None
    assert worker.keys.origins_of(made.text) is None


def test_a_key_that_expires_ends_to_the_second_though_it_is_remembered(worker: Worker):
    with writing(worker.engine) as connection:
        partner = add_partner(connection)
        made = add_partner_key(connection, HASHES, partner.id, expires_at=NOW + timedelta(milliseconds=100))
    assert worker.keys.find(made.text) is not None
    worker.now += timedelta(milliseconds=100)
    assert worker.keys.find(made.text) is None


def test_a_key_made_after_it_was_asked_for_opens_half_a_second_later(worker: Worker):
    with writing(worker.engine) as connection:
        partner = add_partner(connection, state="paused")
        made = add_partner_key(connection, HASHES, partner.id)
    assert worker.keys.find(made.text) is None
    worker.change(lambda connection: connection.execute(update(Partner).values(state="active")))
    worker.monotonic += 0.5
    assert worker.keys.find(made.text) is not None


def test_a_site_is_listed_as_long_as_some_active_partner_lists_it(worker: Worker):
    with writing(worker.engine) as connection:
        first = add_partner(connection)
        add_partner(connection, name="Example Guides", state="paused")
        add_partner(connection, name="Example Advice", origins=("https://b.example:8443", "http://[::1]:5000"))
    assert [worker.keys.is_listed(each) for each in (ORIGIN, "https://b.example:8443", "http://[::1]:5000")] == [
        True
    ] * 3
    read = worker.statements
    assert worker.keys.is_listed(ORIGIN)
    assert worker.statements == read
    worker.change(
        lambda connection: connection.execute(delete(PartnerOrigin).where(PartnerOrigin.partner_id == first.id))
    )
    worker.monotonic += 0.5
    assert not worker.keys.is_listed(ORIGIN)  # the one that is paused lists it still


def test_what_can_be_no_origin_on_file_is_not_looked_for(worker: Worker):
    for text in (
        "", "null", "*", "https://A.example", "https://a.example/", "https://u@a.example", "ftp://a.example",
        "https://a.example\x00", "https://a.example\n", "https://" + "a" * 254, "https://ä.example",
    ):  # fmt: skip
        assert not worker.keys.is_listed(text)
    assert worker.statements == 0


def test_while_the_database_is_gone_no_key_opens_and_sites_are_listed_as_they_were(
    worker: Worker, sqlite_files: Databases
):
    with writing(worker.engine) as connection:
        partner = add_partner(connection)
        made = add_partner_key(connection, HASHES, partner.id)
    assert worker.keys.is_listed(ORIGIN)
    worker.monotonic += 10
    worker.keys._engine = open_engine(sqlite_files.empty())
    assert worker.keys.is_listed(ORIGIN)
    assert not worker.keys.is_listed("https://never.asked.example")
    with pytest.raises(DBAPIError):
        worker.keys.find(made.text)
    worker.keys._engine.dispose()
