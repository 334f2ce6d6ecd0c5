"""Going back to an earlier release: wholly or not at all, and whatever comes after still knows its place."""

from datetime import UTC, datetime, timedelta

import pytest
from factories import SOURCES, make_programs
from sqlalchemy.orm import Session

from leadmatch.catalogue.queries import (
    EventRecord,
    ReleaseRecord,
    UnknownReleaseError,
    current_release_id,
    events,
    kept_release_ids,
    program_records,
    release,
    release_before,
    releases,
)
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.catalogue.releases import discard_release, publish_release, rollback_release
from leadmatch.catalogue.staging import stage_release

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def stage(session: Session, title: str, day: int = 0) -> str:
    now = MOMENT + timedelta(days=day)
    return stage_release(session, make_programs(3, title=title), SOURCES, origin=title, now=now, by="Ann").release.id


def publish(session: Session, title: str, day: int = 0) -> str:
    return publish_release(session, stage(session, title, day), now=MOMENT + timedelta(days=day), by="Ben").id


def roll_back(session: Session, to: str | None = None, day: int = 10) -> ReleaseRecord:
    current = release(session, current_release_id(session))
    wanted = release_before(session, current).id if to is None else to
    now = MOMENT + timedelta(days=day)
    return rollback_release(session, wanted, from_release_id=current.id, now=now, by="Cleo")


def numbers(session: Session) -> list[int]:
    return [release(session, each).number for each in kept_release_ids(session)]


def test_rolling_back_publishes_the_release_before_and_keeps_the_one_left(session: Session):
    first, second = publish(session, "First"), publish(session, "Second", 1)
    back = roll_back(session)
    assert (back.id, back.state, back.published_at) == (first, "published", MOMENT + timedelta(days=10))
    assert release(session, second).state == "retired"
    assert kept_release_ids(session) == (first, second)
    assert {each.title.rsplit(" ", 1)[0] for each in program_records(session, first)} == {"First"}


def test_rolling_back_twice_goes_back_twice(session: Session):
    ids = [publish(session, title, day) for day, title in enumerate(("A", "B", "C"))]
    assert [roll_back(session).id, roll_back(session, day=11).id] == [ids[1], ids[0]]
    assert numbers(session) == [1, 2, 3]
    with pytest.raises(UnknownReleaseError, match="release 1 was the first to be published; there is none before it"):
        roll_back(session)


def test_what_was_left_by_a_rollback_can_be_returned_to(session: Session):
    publish(session, "A")
    second = publish(session, "B", 1)
    roll_back(session)
    assert roll_back(session, second, day=11).id == second
    assert roll_back(session, day=12).number == 1


def test_a_release_published_after_a_rollback_stands_before_the_one_rolled_back_to(session: Session):
    publish(session, "A")
    second, third = publish(session, "B", 1), publish(session, "C", 2)
    roll_back(session)
    fourth = publish(session, "D", 3)
    assert kept_release_ids(session) == (fourth, second, third)
    assert [(each.number, each.state) for each in releases(session)] == [
        (4, "published"),
        (3, "retired"),
        (2, "retired"),
    ]
    assert roll_back(session).id == second, "not the third, which was found wanting"


def test_the_release_rolled_back_to_counts_as_the_last_published_and_is_kept(session: Session):
    first = publish(session, "A")
    publish(session, "B", 1)
    third = publish(session, "C", 2)
    roll_back(session, first)
    fourth = publish(session, "D", 11)
    assert kept_release_ids(session) == (fourth, first, third)


def test_a_release_before_that_is_gone_is_told_with_those_that_are_kept(session: Session):
    for day, title in enumerate("ABCD"):
        publish(session, title, day)
    for _ in range(2):
        roll_back(session)
    before = releases(session)
    words = "the release before release 2 is no longer kept; these are: 3, 4"
    with pytest.raises(UnknownReleaseError, match=words):
        roll_back(session)
    assert releases(session) == before


@pytest.mark.parametrize("state", ["published", "staged", "discarded", "gone", "unheard of"])
def test_only_a_kept_release_can_be_rolled_back_to(session: Session, state: str):
    ids = [publish(session, title, day) for day, title in enumerate("ABCD")]
    wanted = {"published": ids[3], "gone": ids[0], "unheard of": "rel_unheard"}.get(state)
    if wanted is None:
        wanted = stage(session, "E")
        if state == "discarded":
            discard_release(session, wanted, now=MOMENT)
    before, done = releases(session), events(session)
    error, words = (
        (UnknownReleaseError, f"there is no release {wanted}")
        if state in {"gone", "unheard of"}
        else (ReleaseStateError, f"is {state}; only a retired one can be rolled back to")
    )
    with pytest.raises(error, match=words):
        roll_back(session, wanted)
    assert (releases(session), events(session)) == (before, done)


def test_a_rollback_decided_on_before_somebody_else_published_is_refused(session: Session):
    first, second = publish(session, "A"), publish(session, "B", 1)
    third = publish(session, "C", 2)
    with pytest.raises(ReleaseStateError, match="another release was published meanwhile"):
        rollback_release(session, first, from_release_id=second, now=MOMENT)
    assert current_release_id(session) == third


def test_what_was_staged_on_the_release_left_is_not_published_unseen(session: Session):
    publish(session, "A")
    publish(session, "B", 1)
    staged = stage(session, "C", 2)
    first = roll_back(session)
    with pytest.raises(ReleaseStateError, match="import its file again"):
        publish_release(session, staged, now=MOMENT)
    assert current_release_id(session) == first.id
    assert publish(session, "C", 3) != staged


def test_all_that_is_done_is_on_record_with_who_and_when(session: Session):
    publish(session, "A")
    stage(session, "B", 1)
    publish(session, "C", 2)
    roll_back(session)
    told = [(each.number, each.action, each.release_number, each.done_by) for each in events(session)]
    assert told == [
        (1, "import", 1, "Ann"),
        (2, "publish", 1, "Ben"),
        (3, "import", 2, "Ann"),
        (4, "discard", 2, "Ann"),
        (5, "import", 3, "Ann"),
        (6, "publish", 3, "Ben"),
        (7, "rollback", 1, "Cleo"),
    ]
    last = events(session)[-1]
    first = release(session, current_release_id(session))
    moment = MOMENT + timedelta(days=10)
    assert last == EventRecord(7, moment, "rollback", "Cleo", first.id, 1, "A", first.counts)


def test_what_changes_nothing_is_not_on_record(session: Session):
    first = publish(session, "A")
    before = events(session)
    publish_release(session, first, now=MOMENT)
    assert not stage_release(session, make_programs(3, title="A"), SOURCES, origin="again", now=MOMENT).is_new
    assert events(session) == before


def test_what_fails_is_not_on_record(session: Session):
    publish(session, "A")
    before = events(session)

    def breaks_off(done: int, _total: int) -> None:
        if done:
            raise ConnectionError("the line is cut")

    with pytest.raises(ConnectionError):
        stage_release(session, make_programs(3, title="B"), SOURCES, origin="B", now=MOMENT, on_progress=breaks_off)
    assert events(session) == before
