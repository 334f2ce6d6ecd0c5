"""Which sponsors and campaigns are on file, and what was done to them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.orm import Session

from leadmatch.catalogue.models import School
from leadmatch.catalogue.queries import current_release_id
from leadmatch.kernel.prepared import Prepared
from leadmatch.search.sandbox.schools import SANDBOX_SCHOOL_IDS
from leadmatch.sponsors.models import Campaign, Sponsor, SponsorEvent
from leadmatch.sponsors.terms import CampaignTerms, Caps, ReturnPolicy, Schedule, Targeting

_COLUMNS = (
    Campaign.id,
    Campaign.school_id,
    Sponsor.name.label("school_name"),
    Campaign.name,
    Campaign.state,
    Campaign.starts_on,
    Campaign.ends_on,
    Campaign.pricing,
    Campaign.price_cents,
    Campaign.flat_period,
    Campaign.tier,
    Campaign.targeting,
    Campaign.schedule,
    Campaign.return_policy,
    Campaign.cap_day,
    Campaign.cap_week,
    Campaign.cap_month,
    Campaign.cap_total,
    Sponsor.time_zone,
    Sponsor.state.label("sponsor_state"),
    Sponsor.contract_starts_on,
    Sponsor.contract_ends_on,
)
# Schools of the sandbox have rows, because consents given there name them; they have no contract and no campaign.
IS_REAL = Sponsor.school_id.not_in(SANDBOX_SCHOOL_IDS)
_CAMPAIGNS = select(*_COLUMNS).join(Sponsor).order_by(Campaign.tier, Campaign.id)
_CAMPAIGNS_OF = Prepared(_CAMPAIGNS.where(Campaign.school_id == bindparam("of_school")))


@dataclass(frozen=True, slots=True)
class SponsorRecord:
    """A school with a contract; `name` is the school's, as the catalogue had it when the contract was entered."""

    school_id: str
    name: str
    time_zone: str
    state: str
    contract_starts_on: date
    contract_ends_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One thing that was done to a sponsor or, where `campaign_id` is given, to a campaign."""

    number: int
    happened_at: datetime
    done_by: str
    school_id: str
    campaign_id: str | None
    action: str
    terms: dict[str, Any]


def campaigns_of(connection: Connection, school_ids: Collection[str]) -> dict[str, tuple[CampaignTerms, ...]]:
    """Return every campaign ever of these schools, by tier, then id; schools that never had one are left out."""
    return ask_campaigns(connection, school_ids)()


def ask_campaigns(
    connection: Connection, school_ids: Collection[str]
) -> Callable[[], dict[str, tuple[CampaignTerms, ...]]]:
    """Ask for what `campaigns_of` returns; the answer is fetched later."""
    asked = {each: _CAMPAIGNS_OF.ask(connection, {"of_school": each}) for each in school_ids}

    def answer() -> dict[str, tuple[CampaignTerms, ...]]:
        found = {each: fetch() for each, fetch in asked.items()}
        return {each: tuple(map(campaign_terms, rows)) for each, rows in found.items() if rows}

    return answer


def all_campaigns(connection: Connection) -> tuple[CampaignTerms, ...]:
    """Return every campaign ever, by tier, then id."""
    return tuple(campaign_terms(row) for row in campaign_rows(connection))


def campaign_rows(connection: Connection) -> list[Row[Any]]:
    """Return every campaign ever as it is stored, in the order of `all_campaigns`; equal rows are equal campaigns."""
    return list(connection.execute(_CAMPAIGNS))


def campaign(connection: Connection, campaign_id: str) -> CampaignTerms | None:
    """Return one campaign; None where there is none of this id."""
    row = connection.execute(_CAMPAIGNS.where(Campaign.id == campaign_id)).first()
    return None if row is None else campaign_terms(row)


def sponsors(connection: Connection) -> tuple[SponsorRecord, ...]:
    """Return every sponsor ever, by name."""
    columns = Sponsor.__table__.columns
    rows = connection.execute(select(*columns).where(IS_REAL).order_by(Sponsor.name, Sponsor.school_id))
    return tuple(SponsorRecord(*row) for row in rows)


def sponsor(connection: Connection, school_id: str) -> SponsorRecord | None:
    """Return one sponsor; None where this school never had a contract."""
    return next((each for each in sponsors(connection) if each.school_id == school_id), None)


def events(
    connection: Connection, *, school_id: str | None = None, campaign_id: str | None = None
) -> tuple[EventRecord, ...]:
    """Return what was done to one school and all its campaigns, or to one campaign, the newest last."""
    asked = select(*SponsorEvent.__table__.columns).order_by(SponsorEvent.number)
    if school_id is not None:
        asked = asked.where(SponsorEvent.school_id == school_id)
    if campaign_id is not None:
        asked = asked.where(SponsorEvent.campaign_id == campaign_id)
    return tuple(EventRecord(*row) for row in connection.execute(asked))


def published_school_name(connection: Connection, school_id: str) -> str | None:
    """Return the name of a school in the published catalogue; None where it has no such school."""
    with Session(connection) as session:
        release_id = current_release_id(session)
    asked = select(School.name).where(School.release_id == release_id, School.id == school_id)
    name: str | None = connection.execute(asked).scalar()
    return name


def campaign_terms(row: Row[Any]) -> CampaignTerms:
    """Return the campaign that a row of `campaign_rows` stands for."""
    return CampaignTerms(
        id=row.id,
        school_id=row.school_id,
        school_name=row.school_name,
        name=row.name,
        state=row.state,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        pricing=row.pricing,
        price_cents=row.price_cents,
        flat_period=row.flat_period,
        tier=row.tier,
        targeting=Targeting.from_json(row.targeting),
        schedule=None if row.schedule is None else Schedule.from_json(row.schedule),
        return_policy=None if row.return_policy is None else ReturnPolicy.from_json(row.return_policy),
        caps=Caps(day=row.cap_day, week=row.cap_week, month=row.cap_month, total=row.cap_total),
        time_zone=row.time_zone,
        sponsor_state=row.sponsor_state,
        contract_starts_on=row.contract_starts_on,
        contract_ends_on=row.contract_ends_on,
    )
