"""A release is loaded bit by bit: others write in between, nobody sees half of it, and kills leave no rest."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from factories import SOURCES, make_programs
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from leadmatch.catalogue.models import Program, Release, School
from leadmatch.catalogue.queries import UnknownReleaseError, current_release_id, program_records, releases
from leadmatch.catalogue.release_removal import remove_leftovers
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.catalogue.release_turn import turn
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import stage_release
from leadmatch.kernel.database import transaction

SCHOOLS = 2  # of the programs that factories make
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class Watching:
    """Looks, and writes, from elsewhere whenever the one who loads tells of progress."""

    def __init__(self, elsewhere: Session) -> None:
        self.elsewhere = elsewhere
        self.seen: list[list[str]] = []
        self.loading: list[int] = []

    def __call__(self, _done: int, _total: int) -> None:
        with transaction(self.elsewhere):
            self.elsewhere.execute(text("DELETE FROM spent_token"))
            self.seen.append([one.state for one in releases(self.elsewhere)])
            facts = select(func.count()).select_from(Program).join(Release, Release.id == Program.release_id)
            self.loading.append(self.elsewhere.scalar(facts.where(Release.state == "loading")) or 0)


def stage(session: Session, title: str, count: int = 12, **options: object) -> str:
    programs = make_programs(count, title=title)
    return stage_release(session, programs, SOURCES, origin=title, now=MOMENT, **options).release.id  # type: ignore[arg-type]  # as named


def rows(session: Session) -> int:
    return sum(session.scalar(select(func.count()).select_from(model)) or 0 for model in (Program, School))


def test_others_write_while_a_release_is_loaded_and_nobody_sees_it(open_session: Callable[[], Session]):
    session, watching = open_session(), Watching(open_session())
    publish_release(session, stage(session, "Before"), now=MOMENT)
    staged = stage(session, "After", 5_100, on_progress=watching)
    assert watching.seen == [["published"]] * 4
    assert watching.loading == [0, 2_500, 5_000, 5_100]
    newest = releases(session)[0]
    assert (newest.id, newest.state) == (staged, "staged")


def test_the_release_staged_before_stays_until_the_new_one_is_whole(open_session: Callable[[], Session]):
    session, watching = open_session(), Watching(open_session())
    before = stage(session, "Before")
    stage(session, "After", on_progress=watching)
    assert watching.seen == [["staged"]] * 2
    assert [one.state for one in releases(session)] == ["staged", "discarded"]
    assert releases(session)[1].id == before
    assert rows(session) == 12 + 2


class BrokenOffError(Exception):
    """Whatever may go wrong in the middle."""


def test_what_breaks_off_leaves_nothing_and_the_release_staged_before(open_session: Callable[[], Session]):
    session = open_session()
    before = stage(session, "Before")

    def break_off(done: int, _total: int) -> None:
        if done:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        stage(session, "Broken", 5_100, on_progress=break_off)
    assert [(one.id, one.state) for one in releases(session)] == [(before, "staged")]
    assert session.scalar(select(func.count()).select_from(Release)) == 1
    assert rows(session) == 12 + 2


@pytest.mark.parametrize("state", ["loading", "removing", "discarded"])
def test_what_a_kill_left_behind_goes_with_the_next_removal(open_session: Callable[[], Session], state: str):
    session = open_session()
    published = publish_release(session, stage(session, "Before"), now=MOMENT).id
    with transaction(session):
        leave_behind(session, published, state)
    assert rows(session) == 2 * (12 + 2)
    assert {one.state for one in releases(session)} == (
        {"published"} if state != "discarded" else {"published", "discarded"}
    )
    remove_leftovers(session)
    assert rows(session) == 12 + 2
    assert session.scalar(select(func.count()).select_from(Release)) == (2 if state == "discarded" else 1)
    assert len([*program_records(session, current_release_id(session) or "")]) == 12


def leave_behind(session: Session, like: str, state: str) -> None:
    for model in (Release, School, Program):
        table = model.__table__
        key = table.c.id if model is Release else table.c.release_id
        replaced = {key.name: "'rel_left'"} | (
            {"state": "'loading'", "number": "99", "publication": "NULL"} if model is Release else {}
        )
        values = [text(replaced[each.name]) if each.name in replaced else each for each in table.columns]
        session.execute(insert(table).from_select([*table.columns], select(*values).where(key == like)))
    session.execute(update(Release).where(Release.id == "rel_left").values(state=state))


def test_one_whose_release_was_taken_away_is_told(open_session: Callable[[], Session]):
    """A lock on the turn can fail where a database is shared over a network; the database itself still refuses."""
    session, elsewhere = open_session(), open_session()

    def take_away(done: int, _total: int) -> None:
        if done == 2_500:
            remove_leftovers(elsewhere)

    with pytest.raises(ReleaseStateError, match="another import began meanwhile"):
        stage(session, "Taken away", 5_100, on_progress=take_away)
    assert releases(session) == []
    assert rows(session) == 0


def test_what_was_published_meanwhile_is_not_lost(open_session: Callable[[], Session]):
    session, elsewhere = open_session(), open_session()
    first = publish_release(session, stage(session, "First"), now=MOMENT).id

    def retire(done: int, _total: int) -> None:
        if done:
            with transaction(elsewhere):
                elsewhere.execute(update(Release).where(Release.id == first).values(state="retired"))

    with pytest.raises(ReleaseStateError, match="another release was published meanwhile"):
        stage(session, "Second", on_progress=retire)
    assert [one.state for one in releases(session)] == ["retired"]


def test_a_turn_is_waited_for_and_not_for_ever(open_session: Callable[[], Session]):
    one, other = open_session(), open_session()
    with (
        turn(one),
        pytest.raises(ReleaseStateError, match="somebody else has been changing releases"),
        turn(other, longest_wait_s=0.1),
    ):
        raise AssertionError("two turns at once")
    with turn(other, longest_wait_s=0):
        pass


def test_a_reader_of_a_release_that_goes_is_told_and_never_finds_half_a_program(open_session: Callable[[], Session]):
    session, reader = open_session(), open_session()
    staged = stage(session, "Going", 6_000)
    with transaction(session):
        session.execute(update(Release).where(Release.id == staged).values(state="discarded"))
        session.execute(text("DELETE FROM program WHERE id IN (SELECT id FROM program ORDER BY id LIMIT 2500)"))
    with pytest.raises(UnknownReleaseError):
        list(program_records(reader, staged))
