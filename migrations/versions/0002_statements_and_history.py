"""Catalogue: what schools state, laid over the federal base; which release came after which; and who did what."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from leadmatch.kernel.database import UtcDateTime

revision = "0002_statements_and_history"
down_revision = "0001_catalogue"
branch_labels = None
depends_on = None

STAGED_ONLY = "facts are added to a staged release only"
NEVER_UPDATED = "facts of a release are never updated"
PUBLISHED_STAYS = "a published release keeps all of its facts"
RELEASE_STAYS = "a release keeps what it was staged with"
PUBLISHED_RELEASE_STAYS = "a published release is not removed"
HISTORY_STAYS = "the history of the catalogue is only added to, at its end"
NEXT_NUMBER = "(SELECT coalesce(max(number), 0) + 1 FROM catalogue_event)"

KEPT_BEFORE = ("id", "number", "created_at", "content_sha256", "origin", "counts")
KEPT_NOW = (*KEPT_BEFORE, "built_on", "base_sha256")


def upgrade() -> None:
    """Add the tables and columns, say of each release on file what it was built on, and keep it all as it is."""
    _add_statement()
    _add_history()
    op.add_column("release", sa.Column("publication", sa.Integer(), nullable=True))
    op.add_column("release", sa.Column("built_on", sa.Text(), nullable=True))
    op.add_column("release", sa.Column("base_sha256", sa.Text(), nullable=True))
    # So far, releases were published in the order of their numbers, and none was ever published again.
    op.execute(
        "UPDATE release SET publication = (SELECT count(*) FROM release AS other"
        " WHERE other.state IN ('published', 'retired') AND other.number <= release.number)"
        " WHERE state IN ('published', 'retired')"
    )
    op.execute(
        "UPDATE release SET built_on = (SELECT other.id FROM release AS other"
        " WHERE other.state IN ('published', 'retired') AND other.number < release.number"
        " ORDER BY other.number DESC LIMIT 1)"
    )
    op.create_index("uq_release_publication", "release", ["publication"], unique=True)
    _keep_release(KEPT_NOW)
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
    else:
        _keep_on_postgresql()


def downgrade() -> None:
    """Take back the tables and columns; what schools stated, and the history, are lost."""
    _keep_release(KEPT_BEFORE)
    op.drop_index("uq_release_publication", "release")
    for column in ("base_sha256", "built_on", "publication"):
        op.drop_column("release", column)
    op.drop_table("catalogue_event")
    op.drop_table("statement")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_history()")
        op.execute("DROP FUNCTION keep_history_added()")


def _text(name: str, *, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _of_type(name: str, kind: Any) -> sa.Column[Any]:  # noqa: ANN401  # a type of SQLAlchemy, as a class
    return sa.Column(name, kind(), nullable=True)


def _add_statement() -> None:
    op.create_table(
        "statement",
        _text("release_id", nullable=False),
        _text("program_id", nullable=False),
        _text("unitid", nullable=False),
        _text("cip_code", nullable=False),
        _text("award_level", nullable=False),
        _text("program_code"),
        _text("source", nullable=False),
        _text("title"),
        _text("credential"),
        _text("formats"),
        _of_type("self_paced", sa.Boolean),
        _of_type("length_months", sa.Integer),
        _of_type("credits", sa.Integer),
        _text("cost"),
        _of_type("financial_aid", sa.Boolean),
        _text("certifications"),
        _text("authorized_states"),
        _of_type("externship", sa.Boolean),
        _text("eligibility"),
        _text("start_dates"),
        _text("website"),
        _text("campus"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_statement_release_id_release")),
        sa.PrimaryKeyConstraint("release_id", "program_id", name=op.f("pk_statement")),
    )


def _add_history() -> None:
    op.create_table(
        "catalogue_event",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        _text("action", nullable=False),
        _text("done_by", nullable=False),
        _text("release_id", nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        _text("origin", nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "action IN ('import', 'withdraw', 'publish', 'discard', 'rollback')", name=op.f("ck_catalogue_event_action")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue_event")),
    )


def _keep_release(columns: tuple[str, ...]) -> None:
    """Let these columns of a release never change again."""
    if op.get_bind().dialect.name == "sqlite":
        was = ", ".join(f"OLD.{column}" for column in columns)
        op.execute("DROP TRIGGER release_updated")
        condition = f"({was}) IS NOT ({was.replace('OLD.', 'NEW.')})"
        _sqlite_trigger("release_updated", "release", "UPDATE", condition, RELEASE_STAYS)
        return
    was = ", ".join(f"OLD.{column}{'::text' if column == 'counts' else ''}" for column in columns)
    _postgresql_function(
        "keep_release",
        f"IF TG_OP = 'DELETE' THEN IF OLD.state = 'published' THEN RAISE EXCEPTION '{PUBLISHED_RELEASE_STAYS}'; END IF;"
        f" RETURN OLD; END IF; IF ({was}) IS DISTINCT FROM ({was.replace('OLD.', 'NEW.')})"
        f" THEN RAISE EXCEPTION '{RELEASE_STAYS}'; END IF; RETURN NEW;",
    )


def _keep_on_sqlite() -> None:
    state = "(SELECT state FROM release WHERE id = {}.release_id)"
    added, removed = f"{state.format('NEW')} IS NOT 'staged'", f"{state.format('OLD')} IS 'published'"
    _sqlite_trigger("statement_added", "statement", "INSERT", added, STAGED_ONLY)
    _sqlite_trigger("statement_updated", "statement", "UPDATE", "TRUE", NEVER_UPDATED)
    _sqlite_trigger("statement_removed", "statement", "DELETE", removed, PUBLISHED_STAYS)
    # An INSERT OR REPLACE removes the old row without a word where recursive_triggers is off: the first one sees it.
    not_next = f"NEW.number IS NOT {NEXT_NUMBER}"
    _sqlite_trigger("catalogue_event_added", "catalogue_event", "INSERT", not_next, HISTORY_STAYS)
    _sqlite_trigger("catalogue_event_updated", "catalogue_event", "UPDATE", "TRUE", HISTORY_STAYS)
    _sqlite_trigger("catalogue_event_removed", "catalogue_event", "DELETE", "TRUE", HISTORY_STAYS)


def _sqlite_trigger(name: str, table: str, event: str, condition: str, refusal: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER statement_added AFTER INSERT ON statement REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION keep_facts_added()"
    )
    op.execute(
        "CREATE TRIGGER statement_updated BEFORE UPDATE OR TRUNCATE ON statement"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER statement_removed AFTER DELETE ON statement REFERENCING OLD TABLE AS removed"
        " FOR EACH STATEMENT EXECUTE FUNCTION keep_facts_removed()"
    )
    _postgresql_function("refuse_history", f"RAISE EXCEPTION '{HISTORY_STAYS}';")
    _postgresql_function(
        "keep_history_added",
        f"IF NEW.number IS DISTINCT FROM {NEXT_NUMBER} THEN RAISE EXCEPTION '{HISTORY_STAYS}'; END IF; RETURN NEW;",
    )
    op.execute(
        "CREATE TRIGGER catalogue_event_added BEFORE INSERT ON catalogue_event"
        " FOR EACH ROW EXECUTE FUNCTION keep_history_added()"
    )
    op.execute(
        "CREATE TRIGGER catalogue_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue_event"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_history()"
    )


def _postgresql_function(name: str, body: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
