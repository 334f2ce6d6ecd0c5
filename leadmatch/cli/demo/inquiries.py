"""Inquiries of people who do not exist: some to fill the lists of made-up schools, and one ready to be sent."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, select

from leadmatch.access.attribution import Attributions
from leadmatch.access.callers import ANYBODY
from leadmatch.cli.demo.content import Written, demo_program_id, demo_school_id, written
from leadmatch.cli.demo.to_try import Slot
from leadmatch.inquiries.asking import OpenPrograms
from leadmatch.inquiries.disclosures import active_wordings
from leadmatch.inquiries.intake import Intake, NoLimits
from leadmatch.inquiries.reading import read_inquiry
from leadmatch.inquiries.service import ReadInquiry, submit_inquiry
from leadmatch.inquiries.source import PartnerSources
from leadmatch.inquiries.wording import shown_text
from leadmatch.kernel.clock import utc_now
from leadmatch.leads.models import Inquiry
from leadmatch.search.live import LiveCatalogue
from leadmatch.settings import Settings
from leadmatch.sponsors.live import LiveCampaigns
from leadmatch.web.caller import Visitor

_NOBODY = Visitor(address="192.0.2.1", user_agent="leadmatch demo", referrer=None, gpc_is_on=False)  # RFC 5737
_ONLINE = "online"
_AREA_CODES = ("212", "213", "305", "312", "602", "713")


def send_demo_inquiries(settings: Settings, engine: Engine, *, base_url: str) -> None:
    """Send the inquiries of content.toml, each once in the life of an instance, marked as tests."""
    intake = _intake(settings, engine, base_url)
    for number, asked in enumerate(written()["inquiries"], 1):
        form_version = f"demo-{number}"
        with engine.connect() as connection:
            was_sent = connection.execute(select(Inquiry.id).where(Inquiry.form_version == form_version)).first()
        if not was_sent:
            _send(asked, form_version, intake)


def inquiry_to_send(connection: Connection, about: Slot) -> dict[str, Any]:
    """Return the body of an inquiry that nobody has sent yet, by a person who is made up anew each time."""
    mark = secrets.token_hex(3)
    person = {
        "first_name": "Sam",
        "last_name": "Example",
        "email": f"sam.{mark}@example.org",
        "phone": f"({secrets.choice(_AREA_CODES)}) 555-01{secrets.randbelow(100):02}",
        "zip": about.zip,
        "education_level": "hs_or_ged",
        "start_timeframe": "1_3_months",
    }
    return _body(connection, [about.program_id], [about.school_id], person, "en")


def _send(asked: Written, form_version: str, intake: Intake) -> None:
    schools = [demo_school_id(school) for school, _program, _zip in asked["of"]]
    programs = [
        demo_program_id(school, program, None if place == _ONLINE else place) for school, program, place in asked["of"]
    ]
    with intake.engine.connect() as connection:
        body = _body(connection, programs, schools, asked["person"], asked["language"])

    def read() -> ReadInquiry:
        serving = intake.catalogue.serving()
        open_programs = OpenPrograms(serving.current, intake)
        locate = serving.gazetteer.locate
        submission = read_inquiry(
            body,
            visitor=_NOBODY,
            schools=open_programs,
            locate=locate,
            sources=PartnerSources(ANYBODY, intake.attributions, intake.clock().date()),
            form_version=form_version,
            is_test=True,
        )
        chosen = tuple(open_programs.found[each] for each in submission.program_ids)
        return ReadInquiry(submission, chosen, locate(submission.person.zip), None)

    submit_inquiry(body, form_version, read, intake)


def _body(
    connection: Connection,
    program_ids: Sequence[str],
    school_ids: Sequence[str],
    person: Mapping[str, Any],
    language: str,
) -> dict[str, Any]:
    wordings = active_wordings(connection, school_ids, language)
    consents = [
        {
            "school_id": each,
            "disclosure_id": wordings[each].id,
            "sha256": wordings[each].sha256,
            "text": shown_text(wordings[each], None),
            "channels": list(wordings[each].channels),
            "agreed": True,
        }
        for each in school_ids
    ]
    return {
        "program_ids": list(program_ids),
        "person": {**person, "is_adult": True},
        "consents": consents,
        "language": language,
    }


def _intake(settings: Settings, engine: Engine, base_url: str) -> Intake:
    return Intake(
        engine=engine,
        ring=settings.key_ring(),
        hashes=settings.keyed_hash(),
        catalogue=LiveCatalogue(
            engine, index_folder=settings.index_folder, geodata_folder=settings.geodata_folder, watches=False
        ),
        campaigns=LiveCampaigns(engine, clock=utc_now),
        limits=NoLimits(),
        attributions=Attributions(settings.secret_key),
        clock=utc_now,
        base_url=base_url,
        retention_years=settings.consent_retention_years,
    )
