"""The use cases of partners: each one transaction, each with a row of history that says who did what."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select, update

from leadmatch.access.keys import keys_of, revoke_key
from leadmatch.access.models import Partner, PartnerOrigin, PartnerPlacement
from leadmatch.access.partner_records import PartnerRecord, note_partner_event, partner_record
from leadmatch.access.partners import Contract, add_contract
from leadmatch.kernel.clock import rfc3339
from leadmatch.kernel.database import writing
from leadmatch.kernel.ids import new_id
from leadmatch.partner.drafts import ContractDraft, LimitsDraft, PartnerDraft
from leadmatch.sponsors.states import ACTIONS, require_allowed


class PartnerStateError(Exception):
    """There is no such partner, or what it has does not allow what was asked for."""


def create_partner(engine: Engine, draft: PartnerDraft, *, now: datetime, by: str) -> PartnerRecord:
    """Enter a partner; it is active at once, and needs a key to call."""
    partner_id = new_id("par")
    with writing(engine) as connection:
        row = {"id": partner_id, "name": draft.name, "state": "active", "created_at": now}
        connection.execute(insert(Partner).values(row))
        _add_origins(connection, partner_id, draft.origins)
        _add_placements(connection, partner_id, draft.placements)
        terms = {"name": draft.name, "origins": [*draft.origins], "placements": [*draft.placements]}
        note_partner_event(connection, "create", partner_id, terms, by=by, now=now)
        if draft.contract is not None:
            _start_contract(connection, partner_id, draft.contract, now, by)
        return require_partner(connection, partner_id)


def rename_partner(engine: Engine, partner_id: str, name: str, *, now: datetime, by: str) -> PartnerRecord:
    """Give a partner another name.

    Raises:
        PartnerStateError: there is no such partner, or it is closed.
    """
    return _change(engine, partner_id, {"name": name}, "rename", {"name": name}, now=now, by=by)


def set_limits(engine: Engine, partner_id: str, limits: LimitsDraft, *, now: datetime, by: str) -> PartnerRecord:
    """Let a partner call more or less often than others; it counts a second later in all workers.

    Raises:
        PartnerStateError: there is no such partner, or it is closed.
    """
    return _change(engine, partner_id, limits.per_minute, "limit", limits.per_minute, now=now, by=by)


def set_partner_state(engine: Engine, partner_id: str, action: str, *, now: datetime, by: str) -> PartnerRecord:
    """Pause, resume or close a partner; its keys open nothing but while it is active, and end when it is closed.

    Args:
        engine: the database.
        partner_id: of the partner.
        action: ``pause``, ``resume`` or ``close``.
        now: when.
        by: who.

    Raises:
        PartnerStateError: there is no such partner.
        SponsorStateError: its state does not allow it.
    """
    with writing(engine) as connection:
        require_allowed("partner", _locked(connection, partner_id), action)
        connection.execute(update(Partner).where(Partner.id == partner_id).values(state=ACTIONS[action]))
        note_partner_event(connection, action, partner_id, {}, by=by, now=now)
        if action == "close":
            for key in keys_of(connection, partner_id):
                revoke_key(connection, key.id, now=now)
        return require_partner(connection, partner_id)


def add_origins(engine: Engine, partner_id: str, origins: Sequence[str], *, now: datetime, by: str) -> PartnerRecord:
    """Let pages of these sites call with the partner's publishable keys; sites that it has already stay.

    Raises:
        PartnerStateError: there is no such partner, or it is closed.
    """
    with writing(engine) as connection:
        _require_open(connection, partner_id)
        has = require_partner(connection, partner_id).origins
        new = [each for each in origins if each not in has]
        _add_origins(connection, partner_id, new)
        if new:
            note_partner_event(connection, "add-origin", partner_id, {"origins": new}, by=by, now=now)
        return require_partner(connection, partner_id)


def remove_origin(engine: Engine, partner_id: str, origin: str, *, now: datetime, by: str) -> PartnerRecord:
    """Let pages of a site call no more; it counts a second later in all workers.

    Raises:
        PartnerStateError: there is no such partner, it is closed, or it has no such site.
    """
    with writing(engine) as connection:
        _require_open(connection, partner_id)
        if origin not in require_partner(connection, partner_id).origins:
            raise PartnerStateError(f"the partner has no origin {origin}")
        connection.execute(
            delete(PartnerOrigin).where(PartnerOrigin.partner_id == partner_id, PartnerOrigin.origin == origin)
        )
        note_partner_event(connection, "remove-origin", partner_id, {"origins": [origin]}, by=by, now=now)
        return require_partner(connection, partner_id)


def add_placements(
    engine: Engine, partner_id: str, placements: Sequence[str], *, now: datetime, by: str
) -> PartnerRecord:
    """Let reports count these placements by name; those that the partner has already stay.

    Raises:
        PartnerStateError: there is no such partner, or it is closed.
    """
    with writing(engine) as connection:
        _require_open(connection, partner_id)
        has = require_partner(connection, partner_id).placements
        new = [each for each in placements if each not in has]
        _add_placements(connection, partner_id, new)
        if new:
            note_partner_event(connection, "add-placement", partner_id, {"placements": new}, by=by, now=now)
        return require_partner(connection, partner_id)


def remove_placement(engine: Engine, partner_id: str, placement: str, *, now: datetime, by: str) -> PartnerRecord:
    """Let reports count a placement under "other" from now on.

    Raises:
        PartnerStateError: there is no such partner, it is closed, or it has no such placement.
    """
    with writing(engine) as connection:
        _require_open(connection, partner_id)
        if placement not in require_partner(connection, partner_id).placements:
            raise PartnerStateError(f"the partner has no placement {placement}")
        named = PartnerPlacement.name == placement
        connection.execute(delete(PartnerPlacement).where(PartnerPlacement.partner_id == partner_id, named))
        note_partner_event(connection, "remove-placement", partner_id, {"placements": [placement]}, by=by, now=now)
        return require_partner(connection, partner_id)


def set_contract(engine: Engine, partner_id: str, draft: ContractDraft, *, now: datetime, by: str) -> PartnerRecord:
    """Agree on what a partner earns from some moment on; the contract before ends then, and what was earned stays.

    Raises:
        PartnerStateError: there is no such partner, it is closed, or a contract starts at that moment already.
    """
    with writing(engine) as connection:
        _require_open(connection, partner_id)
        _start_contract(connection, partner_id, draft, now, by)
        return require_partner(connection, partner_id)


def require_partner(connection: Connection, partner_id: str) -> PartnerRecord:
    """Return a partner.

    Raises:
        PartnerStateError: there is no such partner.
    """
    found = partner_record(connection, partner_id)
    if found is None:
        raise PartnerStateError(f"no partner has the id {partner_id}; see: leadmatch partner list")
    return found


def _change(
    engine: Engine,
    partner_id: str,
    values: Mapping[str, object],
    action: str,
    terms: Mapping[str, object],
    *,
    now: datetime,
    by: str,
) -> PartnerRecord:
    with writing(engine) as connection:
        _require_open(connection, partner_id)
        connection.execute(update(Partner).where(Partner.id == partner_id).values(**values))
        note_partner_event(connection, action, partner_id, terms, by=by, now=now)
        return require_partner(connection, partner_id)


def _locked(connection: Connection, partner_id: str) -> str:
    state = connection.execute(select(Partner.state).where(Partner.id == partner_id).with_for_update()).scalar()
    return state or require_partner(connection, partner_id).state


def _require_open(connection: Connection, partner_id: str) -> None:
    if _locked(connection, partner_id) == "closed":
        raise PartnerStateError("the partner is closed; nothing was changed, create a new one instead")


def _add_origins(connection: Connection, partner_id: str, origins: Sequence[str]) -> None:
    for origin in origins:
        connection.execute(insert(PartnerOrigin).values(partner_id=partner_id, origin=origin))


def _add_placements(connection: Connection, partner_id: str, placements: Sequence[str]) -> None:
    for name in placements:
        connection.execute(insert(PartnerPlacement).values(partner_id=partner_id, name=name))


def _start_contract(connection: Connection, partner_id: str, draft: ContractDraft, now: datetime, by: str) -> None:
    starts_at = draft.starts_at(now)
    if any(each.starts_at == starts_at for each in require_partner(connection, partner_id).contracts):
        raise PartnerStateError(f"a contract of the partner starts at {rfc3339(starts_at)} already")
    contract = Contract(new_id("pct"), partner_id, draft.basis, draft.share_basis_points, draft.fixed_cents, starts_at)
    add_contract(connection, contract, by=by)
    terms = {**asdict(contract), "starts_at": rfc3339(starts_at)}
    del terms["partner_id"]
    note_partner_event(connection, "set-contract", partner_id, terms, by=by, now=now)
