"""A small world that takes in inquiries: two schools that can sponsor, one that never does, and a real database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from factories import SOURCES, make_campus, make_program, make_school
from instances import publish
from sponsoring import add_campaign, add_disclosure, make_consent
from sqlalchemy import Engine, Row, text

from leadmatch.access.attribution import Attributions
from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.catalogue.records import ProgramRecord
from leadmatch.inquiries.asking import read_asked
from leadmatch.inquiries.intake import Intake, Limits, NoLimits
from leadmatch.inquiries.service import Answer, ReadInquiry, submit_inquiry
from leadmatch.kernel.database import writing
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing
from leadmatch.search.live import LiveCatalogue
from leadmatch.sponsors.live import LiveCampaigns
from leadmatch.sponsors.terms import CampaignTerms
from leadmatch.web.caller import Visitor

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)  # a Monday, 9 o'clock in Chicago
FIRST = make_school(name="Example Career College", unitid="999101")
SECOND = make_school(name="Example Health Institute", unitid="999102")
THIRD = make_school(name="Example Quiet School", unitid="999103")
CODING = make_program(school=FIRST, title="Medical coding certificate")
BILLING = make_program(school=FIRST, title="Medical billing certificate")
ASSISTING = make_program(
    school=SECOND, title="Medical assisting diploma", field="medical-assisting", cip_code="51.0801"
)
ONLINE = make_program(school=SECOND, title="Coding online", campus=None, authorized_states=("IL", "WI"))
QUIET = make_program(school=THIRD, title="Unsponsored", campus=make_campus(THIRD))
PROGRAMS = (CODING, BILLING, ASSISTING, ONLINE, QUIET)
PERSON = {
    "first_name": "Ada",
    "last_name": "Example",
    "email": "ada@example.org",
    "phone": "(312) 555-0142",
    "zip": "60601",
    "education_level": "hs_or_ged",
    "start_timeframe": "1_3_months",
    "is_adult": True,
}
TABLES = ("inquiry", "lead", "consent", "consent_evidence", "ledger_entry", "outbox_event", "idempotency_key")
ATTRIBUTIONS = Attributions("a secret of a test, thirty-two characters")
VISITOR = Visitor(address="192.0.2.7", user_agent="Example browser", referrer=None, gpc_is_on=False)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class World:
    """The intake with what it stands on."""

    intake: Intake
    clock: Clock
    disclosures: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        return self.intake.engine

    def sponsor(self, program: ProgramRecord = CODING, **terms: Any) -> CampaignTerms:  # noqa: ANN401  # of the field's type
        """Let a program's school buy a campaign; give it a wording unless it has one."""
        school = program.school
        with writing(self.engine) as connection:
            campaign = add_campaign(connection, school_id=school.id, school_name=school.name, **terms)
            if school.id not in self.disclosures:
                self.disclosures[school.id] = add_disclosure(connection, school_id=school.id)
        self.clock.pass_(seconds=2)  # the snapshot of campaigns is stale now
        return campaign

    def body(self, *programs: ProgramRecord, **changes: Any) -> dict[str, Any]:  # noqa: ANN401  # of the member's type
        """Return a body that asks about programs, with a consent for each school; changes are of the person."""
        programs = programs or (CODING,)
        person = PERSON | changes
        schools = dict.fromkeys(program.school.id for program in programs)
        consents = [make_consent(self.disclosures[school_id], phone=person["phone"]) for school_id in schools]
        return {
            "program_ids": [program.id for program in programs],
            "person": person,
            "consents": [
                {
                    "school_id": each.school_id,
                    "disclosure_id": each.disclosure_id,
                    "sha256": each.sha256,
                    "text": each.text,
                    "channels": list(each.channels),
                    "agreed": True,
                }
                for each in consents
            ],
        }

    def submit(
        self, body: dict[str, Any], key: str = "key-1", *, visitor: Visitor = VISITOR, caller: Caller = ANYBODY
    ) -> Answer:
        """Send a body."""

        def read() -> ReadInquiry:
            return read_asked(body, visitor, "api-1", self.intake, caller)

        return submit_inquiry(body, key, read, self.intake, caller)

    def outcome(self, body: dict[str, Any], key: str) -> list[tuple[str, str | None]]:
        """Send a body and return status and reason per school."""
        leads = orjson.loads(self.submit(body, key).body)["leads"]
        return [(lead["status"], lead["reason_code"]) for lead in leads]

    def rows(self, statement: str) -> list[Row[Any]]:
        """Return what a query finds now."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement)))

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  # names of tables, from tests


def make_world(engine: Engine, catalogue: Callable[..., LiveCatalogue], limits: Limits | None = None) -> World:
    """Return a world whose catalogue is published in this database."""
    publish(engine, PROGRAMS, SOURCES, "a test")
    clock = Clock()
    intake = Intake(
        engine=engine,
        ring=KeyRing(lambda: {"k1": bytes(range(32))}),
        hashes=KeyedHash(b"a key of a test, thirty-two bytes"),
        catalogue=catalogue(),
        campaigns=LiveCampaigns(engine, clock=clock),
        limits=limits or NoLimits(),
        attributions=ATTRIBUTIONS,
        clock=clock,
        base_url="https://guide.example.org",
        retention_years=5,
    )
    return World(intake, clock)


def counts(world: World) -> dict[str, int]:
    """Return how many rows each table has that an inquiry is written to."""
    return {table: world.count(table) for table in TABLES}
