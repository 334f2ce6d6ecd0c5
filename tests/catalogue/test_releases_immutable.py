"""The database itself refuses to change a release, whoever asks."""

from datetime import UTC, datetime

import pytest
from factories import make_programs
from sqlalchemy import ColumnElement, Executable, Table, delete, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from stating import FEDERAL_SOURCES, STATED, federal_program, statement

from leadmatch.catalogue.models import (
    Accreditation,
    Campus,
    CatalogueEvent,
    Cost,
    Program,
    Release,
    School,
    Source,
    Statement,
)
from leadmatch.catalogue.queries import count_programs, events, releases
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_release, stage_statements

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FACTS = [model.__table__ for model in (Source, School, Campus, Accreditation, Cost, Program, Statement)]


def stage(session: Session, title: str) -> str:
    """Stage a release with a fact of every kind: federal ones, and a statement that is carried over from then on."""
    if not releases(session):
        base = stage_release(session, [federal_program()], FEDERAL_SOURCES, origin="a test", now=MOMENT).release.id
        publish_release(session, base, now=MOMENT)
        stated = stage_statements(session, [statement(title="Coding")], [STATED], origin="a file", now=MOMENT)
        publish_release(session, stated.release.id, now=MOMENT)
    programs = [federal_program(), *make_programs(2, title=title)]
    return stage_release(session, programs, FEDERAL_SOURCES, origin="a test", now=MOMENT).release.id


def publish(session: Session, title: str) -> str:
    return publish_release(session, stage(session, title), now=MOMENT).id


def refused(session: Session, statement: Executable, **values: str) -> str:
    """Return the words with which the database refuses a statement."""
    with pytest.raises(DBAPIError) as caught, session.begin_nested():
        session.connection().execute(statement, values)
    return str(caught.value.orig)


def copy(table: Table, *, of: str, to: str, where: ColumnElement[bool] | None = None) -> Executable:
    columns = [literal(to) if column.name == "release_id" else column for column in table.columns]
    return insert(table).from_select(
        [*table.columns], select(*columns).where(table.c.release_id == of, *([] if where is None else [where]))
    )


@pytest.mark.parametrize("table", FACTS, ids=str)
def test_a_published_release_keeps_all_of_its_facts(session: Session, table: Table):
    published = publish(session, "First")
    words = "a published release keeps all of its facts"
    assert words in refused(session, delete(table).where(table.c.release_id == published))
    assert words in refused(session, delete(table))
    assert count_programs(session, published) == 3


@pytest.mark.parametrize("table", FACTS, ids=str)
def test_no_fact_is_ever_updated(session: Session, table: Table):
    for release_id in (publish(session, "First"), stage(session, "Second")):
        statement = update(table).where(table.c.release_id == release_id).values(release_id=table.c.release_id)
        assert "facts of a release are never updated" in refused(session, statement)


@pytest.mark.parametrize("table", FACTS, ids=str)
def test_facts_are_added_to_a_loading_release_only(session: Session, table: Table):
    retired, published, staged = publish(session, "First"), publish(session, "Second"), stage(session, "Third")
    words = "facts are added to a loading release only"
    third = Program.title.like("Third%")
    assert words in refused(session, copy(Program.__table__, of=staged, to=published, where=third))
    session.execute(delete(table).where(table.c.release_id == retired))  # so that no key stands in the way
    assert words in refused(session, copy(table, of=staged, to=retired))
    session.execute(delete(table).where(table.c.release_id == staged))
    assert words in refused(session, copy(table, of=published, to=staged))


def test_no_release_is_loaded_again(session: Session):
    for release_id in (publish(session, "First"), publish(session, "Second"), stage(session, "Third")):
        words = refused(session, update(Release).where(Release.id == release_id).values(state="loading"))
        assert "a release keeps what it was staged with" in words


