"""A folder of federal files becomes programs, and every row is accounted for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from federal_files import (
    AWARDS,
    CAMPUS,
    OFFER,
    RECORD,
    SCHOOL,
    SCORED,
    Rows,
    charges,
    write_federal_files,
)

from leadmatch.catalogue.compile import ALL_FIELDS, COMPILED_CATALOGUE, CompileReport, Scope, federal_programs
from leadmatch.catalogue.complaints import CatalogueFileError
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.records import ProgramRecord, SourceRecord

TODAY = date(2026, 11, 1)
BOTH = (COMPILED_CATALOGUE, ALL_FIELDS)


def compiled(
    folder: Path, scope: Scope = ALL_FIELDS, **changed: Rows
) -> tuple[list[ProgramRecord], tuple[SourceRecord, ...], CompileReport]:
    write_federal_files(folder, **changed)
    programs, sources, report = federal_programs(FederalFolders(folder), scope, on=TODAY)
    return list(programs), sources, report


def only(folder: Path, scope: Scope = ALL_FIELDS, **changed: Rows) -> ProgramRecord:
    (program,), _, _ = compiled(folder, scope, **changed)
    return program


def counts(report: CompileReport) -> dict[str, int]:
    return {name: value for name, value in asdict(report).items() if isinstance(value, int) and value}


def test_a_program_holds_what_all_files_say_of_it(tmp_path: Path):
    program = only(tmp_path)
    assert program.title == "Medical assisting certificate or diploma, 12 weeks to 1 year"
    assert (program.field, program.credential, program.cip_title) == (
        "medical-assisting",
        "certificate_or_diploma",
        "Medical/Clinical Assistant",
    )
    assert (program.formats, program.formats_unknown, program.self_paced) == (("on_campus",), (), None)
    assert (program.graduates_count, program.graduates_year, program.length_months) == (7, 2024, 9)
    assert (program.cost.total_cents, program.cost.basis) == (900_000, "program")
    assert (program.school.name, program.school.website) == ("Alder College", "https://www.alder.example/")
    assert program.campus is not None
    assert (program.campus.zip_code, program.campus.latitude) == ("97301", 44.9389)
    assert [(record.accreditor_id, record.since) for record in program.accreditation] == [("hlc", date(1966, 3, 1))]
    assert (program.certifications, program.authorized_states, program.financial_aid) == ((), None, True)
    assert dict(program.fact_sources) == {
        "program": "ipeds-c-2024",
        "cip_title": "cip-2020",
        "school": "ipeds-hd-2024",
        "campus": "ipeds-hd-2024",
        "graduates": "ipeds-c-2024",
        "cost": "ipeds-ic-py-2023",
        "length": "ipeds-ic-py-2023",
        "formats": "ipeds-ic-2024",
        "financial_aid": "ipeds-hd-2024",
        "accreditation": "college-scorecard-2022",
        "accreditation_dates": "dapip-2020-11",
    }


def test_sources_are_those_of_the_files_each_once(tmp_path: Path):
    _, sources, report = compiled(tmp_path)
    assert [source.key for source in sources] == [
        "cip-2020",
        "college-scorecard-2022",
        "dapip-2020-11",
        "ipeds-c-2024",
        "ipeds-hd-2024",
        "ipeds-ic-2024",
        "ipeds-ic-py-2023",
    ]
    assert set(report.files) >= {"hd2024.csv", "c2024_a.csv.gz", "c2023_a.csv"}
    assert (report.years, report.notes) == ((2023, 2024), [])


def test_without_the_files_that_are_not_needed_facts_stay_unknown(tmp_path: Path):
    (program,), sources, report = compiled(tmp_path, charges=(), scorecard=(), campuses=(), records=())
    assert (program.cost.basis, program.cost.source, program.length_months) == ("unknown", None, None)
    assert program.accreditation == ()
    assert [source.key for source in sources] == ["cip-2020", "ipeds-c-2024", "ipeds-hd-2024", "ipeds-ic-2024"]
    assert len(report.notes) == 4
    assert not {"cost", "length", "accreditation"} & set(dict(program.fact_sources))


def test_files_may_lie_in_folders_of_their_own(tmp_path: Path):
    write_federal_files(tmp_path / "all")
    for name in ("dapip", "scorecard", "cip"):
        (tmp_path / name).mkdir()
    for pattern, name in (("dapip_*", "dapip"), ("scorecard_*", "scorecard"), ("CIP*", "cip")):
        for path in (tmp_path / "all").glob(pattern):
            path.rename(tmp_path / name / path.name)
    folders = FederalFolders(tmp_path / "all", tmp_path / "dapip", tmp_path / "scorecard", tmp_path / "cip")
    programs, sources, _ = federal_programs(folders, ALL_FIELDS, on=TODAY)
    assert len(list(programs)) == 1
    assert len(sources) == 7


@pytest.mark.parametrize("kind", ["directory", "offers", "awards", "titles"])
def test_without_a_needed_file_nothing_is_loaded(tmp_path: Path, kind: str):
    changed: Mapping[str, Rows] = {kind: (), **({"older": ()} if kind == "awards" else {})}
    with pytest.raises(CatalogueFileError, match="holds no file like"):
        compiled(tmp_path, **changed)


def test_every_row_is_counted_once(tmp_path: Path):
    awards = [
        AWARDS,
        AWARDS | {"CIPCODE": "99"},
        AWARDS | {"MAJORNUM": "2"},
        AWARDS | {"CIPCODE": "51.3801"},
        AWARDS | {"AWLEVEL": "5"},
        AWARDS | {"CIPCODE": "51.0713", "CTOTALT": "0"},
        AWARDS | {"UNITID": "100002"},
        AWARDS | {"UNITID": "100003"},
        AWARDS | {"UNITID": "100004"},
    ]
    directory = [
        SCHOOL,
        SCHOOL | {"UNITID": "100002", "CLOSEDAT": "6/30/2024"},
        SCHOOL | {"UNITID": "100003", "LATITUDE": "."},
    ]
    _, _, report = compiled(tmp_path, COMPILED_CATALOGUE, awards=awards, directory=directory)
    assert counts(report) == {
        "rows_total": 9,
        "rows_read": 9,
        "cip_totals_skipped": 1,
        "second_majors_skipped": 1,
        "out_of_scope": 2,
        "never_awarded": 1,
        "closed": 1,
        "without_school": 2,
        "loaded": 1,
        "schools": 1,
    }
    _, _, report = compiled(tmp_path, ALL_FIELDS, awards=awards, directory=directory)
    assert counts(report) == {
        "rows_total": 9,
        "rows_read": 9,
        "cip_totals_skipped": 1,
        "second_majors_skipped": 1,
        "never_awarded": 1,
        "closed": 1,
        "without_school": 2,
        "loaded": 5,
        "schools": 2,
    }
    assert [(kept.column, kept.value) for kept in report.complaints.kept] == [
        ("UNITID", "100003"),
        ("UNITID", "100004"),
    ]


def test_an_award_in_an_older_year_keeps_a_program_in(tmp_path: Path):
    awards = [AWARDS | {"CTOTALT": "0"}]
    program = only(tmp_path, COMPILED_CATALOGUE, awards=awards)
    assert program.graduates_count == 0, "a published zero"
    assert compiled(tmp_path, COMPILED_CATALOGUE, awards=awards, older=awards)[0] == []


def test_years_older_than_five_do_not_count(tmp_path: Path):
    write_federal_files(tmp_path)
    for year in range(2018, 2023):
        (tmp_path / f"c{year}_a.csv").write_text((tmp_path / "c2023_a.csv").read_text())
    _, _, report = federal_programs(FederalFolders(tmp_path), COMPILED_CATALOGUE, on=TODAY)
    assert report.years == (2020, 2021, 2022, 2023, 2024)


def test_an_unpublished_count_is_unknown(tmp_path: Path):
    program = only(tmp_path, awards=[AWARDS | {"CTOTALT": "."}])
    assert (program.graduates_count, program.graduates_year) == (None, None)
    assert "graduates" not in dict(program.fact_sources)


def test_whether_a_school_can_award_federal_aid_may_be_unknown(tmp_path: Path):
    program = only(tmp_path, directory=[SCHOOL | {"OPEFLAG": "-2"}])
    assert program.financial_aid is None
    assert "financial_aid" not in dict(program.fact_sources)


def test_an_online_only_program_has_no_campus_and_needs_no_place(tmp_path: Path):
    program = only(tmp_path, offers=[OFFER | {"DISTNCED": "1"}], directory=[SCHOOL | {"LATITUDE": "."}])
    assert (program.formats, program.campus) == (("online",), None)
    assert "campus" not in dict(program.fact_sources)


def test_a_school_without_characteristics_has_unknown_formats(tmp_path: Path):
    program = only(tmp_path, offers=[OFFER | {"UNITID": "100009"}])
    assert (program.formats, program.formats_unknown) == ((), ("on_campus", "hybrid", "online"))
    assert "formats" not in dict(program.fact_sources)


def test_a_second_level_in_the_code_makes_the_price_nobodys_even_with_no_awards(tmp_path: Path):
    awards = [AWARDS, AWARDS | {"AWLEVEL": "2", "CTOTALT": "0"}]
    programs, _, _ = compiled(tmp_path, awards=awards)
    assert [(program.cost.basis, program.cost.total_cents) for program in programs] == [
        ("estimate", 500_000),
        ("estimate", 1_000_000),
    ]
    assert [program.length_months for program in programs] == [None, None]


def test_figures_out_of_range_are_told_once_and_kept_out(tmp_path: Path):
    programs: Sequence[Mapping[str, object]] = [{"code": "51.0801", "tuition": 150_455, "months": 9}]
    (program,), _, report = compiled(tmp_path, charges=[charges("100001", *programs)])
    assert (program.cost.basis, program.length_months) == ("estimate", 9)
    assert [(kept.column, kept.value) for kept in report.complaints.kept] == [("CHG1PY3", "150455")]


def test_a_yearly_tuition_out_of_range_and_an_unknown_agency_are_told_once_for_a_school(tmp_path: Path):
    awards = [AWARDS, AWARDS | {"CIPCODE": "51.0713"}]
    scorecard = [SCORED | {"TUITIONFEE_IN": "5000000", "ACCREDAGENCY": "Nobody Knows It"}]
    _, _, report = compiled(tmp_path, awards=awards, scorecard=scorecard, charges=())
    assert sorted(kept.column for kept in report.complaints.kept) == ["ACCREDAGENCY", "TUITIONFEE_IN"]


def test_medical_assistant_records_attach_to_medical_assisting_alone(tmp_path: Path):
    records = [
        RECORD,
        RECORD
        | {
            "AgencyName": "Accrediting Bureau of Health Education Schools",
            "ProgramName": "Medical Assistant Education (MAAB) - Private schools and programs",
        },
    ]
    programs, _, _ = compiled(tmp_path, awards=[AWARDS, AWARDS | {"CIPCODE": "51.0713"}], records=records)
    assert [[record.kind for record in program.accreditation] for program in programs] == [
        ["institutional", "programmatic"],
        ["institutional"],
    ]
    assert programs[0].accreditation[1].current is None
    assert [key for fact, key in programs[0].fact_sources if fact == "accreditation"] == [
        "college-scorecard-2022",
        "dapip-2020-11",
    ]


def test_a_school_without_a_scorecard_row_is_accredited_by_dapips_word(tmp_path: Path):
    program = only(tmp_path, scorecard=[SCORED | {"UNITID": "100009"}], campuses=[CAMPUS | {"IpedsUnitIds": ""}])
    assert [(record.accreditor_id, record.source) for record in program.accreditation] == [("hlc", "dapip-2020-11")]
    assert "accreditation_dates" not in dict(program.fact_sources)


def test_a_code_without_a_title_is_called_by_its_field_and_told(tmp_path: Path):
    (program,), _, report = compiled(tmp_path, awards=[AWARDS | {"CIPCODE": "51.9898"}])
    assert program.title == "Health professions (51.9898) certificate or diploma, 12 weeks to 1 year"
    assert [kept.value for kept in report.complaints.kept] == ["51.9898"]


def test_an_older_list_of_titles_is_noticed_and_made_up_for(tmp_path: Path):
    (program,), _, report = compiled(tmp_path, awards=[AWARDS | {"CIPCODE": "30.7101"}])
    assert program.title == "Data analytics certificate or diploma, 12 weeks to 1 year"
    assert report.notes == ["CIPCode2020.csv lacks 1 codes that are in use, so it is no list of CIP 2020."]
    assert report.complaints.total == 0


@pytest.mark.parametrize("scope", BOTH)
def test_all_faults_of_all_files_are_told_and_nothing_is_yielded(tmp_path: Path, scope: Scope):
    with pytest.raises(CatalogueFileError) as raised:
        compiled(
            tmp_path,
            scope,
            directory=[SCHOOL | {"CONTROL": "8"}],
            awards=[AWARDS | {"AWLEVEL": "1"}, AWARDS | {"CIPCODE": "98.0000"}, AWARDS, AWARDS],
            scorecard=[SCORED | {"TUITIONFEE_IN": "much"}],
        )
    assert sorted((one.file, one.line, one.column) for one in raised.value.complaints) == [
        ("c2024_a.csv.gz", 2, "AWLEVEL"),
        ("c2024_a.csv.gz", 3, "CIPCODE"),
        ("c2024_a.csv.gz", 5, "UNITID"),
        ("hd2024.csv", 2, "CONTROL"),
        ("scorecard_2022_subset.csv", 2, "TUITIONFEE_IN"),
    ]


def test_progress_is_told_as_rows_done(tmp_path: Path):
    write_federal_files(tmp_path, awards=[AWARDS | {"UNITID": f"{number}"} for number in range(100_001, 106_001)])
    done: list[int] = []
    programs, _, report = federal_programs(FederalFolders(tmp_path), ALL_FIELDS, on_progress=done.append, on=TODAY)
    assert report.rows_total == 6000, "known before the first program, for the bar"
    assert done == []
    assert len(list(programs)) == 1
    assert done == [5000, 6000]
