"""Accreditation is told with who, since when, on whose word, and whether it still counts (rule C5)."""

from datetime import date

import pytest

from leadmatch.catalogue.accreditation import (
    DatedEvidence,
    agencies,
    agency_named,
    institutional_accreditation,
    is_current,
    programmatic_accreditation,
)
from leadmatch.catalogue.federal.dapip import INSTITUTIONAL, Accreditation
from leadmatch.catalogue.records import AccreditationRecord

TODAY = date(2026, 11, 1)
SINCE = date(1966, 3, 1)
HLC = "Higher Learning Commission"
COE = "Council on Occupational Education"
MAAB = "Medical Assistant Education (MAAB) - Private schools and programs"
MACD = "Medical Assistant (MACD) \N{EN DASH} Certificate or Diploma program"
MAAAS = "Medical Assisting (MAAAS) - Associate in/of Applied Science program"
ABHES = "Accrediting Bureau of Health Education Schools"


def evidence(*accreditations: Accreditation) -> DatedEvidence:
    return DatedEvidence(accreditations, "dapip-2020-11", "2020-11")


def institutional(*named: str, found: DatedEvidence | None = None) -> list[AccreditationRecord]:
    return list(institutional_accreditation(named, "college-scorecard-2022", "2022", found, on=TODAY))


def test_no_name_of_the_list_means_two_agencies():
    for agency in agencies().values():
        assert all(agency_named(name) == agency for name in (agency.name, *agency.spellings))
    assert all(agency.kind in ("institutional", "programmatic", "both") for agency in agencies().values())
    assert all(agency.source and agency.as_of for agency in agencies().values())
    assert list(agencies()) == sorted(agencies())


@pytest.mark.parametrize(
    ("written", "agency_id"),
    [
        (HLC, "hlc"),
        ("Association for Bibical Higher Educaiton", "abhe"),
        ("Accrediting Council for Continuing Education & Training", "accet"),
        ("Accrediting Council for Continuing Education and Training", "accet"),
        ("national accrediting commission of career arts and sciences,  inc.", "naccas"),
        ("Western Association of Schools and Colleges Commission", "wasc-unstated"),
    ],
)
def test_agencies_are_known_by_every_spelling_of_the_files(written: str, agency_id: str):
    agency = agency_named(written)
    assert agency is not None
    assert agency.id == agency_id


def test_an_unknown_agency_is_none():
    assert agency_named("Accreditation Mill of Nowhere") is None


@pytest.mark.parametrize(
    ("agency_id", "kind", "ended", "on", "current"),
    [
        ("hlc", "institutional", None, TODAY, True),
        ("hlc", "institutional", TODAY, TODAY, False),
        ("hlc", "institutional", date(2026, 11, 2), TODAY, True),
        ("acics", "institutional", None, TODAY, False),
        ("acics", "programmatic", None, TODAY, False),
        ("casi", "institutional", None, TODAY, None),
        ("abhes", "programmatic", None, TODAY, None),
        ("abhes", "programmatic", date(2019, 1, 1), TODAY, False),
    ],
)
def test_current_is_true_false_or_nobody_can_say(
    agency_id: str, kind: str, ended: date | None, on: date, *, current: bool | None
):
    assert is_current(agencies()[agency_id], kind, ended=ended, on=on) is current


def test_acics_is_the_agency_whose_recognition_has_ended():
    assert [agency.id for agency in agencies().values() if agency.recognition_ended] == ["acics"]
    assert agencies()["acics"].recognition_ended == date(2022, 8, 19)


def test_the_scorecard_names_the_agency_and_dapip_knows_since_when():
    (record,) = institutional(HLC, found=evidence(Accreditation(HLC, INSTITUTIONAL, SINCE, None)))
    assert record == AccreditationRecord(
        accreditor_id="hlc",
        name=HLC,
        kind="institutional",
        field=None,
        current=True,
        since=SINCE,
        ended=None,
        source="college-scorecard-2022",
        as_of="2022",
    )


