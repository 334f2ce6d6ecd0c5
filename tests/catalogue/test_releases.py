"""A release is staged whole, published in one step, kept while it is one of the last three, and read back exactly."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import SOURCES, make_program, make_programs
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leadmatch.catalogue.models import Accreditation, Campus, Cost, Program, School, Source
from leadmatch.catalogue.queries import (
    ReleaseRecord,
    UnknownReleaseError,
    count_programs,
    current_release_id,
    kept_release_ids,
    release,
    releases,
)
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.catalogue.releases import discard_release, publish_release
from leadmatch.catalogue.staging import StagedRelease, stage_release

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
FACTS = (Source, School, Campus, Accreditation, Cost, Program)


def stage(session: Session, *, title: str = "Medical coding", now: datetime = MOMENT) -> StagedRelease:
    return stage_release(session, make_programs(12, title=title), SOURCES, origin="a test", now=now)


def publish_new(session: Session, *, title: str, now: datetime = MOMENT) -> str:
    staged = stage(session, title=title, now=now)
    return publish_release(session, staged.release.id, now=now).id


def publish(session: Session, release_id: str) -> ReleaseRecord:
    return publish_release(session, release_id, now=MOMENT)


def rows_of(session: Session, release_id: str) -> int:
    counted = (select(func.count()).select_from(fact).where(fact.release_id == release_id) for fact in FACTS)
    return sum(session.scalar(statement) for statement in counted)


def test_a_staged_release_knows_what_it_holds_and_where_from(session: Session):
    staged = stage(session)
    assert staged.is_new
    found = release(session, staged.release.id)
    assert found == staged.release
    assert (found.number, found.state, found.origin) == (1, "staged", "a test")
    assert (found.created_at, found.published_at) == (MOMENT, None)
    assert found.counts == {
        "programs": 12,
        "base_programs": 12,
        "statements": 0,
        "schools": 2,
        "campuses": 2,
        "accreditation": 2,
        "costs": 1,
        "sources": 3,
    }
    assert count_programs(session, found.id) == 12


def test_staging_tells_how_far_it_is(session: Session):
    told: list[tuple[int, int]] = []
    stage_release(
        session,
        make_programs(7),
        SOURCES,
        origin="a test",
        now=MOMENT,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 7), (7, 7)]


def test_nothing_is_published_before_somebody_says_so(session: Session):
    stage(session)
    assert current_release_id(session) is None
    assert kept_release_ids(session) == ()


def test_publishing_puts_the_new_release_in_place_of_the_old_one(session: Session):
    first = publish_new(session, title="First")
    later = MOMENT + timedelta(days=1)
    second = publish_release(session, stage(session, title="Second").release.id, now=later)
    assert (second.state, second.published_at) == ("published", later)
    assert current_release_id(session) == second.id
    retired = release(session, first)
    assert (retired.state, retired.published_at) == ("retired", MOMENT)
    assert count_programs(session, first) == 12


def test_the_same_content_as_the_published_release_is_that_release_unchanged(session: Session):
    published = publish_new(session, title="First")
    before = releases(session)
    programs = sorted(make_programs(12, title="First"), key=lambda program: program.graduates_count, reverse=True)
    again = stage_release(session, programs, reversed(SOURCES), origin="another file", now=MOMENT + timedelta(days=1))
    assert (again.release.id, again.release.state, again.is_new) == (published, "published", False)
    assert releases(session) == before


def test_the_same_content_as_a_retired_release_is_a_new_release(session: Session):
    first = publish_new(session, title="First")
    publish_new(session, title="Second")
    third = publish_new(session, title="First")
    assert third != first
    assert release(session, third).content_sha256 == release(session, first).content_sha256


def test_any_other_fact_makes_another_release(session: Session):
    publish_new(session, title="First")
    programs = list(make_programs(12, title="First"))
    programs[5] = replace(programs[5], graduates_count=None)
    assert stage_release(session, programs, SOURCES, origin="a test", now=MOMENT).is_new


def test_staging_discards_what_was_staged_before(session: Session):
    published = publish_new(session, title="First")
    left = stage(session, title="Second").release.id
    staged = stage(session, title="Third").release.id
    assert [(one.number, one.id, one.state) for one in releases(session)] == [
        (3, staged, "staged"),
        (2, left, "discarded"),
        (1, published, "published"),
    ]
    assert rows_of(session, left) == 0


def test_staging_what_is_published_discards_what_was_staged_before(session: Session):
    publish_new(session, title="First")
    left = stage(session, title="Second").release.id
    assert not stage(session, title="First").is_new
    assert release(session, left).state == "discarded"
    assert rows_of(session, left) == 0


def test_a_staged_release_can_be_discarded_and_its_number_is_not_given_again(session: Session):
    staged = stage(session).release
    discarded = discard_release(session, staged.id, now=MOMENT)
    assert discarded == replace(staged, state="discarded")
    assert rows_of(session, staged.id) == 0
    assert stage(session).release.number == 2


def test_the_last_three_that_were_published_are_kept_and_older_ones_removed(session: Session):
    ids = [publish_new(session, title=f"Title {day}", now=MOMENT + timedelta(days=day)) for day in range(5)]
    assert len(set(ids)) == 5
    assert kept_release_ids(session) == (ids[4], ids[3], ids[2])
    assert [one.id for one in releases(session)] == [ids[4], ids[3], ids[2]]
    assert [rows_of(session, one) > 0 for one in ids] == [False, False, True, True, True]


def test_publishing_the_published_release_again_changes_nothing(session: Session):
    published = publish_new(session, title="First")
    before = release(session, published)
    assert publish_release(session, published, now=MOMENT + timedelta(days=1)) == before


def discard(session: Session, release_id: str) -> ReleaseRecord:
    return discard_release(session, release_id, now=MOMENT)


@pytest.mark.parametrize("use_case", [publish, discard])
def test_only_a_staged_release_can_be_published_or_discarded(
    session: Session, use_case: Callable[[Session, str], ReleaseRecord]
):
    retired = publish_new(session, title="First")
    publish_new(session, title="Second")
    discarded = discard_release(session, stage(session, title="Third").release.id, now=MOMENT).id
    for release_id, state in ((retired, "retired"), (discarded, "discarded")):
        with pytest.raises(ReleaseStateError, match=f"is {state}; only a staged one can be"):
            use_case(session, release_id)


def test_a_published_release_cannot_be_discarded(session: Session):
    published = publish_new(session, title="First")
    with pytest.raises(ReleaseStateError, match="is published; only a staged one can be discarded"):
        discard_release(session, published, now=MOMENT)
    assert current_release_id(session) == published


@pytest.mark.parametrize("use_case", [publish, discard, release])
def test_a_release_that_is_not_on_file_is_named(session: Session, use_case: Callable[[Session, str], ReleaseRecord]):
    with pytest.raises(UnknownReleaseError, match="there is no release rel_unheard"):
        use_case(session, "rel_unheard")


def test_a_load_that_breaks_off_leaves_nothing_and_keeps_what_was_staged(session: Session):
    kept = stage(session, title="First").release

    def breaks_off(done: int, _total: int) -> None:
        if done:
            raise ConnectionError("the line is cut")

    with pytest.raises(ConnectionError):
        stage_release(session, [make_program()], SOURCES, origin="a test", now=MOMENT, on_progress=breaks_off)
    assert releases(session) == [kept]
    assert count_programs(session, kept.id) == 12
