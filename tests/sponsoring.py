"""Sponsors, campaigns, disclosures, people and submissions for tests; clearly fictional, every value overridable.

What is added to a database is written as plain rows, without a use case; ids follow from what they name.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from factories import make_school
from sqlalchemy import Connection, insert, select

from leadmatch.inquiries.models import Disclosure
from leadmatch.inquiries.submission import GivenConsent, Submission
from leadmatch.kernel.ids import stable_id
from leadmatch.leads.contact import Person, Visit
from leadmatch.sponsors.models import Campaign, Sponsor
from leadmatch.sponsors.terms import CampaignTerms, Caps, Targeting

CREATED_AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
SCHOOL = make_school()
DISCLOSURE_TEXT = (
    "By checking this box I ask Example City College to contact me about its programs by e-mail, and by call or text "
    "at {phone}, including automated or prerecorded calls. My consent is not a condition of purchase."
)
DISCLOSURE_CHANNELS = ("email", "call", "text")
_TERMS = CampaignTerms(
    id="",
    school_id=SCHOOL.id,
    school_name=SCHOOL.name,
    name="Example campaign",
    state="active",
    starts_on=date(2026, 1, 1),
    ends_on=None,
    pricing="per_lead",
    price_cents=3500,
    flat_period=None,
    tier=1,
    targeting=Targeting(),
    schedule=None,
    return_policy=None,
    caps=Caps(),
    time_zone="America/Chicago",
    sponsor_state="active",
    contract_starts_on=date(2026, 1, 1),
    contract_ends_on=None,
)
_PERSON = Person(
    first_name="Ada",
    last_name="Example",
    email="ada@example.org",
    phone="+13125550142",
    phone_typed="(312) 555-0142",
    zip="60601",
    education_level="hs_or_ged",
    start_timeframe="1_3_months",
)
_VISIT = Visit(
    ip="127.0.0.1",
    user_agent="Example browser",
    page_url="https://guide.example.org/inquire",
    referrer=None,
    certificate_url=None,
    landing_url=None,
    attribution=None,
    utm={},
)


def make_campaign_terms(**overrides: Any) -> CampaignTerms:  # noqa: ANN401  # of the field's type
    """Return a campaign; its id follows from its school and name."""
    named = (overrides.get("school_id", _TERMS.school_id), overrides.get("name", _TERMS.name))
    overrides.setdefault("id", stable_id("cmp", *named))
    return replace(_TERMS, **overrides)


def add_sponsor(connection: Connection, **overrides: Any) -> str:  # noqa: ANN401  # of the column's type
    """Write a sponsor, unless its school is one already; return the id of the school."""
    values = {
        "school_id": SCHOOL.id,
        "name": SCHOOL.name,
        "time_zone": _TERMS.time_zone,
        "state": "active",
        "contract_starts_on": _TERMS.contract_starts_on,
        "contract_ends_on": None,
        "created_at": CREATED_AT,
        **overrides,
    }
    known = select(Sponsor.school_id).where(Sponsor.school_id == values["school_id"])
    if connection.execute(known).first() is None:
        connection.execute(insert(Sponsor).values(values))
    return str(values["school_id"])


def add_campaign(connection: Connection, **overrides: Any) -> CampaignTerms:  # noqa: ANN401  # of the field's type
    """Write a campaign, its sponsor too where that is missing, and return its terms.

    Args:
        connection: in a transaction that writes.
        overrides: fields of `CampaignTerms`.
    """
    terms = make_campaign_terms(**overrides)
    add_sponsor(
        connection,
        school_id=terms.school_id,
        name=terms.school_name,
        time_zone=terms.time_zone,
        state=terms.sponsor_state,
        contract_starts_on=terms.contract_starts_on,
        contract_ends_on=terms.contract_ends_on,
    )
    connection.execute(
        insert(Campaign).values(
            id=terms.id,
            school_id=terms.school_id,
            name=terms.name,
            state=terms.state,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            pricing=terms.pricing,
            price_cents=terms.price_cents,
            flat_period=terms.flat_period,
            tier=terms.tier,
            targeting=terms.targeting.as_json(),
            schedule=terms.schedule and terms.schedule.as_json(),
            return_policy=terms.return_policy and terms.return_policy.as_json(),
            cap_day=terms.caps.day,
            cap_week=terms.caps.week,
            cap_month=terms.caps.month,
            cap_total=terms.caps.total,
            created_at=CREATED_AT,
        )
    )
    return terms


def add_disclosure(connection: Connection, **overrides: Any) -> dict[str, Any]:  # noqa: ANN401  # of the column's type
    """Write a consent wording and return its columns; its sponsor must be there. Its id follows from the rest."""
    values = {
        "school_id": SCHOOL.id,
        "language": "en",
        "version": 1,
        "text": DISCLOSURE_TEXT,
        "channels": DISCLOSURE_CHANNELS,
        "created_at": CREATED_AT,
        "retired_at": None,
        **overrides,
    }
    values.setdefault("id", stable_id("dis", values["school_id"], values["language"], str(values["version"])))
    values.setdefault("sha256", sha256(values["text"].encode()).hexdigest())
    connection.execute(insert(Disclosure).values(values))
    return values


def make_person(**overrides: Any) -> Person:  # noqa: ANN401  # of the field's type
    """Return a person who may be reached at addresses and numbers that belong to nobody."""
    return replace(_PERSON, **overrides)


def make_visit(**overrides: Any) -> Visit:  # noqa: ANN401  # as above
    """Return where an inquiry came from."""
    return replace(_VISIT, **overrides)


def make_consent(disclosure: dict[str, Any], *, phone: str | None = "(312) 555-0142") -> GivenConsent:
    """Return the consent of somebody who saw this wording (as `add_disclosure` returns it) with this number."""
    shown = disclosure["text"].replace("{phone}", phone or "the phone number I give in this form")
    return GivenConsent(
        school_id=disclosure["school_id"],
        disclosure_id=disclosure["id"],
        sha256=disclosure["sha256"],
        text=shown,
        channels=disclosure["channels"],
    )


def make_submission(**overrides: Any) -> Submission:  # noqa: ANN401  # of the field's type
    """Return what a visitor sends; `program_ids` and `consents` are mostly given."""
    values: dict[str, Any] = {
        "program_ids": ("prg_example",),
        "person": make_person(),
        "consents": (),
        "visit": make_visit(),
        "language": "en",
        "placement": None,
        "sub_id": None,
        "partner_id": None,
        "form_version": "api-1",
        **overrides,
    }
    return Submission(**values)
