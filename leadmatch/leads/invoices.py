"""Invoices: the sum of the ledger by school and month, and nothing besides (rule L9)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from leadmatch.leads.models import LedgerEntry
from leadmatch.sponsors.models import Sponsor

_ENTRIES: Final = (
    select(
        Sponsor.school_id,
        Sponsor.name,
        Sponsor.time_zone,
        LedgerEntry.kind,
        LedgerEntry.amount_cents,
        LedgerEntry.period,
        LedgerEntry.entered_at,
    )
    .join(Sponsor, Sponsor.school_id == LedgerEntry.school_id)
    .order_by(Sponsor.name, Sponsor.school_id)
)


@dataclass(slots=True)
class Invoice:
    """What one school owes for one month, such as ``2026-11``; amounts in US cents, credits below zero."""

    school_id: str
    school_name: str
    month: str
    leads: int = 0
    leads_cents: int = 0
    flat_periods: int = 0
    flat_periods_cents: int = 0
    credits_cents: int = 0

    @property
    def total_cents(self) -> int:
        """The sum of its entries."""
        return self.leads_cents + self.flat_periods_cents + self.credits_cents

    def add(self, kind: str, cents: int) -> None:
        """Count one entry in."""
        if kind == "lead":
            self.leads += 1
            self.leads_cents += cents
        elif kind == "flat_period":
            self.flat_periods += 1
            self.flat_periods_cents += cents
        else:
            self.credits_cents += cents


def invoices(connection: Connection, school_id: str | None = None) -> tuple[Invoice, ...]:
    """Return the invoices of one school, or of all, by name and month.

    A flat period is of the month of the first day owed; leads and credits are of the month in which they were entered,
    in the sponsor's time zone.
    """
    asked = _ENTRIES if school_id is None else _ENTRIES.where(Sponsor.school_id == school_id)
    found: dict[tuple[str, str, str], Invoice] = {}
    for school, name, time_zone, kind, cents, period, entered_at in connection.execute(asked):
        month = f"{entered_at.astimezone(ZoneInfo(time_zone)):%Y-%m}"
        if kind == "flat_period" and period is not None:
            month = f"{date.fromisoformat(period):%Y-%m}"
        found.setdefault((name, school, month), Invoice(school, name, month)).add(kind, cents)
    return tuple(found[key] for key in sorted(found))
