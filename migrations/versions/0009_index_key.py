"""Index key: the database keeps a mark of the key by which it was filled."""

import sqlalchemy as sa
from alembic import op

from leadmatch.kernel.database import UtcDateTime

revision = "0009_index_key"
down_revision = "0008_partner_inquiries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "index_key_mark",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("number = 1", name=op.f("ck_index_key_mark_only")),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("index_key_mark")
