"""A whole site with sponsors that take inquiries: two schools that do, one that does not, on a real database."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from factories import SOURCES, make_campus, make_program, make_school
from flask import Flask
from instances import publish, settings_of
from sponsoring import add_campaign, add_disclosure
from sqlalchemy import Engine, Row, text
from werkzeug.datastructures import MultiDict

from leadmatch.app import create_app
from leadmatch.inquiries.models import Disclosure
from leadmatch.kernel.database import open_engine, writing
from leadmatch.sponsors.models import Campaign

sys.path.append(str(Path(__file__).parent / "site"))
from reading import Element, read_page

CAREER = make_school(name="Example Career College", unitid="999101")
HEALTH = make_school(name="Example Health Institute", unitid="999102", is_demo=True)
QUIET = make_school(name="Example Quiet School", unitid="999103")
CODING = make_program(school=CAREER, title="Medical coding certificate")
BILLING = make_program(school=CAREER, title="Medical billing certificate")
ASSISTING = make_program(school=HEALTH, title="Medical assisting diploma", accreditation=())
ONLINE = make_program(school=HEALTH, title="Coding online", campus=None, authorized_states=("IL",), accreditation=())
UNSPONSORED = make_program(school=QUIET, title="Unsponsored", campus=make_campus(QUIET))
UNASKED = make_program(school=QUIET, title="Unsponsored likewise", campus=make_campus(QUIET))
PROGRAMS = (CODING, BILLING, ASSISTING, ONLINE, UNSPONSORED, UNASKED)
CALLS = (
    "By ticking this box I ask Example Career College to contact me about its programs by e-mail, and by calls or "
    "texts to {phone}, automated or prerecorded ones among them. My consent is not a condition of any purchase."
)
MAILS = "By ticking this box I ask Example Health Institute to answer me by e-mail about its programs."
ANSWERS = {
    "first_name": "Ada",
    "last_name": "Example",
    "email": "ada@example.org",
    "phone": "(312) 555-0142",
    "zip": "60601",
    "education_level": "hs_or_ged",
    "start_timeframe": "1_3_months",
    "is_adult": "true",
}
Fields = list[tuple[str, str]]


@dataclass
class AskingSite:
    """The application with what it stands on."""

    app: Flask
    engine: Engine
    sponsored: list[str] = field(default_factory=list)

    def sponsor(self) -> None:
        """Let two schools buy a campaign each, and give each a wording."""
        with writing(self.engine) as connection:
            for school in (CAREER, HEALTH):
                terms = add_campaign(connection, school_id=school.id, school_name=school.name)
                self.sponsored.append(terms.id)
            self.wordings = {
                CAREER.id: add_disclosure(connection, school_id=CAREER.id, text=CALLS),
                HEALTH.id: add_disclosure(connection, school_id=HEALTH.id, text=MAILS, channels=("email",)),
            }

    def reword(self, school_id: str, wording: str) -> None:
        """Give a school another wording."""
        with writing(self.engine) as connection:
            old = Disclosure.school_id == school_id
            connection.execute(
                Disclosure.__table__.update().where(old).values(retired_at=self.wordings[school_id]["created_at"])
            )
            channels = self.wordings[school_id]["channels"]
            added = add_disclosure(connection, school_id=school_id, version=2, text=wording, channels=channels)
            self.wordings[school_id] = added

    def pause_all(self) -> None:
        """Let nobody take inquiries any more."""
        with writing(self.engine) as connection:
            connection.execute(Campaign.__table__.update().values(state="paused"))
        self.app.extensions["leadmatch.intake"].campaigns._snapshot = None

    def close(self) -> None:
        """Let go of the database."""
        self.app.extensions["leadmatch.intake"].engine.dispose()
        self.engine.dispose()

    def rows(self, statement: str) -> list[Row[Any]]:
        """Return what a query finds now."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(statement)))

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  # names of tables, from tests


