"""Partners as the commands print them: JSON for scripts, words for people."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from leadmatch.access.keys import KeyRecord
from leadmatch.access.partner_records import PartnerEventRecord, PartnerRecord
from leadmatch.access.partners import Contract
from leadmatch.cli.key_words import key_line
from leadmatch.kernel.clock import rfc3339
from leadmatch.kernel.money import usd_from_cents

_DONE = {
    "create": "created it",
    "rename": "renamed it",
    "limit": "set its limits",
    "pause": "paused it",
    "resume": "resumed it",
    "close": "closed it",
    "add-origin": "added a site",
    "remove-origin": "removed a site",
    "add-placement": "added a placement",
    "remove-placement": "removed a placement",
    "set-contract": "agreed on a contract",
    "create-key": "made a key",
    "rotate-key": "rotated a key",
    "revoke-key": "revoked a key",
}


def partner_fields(partner: PartnerRecord, now: datetime) -> dict[str, Any]:
    """Return a partner for a script; `contract` is the one in force, null without one."""
    in_force = partner.contract_at(now)
    return {
        **asdict(partner),
        "created_at": rfc3339(partner.created_at),
        "contracts": [_contract_fields(each) for each in partner.contracts],
        "contract": None if in_force is None else _contract_fields(in_force),
    }


def partner_lines(partner: PartnerRecord, now: datetime) -> list[str]:
    """Return a partner with all its terms in words."""
    in_force = partner.contract_at(now)
    told = [
        f"{partner.name} ({partner.id}) is {partner.state}",
        f"  earns         {'nothing: it has no contract' if in_force is None else earning_words(in_force)}",
    ]
    told += [
        f"  from {each.starts_at:%Y-%m-%d}  {earning_words(each)}" for each in partner.contracts if each.starts_at > now
    ]
    told += [f"  site          {each}" for each in partner.origins] or [
        "  site          none, so publishable keys work nowhere; see: leadmatch partner origin add"
    ]
    placements = ", ".join(partner.placements) or "none, so reports count all as other"
    told += [
        f"  placements    {placements}",
        f"  searches      {_per_minute(partner.searches_per_minute)}",
        f"  inquiries     {_per_minute(partner.inquiries_per_minute)}",
    ]
    return told


def partner_line(partner: PartnerRecord) -> str:
    """Return a partner on one line."""
    return f"{partner.id}  {partner.state:<7} {partner.name}"


def earning_words(contract: Contract) -> str:
    """Return what a contract pays, in words."""
    if contract.share_basis_points is None:
        return f"${(contract.fixed_cents or 0) / 100:,.2f} for each accepted lead"
    return f"{contract.share_basis_points / 100:g} % of the price of each accepted lead"


def event_fields(event: PartnerEventRecord) -> dict[str, Any]:
    """Return a row of history for a script."""
    return {**asdict(event), "happened_at": rfc3339(event.happened_at)}


def history_lines(events: Collection[PartnerEventRecord], keys: Collection[KeyRecord], now: datetime) -> list[str]:
    """Return the keys of a partner, and what was done to it, in words."""
    told = ["Keys:" if keys else "No keys; make one with: leadmatch key create"]
    told += [f"  {key_line(each, now)}" for each in keys]
    told.append("History:")
    told += [f"  {rfc3339(each.happened_at)}  {each.done_by} {_DONE[each.action]}{_what(each)}" for each in events]
    return told


def _what(event: PartnerEventRecord) -> str:
    terms = event.terms
    named = [*terms.get("origins", ()), *terms.get("placements", ())]
    if event.action in {"create", "rename"}:
        return f": {terms['name']}"
    if "key_id" in terms:
        return f": {terms['key_id']}"
    return f": {', '.join(named)}" if named else ""


def _contract_fields(contract: Contract) -> dict[str, Any]:
    points = contract.share_basis_points
    return {
        "id": contract.id,
        "basis": contract.basis,
        "share_percent": None if points is None else points / 100,
        "fixed_usd": usd_from_cents(contract.fixed_cents),
        "starts_at": rfc3339(contract.starts_at),
    }


def _per_minute(own: int | None) -> str:
    return "as often as every partner" if own is None else f"{own:,} a minute"
