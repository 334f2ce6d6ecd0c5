"""Somebody with a database of ours and no conscience: random changes to a chain, after all triggers are gone."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from leadmatch.kernel.database import writing

CONSENT = (
    "number",
    "id",
    "lead_id",
    "inquiry_id",
    "school_id",
    "disclosure_id",
    "language",
    "is_test",
    "agreed_at",
    "commitment",
    "previous",
    "hash",
)
EVIDENCE = ("consent_number", "sealed", "keep_until", "shredded_at")
_TABLES = ("outbox_event", "ledger_entry", "consent_evidence", "consent", "lead", "inquiry", "disclosure")
_KEYS = {"consent": "number", "consent_evidence": "consent_number"}


def disarm(engine: Engine) -> None:
    """Take away what protects the tables, and remember what is in them."""
    with writing(engine) as connection:
        for table in _TABLES:
            connection.exec_driver_sql(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608  # own names
        if connection.dialect.name == "sqlite":
            protection = text("SELECT type, name FROM sqlite_master WHERE type = 'trigger' OR name LIKE 'uq_consent%'")
            for kind, name in connection.execute(protection).all():
                connection.exec_driver_sql(f"DROP {kind} {name}")
            return
        for table in _TABLES:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for name in ("uq_consent_id", "uq_consent_lead"):
            connection.exec_driver_sql(f"DROP INDEX {name}")


def restore(connection: Connection) -> None:
    """Undo all that was done since `disarm`."""
    for table in _TABLES:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608  # own names
        connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")  # noqa: S608  # own names


@contextmanager
def unchecked(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which foreign keys are not looked at."""
    with engine.connect().execution_options(writes=True) as connection:
        if engine.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection


DEEDS = (
    "flip in consent",
    "flip in evidence",
    "flip in wording",
    "drop",
    "cut the tail",
    "swap two",
    "swap evidence",
    "double one",
    "slip one in",
    "blank evidence",
    "move a lead",
)


