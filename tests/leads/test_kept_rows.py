"""The database itself keeps what was agreed to, decided, owed and told, whoever asks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from kept_rows import MOMENT, link, write_one_of_each
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Executable,
    Index,
    Table,
    delete,
    insert,
    literal,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from leadmatch.access.models import PartnerContract, PartnerEvent
from leadmatch.inquiries.models import Consent, ConsentEvidence, Disclosure
from leadmatch.leads.models import Inquiry, Lead, LeadChange, LedgerEntry, PartnerEarning
from leadmatch.outbox.models import OutboxEvent
from leadmatch.sponsors.models import SponsorEvent

WORDS = {
    "consent": "a consent stays in the chain as it was",
    "ledger_entry": "the ledger is only added to",
    "lead_change": "the changes of a lead are only added to",
    "sponsor_event": "the history of sponsors is only added to",
    "partner_contract": "the contracts of partners are only added to",
    "partner_event": "the history of partners is only added to",
    "partner_earning": "the earnings of partners are only added to",
    "disclosure": "a wording stays as it was, and is retired once",
    "inquiry": "an inquiry is not removed, nor given to another",
    "lead": "a lead is not removed, and keeps what was decided",
    "outbox_event": "an event is not removed, and is acknowledged once",
    "consent_evidence": "evidence is not removed, nor given to another consent",
}
CHAIN = "consents are numbered without a gap, each with the hash of the one before"
GROWING: list[Table] = [
    model.__table__
    for model in (Consent, LedgerEntry, LeadChange, SponsorEvent, PartnerContract, PartnerEvent, PartnerEarning)
]
KEPT: list[Table] = [
    *GROWING,
    *(model.__table__ for model in (Disclosure, Inquiry, Lead, OutboxEvent, ConsentEvidence)),
]
# By table: what may change, and into what.
CHANGING: dict[str, list[dict[str, Any]]] = {
    "disclosure": [{"retired_at": MOMENT}],
    "inquiry": [
        {"sealed": b"sealed anew"},
        {"stopped_at": MOMENT},
        {"sealed": None, "erased_at": MOMENT, "email_index": None, "phone_index": None, "last_name_index": None},
    ],
    "lead": [
        {"state": "delivered", "fetched_at": MOMENT},
        {"state": "withdrawn", "withdrawn_at": MOMENT},
        {"state": "erased", "erased_at": MOMENT, "email_index": None, "phone_index": None},
    ],
    "outbox_event": [{"acknowledged_at": MOMENT, "acknowledged_by": "api"}],
    "consent_evidence": [
        {"sealed": b"sealed anew"},
        {"keep_until": MOMENT.date(), "sealed": b"sealed again"},
        {"sealed": None, "shredded_at": MOMENT},
    ],
}
FIXED = {
    "disclosure": ["id", "school_id", "language", "version", "text", "sha256", "channels", "created_at"],
    "inquiry": ["id", "created_at", "receipt_index", "is_test"],
    "lead": [
        "id",
        "number",
        "inquiry_id",
        "school_id",
        "campaign_id",
        "price_cents",
        "program_id",
        "is_test",
        "created_at",
    ],
    "outbox_event": ["id", "type", "school_id", "lead_id", "created_at", "due_on"],
    "consent_evidence": ["consent_number"],
}


@pytest.fixture
def filled(session: Session) -> Connection:
    connection = session.connection()
    write_one_of_each(connection)
    write_one_of_each(connection)
    return connection


def refused(connection: Connection, statement: Executable) -> str:
    """Return the words with which the database refuses a statement."""
    with pytest.raises(DBAPIError) as caught, connection.begin_nested():
        connection.execute(statement)
    return str(caught.value.orig)


def rows(connection: Connection) -> dict[str, list[Any]]:
    return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in KEPT}


@pytest.mark.parametrize("table", KEPT, ids=str)
def test_no_row_is_removed(filled: Connection, table: Table):
    before = rows(filled)
    assert WORDS[table.name] in refused(filled, delete(table))
    if filled.dialect.name == "postgresql":
        assert WORDS[table.name] in refused(filled, text(f"TRUNCATE {table.name} CASCADE"))
    assert rows(filled) == before


@pytest.mark.parametrize(
    ("table", "column"), [(table, column.name) for table in GROWING for column in table.columns], ids=str
)
def test_nothing_of_what_only_grows_is_changed(filled: Connection, table: Table, column: str):
    assert WORDS[table.name] in refused(filled, update(table).values({column: table.c[column]}))


@pytest.mark.parametrize(
    ("table", "column"), [(table, name) for table in KEPT for name in FIXED.get(table.name, ())], ids=str
)
def test_what_was_decided_once_is_not_decided_again(filled: Connection, table: Table, column: str):
    key = next(iter(table.primary_key))
    first = filled.scalar(select(key).order_by(key).limit(1))
    values = {str: "another", bytes: b"another", int: 77, bool: True, tuple: ("email",)}
    kind = type(filled.scalar(select(table.c[column]).where(key == first)))
    value = values.get(kind, MOMENT.date() if column.endswith("_on") else MOMENT - timedelta(days=1))
    assert WORDS[table.name] in refused(filled, update(table).where(key == first).values({column: value}))
    if table.c[column].nullable:
        assert WORDS[table.name] in refused(filled, update(table).where(key == first).values({column: None}))


@pytest.mark.parametrize(
    ("table", "values"), [(table, values) for table in KEPT for values in CHANGING.get(table.name, ())], ids=str
)
def test_what_happens_later_is_written(filled: Connection, table: Table, values: dict[str, Any]):
    key = next(iter(table.primary_key))
    changed = update(table).where(key == select(key).order_by(key).limit(1).scalar_subquery()).values(values)
    assert filled.execute(changed).rowcount == 1


ACKNOWLEDGED = {"acknowledged_at": MOMENT, "acknowledged_by": "api"}


@pytest.mark.parametrize(
    ("table", "first", "again"),
    [
        (Disclosure.__table__, {"retired_at": MOMENT}, {"retired_at": MOMENT + timedelta(days=1)}),
        (Disclosure.__table__, {"retired_at": MOMENT}, {"retired_at": None}),
        (OutboxEvent.__table__, ACKNOWLEDGED, {"acknowledged_by": "desk"}),
        (OutboxEvent.__table__, ACKNOWLEDGED, {"acknowledged_at": MOMENT.replace(year=2027)}),
        (OutboxEvent.__table__, ACKNOWLEDGED, dict.fromkeys(ACKNOWLEDGED)),
    ],
    ids=str,
)
def test_what_happens_once_is_written_once(
    filled: Connection, table: Table, first: dict[str, Any], again: dict[str, Any]
):
    filled.execute(update(table).where(*(table.c[name].is_(None) for name in first)).values(first))
    assert WORDS[table.name] in refused(filled, update(table).values(again))


def test_a_lead_without_a_price_or_campaign_gets_none_later(filled: Connection):
    names = ["inquiry_id", "program_id", "program", "other_programs", "is_test", "created_at"]
    fixed = {"id": "led_x", "number": 77, "school_id": "sch_x", "state": "rejected", "reason_code": "cap_reached"}
    copied = select(*(literal(value) for value in fixed.values()), *(Lead.__table__.c[name] for name in names)).limit(1)
    filled.execute(insert(Lead).from_select([*fixed, *names], copied))
    campaign_id = filled.scalar(select(Lead.campaign_id).limit(1))
    for later in ({"price_cents": 1}, {"campaign_id": campaign_id}):
        assert WORDS["lead"] in refused(filled, update(Lead).where(Lead.id == "led_x").values(later))


@pytest.fixture
def filled_sqlite(filled: Connection) -> Iterator[Connection]:
    if filled.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    filled.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    yield filled
    filled.exec_driver_sql("PRAGMA recursive_triggers = ON")  # the connection goes back to its pool


@pytest.mark.parametrize("is_recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", KEPT, ids=str)
def test_no_row_is_replaced_by_one_with_any_of_its_unique_keys(
    filled_sqlite: Connection, table: Table, is_recursive: str
):
    filled_sqlite.exec_driver_sql(f"PRAGMA recursive_triggers = {is_recursive}")
    before = rows(filled_sqlite)
    unique = [(table.primary_key.columns, text("TRUE"))]
    unique += [(each.columns, sqlite_where(each)) for each in table.indexes if each.unique]
    for key, condition in unique:
        taken = {column.name for column in key}
        copied = [column if column.name in taken else another(column) for column in table.columns]
        like = select(*copied).where(condition, *(column.is_not(None) for column in key)).order_by(*key).limit(1)
        replace = insert(table).prefix_with("OR REPLACE").from_select([*table.columns.keys()], like)
        told = refused(filled_sqlite, replace)
        assert (CHAIN if table.name == "consent" and taken == {"number"} else WORDS[table.name]) in told
    assert rows(filled_sqlite) == before


def sqlite_where(index: Index) -> ColumnElement[bool]:
    where: ColumnElement[bool] | None = index.dialect_options["sqlite"]["where"]
    return text("TRUE") if where is None else where  # type: ignore[return-value]  # both are conditions


def another(column: Column[Any]) -> ColumnElement[Any]:
    """Return a value of a column that no row has, of a consent that which is the next; the same where none can be."""
    values: dict[str, object] = {"number": 3, "previous": b"\2" * 32}
    if column.table.name == "consent" and column.name in values:
        return literal(values[column.name])
    if isinstance(column.type, JSON) or column.name in {
        "kind",
        "state",
        "retired_at",
        "basis",
        "share_basis_points",
        "fixed_cents",
    }:
        return column
    kind = column.type.python_type
    if kind is int:
        return literal(1000)
    if kind is bytes:
        return literal(b"another")
    return literal_column("'another'") if kind in {str, tuple} else column


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 2},
        {"number": 4, "previous": b"\2" * 32},
        {"number": 4, "previous": b"\3" * 32},
        {"number": 0},
        {"number": -1},
        {"previous": b"\1" * 32},
        {"previous": bytes(32)},
        {"previous": b""},
    ],
)
def test_a_consent_is_the_next_link_of_the_chain_or_none(filled: Connection, wrong: dict[str, Any]):
    disclosure_id = filled.scalar(select(Disclosure.id).limit(1)) or ""
    values = link(3, disclosure_id) | wrong
    assert CHAIN in refused(filled, insert(Consent).values(values | {"id": "cns_x", "lead_id": "led_x"}))
    filled.execute(insert(Consent), [link(3, disclosure_id), link(4, disclosure_id)])  # two at once are two links
    assert filled.scalars(select(Consent.number).order_by(Consent.number)).all() == [1, 2, 3, 4]


@pytest.mark.parametrize("wrong", [{"number": 2}, {"number": 0}, {"previous": b"\1" * 32}, {"previous": b""}])
def test_the_first_consent_follows_nothing(session: Session, wrong: dict[str, Any]):
    connection = session.connection()
    values = link(1, "dsc_x") | wrong
    assert CHAIN in refused(connection, insert(Consent).values(values))


def test_two_that_are_appended_at_once_in_the_wrong_order_are_refused(filled: Connection):
    disclosure_id = filled.scalar(select(Disclosure.id).limit(1)) or ""
    assert CHAIN in refused(filled, insert(Consent).values([link(4, disclosure_id), link(3, disclosure_id)]))
