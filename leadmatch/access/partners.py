"""Partners on file: their sites, placements and contracts. Each function is part of its caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, RowMapping, insert, select

from leadmatch.access.callers import PartnerTerms
from leadmatch.access.models import Partner, PartnerContract, PartnerOrigin, PartnerPlacement

State = Literal["active", "paused", "closed"]
Basis = Literal["share", "fixed"]
_WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class Contract:
    """What a partner earns by an accepted lead from `starts_at` on; there is none on enrollment (rule L9).

    Args:
        share_basis_points: of the lead's price; with the basis ``share`` only.
        fixed_cents: US cents a lead; with the basis ``fixed`` only.
    """

    id: str
    partner_id: str
    basis: Basis
    share_basis_points: int | None
    fixed_cents: int | None
    starts_at: datetime

    def earned_cents(self, price_cents: int) -> int:
        """Return what a lead of this price earns, in US cents; half a cent is rounded to the even one."""
        if self.share_basis_points is None:
            return self.fixed_cents or 0
        cents, rest = divmod(price_cents * self.share_basis_points, _WHOLE)
        is_up = rest * 2 > _WHOLE or (rest * 2 == _WHOLE and cents % 2 == 1)
        return cents + is_up


def partner_terms(connection: Connection, partner_id: str) -> PartnerTerms | None:
    """Return what requests need to know of an active partner; None where it is paused, closed or not on file."""
    asked = select(Partner).where(Partner.id == partner_id, Partner.state == "active")
    found = connection.execute(asked).mappings().one_or_none()
    return None if found is None else _terms(connection, found)


def is_listed_origin(connection: Connection, origin: str) -> bool:
    """Tell whether an origin is a site of some active partner."""
    listed = select(PartnerOrigin.origin).join(Partner, Partner.id == PartnerOrigin.partner_id)
    asked = listed.where(PartnerOrigin.origin == origin, Partner.state == "active").limit(1)
    return connection.execute(asked).scalar() is not None


def contract_in_force(connection: Connection, partner_id: str, now: datetime) -> Contract | None:
    """Return the contract that started last; None where none has."""
    asked = (
        select(
            PartnerContract.id,
            PartnerContract.partner_id,
            PartnerContract.basis,
            PartnerContract.share_basis_points,
            PartnerContract.fixed_cents,
            PartnerContract.starts_at,
        )
        .where(PartnerContract.partner_id == partner_id, PartnerContract.starts_at <= now)
        .order_by(PartnerContract.starts_at.desc())
        .limit(1)
    )
    found = connection.execute(asked).mappings().one_or_none()
    return None if found is None else Contract(**found)


def add_contract(connection: Connection, contract: Contract, *, by: str) -> None:
    """Keep a contract; it ends when the next one starts."""
    row = {name: getattr(contract, name) for name in Contract.__slots__}
    connection.execute(insert(PartnerContract), [row | {"created_by": by}])


def _terms(connection: Connection, row: RowMapping) -> PartnerTerms:
    origins = select(PartnerOrigin.origin).where(PartnerOrigin.partner_id == row["id"])
    placements = select(PartnerPlacement.name).where(PartnerPlacement.partner_id == row["id"])
    return PartnerTerms(
        id=row["id"],
        name=row["name"],
        origins=frozenset(connection.scalars(origins)),
        placements=frozenset(connection.scalars(placements)),
        searches_per_minute=row["searches_per_minute"],
        inquiries_per_minute=row["inquiries_per_minute"],
    )
