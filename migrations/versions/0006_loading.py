"""Catalogue: releases are loaded and removed bit by bit, in states of their own that nobody sees."""

import sqlalchemy as sa
from alembic import op

revision = "0006_loading"
down_revision = "0005_kept"
branch_labels = None
depends_on = None

FACTS = ("source", "school", "campus", "accreditation", "cost", "program", "statement")
CHECK_BEFORE = "state IN ('staged', 'published', 'retired', 'discarded')"
CHECK_NOW = "state IN ('loading', 'staged', 'published', 'retired', 'discarded', 'removing')"
RELEASE_STAYS = "a release keeps what it was staged with"
PUBLISHED_RELEASE_STAYS = "a published release is not removed"
KEPT = ("id", "number", "created_at", "content_sha256", "origin", "counts", "built_on", "base_sha256")
TOUCHED = "SELECT FROM (SELECT DISTINCT release_id FROM added) AS touched"
LOADS_AGAIN = "NEW.state = 'loading' AND OLD.state <> 'loading'"


def upgrade() -> None:
    """Let a release be loading or removing, and facts be added to a loading one only."""
    _change_check(CHECK_BEFORE, CHECK_NOW)
    condition = sa.text("state = 'loading'")
    op.create_index(
        "uq_release_one_loading",
        "release",
        ["state"],
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )
    _add_facts_to("loading")
    _keep_release(loads_once=True)


def downgrade() -> None:
    """Take the states back; releases that are in one of them are removed."""
    for table in FACTS:
        op.execute(
            f"DELETE FROM {table} WHERE release_id IN (SELECT id FROM release WHERE state IN ('loading', 'removing'))"  # noqa: S608  # our own names
        )
    op.execute("DELETE FROM release WHERE state IN ('loading', 'removing')")
    _keep_release(loads_once=False)
    _add_facts_to("staged")
    op.drop_index("uq_release_one_loading", "release")
    _change_check(CHECK_NOW, CHECK_BEFORE)


def _change_check(before: str, after: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_release_state"), "release", type_="check")
        op.create_check_constraint(op.f("ck_release_state"), "release", after)
        return
    # A CHECK is nothing but words of the table's definition: SQLite's own procedure changes them in place
    # (https://www.sqlite.org/lang_altertable.html, section 7, the second one). To rebuild the table, as alembic would,
    # all of its triggers would have to be made again, and the old one dropped under the foreign keys of all facts.
    definition = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'release'"))
    if definition.count(before) != 1:
        raise RuntimeError("the table release is not as it was made; its CHECK of states cannot be found")
    version = connection.scalar(sa.text("PRAGMA schema_version"))
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = 'release'"),
        {"sql": definition.replace(before, after)},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _add_facts_to(state: str) -> None:
    """Let facts be added to a release in this state only."""
    only = f"facts are added to a {state} release only"
    if op.get_bind().dialect.name == "sqlite":
        for table in FACTS:
            op.execute(f"DROP TRIGGER {table}_added")
            condition = f"(SELECT state FROM release WHERE id = NEW.release_id) IS NOT '{state}'"  # noqa: S608  # our own names
            op.execute(
                f"CREATE TRIGGER {table}_added BEFORE INSERT ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{only}'); END"
            )
        return
    touched = f"{TOUCHED} JOIN release ON id = release_id WHERE state <> '{state}'"
    _postgresql_function(
        "keep_facts_added", f"IF EXISTS ({touched}) THEN RAISE EXCEPTION '{only}'; END IF; RETURN NULL;"
    )


def _keep_release(*, loads_once: bool) -> None:
    """Let a release keep its columns, and never become a loading one again, to which facts could be added."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    names = [f"OLD.{column}{'' if is_sqlite or column != 'counts' else '::text'}" for column in KEPT]
    was = ", ".join(names)
    changes = f"({was}) {'IS NOT' if is_sqlite else 'IS DISTINCT FROM'} ({was.replace('OLD.', 'NEW.')})"
    if loads_once:
        changes = f"{changes} OR {LOADS_AGAIN}"
    if is_sqlite:
        op.execute("DROP TRIGGER release_updated")
        op.execute(
            f"CREATE TRIGGER release_updated BEFORE UPDATE ON release WHEN {changes}"
            f" BEGIN SELECT RAISE(ABORT, '{RELEASE_STAYS}'); END"
        )
        return
    _postgresql_function(
        "keep_release",
        f"IF TG_OP = 'DELETE' THEN IF OLD.state = 'published' THEN RAISE EXCEPTION '{PUBLISHED_RELEASE_STAYS}'; END IF;"
        f" RETURN OLD; END IF; IF {changes} THEN RAISE EXCEPTION '{RELEASE_STAYS}'; END IF; RETURN NEW;",
    )


def _postgresql_function(name: str, body: str) -> None:
    op.execute(f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
