"""All that the demonstration is made of besides the catalogue: contracts, inquiries, and what a script is told."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
from sqlalchemy import Engine, select

from leadmatch.cli.demo.campaigns import ensure_campaigns, unused_campaign
from leadmatch.cli.demo.content import Written, demo_program_id, demo_school_id, written
from leadmatch.cli.demo.inquiries import inquiry_to_send, send_demo_inquiries
from leadmatch.cli.demo.keys import fresh_keys
from leadmatch.cli.demo.partner import ensure_partner, fresh_partner_access
from leadmatch.cli.demo.to_try import SchoolAccess, Slot, ToTry
from leadmatch.kernel.atomic_file import atomic_file
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine, writing
from leadmatch.leads.lifecycle import LeadState
from leadmatch.leads.models import Lead
from leadmatch.settings import Settings
from leadmatch.sponsors.terms import CampaignTerms

INQUIRY_FILE = "demo-inquiry.json"
_SCHOOL, _OTHER_SCHOOL, _CAPPED_SCHOOL = (
    "example-career-college",
    "example-institute-of-health-records",
    "example-valley-technical-college",
)


@contextmanager
def one_at_a_time(settings: Settings) -> Iterator[None]:
    """Let nobody else prepare the demonstration of this instance meanwhile: two would make everything twice."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    with (settings.instance / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare_demo(settings: Settings, *, base_url: str, by: str) -> None:
    """See that made-up schools sponsor listings and have got inquiries, and that there is a partner."""
    with _engine(settings) as engine:
        ensure_campaigns(engine, now=utc_now(), by=by)
        ensure_partner(engine, now=utc_now(), by=by)
        send_demo_inquiries(settings, engine, base_url=base_url)


def demo_zip_codes() -> tuple[str, ...]:
    """Return where visitors see sponsored listings."""
    return tuple(written()["look_from"][each] for each in _school(_SCHOOL)["programs"][0]["at"])


def things_to_try(settings: Settings, *, base_url: str, by: str) -> ToTry:
    """Return what a script needs, with new keys and an unused cap, when the demonstration is prepared.

    The body of an inquiry about the first sponsored program is left in `INQUIRY_FILE`, ready to be sent.
    """
    school, other_school = map(demo_school_id, (_SCHOOL, _OTHER_SCHOOL))
    now = utc_now()
    with _engine(settings) as engine:
        sponsored = _slots(_SCHOOL, ensure_campaigns(engine, now=now, by=by)[_SCHOOL][0])
        capped = unused_campaign(engine, _school(_CAPPED_SCHOOL), now=now, by=by)
        partner = fresh_partner_access(engine, settings.keyed_hash(), now=now, by=by)
        with writing(engine) as connection:
            keys = fresh_keys(connection, settings.keyed_hash(), (school, other_school), by=by, now=now)
            inquiry = inquiry_to_send(connection, sponsored[0])
            of_school = select(Lead.id).where(Lead.school_id == school, Lead.state != LeadState.REJECTED)
            newest = connection.execute(of_school.order_by(Lead.number.desc()).limit(1)).scalar()
    with atomic_file(settings.instance / INQUIRY_FILE) as file:
        file.write(orjson.dumps(inquiry, option=orjson.OPT_INDENT_2))
    return ToTry(
        base_url=base_url,
        sponsored=sponsored,
        capped=_slots(_CAPPED_SCHOOL, capped)[0],
        cap=capped.caps.day or 0,
        school=SchoolAccess(school, keys[0]),
        other_school=SchoolAccess(other_school, keys[1]),
        newest_lead_id=newest,
        partner=partner,
    )


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _school(slug: str) -> Written:
    found: Written = next(each for each in written()["schools"] if each["slug"] == slug)
    return found


def _slots(slug: str, campaign: CampaignTerms) -> tuple[Slot, ...]:
    program = _school(slug)["programs"][0]
    look_from = written()["look_from"]
    return tuple(
        Slot(look_from[each], demo_program_id(slug, program["slug"], each), campaign.school_id, campaign.id)
        for each in program["at"]
    )
