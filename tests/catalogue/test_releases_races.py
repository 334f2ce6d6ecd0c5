"""Two at once: whoever comes second finds a consistent state, on connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from factories import SOURCES, make_programs
from sqlalchemy.orm import Session
from stating import FEDERAL_SOURCES, STATED, federal_program, statement

from leadmatch.catalogue.queries import (
    ReleaseRecord,
    UnknownReleaseError,
    current_release_id,
    events,
    kept_release_ids,
    program_records,
    releases,
)
from leadmatch.catalogue.release_states import ReleaseStateError
from leadmatch.catalogue.releases import discard_release, publish_release, rollback_release
from leadmatch.catalogue.staging import stage_release, stage_statements

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ROUNDS = 10


def stage(session: Session, title: str, *, programs: int = 12) -> str:
    made = make_programs(programs, title=title)
    return stage_release(session, made, SOURCES, origin=title, now=MOMENT).release.id


def both(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Run two things at the same moment and return what each gave back, or the error that it ended with."""
    start = Barrier(2)

    def run(use_case: Callable[[], object]) -> object:
        start.wait()
        try:
            return use_case()
        except ReleaseStateError as error:
            return error

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, (first, second)))


def test_of_two_publishers_of_one_release_both_end_with_it_published(open_session: Callable[[], Session]):
    one, other = open_session(), open_session()
    for number in range(ROUNDS):
        staged = stage(one, f"Round {number}")
        now = MOMENT + timedelta(minutes=number)
        results = both(
            lambda staged=staged, now=now: publish_release(one, staged, now=now),
            lambda staged=staged, now=now: publish_release(other, staged, now=now + timedelta(seconds=1)),
        )
        assert results[0] == results[1]
        assert current_release_id(one) == staged
    states = [release.state for release in releases(one)]
    assert states == ["published", "retired", "retired"]


def test_a_release_is_either_published_or_discarded_never_both(open_session: Callable[[], Session]):
    one, other = open_session(), open_session()
    published = publish_release(one, stage(one, "Before"), now=MOMENT).id
    for number in range(ROUNDS):
        staged = stage(one, f"Round {number}")
        outcome = both(
            lambda staged=staged: publish_release(one, staged, now=MOMENT + timedelta(hours=1)),
            lambda staged=staged: discard_release(other, staged, now=MOMENT),
        )
        (winner,) = [result for result in outcome if isinstance(result, ReleaseRecord)]
        (loser,) = [result for result in outcome if isinstance(result, ReleaseStateError)]
        assert f"({staged}) is {winner.state}" in str(loser)
        published = staged if winner.state == "published" else published
        assert current_release_id(one) == published
        assert len(list(program_records(one, published))) == 12


def test_of_two_that_stage_at_once_the_later_one_stays(open_session: Callable[[], Session]):
    one, other = open_session(), open_session()
    for number in range(ROUNDS):
        ids = both(
            lambda number=number: stage(one, f"One {number}"), lambda number=number: stage(other, f"Other {number}")
        )
        one.rollback()
        later, earlier, *_ = releases(one)
        assert {later.id, earlier.id} == set(ids)
        assert (later.state, earlier.state) == ("staged", "discarded")
        assert len(list(program_records(one, later.id))) == 12


def test_readers_see_the_old_release_or_the_new_one_while_releases_come_and_go(open_session: Callable[[], Session]):
    writer, reader = open_session(), open_session()
    publish_release(writer, stage(writer, "Before", programs=300), now=MOMENT)
    start = Barrier(2)

    def publish_all() -> None:
        start.wait()
        for number in range(ROUNDS):
            staged = stage(writer, f"Round {number}", programs=300)
            publish_release(writer, staged, now=MOMENT + timedelta(minutes=number + 1))

    def read_until(done: Callable[[], bool]) -> list[tuple[str, int]]:
        start.wait()
        seen = []
        while not done():
            reader.rollback()
            current = current_release_id(reader)
            try:
                titles = {program.title.rsplit(" ", 1)[0] for program in program_records(reader, current)}
            except UnknownReleaseError:
                continue  # three newer ones came while we looked away; the error says so
            seen.append((current, len(titles)))
        return seen

    with ThreadPoolExecutor(2) as threads:
        publishing = threads.submit(publish_all)
        seen = threads.submit(read_until, publishing.done).result()
        publishing.result()
    assert {titles for _release, titles in seen} == {1}
    assert len({release for release, _titles in seen}) > 1


