"""Partners: sites, keys, contracts, usage and earnings; contracts, earnings and history only grow, by triggers."""

import sqlalchemy as sa
from alembic import op

from leadmatch.kernel.database import UtcDateTime

revision = "0007_partners"
down_revision = "0006_loading"
branch_labels = None
depends_on = None

# By table: what it refuses, in words, and its unique keys, which an INSERT OR REPLACE would otherwise pass by.
GROWS = {
    "partner_contract": ("the contracts of partners are only added to", (("id",), ("partner_id", "starts_at"))),
    "partner_event": ("the history of partners is only added to", (("number",),)),
    "partner_earning": ("the earnings of partners are only added to", (("id",), ("lead_id", "kind"))),
}


def upgrade() -> None:
    """Add the tables, two columns of keys, and the triggers."""
    op.add_column("api_key", sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("api_key", sa.Column("scopes", sa.Text()))
    _add_partners()
    _add_what_they_earn()
    for table, (words, keys) in GROWS.items():
        if op.get_bind().dialect.name == "sqlite":
            _keep_on_sqlite(table, words, keys)
        else:
            op.execute(
                f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION refuse_with_words('{words}')"
            )


def downgrade() -> None:
    """Remove the tables with their triggers, and the columns."""
    for table in ("partner_earning", "partner_usage", "partner_event", "partner_contract", "partner_placement"):
        op.drop_table(table)
    op.drop_table("partner_origin")
    op.drop_table("partner")
    op.drop_column("api_key", "scopes")
    op.drop_column("api_key", "is_test")


def _keep_on_sqlite(table: str, words: str, keys: tuple[tuple[str, ...], ...]) -> None:
    same = [" AND ".join(f"{name} = NEW.{name}" for name in key) for key in keys]
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in same)  # noqa: S608  # our own names
    for name, event, condition in (
        ("replaced", "INSERT", taken),
        ("updated", "UPDATE", "TRUE"),
        ("removed", "DELETE", "TRUE"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )


def _add_partners() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("searches_per_minute", sa.Integer()),
        sa.Column("inquiries_per_minute", sa.Integer()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'closed')", name=op.f("ck_partner_state")),
        sa.CheckConstraint("searches_per_minute > 0", name=op.f("ck_partner_searches")),
        sa.CheckConstraint("inquiries_per_minute > 0", name=op.f("ck_partner_inquiries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    op.create_table(
        "partner_origin",
        _partner(),
        sa.Column("origin", sa.Text(), nullable=False),
        _of_partner("partner_origin"),
        sa.PrimaryKeyConstraint("partner_id", "origin", name=op.f("pk_partner_origin")),
    )
    op.create_index("ix_partner_origin_origin", "partner_origin", ["origin"])
    op.create_table(
        "partner_placement",
        _partner(),
        sa.Column("name", sa.Text(), nullable=False),
        _of_partner("partner_placement"),
        sa.PrimaryKeyConstraint("partner_id", "name", name=op.f("pk_partner_placement")),
    )
    op.create_table(
        "partner_contract",
        sa.Column("id", sa.Text(), nullable=False),
        _partner(),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("share_basis_points", sa.Integer()),
        sa.Column("fixed_cents", sa.Integer()),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.CheckConstraint("basis IN ('share', 'fixed')", name=op.f("ck_partner_contract_basis")),
        sa.CheckConstraint(
            "(basis = 'share') = (share_basis_points IS NOT NULL)", name=op.f("ck_partner_contract_share")
        ),
        sa.CheckConstraint("(basis = 'fixed') = (fixed_cents IS NOT NULL)", name=op.f("ck_partner_contract_fixed")),
        sa.CheckConstraint(
            "share_basis_points BETWEEN 0 AND 10000", name=op.f("ck_partner_contract_share_basis_points")
        ),
        sa.CheckConstraint("fixed_cents >= 0", name=op.f("ck_partner_contract_fixed_cents")),
        _of_partner("partner_contract"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_contract")),
    )
    op.create_index("uq_partner_contract_start", "partner_contract", ["partner_id", "starts_at"], unique=True)
    op.create_table(
        "partner_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        _partner(),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        _of_partner("partner_event"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_partner_event")),
    )
    op.create_index("ix_partner_event_partner", "partner_event", ["partner_id"])


def _add_what_they_earn() -> None:
    op.create_table(
        "partner_usage",
        _partner(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("impressions", sa.Integer(), nullable=False),
        sa.CheckConstraint("searches >= 0", name=op.f("ck_partner_usage_searches")),
        sa.CheckConstraint("impressions >= 0", name=op.f("ck_partner_usage_impressions")),
        _of_partner("partner_usage"),
        sa.PrimaryKeyConstraint("partner_id", "day", "placement", name=op.f("pk_partner_usage")),
    )
    op.create_table(
        "partner_earning",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        _partner(),
        sa.Column("contract_id", sa.Text()),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("placement", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('lead', 'credit')", name=op.f("ck_partner_earning_kind")),
        _of_partner("partner_earning"),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["partner_contract.id"], name=op.f("fk_partner_earning_contract_id_partner_contract")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_partner_earning_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_earning")),
    )
    op.create_index("uq_partner_earning_lead", "partner_earning", ["lead_id", "kind"], unique=True)
    op.create_index("ix_partner_earning_partner", "partner_earning", ["partner_id", "entered_at"])


def _partner() -> sa.Column[str]:
    return sa.Column("partner_id", sa.Text(), nullable=False)


def _of_partner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f(f"fk_{table}_partner_id_partner"))