def test_an_end_before_the_scorecard_named_the_agency_is_contradicted_and_left_aside():
    (record,) = institutional(HLC, found=evidence(Accreditation(HLC, INSTITUTIONAL, SINCE, date(2015, 1, 1))))
    assert (record.current, record.since, record.ended) == (True, None, None)


def test_two_agencies_of_one_value_are_two_records():
    assert [record.accreditor_id for record in institutional(HLC, COE)] == ["coe", "hlc"]


def test_a_name_that_no_list_has_leaves_dapip_to_say():
    (record,) = institutional("Unheard of", found=evidence(Accreditation(COE, INSTITUTIONAL, SINCE, None)))
    assert (record.accreditor_id, record.source, record.as_of) == ("coe", "dapip-2020-11", "2020-11")
    assert record.current is True


def test_without_the_scorecard_dapip_speaks_and_what_is_in_force_counts():
    found = evidence(
        Accreditation(HLC, INSTITUTIONAL, SINCE, date(2015, 1, 1)),
        Accreditation(COE, INSTITUTIONAL, SINCE, None),
        Accreditation(ABHES, MAAB, SINCE, None),
        Accreditation("Unheard of", INSTITUTIONAL, SINCE, None),
    )
    (record,) = institutional_accreditation((), None, None, found, on=TODAY)
    assert (record.accreditor_id, record.since, record.current) == ("coe", SINCE, True)


def test_where_all_have_ended_the_last_is_told_with_its_end():
    found = evidence(
        Accreditation(HLC, INSTITUTIONAL, SINCE, date(2015, 1, 1)),
        Accreditation(COE, INSTITUTIONAL, SINCE, date(2018, 5, 1)),
        Accreditation(COE, INSTITUTIONAL, SINCE, date(2009, 5, 1)),
    )
    (record,) = institutional(found=found)
    assert (record.accreditor_id, record.ended, record.current) == ("coe", date(2018, 5, 1), False)


def test_nothing_on_file_is_no_record():
    assert institutional() == []
    assert institutional(found=evidence()) == []


@pytest.mark.parametrize(
    ("days", "since"),
    [
        ((SINCE, date(1990, 1, 1)), SINCE),
        ((SINCE, None), None),
        ((date(8014, 9, 1),), None),
    ],
)
def test_since_is_the_earliest_day_where_every_beginning_is_known(days: tuple[date | None, ...], since: date | None):
    found = evidence(*(Accreditation(HLC, INSTITUTIONAL, day, None) for day in days))
    assert institutional(HLC, found=found)[0].since == since


@pytest.mark.parametrize(
    ("program", "credential", "is_covered"),
    [
        (MAAB, "certificate_or_diploma", True),
        (MAAB, "associate", True),
        (MACD, "certificate_or_diploma", True),
        (MACD, "associate", False),
        (MAAAS, "associate", True),
        (MAAAS, "certificate_or_diploma", False),
        (MAAB, "bachelor", False),
        ("Surgical Technology (STAB)", "associate", False),
    ],
)
def test_abhes_medical_assistant_records_cover_the_credentials_they_name(
    program: str, credential: str, *, is_covered: bool
):
    found = evidence(Accreditation(ABHES, program, SINCE, None))
    records = programmatic_accreditation("medical-assisting", credential, found, on=TODAY)
    assert len(records) == is_covered
    for record in records:
        assert (record.accreditor_id, record.kind, record.field) == ("abhes", "programmatic", "medical-assisting")
        assert (record.current, record.since, record.as_of) == (None, SINCE, "2020-11")


def test_programmatic_accreditation_that_ended_is_left_aside():
    found = evidence(Accreditation(ABHES, MAAB, SINCE, date(2019, 6, 1)))
    assert programmatic_accreditation("medical-assisting", "associate", found, on=TODAY) == ()


def test_other_fields_have_no_programmatic_accreditation():
    found = evidence(Accreditation(ABHES, MAAB, SINCE, None))
    assert programmatic_accreditation("billing-coding", "associate", found, on=TODAY) == ()
    assert programmatic_accreditation("medical-assisting", "associate", None, on=TODAY) == ()
