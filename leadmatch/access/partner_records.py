"""Partners as an operator sees them: with all their terms, in any state, and what was done to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from leadmatch.access.models import Partner, PartnerContract, PartnerEvent, PartnerOrigin, PartnerPlacement
from leadmatch.access.partners import Contract, State


@dataclass(frozen=True, slots=True)
class PartnerRecord:
    """A partner with all its terms.

    Args:
        contracts: all, the one that starts first before the others.
        searches_per_minute: None: as many as every partner.
        inquiries_per_minute: likewise.
    """

    id: str
    name: str
    state: State
    created_at: datetime
    origins: tuple[str, ...]
    placements: tuple[str, ...]
    contracts: tuple[Contract, ...]
    searches_per_minute: int | None
    inquiries_per_minute: int | None

    def contract_at(self, moment: datetime) -> Contract | None:
        """Return the contract in force; None where none has started."""
        return max((each for each in self.contracts if each.starts_at <= moment), key=_start, default=None)


@dataclass(frozen=True, slots=True)
class PartnerEventRecord:
    """One thing that was done to a partner."""

    number: int
    happened_at: datetime
    done_by: str
    partner_id: str
    action: str
    terms: dict[str, Any]


def partner_record(connection: Connection, partner_id: str) -> PartnerRecord | None:
    """Return a partner; None where there is no such."""
    found = connection.execute(select(Partner).where(Partner.id == partner_id)).mappings().one_or_none()
    return None if found is None else _record(connection, found)


def partner_records(connection: Connection) -> tuple[PartnerRecord, ...]:
    """Return all partners, by name."""
    rows = connection.execute(select(Partner).order_by(Partner.name, Partner.id)).mappings().all()
    return tuple(_record(connection, row) for row in rows)


def partner_events(connection: Connection, partner_id: str) -> tuple[PartnerEventRecord, ...]:
    """Return what was done to a partner, the newest last."""
    asked = select(*PartnerEvent.__table__.columns).where(PartnerEvent.partner_id == partner_id)
    return tuple(PartnerEventRecord(*row) for row in connection.execute(asked.order_by(PartnerEvent.number)))


def note_partner_event(
    connection: Connection, action: str, partner_id: str, terms: Mapping[str, object], *, by: str, now: datetime
) -> None:
    """Keep for good that something was done to a partner; part of the transaction that does it.

    Args:
        connection: in a transaction that writes.
        action: a verb.
        partner_id: to whom.
        terms: what it was done with, as JSON; never a key.
        by: who did it.
        now: when.
    """
    row = {"happened_at": now, "done_by": by, "partner_id": partner_id, "action": action, "terms": dict(terms)}
    connection.execute(insert(PartnerEvent), [row])


def _record(connection: Connection, row: RowMapping) -> PartnerRecord:
    origins = select(PartnerOrigin.origin).where(PartnerOrigin.partner_id == row["id"])
    placements = select(PartnerPlacement.name).where(PartnerPlacement.partner_id == row["id"])
    columns = [getattr(PartnerContract, name) for name in Contract.__slots__]
    contracts = select(*columns).where(PartnerContract.partner_id == row["id"]).order_by(PartnerContract.starts_at)
    return PartnerRecord(
        **row,
        origins=tuple(sorted(connection.scalars(origins))),
        placements=tuple(sorted(connection.scalars(placements))),
        contracts=tuple(Contract(**each) for each in connection.execute(contracts).mappings()),
    )


def _start(contract: Contract) -> datetime:
    return contract.starts_at
