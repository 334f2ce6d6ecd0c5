"""Inquiries: what was agreed to, decided, owed and told is kept as it was, by triggers, whoever asks."""

from alembic import op

revision = "0005_kept"
down_revision = "0004_inquiries"
branch_labels = None
depends_on = None

CHAIN = "consents are numbered without a gap, each with the hash of the one before"
# By table: what it refuses, in words, when rows are changed or removed that must not be.
GROWS = {
    "consent": "a consent stays in the chain as it was",
    "ledger_entry": "the ledger is only added to",
    "lead_change": "the changes of a lead are only added to",
    "sponsor_event": "the history of sponsors is only added to",
}
STAYS = {
    "disclosure": "a wording stays as it was, and is retired once",
    "inquiry": "an inquiry is not removed, nor given to another",
    "lead": "a lead is not removed, and keeps what was decided",
    "outbox_event": "an event is not removed, and is acknowledged once",
    "consent_evidence": "evidence is not removed, nor given to another consent",
}
# By table: the columns that never change.
FIXED = {
    "disclosure": ("id", "school_id", "language", "version", "text", "sha256", "channels", "created_at"),
    "inquiry": ("id", "created_at", "receipt_index", "is_test"),
    "lead": (
        "id",
        "number",
        "inquiry_id",
        "school_id",
        "campaign_id",
        "price_cents",
        "program_id",
        "is_test",
        "created_at",
    ),
    "outbox_event": ("id", "type", "school_id", "lead_id", "created_at", "due_on"),
    "consent_evidence": ("consent_number",),
}
# By table: columns that have no value at first and keep the one that they are given.
ONCE = {"disclosure": ("retired_at",), "outbox_event": ("acknowledged_at", "acknowledged_by")}
# By table: its unique keys. An INSERT OR REPLACE removes a row that has one of them without a word to the other
# triggers where recursive_triggers is off: the trigger before the INSERT sees it.
UNIQUE = {
    "consent": (("id",), ("lead_id",)),  # and its number, which CHAIN is about
    "ledger_entry": (("id",), ("lead_id", "kind"), ("campaign_id", "kind", "period")),
    "lead_change": (("number",),),
    "sponsor_event": (("number",),),
    "disclosure": (("id",), ("school_id", "language", "version")),
    "inquiry": (("id",), ("receipt_index",)),
    "lead": (("id",), ("number",), ("inquiry_id", "school_id")),
    "outbox_event": (("id",), ("lead_id", "type")),
    "consent_evidence": (("consent_number",),),
}
ACTIVE = "school_id = NEW.school_id AND language = NEW.language AND retired_at IS NULL AND NEW.retired_at IS NULL"


def upgrade() -> None:
    """Add the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
    else:
        _keep_on_postgresql()


def downgrade() -> None:
    """Remove the triggers; the rows stay."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in UNIQUE:
        for name in _sqlite_names(table) if is_sqlite else _postgresql_names(table):
            op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        op.execute("DROP FUNCTION keep_chain()")
        op.execute("DROP FUNCTION refuse_with_words()")


def _sqlite_names(table: str) -> list[str]:
    events = ("replaced", "updated", "removed", *(("added",) if table == "consent" else ()))
    return [f"{table}_{event}" for event in events]


def _keep_on_sqlite() -> None:
    for table, words in (GROWS | STAYS).items():
        keys = [" AND ".join(f"{name} = NEW.{name}" for name in key) for key in UNIQUE[table]]
        if table == "disclosure":
            keys.append(ACTIVE)
        taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys)  # noqa: S608  # our own names
        _sqlite_trigger(f"{table}_replaced", table, "INSERT", taken, words)
        _sqlite_trigger(f"{table}_updated", table, "UPDATE", _change(table, "IS NOT"), words)
        _sqlite_trigger(f"{table}_removed", table, "DELETE", "TRUE", words)
    before = "coalesce((SELECT hash FROM consent WHERE number = NEW.number - 1), zeroblob(32))"
    following = "(SELECT coalesce(max(number), 0) + 1 FROM consent)"
    breaks = f"NEW.number IS NOT {following} OR NEW.previous IS NOT {before}"
    _sqlite_trigger("consent_added", "consent", "INSERT", breaks, CHAIN)


def _sqlite_trigger(name: str, table: str, event: str, condition: str, refusal: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _change(table: str, differs: str) -> str:
    """Return the condition under which an update changes what must stay."""
    if table in GROWS:
        return "TRUE"
    fixed = [f"OLD.{name} {differs} NEW.{name}" for name in FIXED[table]]
    once = [f"(OLD.{name} IS NOT NULL AND OLD.{name} {differs} NEW.{name})" for name in ONCE.get(table, ())]
    return " OR ".join((*fixed, *once))


def _postgresql_names(table: str) -> list[str]:
    events = ("kept", *(("updated",) if table in STAYS else ()), *(("added",) if table == "consent" else ()))
    return [f"{table}_{event}" for event in events]


def _keep_on_postgresql() -> None:
    _postgresql_function("refuse_with_words", "BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END")
    for table, words in GROWS.items():
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_with_words('{words}')"
        )
    for table, words in STAYS.items():
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_with_words('{words}')"
        )
        op.execute(
            f"CREATE TRIGGER {table}_updated BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({_change(table, 'IS DISTINCT FROM')}) EXECUTE FUNCTION refuse_with_words('{words}')"
        )
    _postgresql_function(
        "keep_chain",
        "DECLARE head consent%ROWTYPE; BEGIN SELECT * INTO head FROM consent ORDER BY number DESC LIMIT 1;"
        " IF NEW.number IS DISTINCT FROM coalesce(head.number, 0) + 1"
        " OR NEW.previous IS DISTINCT FROM coalesce(head.hash, decode(repeat('00', 32), 'hex')) THEN"
        " RAISE EXCEPTION '%', TG_ARGV[0]; END IF; RETURN NEW; END",
    )
    op.execute(
        f"CREATE TRIGGER consent_added BEFORE INSERT ON consent FOR EACH ROW EXECUTE FUNCTION keep_chain('{CHAIN}')"
    )


def _postgresql_function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
