"""The contracts, campaigns and consent wordings of made-up schools: those of content.toml, each there once."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from leadmatch.cli.demo.content import Written, demo_school_id, written
from leadmatch.inquiries.disclosures import add_disclosure
from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.inquiries.wording import LANGUAGES
from leadmatch.leads.models import Lead
from leadmatch.sponsors import queries
from leadmatch.sponsors.drafts import CampaignDraft, SponsorDraft
from leadmatch.sponsors.models import CapCounter
from leadmatch.sponsors.service import create_campaign, create_sponsor, set_campaign_state, set_sponsor_state
from leadmatch.sponsors.terms import CampaignTerms, Caps, Geography, ReturnPolicy, Targeting

_RETURN_POLICY = ReturnPolicy(days=14)
_CENTS = 100


def ensure_campaigns(engine: Engine, *, now: datetime, by: str) -> dict[str, tuple[CampaignTerms, ...]]:
    """See that every made-up school sponsors as content.toml says, whatever was paused or closed since.

    Returns:
        By slug of the school, one active campaign for each that is written there, in that order.
    """
    found = {}
    for school in written()["schools"]:
        _ensure_sponsor(engine, school, now, by)
        for language in LANGUAGES:
            text = standard_wording(school["name"], language=language, channels=school["channels"])
            add_disclosure(
                engine,
                school_id=demo_school_id(school["slug"]),
                language=language,
                text=text,
                channels=school["channels"],
                now=now,
            )
        found[school["slug"]] = tuple(_ensure_campaign(engine, school, each, now, by) for each in school["campaigns"])
    return found


def unused_campaign(engine: Engine, school: Written, *, now: datetime, by: str) -> CampaignTerms:
    """Return the school's one active campaign, after a new one took its place if it has ever taken a lead.

    The new one comes before the old ones, so that its refusals are the ones that count (rule L5).
    """
    (asked,) = school["campaigns"]
    on_file = _campaigns(engine, school)
    open_ones = [each for each in on_file if each.state != "closed"]
    if len(open_ones) == 1 and open_ones[0].state == "active" and not _was_used(engine, open_ones[0]):
        return open_ones[0]
    for each in open_ones:
        set_campaign_state(engine, each.id, "close", now=now, by=by)
    tier = min((each.tier - 1 for each in on_file), default=asked["tier"])
    return create_campaign(engine, _draft(school, asked, tier=tier), now=now, by=by)


def _ensure_sponsor(engine: Engine, school: Written, now: datetime, by: str) -> None:
    school_id = demo_school_id(school["slug"])
    with engine.connect() as connection:
        on_file = queries.sponsor(connection, school_id)
    if on_file is None or on_file.state == "closed":
        today = now.astimezone(ZoneInfo(school["time_zone"])).date()
        draft = SponsorDraft(
            school_id=school_id, time_zone=school["time_zone"], contract_starts_on=today, contract_ends_on=None
        )
        create_sponsor(engine, draft, now=now, by=by)
    elif on_file.state == "paused":
        set_sponsor_state(engine, school_id, "resume", now=now, by=by)


def _ensure_campaign(engine: Engine, school: Written, asked: Written, now: datetime, by: str) -> CampaignTerms:
    same = [each for each in _campaigns(engine, school) if each.name == asked["name"] and each.state != "closed"]
    if not same:
        return create_campaign(engine, _draft(school, asked, tier=asked["tier"]), now=now, by=by)
    if same[0].state == "paused":
        return set_campaign_state(engine, same[0].id, "resume", now=now, by=by)
    return same[0]


def _draft(school: Written, asked: Written, *, tier: int) -> CampaignDraft:
    states, radius = tuple(asked.get("states", ())), asked.get("radius_miles")
    return CampaignDraft(
        school_id=demo_school_id(school["slug"]),
        name=asked["name"],
        starts_on=None,
        ends_on=None,
        pricing=asked["pricing"],
        price_cents=int(asked["price_usd"] * _CENTS),
        flat_period=asked.get("flat_period"),
        tier=tier,
        targeting=Targeting(
            fields=tuple(asked.get("fields", ())),
            geography=Geography(states=states, radius_miles=None if radius is None else float(radius)),
            online_states=tuple(asked.get("online_states", ())),
        ),
        schedule=None,  # it works at any hour
        return_policy=_RETURN_POLICY,
        caps=Caps(day=asked.get("cap_day")),
    )


def _campaigns(engine: Engine, school: Written) -> Sequence[CampaignTerms]:
    school_id = demo_school_id(school["slug"])
    with engine.connect() as connection:
        return queries.campaigns_of(connection, [school_id]).get(school_id, ())


def _was_used(engine: Engine, campaign: CampaignTerms) -> bool:
    with engine.connect() as connection:
        counted = select(CapCounter.campaign_id).where(CapCounter.campaign_id == campaign.id, CapCounter.taken > 0)
        took = select(Lead.id).where(Lead.campaign_id == campaign.id)
        return any(connection.execute(each.limit(1)).first() for each in (counted, took))
