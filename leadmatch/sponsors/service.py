"""The use cases of sponsors and campaigns: each one transaction, each with a row of history that says who did what."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select, update

from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.kernel.ids import new_id
from leadmatch.sponsors import queries
from leadmatch.sponsors.drafts import CampaignDraft, SponsorDraft, no_school
from leadmatch.sponsors.models import Campaign, Sponsor, SponsorEvent
from leadmatch.sponsors.queries import SponsorRecord
from leadmatch.sponsors.states import ACTIONS, SponsorStateError, require_allowed
from leadmatch.sponsors.terms import CampaignTerms


class UnknownSponsorError(Exception):
    """No sponsor or campaign has this id."""


def create_sponsor(engine: Engine, draft: SponsorDraft, *, now: datetime, by: str) -> SponsorRecord:
    """Enter a school's contract, or a new one after the last was closed.

    Raises:
        InvalidRequestError: the school is in no published catalogue.
        SponsorStateError: it is a sponsor already.
    """
    with writing(engine) as connection:
        name = queries.published_school_name(connection, draft.school_id)
        if name is None:
            raise InvalidRequestError([Fault("school", "unknown-school", no_school(draft.school_id))])
        before = queries.sponsor(connection, draft.school_id)
        if before is not None and before.state != "closed":
            raise SponsorStateError(f"{before.name} is a sponsor already, and its contract is {before.state}")
        terms = {"name": name, "state": "active", **asdict(draft)}
        if before is None:
            connection.execute(insert(Sponsor).values(created_at=now, **terms))
        else:
            connection.execute(update(Sponsor).where(Sponsor.school_id == draft.school_id).values(terms))
        _note(connection, "create", now, by, draft.school_id, terms=terms)
        return _sponsor(connection, draft.school_id)


def set_sponsor_state(engine: Engine, school_id: str, action: str, *, now: datetime, by: str) -> SponsorRecord:
    """Pause, resume or close a contract; one that is closed closes all its campaigns.

    Args:
        engine: the database.
        school_id: of the sponsor.
        action: ``pause``, ``resume`` or ``close``.
        now: when.
        by: who.

    Raises:
        UnknownSponsorError: the school is no sponsor.
        SponsorStateError: its state does not allow it.
    """
    with writing(engine) as connection:
        locked = select(Sponsor.state).where(Sponsor.school_id == school_id, queries.IS_REAL).with_for_update()
        before = connection.execute(locked).scalar()
        if before is None:
            raise UnknownSponsorError(f"the school {school_id} is no sponsor; see: leadmatch sponsor list")
        require_allowed("contract", before, action)
        connection.execute(update(Sponsor).where(Sponsor.school_id == school_id).values(state=ACTIONS[action]))
        _note(connection, action, now, by, school_id)
        if action == "close":
            for campaign in queries.campaigns_of(connection, [school_id]).get(school_id, ()):
                if campaign.state != "closed":
                    _change(connection, campaign, action, now, by)
        return _sponsor(connection, school_id)


def create_campaign(engine: Engine, draft: CampaignDraft, *, now: datetime, by: str) -> CampaignTerms:
    """Create a campaign of a sponsor; it is active at once, from its first day on.

    Raises:
        UnknownSponsorError: the school is no sponsor.
        SponsorStateError: its contract is closed.
        InvalidRequestError: the campaign has no day within the contract.
    """
    with writing(engine) as connection:
        sponsor = _sponsor(connection, draft.school_id)
        if sponsor.state == "closed":
            raise SponsorStateError(f"the contract of {sponsor.name} is closed")
        starts_on = draft.starts_on or now.astimezone(ZoneInfo(sponsor.time_zone)).date()
        _require_common_day(sponsor, starts_on, draft.ends_on)
        campaign_id = new_id("cmp")
        caps = {f"cap_{period}": cap for period, cap in asdict(draft.caps).items()}
        row: dict[str, Any] = {
            "school_id": draft.school_id,
            "name": draft.name,
            "state": "active",
            "starts_on": starts_on,
            "ends_on": draft.ends_on,
            "pricing": draft.pricing,
            "price_cents": draft.price_cents,
            "flat_period": draft.flat_period,
            "tier": draft.tier,
            "targeting": draft.targeting.as_json(),
            "schedule": draft.schedule and draft.schedule.as_json(),
            "return_policy": draft.return_policy and draft.return_policy.as_json(),
            **caps,
        }
        connection.execute(insert(Campaign).values(id=campaign_id, created_at=now, **row))
        _note(connection, "create", now, by, draft.school_id, campaign_id=campaign_id, terms=row)
        return _campaign(connection, campaign_id)


def set_campaign_state(engine: Engine, campaign_id: str, action: str, *, now: datetime, by: str) -> CampaignTerms:
    """Pause, resume or close a campaign.

    Args:
        engine: the database.
        campaign_id: of the campaign.
        action: ``pause``, ``resume`` or ``close``.
        now: when.
        by: who.

    Raises:
        UnknownSponsorError: there is no such campaign.
        SponsorStateError: its state does not allow it.
    """
    with writing(engine) as connection:
        connection.execute(select(Campaign.id).where(Campaign.id == campaign_id).with_for_update())
        campaign = _campaign(connection, campaign_id)
        require_allowed("campaign", campaign.state, action)
        _change(connection, campaign, action, now, by)
        return _campaign(connection, campaign_id)


def _change(connection: Connection, campaign: CampaignTerms, action: str, now: datetime, by: str) -> None:
    connection.execute(update(Campaign).where(Campaign.id == campaign.id).values(state=ACTIONS[action]))
    _note(connection, action, now, by, campaign.school_id, campaign_id=campaign.id)


def _note(
    connection: Connection,
    action: str,
    now: datetime,
    by: str,
    school_id: str,
    *,
    campaign_id: str | None = None,
    terms: dict[str, Any] | None = None,
) -> None:
    written = {name: each.isoformat() if isinstance(each, date) else each for name, each in (terms or {}).items()}
    event = {"happened_at": now, "done_by": by, "school_id": school_id, "campaign_id": campaign_id, "action": action}
    connection.execute(insert(SponsorEvent).values(terms=written, **event))


def _require_common_day(sponsor: SponsorRecord, starts_on: date, ends_on: date | None) -> None:
    faults = []
    if ends_on is not None and ends_on < starts_on:
        faults.append(
            Fault("ends_on", "ends-before-start", f"The last day, {ends_on}, is before the first, {starts_on}.")
        )
    if ends_on is not None and ends_on < sponsor.contract_starts_on:
        detail = f"The campaign ends before the contract starts, on {sponsor.contract_starts_on}."
        faults.append(Fault("ends_on", "outside-contract", detail))
    if sponsor.contract_ends_on is not None and starts_on > sponsor.contract_ends_on:
        detail = f"The campaign starts after the contract ends, on {sponsor.contract_ends_on}."
        faults.append(Fault("starts_on", "outside-contract", detail))
    if faults:
        raise InvalidRequestError(faults)


def _sponsor(connection: Connection, school_id: str) -> SponsorRecord:
    found = queries.sponsor(connection, school_id)
    if found is None:
        raise UnknownSponsorError(f"the school {school_id} is no sponsor; see: leadmatch sponsor list")
    return found


def _campaign(connection: Connection, campaign_id: str) -> CampaignTerms:
    found = queries.campaign(connection, campaign_id)
    if found is None:
        raise UnknownSponsorError(f"there is no campaign {campaign_id}; see: leadmatch campaign list")
    return found