def test_a_rollback_and_a_publication_at_once_end_in_one_of_them_and_nothing_unseen(
    open_session: Callable[[], Session],
):
    one, other = open_session(), open_session()
    for title in ("A", "B"):
        publish_release(one, stage(one, title), now=MOMENT)
    for number in range(ROUNDS):
        staged = stage(one, f"Round {number}")
        current, before = kept_release_ids(one)[:2]
        outcome = both(
            lambda staged=staged: publish_release(one, staged, now=MOMENT),
            lambda to=before, of=current: rollback_release(other, to, from_release_id=of, now=MOMENT),
        )
        one.rollback()
        (winner,) = [result for result in outcome if isinstance(result, ReleaseRecord)]
        (loser,) = [result for result in outcome if isinstance(result, ReleaseStateError)]
        assert current_release_id(one) == winner.id
        assert "another release was published" in str(loser)
        assert events(one)[-1].release_id == winner.id
        assert len(list(program_records(one, winner.id))) == 12


def test_two_rollbacks_at_once_go_back_one_step(open_session: Callable[[], Session]):
    one, other = open_session(), open_session()
    ids = [publish_release(one, stage(one, title), now=MOMENT).id for title in ("A", "B", "C")]
    outcome = both(
        lambda: rollback_release(one, ids[1], from_release_id=ids[2], now=MOMENT),
        lambda: rollback_release(other, ids[1], from_release_id=ids[2], now=MOMENT),
    )
    one.rollback()
    assert sorted(type(result).__name__ for result in outcome) == ["ReleaseRecord", "ReleaseStateError"]
    assert current_release_id(one) == ids[1]
    assert [event.action for event in events(one)].count("rollback") == 1


def test_a_schools_file_and_federal_files_at_once_lose_nothing_that_is_published(open_session: Callable[[], Session]):
    """Whichever is staged last stays, over whatever is published by then; what the school states is never dropped."""
    one, other = open_session(), open_session()
    publish_release(one, stage_federal(one, 0), now=MOMENT)
    titles = {federal_program().title}
    for number in range(1, ROUNDS + 1):
        _staged, outcome = both(
            lambda number=number: stage_federal(one, number),
            lambda number=number: publish_statement(other, f"Stated {number}"),
        )
        one.rollback()
        if not isinstance(outcome, ReleaseStateError):
            titles = {f"Stated {number}"}
        assert {each.title for each in program_records(one, current_release_id(one))} == titles
        if releases(one)[0].state == "staged":
            staged = publish_release(one, releases(one)[0].id, now=MOMENT).id
            assert {each.title for each in program_records(one, staged)} == titles


def stage_federal(session: Session, number: int) -> str:
    programs = [federal_program(graduates_count=number)]
    return stage_release(session, programs, FEDERAL_SOURCES, origin="IPEDS", now=MOMENT).release.id


def publish_statement(session: Session, title: str) -> None:
    staged = stage_statements(session, [statement(title=title)], [STATED], origin=title, now=MOMENT).release
    publish_release(session, staged.id, now=MOMENT)


@pytest.mark.parametrize("_again", range(3))
def test_a_reader_in_the_middle_of_a_release_reads_it_to_its_end(open_session: Callable[[], Session], _again: int):
    writer, reader = open_session(), open_session()
    first = publish_release(writer, stage(writer, "First", programs=6_000), now=MOMENT).id
    reading = program_records(reader, first)
    next(reading)
    for number in range(4):
        publish_release(writer, stage(writer, f"Round {number}"), now=MOMENT + timedelta(minutes=number + 1))
    assert first not in {release.id for release in releases(writer)}
    assert len(list(reading)) == 5_999