def test_replacing_a_row_is_refused_too(session: Session):
    published = publish(session, "First")
    if session.connection().dialect.name == "sqlite":
        replace = text("INSERT OR REPLACE INTO source SELECT * FROM source WHERE release_id = :id")
        assert "facts are added to a loading release only" in refused(session, replace, id=published)
    else:
        replace = text(
            "INSERT INTO source SELECT * FROM source WHERE release_id = :id"
            " ON CONFLICT (release_id, key) DO UPDATE SET title = 'another'"
        )
        assert "facts of a release are never updated" in refused(session, replace, id=published)
        assert "facts of a release are never updated" in refused(session, text("TRUNCATE program"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 7),
        ("content_sha256", ""),
        ("origin", "elsewhere"),
        ("counts", {}),
        ("created_at", MOMENT.replace(year=2020)),
        ("built_on", "rel_another"),
        ("base_sha256", "another"),
    ],
)
def test_a_release_keeps_what_it_was_staged_with(session: Session, column: str, value: object):
    for release_id in (publish(session, "First"), stage(session, "Second")):
        words = refused(session, update(Release).where(Release.id == release_id).values({column: value}))
        assert "a release keeps what it was staged with" in words


def test_the_published_release_is_not_removed_nor_any_that_has_facts(session: Session):
    retired, published = publish(session, "First"), publish(session, "Second")
    words = refused(session, delete(Release).where(Release.id == published))
    assert "a published release is not removed" in words
    assert "foreign key" in refused(session, delete(Release).where(Release.id == retired)).lower()


@pytest.mark.parametrize(
    ("state", "published_at"),
    [("published", MOMENT), ("published", None), ("retired", None), ("archived", None)],
)
def test_a_second_published_release_or_an_impossible_state_is_refused(
    session: Session, state: str, published_at: datetime | None
):
    publish(session, "First")
    staged = stage(session, "Second")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Release).where(Release.id == staged).values(state=state, published_at=published_at))
    assert [release.state for release in releases(session)][:2] == ["staged", "published"]


def test_two_staged_releases_are_refused(session: Session):
    stage(session, "First")
    with pytest.raises(IntegrityError), session.begin_nested():
        write_another(session, "other", 9, "staged")


def test_two_loading_releases_are_refused(session: Session):
    stage(session, "First")
    write_another(session, "one", 8, "loading")
    assert session.scalar(select(Release.number).where(Release.state == "loading")) == 8
    with pytest.raises(IntegrityError), session.begin_nested():
        write_another(session, "other", 9, "loading")


def write_another(session: Session, name: str, number: int, state: str) -> None:
    values = {"id": f"rel_{name}", "number": number, "state": state, "published_at": None, "publication": None}
    copied = [
        literal(values[each.name], each.type) if each.name in values else each for each in Release.__table__.columns
    ]
    staged = select(*copied).where(Release.state == "staged")
    session.execute(insert(Release).from_select([*Release.__table__.columns], staged))


HISTORY = CatalogueEvent.__table__
HISTORY_STAYS = "the history of the catalogue is only added to, at its end"


@pytest.mark.parametrize(
    "statement",
    [
        update(HISTORY).values(done_by="somebody else"),
        update(HISTORY).where(HISTORY.c.number == 1).values(number=99),
        delete(HISTORY),
        delete(HISTORY).where(HISTORY.c.number == 1),
    ],
    ids=["update", "renumber", "delete all", "delete one"],
)
def test_the_history_is_neither_changed_nor_shortened(session: Session, statement: Executable):
    publish(session, "First")
    before = events(session)
    assert HISTORY_STAYS in refused(session, statement)
    assert events(session) == before


@pytest.mark.parametrize("number", [1, 0, -1, 99])
def test_the_history_is_added_to_at_its_end_only(session: Session, number: int):
    publish(session, "First")
    copied = [literal(number) if column.name == "number" else column for column in HISTORY.columns]
    another = select(*copied).where(HISTORY.c.number == 2)
    assert HISTORY_STAYS in refused(session, insert(HISTORY).from_select([*HISTORY.columns], another))


def test_replacing_what_happened_is_refused_even_where_triggers_do_not_recurse(session: Session):
    publish(session, "First")
    before = events(session)
    if session.connection().dialect.name == "sqlite":
        for recursive in ("OFF", "ON"):
            session.connection().exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
            replace = text("INSERT OR REPLACE INTO catalogue_event SELECT * FROM catalogue_event WHERE number = 1")
            assert HISTORY_STAYS in refused(session, replace)
    else:
        replace = text(
            "INSERT INTO catalogue_event SELECT * FROM catalogue_event WHERE number = 1"
            " ON CONFLICT (number) DO UPDATE SET done_by = 'somebody else'"
        )
        assert HISTORY_STAYS in refused(session, replace)
        assert HISTORY_STAYS in refused(session, text("TRUNCATE catalogue_event"))
    assert events(session) == before
