"""A service that takes inquiries, small enough to be made for every test: four schools, a program each, a database.

Two schools take whatever comes; one has a campaign with two caps and one behind it with a third; one asks for a phone.
"""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from databases import Databases
from factories import SOURCES, make_program, make_school
from instances import Answer, Server, leadmatch, publish, serving
from sponsoring import add_campaign, add_disclosure
from sqlalchemy import Engine, NullPool, create_engine

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.kernel.database import engine_options, writing
from leadmatch.sponsors.terms import Caps

SCHOOLS = [
    make_school(name=f"Example {name} College", unitid=str(999_200 + number))
    for number, name in enumerate(("Open", "Other", "Capped", "Phoning"))
]
OPEN, OTHER, CAPPED, PHONING = (make_program(school=school) for school in SCHOOLS)
PROGRAMS = (OPEN, OTHER, CAPPED, PHONING)
AREA_CODES = ("205", "212", "303", "312", "404", "415", "503", "602", "617", "702", "713", "801", "904", "919")
FIRST_CAPS, SECOND_CAPS = Caps(day=30, total=25), Caps(week=20, total=15)  # 40 leads in all, on whatever day
_BY_EMAIL = "I ask {school} to contact me about its programs by e-mail. My consent is not a condition of purchase."
_BY_PHONE = (
    "I ask {school} to contact me by e-mail, and by call or text at {phone}, including automated or prerecorded calls. "
    "My consent is not a condition of purchase."
)
Body = dict[str, Any]


@dataclass(frozen=True)
class SmallService:
    """The service at rest: its folder, its database, and what people may agree to, by school."""

    instance: Path
    database_url: str
    wordings: dict[str, dict[str, Any]]

    @contextmanager
    def serving(self, *, workers: int = 1) -> Iterator[Server]:
        """Run it."""
        settings = {"DATABASE_URL": self.database_url, "RATE_LIMITS": "off"}
        with serving(self.instance, wait_for="/readyz", options=("--workers", workers), **settings) as server:
            yield server

    def sell_more(self, *, tier: int, caps: Caps) -> None:
        """Let the school with caps buy some more leads."""
        bought = {"school_id": CAPPED.school.id, "school_name": CAPPED.school.name}
        with writing(self.engine()) as connection:
            add_campaign(connection, **bought, name=f"tier {tier}", tier=tier, caps=caps)

    def engine(self) -> Engine:
        """Return an engine that keeps no connection."""
        return create_engine(self.database_url, **engine_options(self.database_url), poolclass=NullPool)

    def command(self, *words: object) -> dict[str, Any]:
        """Run a command that must succeed, and return the JSON that it prints."""
        done = leadmatch(*words, "--json", instance=self.instance, DATABASE_URL=self.database_url)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def body(self, email: str, *programs: ProgramRecord, phone: str | None = None) -> Body:
        """Return an inquiry; whoever gives no phone agrees to e-mail alone."""
        return {
            "program_ids": [program.id for program in programs],
            "person": {
                "first_name": "Ada",
                "last_name": "Example",
                "email": email,
                **({} if phone is None else {"phone": phone}),
                "zip": "60601",
                "education_level": "hs_or_ged",
                "start_timeframe": "now",
                "is_adult": True,
            },
            "consents": [self._consent(program.school.id, phone) for program in programs],
        }

    def _consent(self, school_id: str, phone: str | None) -> Body:
        wording = self.wordings[school_id]
        return {
            "school_id": school_id,
            "disclosure_id": wording["id"],
            "sha256": wording["sha256"],
            "text": wording["text"].replace("{phone}", phone or "the phone number I give in this form"),
            "channels": list(wording["channels"]) if phone else ["email"],
            "agreed": True,
        }


def make_service(instance: Path, database_url: str, geodata: Path) -> SmallService:
    """Return the service on a migrated database without a row.

    Args:
        instance: its folder.
        database_url: of the database.
        geodata: a folder with the table of places.
    """
    instance.mkdir(exist_ok=True)
    (instance / "geodata").symlink_to(geodata)
    service = SmallService(instance, database_url, {})
    engine = service.engine()
    publish(engine, PROGRAMS, SOURCES, "a test")
    with writing(engine) as connection:
        for program in PROGRAMS:
            school = program.school
            bought = {"school_id": school.id, "school_name": school.name}
            if program is CAPPED:
                add_campaign(connection, **bought, name="first", tier=1, caps=FIRST_CAPS)
                add_campaign(connection, **bought, name="second", tier=2, caps=SECOND_CAPS)
            else:
                add_campaign(connection, **bought)
            words, channels = (_BY_PHONE, ("email", "call", "text")) if program is PHONING else (_BY_EMAIL, ("email",))
            shown = words.replace("{school}", school.name)
            wording = add_disclosure(connection, school_id=school.id, text=shown, channels=channels)
            service.wordings[school.id] = wording
    return service


def make_service_on_sqlite(instance: Path, databases: Databases, geodata: Path) -> SmallService:
    """Return the service on a database in its own folder."""
    instance.mkdir(exist_ok=True)
    file = instance / "leadmatch.db"
    shutil.move(databases.migrated().removeprefix("sqlite:///"), file)
    return make_service(instance, f"sqlite:///{file}", geodata)


def ask(server: Server, body: Body, key: str, *, timeout_s: float = 20.0) -> Answer:
    """Send an inquiry."""
    return server.request("/api/v1/inquiries", body=body, headers={"Idempotency-Key": key}, timeout_s=timeout_s)


def some_phone(chance: random.Random) -> str:
    """Return a number that belongs to nobody."""
    return f"({chance.choice(AREA_CODES)}) 555-01{chance.randrange(100):02}"
