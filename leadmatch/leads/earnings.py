"""What partners earn: an entry for each accepted lead that came through one, beside the lead's own in the ledger (L9).

There is none for tests, and none on enrollment. A lead that is returned later gets an entry of the kind ``credit``.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from leadmatch.access.models import Partner, PartnerContract
from leadmatch.access.partners import Contract
from leadmatch.kernel.ids import new_id
from leadmatch.kernel.prepared import Prepared

_CONTRACT = (
    PartnerContract.id,
    PartnerContract.basis,
    PartnerContract.share_basis_points,
    PartnerContract.fixed_cents,
    PartnerContract.starts_at,
)
_EARNER = Prepared(
    select(Partner.state, *_CONTRACT)
    .outerjoin_from(
        Partner,
        PartnerContract,
        (PartnerContract.partner_id == Partner.id) & (PartnerContract.starts_at <= bindparam("now")),
    )
    .where(Partner.id == bindparam("partner_id"))
    .order_by(PartnerContract.starts_at.desc())  # the first one counts; a partner has few
)


@dataclass(frozen=True, slots=True)
class Earner:
    """An active partner, and what it earns by a lead now; nothing without a contract."""

    partner_id: str
    contract: Contract | None


def earner(connection: Connection, partner_id: str, now: datetime) -> Earner | None:
    """Return who earns by an inquiry of this moment; None where the partner is not active, or not on file."""
    found = _EARNER.rows(connection, {"partner_id": partner_id, "now": now})
    if not found or found[0].state != "active":
        return None
    row = found[0]
    if row.id is None:
        return Earner(partner_id, None)
    terms = (row.basis, row.share_basis_points, row.fixed_cents, row.starts_at)
    return Earner(partner_id, Contract(row.id, partner_id, *terms))


def lead_earning(
    lead_id: str, price_cents: int, earns: Earner, placement: str | None, now: datetime
) -> dict[str, object]:
    """Return the row of an accepted lead.

    Args:
        lead_id: of the lead.
        price_cents: what the school owes for it; 0 of a campaign at a flat price.
        earns: the partner, as it is at this moment.
        placement: where on its site the visit began; None where nobody said.
        now: when.
    """
    contract = earns.contract
    return {
        "id": new_id("ern"),
        "kind": "lead",
        "partner_id": earns.partner_id,
        "contract_id": contract and contract.id,
        "lead_id": lead_id,
        "placement": placement or "",
        "amount_cents": 0 if contract is None else contract.earned_cents(price_cents),
        "entered_at": now,
    }
