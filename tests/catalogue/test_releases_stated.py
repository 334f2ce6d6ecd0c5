"""A release holds federal facts and what schools state over them; each is replaced without touching the other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from factories import make_programs
from sqlalchemy.orm import Session
from stating import EVERYTHING, FEDERAL_SOURCES, STATED, UNITID, federal_program, school_of, statement

from leadmatch.catalogue.content import ContradictionError, UnknownSourceError
from leadmatch.catalogue.identity import school_id
from leadmatch.catalogue.queries import (
    base_programs,
    current_release_id,
    events,
    program_records,
    release,
    releases,
    source_records,
    statement_records,
)
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.release_states import NothingPublishedError, NothingStatedError
from leadmatch.catalogue.releases import publish_release
from leadmatch.catalogue.staging import StagedRelease, stage_release, stage_statements, withdraw_statements
from leadmatch.catalogue.statements import StatementRecord

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
OTHER = "990202"
OTHER_SOURCE = SourceRecord("school-990202-2026-10-01", "Another College, its own statement", "Another", "2026-10-01")
NEW = {"title": "Fast Track", "credential": "diploma", "formats": ("online",)}
BASE = [
    federal_program(),
    federal_program("51.0801"),
    federal_program(unitid=OTHER, school=school_of(OTHER, name="Another College")),
]


def import_federal(session: Session, programs: list[ProgramRecord] | None = None) -> StagedRelease:
    staged = stage_release(session, BASE if programs is None else programs, FEDERAL_SOURCES, origin="IPEDS", now=MOMENT)
    if staged.is_new:
        publish_release(session, staged.release.id, now=MOMENT)
    return staged


def import_file(session: Session, *statements: StatementRecord, source: SourceRecord = STATED) -> StagedRelease:
    staged = stage_statements(session, statements, [source], origin="programs.xlsx", now=MOMENT + timedelta(days=1))
    if staged.is_new:
        publish_release(session, staged.release.id, now=MOMENT + timedelta(days=1))
    return staged


def titles(session: Session) -> dict[str, str]:
    return {program.id: program.title for program in program_records(session, current_release_id(session))}


def test_every_fact_of_a_statement_comes_back_as_it_went_in(session: Session):
    import_federal(session)
    stated = [statement(**EVERYTHING), statement(code="B", **NEW), statement("51.0801", certifications=())]
    import_file(session, *stated)
    current = current_release_id(session)
    assert statement_records(session, current) == sorted(stated, key=lambda each: each.program_id)
    assert source_records(session, current)[STATED.key] == STATED


def test_programs_are_read_merged_by_id_and_the_federal_layer_apart(session: Session):
    import_federal(session)
    staged = import_file(session, statement(title="Coding"), statement(code="B", **NEW)).release
    ids = [program.id for program in program_records(session, staged.id)]
    assert ids == sorted(ids)
    assert sorted(titles(session).values()) == sorted([*(each.title for each in BASE[1:]), "Coding", "Fast Track"])
    assert list(base_programs(session, staged.id)) == sorted(BASE, key=lambda each: each.id)
    counts = staged.counts
    assert (counts["programs"], counts["base_programs"], counts["statements"]) == (4, 3, 2)
    of_school = program_records(session, staged.id, of_schools={school_id(OTHER)})
    assert [program.school.name for program in of_school] == ["Another College"]


def test_a_file_replaces_what_its_school_stated_and_leaves_other_schools_alone(session: Session):
    import_federal(session)
    import_file(session, statement(title="First"), statement("51.0801", title="Second"))
    other = statement(unitid=OTHER, title="Theirs", source=OTHER_SOURCE.key)
    import_file(session, other, source=OTHER_SOURCE)
    later = replace(STATED, key="school-990101-2026-11-20", as_of="2026-11-20")
    import_file(session, statement(title="Third", source=later.key), source=later)
    current = current_release_id(session)
    assert {each.title for each in statement_records(session, current)} == {"Third", "Theirs"}
    assert STATED.key not in source_records(session, current)
    assert titles(session)[BASE[1].id] == BASE[1].title


def test_federal_files_keep_what_schools_state(session: Session):
    import_federal(session)
    import_file(session, statement(title="Coding"), statement(code="B", **NEW))
    newer = [replace(each, graduates_count=99) for each in BASE]
    staged = import_federal(session, newer)
    assert staged.left_out == ()
    stated = {each.title: each.graduates_count for each in program_records(session, staged.release.id)}
    assert (stated["Coding"], stated["Fast Track"]) == (99, None)


def test_what_lost_its_program_is_left_out_stays_on_file_and_comes_back(session: Session):
    import_federal(session)
    import_file(session, statement("51.0801", title="Assisting"))
    staged = import_federal(session, [BASE[0], BASE[2]])
    assert [each.why for each in staged.left_out] == [
        "federal files have no such program, and the school states no credential and no formats"
    ]
    assert (staged.release.counts["programs"], staged.release.counts["statements"]) == (2, 1)
    assert "Assisting" not in titles(session).values()
    assert import_federal(session).left_out == ()
    assert "Assisting" in titles(session).values()


def test_the_same_file_or_the_same_federal_files_again_change_nothing(session: Session):
    import_federal(session)
    without = release(session, current_release_id(session))
    first = import_file(session, statement(title="Coding"), statement(code="B", **NEW))
    before = releases(session)
    assert not import_file(session, statement(code="B", **NEW), statement(title="Coding")).is_new
    assert not import_federal(session).is_new
    assert releases(session) == before
    assert first.release.content_sha256 != without.content_sha256
    assert first.release.base_sha256 == without.content_sha256
    assert without.base_sha256 is None


def test_a_withdrawal_leaves_federal_facts_and_other_schools_as_they_were(session: Session):
    import_federal(session)
    import_file(session, statement(title="Coding"), statement(code="B", **NEW))
    import_file(session, statement(unitid=OTHER, title="Theirs", source=OTHER_SOURCE.key), source=OTHER_SOURCE)
    staged = withdraw_statements(session, UNITID, now=MOMENT, by="Ann").release
    assert {each.title for each in statement_records(session, staged.id)} == {"Theirs"}
    assert list(base_programs(session, staged.id)) == sorted(BASE, key=lambda each: each.id)
    assert STATED.key not in source_records(session, staged.id)
    assert (events(session)[-1].action, events(session)[-1].done_by) == ("withdraw", "Ann")


def test_a_withdrawal_of_all_that_is_stated_is_the_federal_release_again(session: Session):
    import_federal(session)
    without = release(session, current_release_id(session))
    import_file(session, statement(title="Coding"))
    staged = withdraw_statements(session, UNITID, now=MOMENT).release
    assert (staged.content_sha256, staged.base_sha256) == (without.content_sha256, None)


def test_a_school_that_states_nothing_cannot_withdraw_and_nothing_is_discarded(session: Session):
    import_federal(session)
    stage_statements(session, [statement(title="Waiting")], [STATED], origin="a file", now=MOMENT)
    before = releases(session)
    with pytest.raises(NothingStatedError, match=f"UNITID {OTHER} states nothing"):
        withdraw_statements(session, OTHER, now=MOMENT)
    assert releases(session) == before


def test_any_other_stated_fact_or_day_makes_another_release(session: Session):
    import_federal(session)
    import_file(session, statement(**EVERYTHING))
    for name in EVERYTHING:
        if name not in {"title", "formats"}:
            assert import_file(session, statement(**{**EVERYTHING, name: None})).is_new, name
    assert import_file(session, statement(), source=replace(STATED, as_of="2026-11-02")).is_new


def test_a_file_without_a_published_release_is_refused(session: Session):
    stage_release(session, BASE, FEDERAL_SOURCES, origin="IPEDS", now=MOMENT)
    before = releases(session)
    with pytest.raises(NothingPublishedError, match="run first: leadmatch setup"):
        import_file(session, statement(title="Coding"))
    assert releases(session) == before


@pytest.mark.parametrize(
    ("statements", "source", "error", "words"),
    [
        ([statement(title="A"), statement(title="B")], STATED, ContradictionError, "two statements are about program"),
        ([statement(title="A", source="hearsay")], STATED, UnknownSourceError, "not on file: hearsay"),
        (
            [statement(title="A", source="ipeds-hd-2024")],
            FEDERAL_SOURCES[0],
            ContradictionError,
            "under the name of a federal source: ipeds-hd-2024",
        ),
    ],
)
def test_statements_that_cannot_be_a_release_change_nothing(
    session: Session, statements: list[StatementRecord], source: SourceRecord, error: type[Exception], words: str
):
    import_federal(session)
    before = releases(session)
    with pytest.raises(error, match=words):
        import_file(session, *statements, source=source)
    assert releases(session) == before


def test_a_file_copies_more_federal_programs_than_one_step_takes(session: Session):
    many = [*BASE, *make_programs(10_001)]
    import_federal(session, many)
    told: list[tuple[int, int]] = []
    staged = stage_statements(
        session,
        [statement(title="Coding")],
        [STATED],
        origin="programs.csv",
        now=MOMENT,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(done, 10_004) for done in (0, 2_500, 5_000, 7_500, 10_000, 10_004)]
    assert sum(1 for _program in program_records(session, staged.release.id)) == 10_004


def test_a_statement_is_about_the_school_of_its_unitid(session: Session):
    import_federal(session)
    staged = import_file(session, statement(unitid=OTHER, title="Theirs"))
    changed = [each for each in program_records(session, staged.release.id) if each.title == "Theirs"]
    assert [each.school.unitid for each in changed] == [OTHER]