class Tamperer:
    """Does one random thing to a chain, on a connection without foreign keys; each of `DEEDS` is a method."""

    def __init__(self, connection: Connection, seed: int) -> None:
        """Choose by this seed."""
        self._connection = connection
        self._random = random.Random(seed)  # noqa: S311  # a test must be repeatable
        numbers = "SELECT consent_number FROM consent_evidence WHERE sealed IS NOT NULL ORDER BY consent_number"
        self._numbers = [row[0] for row in self._run(numbers)]
        self._last: int = self._run("SELECT max(number) FROM consent")[0][0]

    def tamper(self, deed: str) -> str:
        """Do one thing, and say what."""
        return f"{deed}: {getattr(self, '_' + deed.replace(' ', '_'))()}"

    def _run(self, statement: str, **values: Any) -> Any:  # noqa: ANN401  # rows
        result = self._connection.execute(text(statement), values)
        return result.all() if result.returns_rows else result.rowcount

    def _pick(self) -> int:
        return self._random.choice(self._numbers)

    def _flip_in_consent(self) -> str:
        return self._flip("consent", CONSENT)

    def _flip_in_evidence(self) -> str:
        return self._flip("consent_evidence", EVIDENCE)

    def _flip(self, table: str, columns: tuple[str, ...]) -> str:
        column, number = self._random.choice(columns), self._pick()
        key = _KEYS[table]
        before = self._run(f"SELECT {column} FROM {table} WHERE {key} = :n", n=number)[0][0]  # noqa: S608  # own names
        after = self._flipped(column, before)
        changed = self._run(f"UPDATE {table} SET {column} = :v WHERE {key} = :n", v=after, n=number)  # noqa: S608  # as above
        assert changed == 1
        return f"{column} of {number}: {before!r} -> {after!r}"

    def _flipped(self, column: str, value: object) -> object:
        if isinstance(value, bytes):
            at, mask = self._random.randrange(len(value)), 1 << self._random.randrange(8)
            return value[:at] + bytes((value[at] ^ mask,)) + value[at + 1 :]
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return (
                self._random.choice([1, 2, 48]) if column == "is_test" else value ^ (1 << self._random.randrange(5, 16))
            )
        if value is None:
            moment = "2026-03-15 01:02:03.000004"
            return {"keep_until": moment[:10], "shredded_at": moment}[column]
        if isinstance(value, date):
            step = {"microseconds" if isinstance(value, datetime) else "days": 1 << self._random.randrange(10)}
            return value + timedelta(**step)
        return self._misspelt(str(value))

    def _misspelt(self, value: str) -> str:
        letters = list(value)
        at = self._random.randrange(len(letters))
        letters[at] = self._random.choice([each for each in "0123456789abcx:- " if each != letters[at]])
        return "".join(letters)

    def _flip_in_wording(self) -> str:
        column = self._random.choice(["text", "sha256"])
        before = self._run(f"SELECT {column} FROM disclosure")[0][0]  # noqa: S608  # own names
        after = self._flipped(column, before)
        self._run(f"UPDATE disclosure SET {column} = :v", v=after)  # noqa: S608  # own names
        return f"{column} -> {after!r}"

    def _drop(self) -> str:
        number = self._pick()
        self._run("DELETE FROM consent_evidence WHERE consent_number = :n", n=number)
        self._run("DELETE FROM consent WHERE number = :n", n=number)
        return str(number)

    def _cut_the_tail(self) -> str:
        """Cut everything after a number, leads and inquiries too: only the checkpoint remembers."""
        first = self._pick()
        gone = "SELECT lead_id FROM consent WHERE number >= :n"
        asked = "SELECT inquiry_id FROM consent WHERE number >= :n"
        for statement in (
            "DELETE FROM consent_evidence WHERE consent_number >= :n",
            f"DELETE FROM ledger_entry WHERE lead_id IN ({gone})",  # noqa: S608  # own words
            f"DELETE FROM outbox_event WHERE lead_id IN ({gone})",  # noqa: S608  # own words
            f"DELETE FROM lead WHERE id IN ({gone})",  # noqa: S608  # own words
            f"DELETE FROM inquiry WHERE id IN ({asked})",  # noqa: S608  # own words
            "DELETE FROM consent WHERE number >= :n",
        ):
            self._run(statement, n=first)
        return f"from {first} on"

    def _two(self) -> tuple[int, int]:
        one, other = self._random.sample(self._numbers, 2)
        return one, other

    def _swap_two(self) -> str:
        one, other = self._two()
        for table, key in _KEYS.items():
            for before, after in ((one, -1), (other, one), (-1, other)):
                self._run(f"UPDATE {table} SET {key} = :b WHERE {key} = :a", a=before, b=after)  # noqa: S608  # own names
        return f"{one} and {other}"

    def _swap_evidence(self) -> str:
        one, other = self._two()
        for before, after in ((one, -1), (other, one), (-1, other)):
            self._run("UPDATE consent_evidence SET consent_number = :b WHERE consent_number = :a", a=before, b=after)
        return f"of {one} and {other}"

    def _double_one(self) -> str:
        number, last = self._pick(), self._last
        columns = ", ".join(CONSENT[1:])
        self._run(
            f"INSERT INTO consent (number, {columns}) SELECT :l, {columns} FROM consent WHERE number = :n",  # noqa: S608  # own names
            l=last + 1,
            n=number,
        )
        return f"{number} as {last + 1}"

    def _slip_one_in(self) -> str:
        """Make room for a copy in the middle: every later link moves up by one."""
        number = self._pick()
        for table, key in _KEYS.items():
            for later in range(self._last, number, -1):
                self._run(f"UPDATE {table} SET {key} = {key} + 1 WHERE {key} = :n", n=later)  # noqa: S608  # own names
        columns = ", ".join(CONSENT[1:])
        self._run(
            f"INSERT INTO consent (number, {columns}) SELECT number + 1, {columns} FROM consent WHERE number = :n",  # noqa: S608  # own names
            n=number,
        )
        return f"after {number}"

    def _blank_evidence(self) -> str:
        number = self._pick()
        self._run("UPDATE consent_evidence SET sealed = NULL WHERE consent_number = :n", n=number)
        return str(number)

    def _move_a_lead(self) -> str:
        column = self._random.choice(["school_id", "inquiry_id", "number", "program_id"])
        number = self._pick()
        value: object = 10**6 if column == "number" else "elsewhere"
        self._run(f"UPDATE lead SET {column} = :v WHERE number = :n", v=value, n=number)  # noqa: S608  # own names
        return f"{column} of the lead of {number}"
