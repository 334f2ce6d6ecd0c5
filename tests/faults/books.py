"""What must agree in the database after whatever happened: leads, consents, evidence, ledger, outbox, caps, keys."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from instances import wait_until
from sqlalchemy import Connection, Engine, select, text

from leadmatch.leads.models import Lead
from leadmatch.sponsors.caps import period_start
from leadmatch.sponsors.models import CapCounter
from leadmatch.sponsors.queries import all_campaigns

# Each of them finds nothing in books that agree.
DISAGREEMENTS = {
    "leads without their consent": (
        "SELECT lead.id FROM lead LEFT JOIN consent ON consent.number = lead.number AND consent.lead_id = lead.id"
        " AND consent.inquiry_id = lead.inquiry_id AND consent.school_id = lead.school_id WHERE consent.id IS NULL"
    ),
    "consents without their lead": (
        "SELECT consent.id FROM consent LEFT JOIN lead ON lead.id = consent.lead_id WHERE lead.id IS NULL"
    ),
    "consents without evidence": (
        "SELECT number FROM consent LEFT JOIN consent_evidence ON consent_number = number WHERE consent_number IS NULL"
    ),
    "evidence without a consent": (
        "SELECT consent_number FROM consent_evidence LEFT JOIN consent ON consent_number = number WHERE number IS NULL"
    ),
    "gaps in the numbers of consents": (
        "SELECT count(*) FROM consent HAVING count(*) <> coalesce(max(number), 0) OR min(number) <> 1"
    ),
    "inquiries without a lead": (
        "SELECT inquiry.id FROM inquiry LEFT JOIN lead ON inquiry_id = inquiry.id WHERE lead.id IS NULL"
    ),
    "leads neither taken nor refused": (
        "SELECT id FROM lead WHERE (campaign_id IS NULL) <> (reason_code IS NOT NULL) OR state = 'received'"
    ),
    "taken leads without a ledger entry of their price": (
        "SELECT lead.id FROM lead LEFT JOIN ledger_entry ON lead_id = lead.id AND kind = 'lead'"
        " AND ledger_entry.campaign_id = lead.campaign_id AND amount_cents = price_cents"
        " WHERE lead.campaign_id IS NOT NULL AND ledger_entry.id IS NULL"
    ),
    "ledger entries without a taken lead": (
        "SELECT ledger_entry.id FROM ledger_entry LEFT JOIN lead ON lead.id = lead_id WHERE lead.campaign_id IS NULL"
    ),
    "taken leads that nobody is told of": (
        "SELECT lead.id FROM lead LEFT JOIN outbox_event ON lead_id = lead.id AND type = 'lead.created'"
        " WHERE campaign_id IS NOT NULL AND outbox_event.id IS NULL"
    ),
    "events without a taken lead": (
        "SELECT outbox_event.id FROM outbox_event LEFT JOIN lead ON lead.id = lead_id WHERE campaign_id IS NULL"
    ),
    "people twice at a school": (
        "SELECT school_id FROM lead WHERE campaign_id IS NOT NULL AND email_index IS NOT NULL"
        " GROUP BY school_id, email_index HAVING count(*) > 1"
    ),
    "phones twice at a school": (
        "SELECT school_id FROM lead WHERE campaign_id IS NOT NULL AND phone_index IS NOT NULL"
        " GROUP BY school_id, phone_index HAVING count(*) > 1"
    ),
    "a number of inquiries that is not that of kept answers": (
        "SELECT 1 WHERE (SELECT count(*) FROM inquiry) <> (SELECT count(*) FROM idempotency_key)"
    ),
    "erased inquiries of which something is left": (
        "SELECT inquiry.id FROM inquiry JOIN lead ON inquiry_id = inquiry.id"
        " LEFT JOIN consent_evidence ON consent_number = lead.number"
        " LEFT JOIN outbox_event ON lead_id = lead.id AND type = 'lead.erasure_requested'"
        " WHERE (inquiry.erased_at IS NULL) <> (lead.state <> 'erased') OR inquiry.erased_at IS NOT NULL AND ("
        "  inquiry.sealed IS NOT NULL OR inquiry.email_index IS NOT NULL OR inquiry.phone_index IS NOT NULL"
        "  OR lead.email_index IS NOT NULL OR lead.phone_index IS NOT NULL"
        "  OR (consent_evidence.sealed IS NULL) <> (reason_code IS NOT NULL)"
        "  OR (reason_code IS NULL AND (keep_until IS NULL OR outbox_event.id IS NULL)))"
    ),
    "stopped inquiries that a school was not told of": (
        "SELECT inquiry.id FROM inquiry JOIN lead ON inquiry_id = inquiry.id"
        " LEFT JOIN outbox_event ON lead_id = lead.id AND type = 'lead.withdrawn'"
        " WHERE inquiry.erased_at IS NULL AND ((stopped_at IS NULL) <> (withdrawn_at IS NULL)"
        " OR (stopped_at IS NOT NULL AND reason_code IS NULL AND outbox_event.id IS NULL))"
    ),
}


def disagreements(engine: Engine) -> dict[str, Any]:
    """Return what does not agree; empty where all does."""
    with engine.connect() as connection:
        found = {what: connection.execute(text(asked)).fetchmany(3) for what, asked in DISAGREEMENTS.items()}
        found["caps"] = [*_wrong_caps(connection)]
    return {what: rows for what, rows in found.items() if rows}


def stored_leads(engine: Engine) -> dict[str, tuple[str, str]]:
    """Return inquiry and school of every lead, by its id."""
    with engine.connect() as connection:
        found = connection.execute(select(Lead.id, Lead.inquiry_id, Lead.school_id))
        return {lead_id: (inquiry_id, school_id) for lead_id, inquiry_id, school_id in found}


def _wrong_caps(connection: Connection) -> Iterator[str]:
    capped = {campaign.id: campaign for campaign in all_campaigns(connection) if campaign.caps.given}
    leads = connection.execute(select(Lead.campaign_id, Lead.created_at).where(Lead.campaign_id.in_(list(capped))))
    taken: Counter[tuple[str, str, str]] = Counter()
    for campaign_id, created_at in leads:
        campaign = capped[campaign_id]
        day = created_at.astimezone(ZoneInfo(campaign.time_zone)).date()
        taken.update((campaign_id, period, period_start(period, day)) for period, _cap in campaign.caps.given)
    columns = (CapCounter.campaign_id, CapCounter.period, CapCounter.starts_on, CapCounter.taken)
    counted = {
        (campaign, period, start): count for campaign, period, start, count in connection.execute(select(*columns))
    }
    for key in taken.keys() | counted.keys():
        cap = dict(capped[key[0]].caps.given)[key[1]]
        if not taken[key] == counted.get(key, 0) <= cap:
            yield f"{key[1:]}: {taken[key]} leads, {counted.get(key)} counted, {cap} allowed"


def wait_until_nobody_writes(engine: Engine) -> None:
    """Wait until a database that is a server has noticed that its clients were killed."""
    if engine.dialect.name != "postgresql":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

    def is_alone() -> bool:
        with engine.connect() as connection:
            return connection.scalar(text(others)) == 0

    wait_until(is_alone)
