"""What is on file, as a school's own file is held against it."""

from factories import make_campus, make_program, make_school

from leadmatch.catalogue.identity import campus_id, program_id
from leadmatch.catalogue.school_file.known import KnownCatalogue

SCHOOL = make_school(unitid="100001")
CAMPUS = make_campus(SCHOOL, id=campus_id("100001"))
KEY = ("100001", "51.0713", "2")


def test_a_school_s_place_is_the_federal_one_also_where_only_a_later_program_has_it():
    online = make_program(id=program_id("100001", "51.0714", "2"), school=SCHOOL, cip_code="51.0714", campus=None)
    at_a_branch = make_program(
        id=program_id("100001", "51.0801", "2"), school=SCHOOL, cip_code="51.0801", campus=make_campus(SCHOOL)
    )
    on_campus = make_program(id=program_id(*KEY), school=SCHOOL, campus=CAMPUS)
    known = KnownCatalogue.of([online, at_a_branch, on_campus])
    assert known.schools["100001"].campus == CAMPUS
    assert [each.cip_code for each in known.programs_of("100001")] == ["51.0713", "51.0714", "51.0801"]


def test_programs_that_federal_files_do_not_have_are_not_on_file():
    stated_only = make_program(school=SCHOOL, award_level="2")
    made_up = make_program(school=make_school(unitid=None))
    known = KnownCatalogue.of([stated_only, made_up])
    assert (dict(known.schools), dict(known.programs), dict(known.cip_titles)) == ({}, {}, {})


def test_the_real_catalogue_is_on_file_whole(known: KnownCatalogue):
    assert len(known.programs) == 3540
    assert len(known.schools) == 1487
    assert set(known.cip_titles) == {"51.0707", "51.0710", "51.0713", "51.0714", "51.0716", "51.0801"}
