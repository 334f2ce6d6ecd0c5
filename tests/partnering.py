"""Partners and their keys for tests; clearly fictional, every value overridable, written as plain rows."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from leadmatch.access.callers import PartnerTerms
from leadmatch.access.key_text import Kind
from leadmatch.access.keys import NewKey, create_key
from leadmatch.access.models import Partner, PartnerOrigin, PartnerPlacement
from leadmatch.access.partners import Contract, add_contract
from leadmatch.kernel.ids import stable_id
from leadmatch.kernel.keyed_hash import KeyedHash

CREATED_AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
ORIGIN = "https://careers.example.org"


def add_partner(
    connection: Connection,
    *,
    name: str = "Example Careers",
    state: str = "active",
    origins: tuple[str, ...] = (ORIGIN,),
    placements: tuple[str, ...] = ("sidebar",),
    share_basis_points: int | None = None,
    searches_per_minute: int | None = None,
    inquiries_per_minute: int | None = None,
) -> PartnerTerms:
    """Add a partner, its sites and placements, and a contract for a share where one is said; its name is its own."""
    partner = PartnerTerms(
        id=stable_id("par", name),
        name=name,
        origins=frozenset(origins),
        placements=frozenset(placements),
        searches_per_minute=searches_per_minute,
        inquiries_per_minute=inquiries_per_minute,
    )
    limits = {"searches_per_minute": searches_per_minute, "inquiries_per_minute": inquiries_per_minute}
    connection.execute(
        insert(Partner), [{"id": partner.id, "name": name, "state": state, "created_at": CREATED_AT, **limits}]
    )
    for origin in origins:
        connection.execute(insert(PartnerOrigin).values(partner_id=partner.id, origin=origin))
    for placement in placements:
        connection.execute(insert(PartnerPlacement).values(partner_id=partner.id, name=placement))
    if share_basis_points is not None:
        contract = Contract(stable_id("pct", name), partner.id, "share", share_basis_points, None, CREATED_AT)
        add_contract(connection, contract, by="a test")
    return partner


def add_partner_key(
    connection: Connection,
    hashes: KeyedHash,
    partner_id: str,
    kind: Kind = "publishable",
    *,
    is_test: bool = False,
    scopes: str | None = None,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key of a partner."""
    return create_key(
        connection,
        hashes,
        kind=kind,
        owner_id=partner_id,
        name="a test",
        by="a test",
        now=CREATED_AT,
        expires_at=expires_at,
        is_test=is_test,
        scopes=scopes,
    )
