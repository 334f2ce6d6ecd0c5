"""Two schools with keys, over a fresh database."""

from collections.abc import Iterator

import pytest
from shared_leads import OTHER_SCHOOL, Caller, Clock, add_school, make_service
from sponsoring import SCHOOL
from sqlalchemy import Engine

from leadmatch.kernel.database import open_engine


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(database: Engine) -> dict[str, str]:
    named = {SCHOOL.id: SCHOOL.name, OTHER_SCHOOL: "Another Example College"}
    return {school_id: add_school(database, school_id, name) for school_id, name in named.items()}


@pytest.fixture
def school(database: Engine, keys: dict[str, str], clock: Clock) -> Caller:
    return Caller(make_service(database, clock).test_client(), SCHOOL.id, keys[SCHOOL.id])


@pytest.fixture
def other_school(school: Caller, keys: dict[str, str]) -> Caller:
    return Caller(school.client, OTHER_SCHOOL, keys[OTHER_SCHOOL])
