"""Inquiries, leads, entries of the ledger and of earnings as plain rows, as many and as odd as a test likes."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sponsoring import add_campaign
from sqlalchemy import Connection, insert

from leadmatch.access.callers import PartnerTerms
from leadmatch.leads.models import Inquiry, Lead, LedgerEntry, PartnerEarning
from leadmatch.partner.models import PartnerUsage

FIRST_DAY = date(2026, 10, 30)
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class SentInquiry:
    """One inquiry.

    Args:
        day: counted from `FIRST_DAY`.
        leads: of each school asked: what it owes in cents; None where it did not take the lead.
        earned: what the partner earns by an accepted lead, in cents.
        returned_after: days after which the first accepted lead is given back; None where it is not.
    """

    partner: PartnerTerms | None
    day: int
    placement: str | None = None
    is_test: bool = False
    leads: tuple[int | None, ...] = (3500,)
    earned: int = 700
    returned_after: int | None = None
    at: time = field(default=time(12, 0))


def add_inquiries(connection: Connection, sent: list[SentInquiry]) -> None:
    """Write inquiries with all that belongs to them, as the intake does; no two schools of one inquiry are the same."""
    campaigns = [
        add_campaign(connection, school_id=f"sch_{at}", school_name=f"Example School {at}", name=f"{next(_NUMBERS)}")
        for at in range(max((len(each.leads) for each in sent), default=0))
    ]
    rows: dict[type, list[dict[str, object]]] = {Inquiry: [], Lead: [], LedgerEntry: [], PartnerEarning: []}
    for each in sent:
        number = next(_NUMBERS)
        now = datetime.combine(FIRST_DAY + timedelta(days=each.day), each.at, UTC)
        partner_id = each.partner and each.partner.id
        rows[Inquiry].append(
            {
                "id": f"inq_{number}",
                "created_at": now,
                "receipt_index": number.to_bytes(8),
                "sealed": b"sealed",
                "language": "en",
                "partner_id": partner_id,
                "placement": each.placement,
                "is_test": each.is_test,
                "form_version": "api-1",
            }
        )
        is_given_back = False
        for campaign, price in zip(campaigns, each.leads, strict=False):
            lead_id = f"led_{next(_NUMBERS)}"
            rows[Lead].append(
                {
                    "id": lead_id,
                    "number": next(_NUMBERS),
                    "inquiry_id": f"inq_{number}",
                    "school_id": campaign.school_id,
                    "campaign_id": None if price is None else campaign.id,
                    "state": "rejected" if price is None else "accepted",
                    "reason_code": "cap_reached" if price is None else None,
                    "program_id": "prg_x",
                    "program": {},
                    "other_programs": [],
                    "price_cents": price,
                    "is_test": each.is_test,
                    "created_at": now,
                }
            )
            if price is None or each.is_test:
                continue
            rows[LedgerEntry].append(
                {
                    "id": f"lgr_{lead_id}",
                    "kind": "lead",
                    "school_id": campaign.school_id,
                    "campaign_id": campaign.id,
                    "lead_id": lead_id,
                    "amount_cents": price,
                    "entered_at": now,
                }
            )
            if partner_id is None:
                continue
            earning = {
                "id": f"ern_{lead_id}",
                "kind": "lead",
                "partner_id": partner_id,
                "lead_id": lead_id,
                "placement": each.placement or "",
                "amount_cents": each.earned,
                "entered_at": now,
            }
            rows[PartnerEarning].append(earning)
            if each.returned_after is not None and not is_given_back:
                is_given_back = True
                credit = {"id": f"crd_{lead_id}", "kind": "credit", "amount_cents": -each.earned}
                rows[PartnerEarning].append(
                    earning | credit | {"entered_at": now + timedelta(days=each.returned_after)}
                )
    for table, written in rows.items():
        if written:
            connection.execute(insert(table), written)


def add_usage(connection: Connection, partner: PartnerTerms, day: int, placement: str, *sums: int) -> None:
    """Write what was counted of one day and placement: searches, impressions."""
    searches, impressions = sums
    connection.execute(
        insert(PartnerUsage).values(
            partner_id=partner.id,
            day=FIRST_DAY + timedelta(days=day),
            placement=placement,
            searches=searches,
            impressions=impressions,
        )
    )