def asking_site(folder: Path, geodata: Path, database_url: str, *, limits: bool = False) -> AskingSite:
    """Return a site whose catalogue is published in a migrated database, and whose sponsors take inquiries.

    Args:
        folder: of the instance.
        geodata: of the table of places.
        database_url: of a migrated database.
        limits: whether robots are kept out.
    """
    engine = open_engine(database_url)
    publish(engine, PROGRAMS, SOURCES, "a test")
    settings = replace(settings_of(folder, database_url), rate_limits=limits)
    (folder / "geodata").symlink_to(geodata)
    app = create_app(settings, watches=False)
    site = AskingSite(app, engine)
    site.sponsor()
    return site


def form_fields(page: Element, **changed: str | None) -> Fields:
    """Return what a browser would send of the form after a person has filled it in and ticked every box.

    Args:
        page: with the form.
        changed: answers that differ from `ANSWERS`; None leaves one out.
    """
    form = page.one("form", class_="inquire")
    hidden = [
        (each.attributes["name"], each.attributes.get("value", "")) for each in form.every("input", type="hidden")
    ]
    typed = {name: changed.get(name, answer) for name, answer in ANSWERS.items()}
    boxes = [("agree", each.attributes["value"]) for each in form.every("input", name="agree")]
    rest = [(name, value) for name, value in changed.items() if name not in ANSWERS and value is not None]
    return [*hidden, *((name, value) for name, value in typed.items() if value is not None), *boxes, *rest]


def without(fields: Iterable[tuple[str, str]], *names: str) -> Fields:
    """Return fields without those of these names."""
    return [(name, value) for name, value in fields if name not in names]


def address(*programs: Any, **more: str) -> str:  # noqa: ANN401  # records of programs
    """Return the address of the form."""
    parts = [f"program={each.id}" for each in programs] + [f"{name}={value}" for name, value in more.items()]
    return f"/inquire?{'&'.join(parts)}"


def asking_pages(site: AskingSite) -> dict[str, str]:
    """Return every kind of page on the way from the form to the erased receipt, by what it is."""
    browser = site.app.test_client()
    own = {"Sec-Fetch-Site": "same-origin"}

    def send(fields: Fields) -> Any:  # noqa: ANN401  # a response of a test client
        return browser.post("/inquire", data=MultiDict(fields), headers=own)

    pages = {
        "form": browser.get(address(CODING, ASSISTING, zip="60601")).text,
        "closed": browser.get(address(UNSPONSORED, CODING)).text,
        "closed alone": browser.get(address(UNSPONSORED)).text,
        "nothing chosen": browser.get("/inquire").text,
        "unknown": browser.get("/inquire?program=prg_x").text,
        "too many": browser.get(address(*PROGRAMS)).text,
    }
    form = read_page(pages["form"])
    fields = form_fields(form)
    pages["faults"] = send([*without(fields, *ANSWERS, "agree")]).text
    pages["wording changed"] = send([(name, value + "!" * (name == "text")) for name, value in fields]).text
    pages["trapped"] = send([*without(fields, "webpage"), ("webpage", "x")]).text
    pages["foreign"] = browser.post("/inquire", headers={"Sec-Fetch-Site": "cross-site"}).text
    receipt = send(fields).headers["Location"]
    pages["receipt"] = browser.get(receipt).text
    pages["sent before"] = send(form_fields(form, first_name="Grace")).text
    again = form_fields(read_page(browser.get(address(CODING)).text))
    pages["not sent"] = browser.get(send(again).headers["Location"]).text
    pages["before erasing"] = browser.get(f"{receipt}/erase").text
    for step, data in (("stop", {"school": CAREER.id}), ("stop-all", {}), ("erase", {})):
        browser.post(f"{receipt}/{step}", data=data, headers=own)
        pages[f"after {step}"] = browser.get(receipt).text
    pages["nothing to erase"] = browser.get(f"{receipt}/erase").text
    return pages
