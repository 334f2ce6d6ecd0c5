"""Inquiries: leads, consents, ledger, events, and what may be used once; kept by triggers."""

import sqlalchemy as sa
from alembic import op

from leadmatch.kernel.database import UtcDateTime

revision = "0004_inquiries"
down_revision = "0003_sponsors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    _add_idempotency_key()
    _add_inquiry()
    _add_outbox_event()
    _add_spent_token()
    _add_suppression()
    _add_disclosure()
    _add_consent()
    _add_lead()
    _add_consent_evidence()
    _add_lead_change()
    _add_ledger_entry()


def downgrade() -> None:
    """Remove them with everything in them."""
    for table in (
        "ledger_entry",
        "lead_change",
        "consent_evidence",
        "lead",
        "consent",
        "disclosure",
        "suppression",
        "spent_token",
        "outbox_event",
        "inquiry",
        "idempotency_key",
    ):
        op.drop_table(table)


def _add_idempotency_key() -> None:
    op.create_table(
        "idempotency_key",
        sa.Column("key_index", sa.LargeBinary(), nullable=False),
        sa.Column("body_index", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_index", name=op.f("pk_idempotency_key")),
    )
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"], unique=False)


def _add_inquiry() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("receipt_index", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("last_name_index", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.Text(), nullable=True),
        sa.Column("placement", sa.Text(), nullable=True),
        sa.Column("sub_id", sa.Text(), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(sealed IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_inquiry_erased")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index("ix_inquiry_email", "inquiry", ["email_index"], unique=False)
    op.create_index("ix_inquiry_last_name", "inquiry", ["last_name_index"], unique=False)
    op.create_index("ix_inquiry_phone", "inquiry", ["phone_index"], unique=False)
    op.create_index("uq_inquiry_receipt", "inquiry", ["receipt_index"], unique=True)


def _add_outbox_event() -> None:
    op.create_table(
        "outbox_event",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name=op.f("ck_outbox_event_acknowledged")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_event")),
    )
    op.create_index(
        "ix_outbox_event_open",
        "outbox_event",
        ["school_id", "created_at"],
        unique=False,
        sqlite_where=sa.text("acknowledged_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL"),
    )
    op.create_index("uq_outbox_event_lead_type", "outbox_event", ["lead_id", "type"], unique=True)


def _add_spent_token() -> None:
    op.create_table(
        "spent_token",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_token")),
    )


def _add_suppression() -> None:
    op.create_table(
        "suppression",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value_index", sa.LargeBinary(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('stop_one', 'stop_all', 'erase', 'operator')", name=op.f("ck_suppression_reason")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_suppression")),
    )
    op.create_index(
        "uq_suppression_all",
        "suppression",
        ["value_index"],
        unique=True,
        sqlite_where=sa.text("school_id IS NULL"),
        postgresql_where=sa.text("school_id IS NULL"),
    )
    op.create_index(
        "uq_suppression_one",
        "suppression",
        ["value_index", "school_id"],
        unique=True,
        sqlite_where=sa.text("school_id IS NOT NULL"),
        postgresql_where=sa.text("school_id IS NOT NULL"),
    )


def _add_disclosure() -> None:
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["sponsor.school_id"], name=op.f("fk_disclosure_school_id_sponsor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(
        "uq_disclosure_active",
        "disclosure",
        ["school_id", "language"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_index("uq_disclosure_version", "disclosure", ["school_id", "language", "version"], unique=True)


def _add_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("disclosure_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["disclosure_id"], ["disclosure.id"], name=op.f("fk_consent_disclosure_id_disclosure")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_inquiry", "consent", ["inquiry_id"], unique=False)
    op.create_index("uq_consent_id", "consent", ["id"], unique=True)
    op.create_index("uq_consent_lead", "consent", ["lead_id"], unique=True)


def _add_lead() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("inquiry_id", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("program_id", sa.Text(), nullable=False),
        sa.Column("program", sa.JSON(), nullable=False),
        sa.Column("other_programs", sa.JSON(), nullable=False),
        sa.Column("distance_miles", sa.Double(), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'rejected') <= (reason_code IS NOT NULL)", name=op.f("ck_lead_reason")),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'rejected', 'delivered', 'return_requested', 'returned',"
            " 'return_denied', 'withdrawn', 'erased')",
            name=op.f("ck_lead_state"),
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_lead_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_lead_inquiry_id_inquiry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    op.create_index("ix_lead_school_email", "lead", ["school_id", "email_index"], unique=False)
    op.create_index("ix_lead_school_number", "lead", ["school_id", "number"], unique=False)
    op.create_index("ix_lead_school_phone", "lead", ["school_id", "phone_index"], unique=False)
    op.create_index("uq_lead_inquiry_school", "lead", ["inquiry_id", "school_id"], unique=True)
    op.create_index("uq_lead_number", "lead", ["number"], unique=True)


def _add_consent_evidence() -> None:
    op.create_table(
        "consent_evidence",
        sa.Column("consent_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("shredded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_number"], ["consent.number"], name=op.f("fk_consent_evidence_consent_number_consent")
        ),
        sa.PrimaryKeyConstraint("consent_number", name=op.f("pk_consent_evidence")),
    )


def _add_lead_change() -> None:
    op.create_table(
        "lead_change",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_change_lead_id_lead")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_lead_change")),
    )
    op.create_index("ix_lead_change_lead", "lead_change", ["lead_id"], unique=False)


def _add_ledger_entry() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("school_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=True),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("(kind = 'lead') <= (lead_id IS NOT NULL)", name=op.f("ck_ledger_entry_lead")),
        sa.CheckConstraint("kind IN ('lead', 'flat_period', 'credit')", name=op.f("ck_ledger_entry_kind")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_ledger_entry_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_ledger_entry_lead_id_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index("ix_ledger_entry_school", "ledger_entry", ["school_id", "entered_at"], unique=False)
    op.create_index("uq_ledger_entry_lead", "ledger_entry", ["lead_id", "kind"], unique=True)
    op.create_index("uq_ledger_entry_period", "ledger_entry", ["campaign_id", "kind", "period"], unique=True)
