"""One row of each table that is kept by triggers, for tests of those triggers and of migrations."""

from datetime import UTC, date, datetime
from typing import Any

from sponsoring import SCHOOL, add_campaign, add_disclosure
from sqlalchemy import Connection, func, insert, select

from leadmatch.access.models import Partner, PartnerContract, PartnerEvent
from leadmatch.inquiries.models import Consent, ConsentEvidence
from leadmatch.leads.models import Inquiry, Lead, LeadChange, LedgerEntry, PartnerEarning
from leadmatch.outbox.models import OutboxEvent
from leadmatch.sponsors.models import SponsorEvent

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def link(number: int, disclosure_id: str, **overrides: Any) -> dict[str, Any]:  # noqa: ANN401  # of the column's type
    """Return the columns of a consent that follows the one before it."""
    return {
        "number": number,
        "id": f"cns_{number}",
        "lead_id": f"led_{number}",
        "inquiry_id": f"inq_{number}",
        "school_id": SCHOOL.id,
        "disclosure_id": disclosure_id,
        "language": "en",
        "is_test": False,
        "agreed_at": MOMENT,
        "commitment": b"c" * 32,
        "previous": bytes([number - 1]) * 32,
        "hash": bytes([number]) * 32,
        **overrides,
    }


def write_one_of_each(connection: Connection) -> None:
    """Write an inquiry with its lead and all that hangs on it; each time another one."""
    number = 1 + (connection.scalar(select(func.max(Consent.number))) or 0)
    campaign = f"Campaign {number}"
    terms = add_campaign(connection, name=campaign)
    disclosure = add_disclosure(connection, version=number, retired_at=None if number == 1 else MOMENT)
    common = {"school_id": SCHOOL.id, "created_at": MOMENT}
    connection.execute(
        insert(Inquiry).values(
            id=f"inq_{number}", created_at=MOMENT, receipt_index=bytes([number]) * 32, sealed=b"sealed", language="en",
            email_index=b"e", is_test=False, form_version="api-1",
        )
    )  # fmt: skip
    connection.execute(insert(Consent).values(link(number, disclosure["id"])))
    connection.execute(insert(ConsentEvidence).values(consent_number=number, sealed=b"sealed"))
    connection.execute(
        insert(Lead).values(
            id=f"led_{number}", number=number, inquiry_id=f"inq_{number}", campaign_id=terms.id, state="accepted",
            program_id="prg_1", program={"title": "Coding"}, other_programs=[], price_cents=3500, is_test=False,
            **common,
        )
    )  # fmt: skip
    connection.execute(
        insert(LeadChange).values(
            lead_id=f"led_{number}", changed_at=MOMENT, before="accepted", after="delivered", done_by="school"
        )
    )
    connection.execute(
        insert(LedgerEntry).values(
            id=f"ent_{number}", kind="lead", school_id=SCHOOL.id, campaign_id=terms.id, lead_id=f"led_{number}",
            amount_cents=3500, entered_at=MOMENT,
        )
    )  # fmt: skip
    connection.execute(
        insert(LedgerEntry).values(
            id=f"flat_{number}", kind="flat_period", school_id=SCHOOL.id, campaign_id=terms.id, amount_cents=9900,
            period="2026-11", entered_at=MOMENT,
        )
    )  # fmt: skip
    connection.execute(
        insert(OutboxEvent).values(
            id=f"evt_{number}", type="lead.created", lead_id=f"led_{number}", due_on=date(2026, 11, 16), **common
        )
    )
    connection.execute(
        insert(SponsorEvent).values(
            happened_at=MOMENT, done_by="a test", school_id=SCHOOL.id, action="create", terms={"a": 1}
        )
    )
    _write_partner(connection, number)


def _write_partner(connection: Connection, number: int) -> None:
    partner, contract = f"par_{number}", f"pct_{number}"
    connection.execute(insert(Partner).values(id=partner, name="A site", state="active", created_at=MOMENT))
    connection.execute(
        insert(PartnerContract).values(
            id=contract,
            partner_id=partner,
            basis="share",
            share_basis_points=2000,
            starts_at=MOMENT,
            created_by="a test",
        )
    )
    connection.execute(
        insert(PartnerEvent).values(
            happened_at=MOMENT, done_by="a test", partner_id=partner, action="create", terms={"a": 1}
        )
    )
    connection.execute(
        insert(PartnerEarning).values(
            id=f"ear_{number}", kind="lead", partner_id=partner, contract_id=contract, lead_id=f"led_{number}",
            placement="sidebar", amount_cents=700, entered_at=MOMENT,
        )
    )  # fmt: skip
