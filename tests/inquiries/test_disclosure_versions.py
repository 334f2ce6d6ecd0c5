"""A new version of a wording takes the place of the active one at the same moment, and nobody changes an old one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sponsoring import SCHOOL, add_sponsor
from sqlalchemy import Engine

from leadmatch.inquiries.disclosures import (
    DisclosureError,
    DisclosureVersion,
    active_wordings,
    add_disclosure,
    disclosure_versions,
    retire_disclosure,
)
from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.inquiries.wording import CHANNELS, Wording, text_sha256
from leadmatch.kernel.database import open_engine, writing

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    with writing(made) as connection:
        add_sponsor(connection)
        add_sponsor(connection, school_id="sch_other", name="Other College")
    yield made
    made.dispose()


def add(engine: Engine, *, channels: tuple[str, ...] = CHANNELS, language: str = "en", days: int = 0) -> Wording:
    text = standard_wording(SCHOOL.name, language=language, channels=channels)
    now = NOW + timedelta(days=days)
    return add_disclosure(
        engine, school_id=SCHOOL.id, language=language, text=text, channels=[*reversed(channels)], now=now
    )


def versions(engine: Engine, school_id: str | None = None) -> list[DisclosureVersion]:
    with engine.connect() as connection:
        return disclosure_versions(connection, school_id)


def active(engine: Engine, language: str) -> Wording | None:
    with engine.connect() as connection:
        return active_wordings(connection, [SCHOOL.id, "sch_other"], language).get(SCHOOL.id)


def test_a_new_version_retires_the_active_one_at_the_same_moment(engine: Engine):
    first, second = add(engine), add(engine, channels=("email",), days=1)
    assert [(each.wording, each.version, each.retired_at) for each in versions(engine)] == [
        (first, 1, NOW + timedelta(days=1)),
        (second, 2, None),
    ]
    assert active(engine, "en") == second
    assert (second.channels, second.sha256) == (("email",), text_sha256(second.text))


def test_the_wording_that_is_active_already_is_left_as_it_is(engine: Engine):
    assert add(engine) == add(engine, days=1)
    assert len(versions(engine, SCHOOL.id)) == 1
    assert versions(engine, "sch_other") == []


def test_languages_have_versions_of_their_own_and_english_stands_in(engine: Engine):
    english = add(engine)
    assert active(engine, "es") == english
    spanish = add(engine, language="es", days=1)
    assert active(engine, "es") == spanish
    assert active(engine, "en") == english
    retire_disclosure(engine, english.id, now=NOW)
    assert active(engine, "en") is None
    assert add(engine, days=2) != english
    assert [each.version for each in versions(engine)] == [1, 2, 1]


def test_what_cannot_be_retired_or_added_is_told(engine: Engine):
    english = add(engine)
    retire_disclosure(engine, english.id, now=NOW)
    for wanted in (english.id, "dsc_none"):
        with pytest.raises(DisclosureError, match=f"no active wording has the id {wanted}"):
            retire_disclosure(engine, wanted, now=NOW)
    with pytest.raises(DisclosureError, match="no sponsor has the school id sch_none"):
        add_disclosure(engine, school_id="sch_none", language="en", text="x", channels=CHANNELS, now=NOW)


def test_a_wording_with_faults_leaves_everything_as_it_was(engine: Engine):
    english = add(engine)
    text = english.text.replace(SCHOOL.name, "Other College").replace("{phone}", "me")
    with pytest.raises(DisclosureError) as caught:
        add_disclosure(engine, school_id=SCHOOL.id, language="en", text=text, channels=CHANNELS, now=NOW)
    assert len(caught.value.reasons) == 3
    assert active(engine, "en") == english


def test_of_many_who_add_at_once_one_version_is_active(engine: Engine):
    channels = [("email",), ("email", "call"), ("email", "text"), CHANNELS, ("call",), ("text",)]
    with ThreadPoolExecutor(len(channels)) as pool:
        added = list(pool.map(lambda each: add(engine, channels=each), channels))
    found = versions(engine)
    assert [each.version for each in found] == [1, 2, 3, 4, 5, 6]
    assert [each.wording for each in found if each.retired_at is None] == [found[-1].wording]
    assert {each.id for each in added} == {each.wording.id for each in found}
