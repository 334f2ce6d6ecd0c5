"""What goes into a release is checked before it is written, and comes out as it went in."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from factories import ACCREDITATION, COST, SOURCES, make_campus, make_program, make_programs, make_school
from sqlalchemy import text
from sqlalchemy.orm import Session

from leadmatch.catalogue.content import (
    ContentError,
    ContradictionError,
    DuplicateProgramError,
    EmptyCatalogueError,
    UnknownSourceError,
    collect_content,
)
from leadmatch.catalogue.queries import UnknownReleaseError, program_records, releases, source_records
from leadmatch.catalogue.records import UNKNOWN_COST, ProgramRecord
from leadmatch.catalogue.releases import discard_release
from leadmatch.catalogue.staging import stage_release

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PROGRAMMATIC = replace(
    ACCREDITATION,
    accreditor_id="caahep",
    name="Commission on Accreditation of Allied Health Education Programs",
    kind="programmatic",
    field="medical-assisting",
    current=None,
    since=None,
    ended=date(2019, 12, 31),
    as_of="2020-11",
)
SCHOOL = make_school(name='Example Céntral \N{SNOWMAN} "College", Inc.', website=None, title_iv=None, control=None)

PROGRAMS = [
    make_program(),
    make_program(
        title="Unknown cost", cost=UNKNOWN_COST, length_months=None, graduates_count=None, graduates_year=None
    ),
    make_program(title="Nobody graduated, which is known", graduates_count=0, financial_aid=False, self_paced=False),
    make_program(title="Online only", campus=None, authorized_states=("IL", "WI"), self_paced=True),
    make_program(title="Open nowhere yet", campus=None, authorized_states=(), formats=("online", "hybrid")),
    make_program(title="Cost of nothing", cost=replace(COST, total_cents=0, basis="program", books_supplies_cents=0)),
    make_program(title="Unaccredited", accreditation=(), certifications=("CPC", "CBCS"), credits=30),
    make_program(title="Accredited twice", school=SCHOOL, accreditation=(PROGRAMMATIC, ACCREDITATION)),
    make_program(title="Accredited once", school=SCHOOL, accreditation=(ACCREDITATION,)),
    make_program(title="Not from IPEDS", award_level=None, fact_sources=()),
    make_program(
        title="Demo",
        school=make_school(name="Example Demo School", is_demo=True, unitid=None, opeid=None, title_iv=False),
        campus=make_campus(make_school(name="Example Demo School"), street=None, latitude=-14.27, longitude=-170.7),
    ),
]


def stage(session: Session, programs: list[ProgramRecord]) -> str:
    return stage_release(session, programs, SOURCES, origin="a test", now=MOMENT).release.id


def test_records_come_back_as_they_went_in_by_id(session: Session):
    release_id = stage(session, PROGRAMS)
    back = list(program_records(session, release_id))
    assert back == sorted(PROGRAMS, key=lambda program: program.id)
    kinds = [(type(one.since), type(one.ended)) for program in back for one in program.accreditation]
    assert set(kinds) == {(date, type(None)), (type(None), date)}
    assert all(type(program.fact_sources) is tuple for program in back)
    assert all(type(pair) is tuple for program in back for pair in program.fact_sources)


def test_sources_come_back_by_their_keys(session: Session):
    release_id = stage(session, PROGRAMS)
    assert source_records(session, release_id) == {source.key: source for source in SOURCES}
    assert source_records(session, "rel_unheard") == {}


def test_programs_share_the_records_that_they_have_in_common(session: Session):
    one, *others = program_records(session, stage(session, list(make_programs(10))))
    for other in others:
        assert other.school is one.school
        assert other.campus is one.campus
        assert other.accreditation is one.accreditation
        assert other.cost is one.cost
        assert other.fact_sources is one.fact_sources


def test_more_programs_than_one_batch_are_all_written_and_read(session: Session):
    release_id = stage(session, list(make_programs(10_001)))
    assert sorted(program.graduates_count for program in program_records(session, release_id)) == [*range(10_001)]


def test_each_release_keeps_its_own_facts(session: Session):
    first = stage(session, [make_program(title="First", id="prg_same")])
    discard_release(session, first, now=MOMENT)
    second = stage(session, [make_program(title="Second", id="prg_same")])
    assert [program.title for program in program_records(session, second)] == ["Second"]


def test_reading_an_unknown_release_says_so(session: Session):
    with pytest.raises(UnknownReleaseError, match="there is no release rel_unheard"):
        next(program_records(session, "rel_unheard"))


def test_reading_a_release_that_is_removed_meanwhile_does_not_end_early(session: Session):
    release_id = stage(session, list(make_programs(12)))
    session.execute(text("DELETE FROM program WHERE title = 'Medical coding 7'"))
    with pytest.raises(UnknownReleaseError, match=f"release {release_id} was removed while it was read"):
        list(program_records(session, release_id))


def test_the_order_of_records_does_not_matter_and_every_fact_does():
    content = collect_content(PROGRAMS, SOURCES)
    assert collect_content(reversed(PROGRAMS), reversed(SOURCES)).sha256 == content.sha256
    one, *rest = PROGRAMS
    for changed in (
        replace(one, title="Another"),
        replace(one, graduates_count=0),
        replace(one, self_paced=False),
        replace(one, cost=replace(one.cost, total_cents=1)),
        replace(one, accreditation=()),
        replace(one, fact_sources=one.fact_sources[::-1]),
    ):
        assert collect_content([changed, *rest], SOURCES).sha256 != content.sha256
    assert collect_content(rest, SOURCES).sha256 != content.sha256
    later = [replace(SOURCES[0], as_of="2025"), *SOURCES[1:]]
    assert collect_content(PROGRAMS, later).sha256 != content.sha256


HERE = make_school()
ELSEWHERE = make_school(name="Example Other College")


@pytest.mark.parametrize(
    ("programs", "error", "words"),
    [
        ([], EmptyCatalogueError, "there is no program to load"),
        (
            [make_program(title="One", id="prg_1"), make_program(title="Other", id="prg_1")],
            DuplicateProgramError,
            "program prg_1 occurs twice: 'One' and 'Other' at 'Example City College'",
        ),
        ([make_program(), make_program()], DuplicateProgramError, "occurs twice"),
        (
            [make_program(), make_program(title="Other", school=replace(HERE, control=None))],
            ContradictionError,
            f"school {HERE.id} is told in two ways",
        ),
        (
            [make_program(), make_program(title="Other", campus=make_campus(HERE, city="Cicero"))],
            ContradictionError,
            "campus cam_.* is told in two ways",
        ),
        (
            [make_program(campus=make_campus(ELSEWHERE))],
            ContradictionError,
            f"campus cam_.* is not of school {HERE.id}",
        ),
        (
            [make_program(fact_sources=(("graduates", "hearsay"), ("school", "ipeds-hd-2024")))],
            UnknownSourceError,
            "sources that are not on file: hearsay",
        ),
        ([make_program(cost=replace(COST, source="rumour"))], UnknownSourceError, "not on file: rumour"),
        (
            [make_program(accreditation=(replace(ACCREDITATION, source="a friend"),))],
            UnknownSourceError,
            "not on file: a friend",
        ),
    ],
)
def test_records_that_cannot_be_a_release_are_refused_and_nothing_is_written(
    session: Session, programs: list[ProgramRecord], error: type[ContentError], words: str
):
    with pytest.raises(error, match=words):
        stage(session, programs)
    assert releases(session) == []


def test_two_sources_of_one_key_are_refused():
    with pytest.raises(ContradictionError, match="source ipeds-hd-2024 is told in two ways"):
        collect_content([make_program()], [*SOURCES, replace(SOURCES[0], as_of="2023")])
