"""The whole application over a small published release of real and made-up programs, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from databases import Databases
from factories import ACCREDITATION, SOURCES, make_program, make_school
from flask import Flask
from flask.testing import FlaskClient
from instances import SEED, publish, settings_of, shared_geodata

from leadmatch.app import create_app
from leadmatch.catalogue.records import UNKNOWN_COST, ProgramRecord, SourceRecord
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.kernel.database import db, open_engine

STATES = {"IL", "WI"}


def small_catalogue() -> tuple[list[ProgramRecord], list[SourceRecord]]:
    """Return the seed's programs of two states, and what federal files never say."""
    programs, sources = read_seed(SEED, on=date(2026, 11, 1))
    few = [program for program in programs if program.campus is None or program.campus.state in STATES]
    made_up = [
        make_program(campus=None, title="Online, open to Illinois", authorized_states=("IL",), self_paced=True),
        make_program(campus=None, title="Online, nobody says where", certifications=("CPC", "CBCS")),
        make_program(formats=("hybrid", "online"), formats_unknown=(), title="Both sides", credits=36),
        make_program(cost=UNKNOWN_COST, length_months=None, graduates_count=None, title="Hardly known"),
        make_program(school=make_school(name="Unaccredited School", title_iv=None), accreditation=(), title="None"),
        make_program(accreditation=(replace(ACCREDITATION, ended=date(2020, 1, 1), current=False),), title="Ended"),
    ]
    known = {source.key for source in sources}
    return [*few, *made_up], [*sources, *(source for source in SOURCES if source.key not in known)]


@pytest.fixture(scope="session")
def catalogue() -> tuple[list[ProgramRecord], list[SourceRecord]]:
    return small_catalogue()


@pytest.fixture(scope="session")
def app(
    databases: Databases,
    catalogue: tuple[list[ProgramRecord], list[SourceRecord]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("contract")
    (instance / "geodata").symlink_to(shared_geodata(tmp_path_factory))
    settings = settings_of(instance, databases.migrated())
    engine = open_engine(settings.database_url)
    publish(engine, *catalogue, "a test")
    engine.dispose()
    made = create_app(settings, watches=False)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
