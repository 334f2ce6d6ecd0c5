"""Catalogue: releases and the facts of each, kept as they were by triggers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from leadmatch.kernel.database import UtcDateTime

revision = "0001_catalogue"
down_revision = None
branch_labels = None
depends_on = None

FACTS = ("source", "school", "campus", "accreditation", "cost", "program")
STAGED_ONLY = "facts are added to a staged release only"
NEVER_UPDATED = "facts of a release are never updated"
PUBLISHED_STAYS = "a published release keeps all of its facts"
RELEASE_STAYS = "a release keeps what it was staged with"
PUBLISHED_RELEASE_STAYS = "a published release is not removed"


def upgrade() -> None:
    """Add the tables of the catalogue and the triggers that keep a release as it was."""
    _add_release()
    _add_facts_of_schools()
    _add_facts_of_programs()
    if op.get_bind().dialect.name == "sqlite":
        _keep_on_sqlite()
    else:
        _keep_on_postgresql()


def downgrade() -> None:
    """Remove the catalogue with everything in it."""
    for table in reversed(FACTS):
        op.drop_table(table)
    op.drop_table("release")
    if op.get_bind().dialect.name == "postgresql":
        for function in ("refuse_change", "keep_facts_added", "keep_facts_removed", "keep_release"):
            op.execute(f"DROP FUNCTION {function}()")


def _add_release() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('staged', 'published', 'retired', 'discarded')", name=op.f("ck_release_state")),
        sa.CheckConstraint(
            "state NOT IN ('published', 'retired') OR published_at IS NOT NULL", name=op.f("ck_release_published_at")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("number", name=op.f("uq_release_number")),
    )
    for state in ("published", "staged"):
        condition = sa.text(f"state = '{state}'")
        op.create_index(
            f"uq_release_one_{state}",
            "release",
            ["state"],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )


def _add_facts(table: str, key: tuple[str, ...], *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("release_id", sa.Text(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f(f"fk_{table}_release_id_release")),
        sa.PrimaryKeyConstraint("release_id", *key, name=op.f(f"pk_{table}")),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, autoincrement=False)


def _add_facts_of_schools() -> None:
    _add_facts("source", ("key",), _text("key"), _text("title"), _text("publisher"), _text("as_of"))
    _add_facts(
        "school",
        ("id",),
        _text("id"),
        _text("name"),
        _text("unitid", nullable=True),
        _text("opeid", nullable=True),
        _text("control", nullable=True),
        _text("website", nullable=True),
        sa.Column("title_iv", sa.Boolean(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
    )
    _add_facts(
        "campus",
        ("id",),
        _text("id"),
        _text("school_id"),
        _text("street", nullable=True),
        _text("city"),
        _text("state"),
        _text("zip_code"),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
    )
    _add_facts(
        "accreditation",
        ("school_id", "number"),
        _text("school_id"),
        _number("number"),
        _text("accreditor_id"),
        _text("name"),
        _text("kind"),
        _text("field", nullable=True),
        sa.Column("current", sa.Boolean(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        _text("source"),
        _text("as_of"),
    )


def _add_facts_of_programs() -> None:
    _add_facts(
        "cost",
        ("number",),
        _number("number"),
        _text("basis"),
        _number("total_cents", nullable=True),
        _number("tuition_fees_cents", nullable=True),
        _number("books_supplies_cents", nullable=True),
        _text("as_of", nullable=True),
        _text("source", nullable=True),
    )
    _add_facts(
        "program",
        ("id",),
        _text("id"),
        _text("school_id"),
        _text("campus_id", nullable=True),
        _number("cost_number", nullable=True),
        _text("title"),
        _text("cip_code"),
        _text("cip_title"),
        _text("field"),
        _text("credential"),
        _text("award_level", nullable=True),
        _text("formats"),
        _text("formats_unknown"),
        sa.Column("self_paced", sa.Boolean(), nullable=True),
        _number("length_months", nullable=True),
        _number("credits", nullable=True),
        sa.Column("financial_aid", sa.Boolean(), nullable=True),
        _text("certifications"),
        _number("graduates_count", nullable=True),
        _number("graduates_year", nullable=True),
        _text("authorized_states", nullable=True),
        _text("accreditation"),
        _text("fact_sources"),
    )


def _keep_on_sqlite() -> None:
    for table in FACTS:
        state = "(SELECT state FROM release WHERE id = {}.release_id)"
        for name, event, condition, refusal in (
            ("added", "INSERT", f"{state.format('NEW')} IS NOT 'staged'", STAGED_ONLY),
            ("updated", "UPDATE", "TRUE", NEVER_UPDATED),
            ("removed", "DELETE", f"{state.format('OLD')} IS 'published'", PUBLISHED_STAYS),
        ):
            _sqlite_trigger(f"{table}_{name}", table, event, condition, refusal)
    was = "(OLD.id, OLD.number, OLD.created_at, OLD.content_sha256, OLD.origin, OLD.counts)"
    _sqlite_trigger("release_updated", "release", "UPDATE", f"{was} IS NOT {was.replace('OLD', 'NEW')}", RELEASE_STAYS)
    _sqlite_trigger("release_removed", "release", "DELETE", "OLD.state = 'published'", PUBLISHED_RELEASE_STAYS)


def _sqlite_trigger(name: str, table: str, event: str, condition: str, refusal: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _keep_on_postgresql() -> None:
    # One look per statement, at the releases that its rows belong to: a bulk load does not pay for each row.
    _postgresql_function("refuse_change", f"RAISE EXCEPTION '{NEVER_UPDATED}';")
    touched = "EXISTS (SELECT FROM (SELECT DISTINCT release_id FROM {}) AS touched JOIN release ON id = release_id"
    _postgresql_function(
        "keep_facts_added",
        f"IF {touched.format('added')} WHERE state <> 'staged') THEN RAISE EXCEPTION '{STAGED_ONLY}'; END IF;"
        " RETURN NULL;",
    )
    _postgresql_function(
        "keep_facts_removed",
        f"IF {touched.format('removed')} WHERE state = 'published') THEN RAISE EXCEPTION '{PUBLISHED_STAYS}'; END IF;"
        " RETURN NULL;",
    )
    for table in FACTS:
        op.execute(
            f"CREATE TRIGGER {table}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_facts_added()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_updated BEFORE UPDATE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_removed AFTER DELETE ON {table} REFERENCING OLD TABLE AS removed"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_facts_removed()"
        )
    was = "(OLD.id, OLD.number, OLD.created_at, OLD.content_sha256, OLD.origin, OLD.counts::text)"
    _postgresql_function(
        "keep_release",
        f"IF TG_OP = 'DELETE' THEN IF OLD.state = 'published' THEN RAISE EXCEPTION '{PUBLISHED_RELEASE_STAYS}'; END IF;"
        f" RETURN OLD; END IF; IF {was} IS DISTINCT FROM {was.replace('OLD', 'NEW')}"
        f" THEN RAISE EXCEPTION '{RELEASE_STAYS}'; END IF; RETURN NEW;",
    )
    op.execute(
        "CREATE TRIGGER release_kept BEFORE UPDATE OR DELETE ON release FOR EACH ROW EXECUTE FUNCTION keep_release()"
    )


def _postgresql_function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
