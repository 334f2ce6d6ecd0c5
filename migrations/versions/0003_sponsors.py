"""Sponsors: schools with a contract, their campaigns and caps, the history of both, and keys."""

import sqlalchemy as sa
from alembic import op

from leadmatch.kernel.database import UtcDateTime

revision = "0003_sponsors"
down_revision = "0002_statements_and_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _add_api_key()
    _add_sponsor()
    _add_sponsor_event()
    _add_campaign()
    _add_cap_counter()


def downgrade() -> None:
    """Remove them with everything in them."""
    for table in ("cap_counter", "campaign", "sponsor_event", "sponsor", "api_key"):
        op.drop_table(table)


def _add_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('school', 'publishable', 'secret')", name=op.f("ck_api_key_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
    )
    op.create_index("ix_api_key_owner", "api_key", ["owner_id"], unique=False)
    op.create_index("uq_api_key_hash", "api_key", ["hash"], unique=True)


def _add_sponsor() -> None:
    op.create_table(
        "sponsor",
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("contract_starts_on", sa.Date(), nullable=False),
        sa.Column("contract_ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'closed')", name=op.f("ck_sponsor_state")),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_sponsor")),
    )


def _add_sponsor_event() -> None:
    op.create_table(
        "sponsor_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sponsor_event")),
    )


def _add_campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("pricing", sa.Text(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("flat_period", sa.Text(), nullable=True),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("targeting", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=True),
        sa.Column("return_policy", sa.JSON(), nullable=True),
        sa.Column("cap_day", sa.Integer(), nullable=True),
        sa.Column("cap_week", sa.Integer(), nullable=True),
        sa.Column("cap_month", sa.Integer(), nullable=True),
        sa.Column("cap_total", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(pricing = 'flat') = (flat_period IS NOT NULL)", name=op.f("ck_campaign_flat_period")),
        sa.CheckConstraint("pricing IN ('per_lead', 'flat')", name=op.f("ck_campaign_pricing")),
        sa.CheckConstraint("state IN ('active', 'paused', 'closed')", name=op.f("ck_campaign_state")),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_campaign_price")),
        sa.ForeignKeyConstraint(["school_id"], ["sponsor.school_id"], name=op.f("fk_campaign_school_id_sponsor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index("ix_campaign_school", "campaign", ["school_id"], unique=False)


def _add_cap_counter() -> None:
    op.create_table(
        "cap_counter",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("period IN ('day', 'week', 'month', 'total')", name=op.f("ck_cap_counter_period")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_cap_counter_taken")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_cap_counter_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", "period", "starts_on", name=op.f("pk_cap_counter")),
    )
