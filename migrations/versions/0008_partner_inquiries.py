"""Reports: the inquiries of a partner are found by partner and time; those of nobody cost nothing more to write."""

import sqlalchemy as sa
from alembic import op

revision = "0008_partner_inquiries"
down_revision = "0007_partners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    condition = sa.text("partner_id IS NOT NULL")
    op.create_index(
        "ix_inquiry_partner",
        "inquiry",
        ["partner_id", "created_at"],
        sqlite_where=condition,
        postgresql_where=condition,
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_inquiry_partner", table_name="inquiry")
