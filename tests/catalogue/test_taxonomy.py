"""Fields, credentials and titles are the words of the people who look for a program."""

import pytest

from leadmatch.catalogue.federal.ipeds import DistanceOffer
from leadmatch.catalogue.formats import formats_of
from leadmatch.catalogue.identity import campus_id, program_id, school_id
from leadmatch.catalogue.subject import subject_from_title, subject_of
from leadmatch.catalogue.taxonomy import (
    AWARD_LEVELS,
    CIP_FAMILIES,
    CREDENTIAL_LABELS,
    FIELD_LABELS,
    cip_codes_of,
    credential_of,
    field_of,
    longest_months,
    title_of,
    years_for_estimate,
)


@pytest.mark.parametrize(
    ("cip_code", "field"),
    [
        ("51.0713", "billing-coding"),
        ("51.0714", "billing-coding"),
        ("51.0707", "billing-coding"),
        ("51.0801", "medical-assisting"),
        ("51.0716", "medical-office"),
        ("51.0710", "medical-office"),
        ("51.3801", "health-professions"),
        ("52.0201", "business"),
        ("01.0000", "agriculture"),
    ],
)
def test_a_cip_code_belongs_to_one_field(cip_code: str, field: str):
    assert field_of(cip_code) == field
    assert field in FIELD_LABELS


def test_every_family_has_a_field_of_its_own_with_a_label():
    fields = [field_of(f"{family}.9998") for family in CIP_FAMILIES]
    assert len(set(fields)) == len(fields)
    assert set(fields) < set(FIELD_LABELS)
    with pytest.raises(KeyError):
        field_of("99.0000")


def test_a_field_knows_its_codes_or_its_family():
    assert cip_codes_of("billing-coding") == ["51.0707", "51.0713", "51.0714"]
    assert cip_codes_of("business") == ["52"]
    assert all(cip_codes_of(field) for field in FIELD_LABELS)
    with pytest.raises(KeyError):
        cip_codes_of("astrology")


@pytest.mark.parametrize(
    ("award_level", "credential", "years", "months"),
    [
        ("20", "certificate_or_diploma", None, 3),
        ("21", "certificate_or_diploma", 1, 12),
        ("2", "certificate_or_diploma", 2, 24),
        ("4", "certificate_or_diploma", None, 48),
        ("3", "associate", 2, 24),
        ("5", "bachelor", None, 48),
        ("6", "postbaccalaureate_certificate", None, 24),
        ("7", "master", None, 36),
        ("8", "other", None, 24),
        ("17", "doctorate", None, 96),
        ("18", "doctorate", None, 72),
        ("19", "doctorate", None, 96),
    ],
)
def test_an_award_level_means_a_credential_and_estimates_only_where_the_rule_names_years(
    award_level: str, credential: str, years: int | None, months: int
):
    assert credential_of(award_level) == credential
    assert credential in CREDENTIAL_LABELS
    assert years_for_estimate(award_level) == years
    assert longest_months(award_level) == months


def test_there_are_no_other_award_levels():
    assert set(AWARD_LEVELS) == {"20", "21", "2", "4", "3", "5", "6", "7", "8", "17", "18", "19"}
    with pytest.raises(KeyError):
        credential_of("1")


@pytest.mark.parametrize(
    ("cip_code", "cip_title", "award_level", "title"),
    [
        ("51.0713", "any", "2", "Medical coding certificate or diploma, 1 to 2 years"),
        ("51.0801", "any", "3", "Medical assisting associate degree"),
        ("51.0801", "any", "20", "Medical assisting certificate or diploma, under 12 weeks"),
        ("51.0714", "any", "21", "Medical billing and insurance certificate or diploma, 12 weeks to 1 year"),
        ("51.0707", "any", "3", "Health information technology associate degree"),
        ("51.0716", "any", "2", "Medical administrative assisting certificate or diploma, 1 to 2 years"),
        ("51.0710", "any", "21", "Medical office assisting certificate or diploma, 12 weeks to 1 year"),
        ("52.0301", "Accounting", "5", "Accounting bachelor's degree"),
        ("45.0601", "Economics, General", "17", "Economics research doctorate"),
        ("51.1401", "Medical Scientist", "8", "Medical scientist post-master's certificate"),
    ],
)  # fmt: skip
def test_a_title_is_the_subject_and_what_it_leads_to(cip_code: str, cip_title: str, award_level: str, title: str):
    assert title_of(cip_code, cip_title, award_level) == title


@pytest.mark.parametrize(
    ("cip_title", "subject"),
    [
        ("Biology/Biological Sciences, General.", "Biology"),
        ("Social Work, Other", "Social work (other)"),
        ("Welding Technology/Welder", "Welding technology"),
        ("Cosmetology/Cosmetologist, General", "Cosmetology"),
        ("Family Practice Nurse/Nursing", "Family practice nursing"),
        ("Pediatric Nurse/Nursing", "Pediatric nursing"),
        ("Massage Therapy/Therapeutic Massage", "Massage therapy"),
        ("Automobile/Automotive Mechanics Technology/Technician", "Automobile mechanics technology"),
        ("Crisis/Emergency/Disaster Management", "Crisis, emergency and disaster management"),
        ("City/Urban, Community and Regional Planning", "City, urban, community and regional planning"),
        ("System, Networking, and LAN/WAN Management/Manager", "System, networking, and LAN/WAN management"),
        ("American Sign Language (ASL)", "American Sign Language (ASL)"),
        ("Russian, East European and Eurasian Studies", "Russian, East European and Eurasian studies"),
        ("Mexican-American/Chicano Studies", "Mexican-American and Chicano studies"),
        ("Emergency Medical Technology/Technician (EMT Paramedic)", "Emergency medical technology (EMT paramedic)"),
        ("Pre-Law  Studies", "Pre-law studies"),
        ("E-Commerce", "E-commerce"),
        ("Women's Studies", "Women's studies"),
    ],
)  # fmt: skip
def test_a_cip_title_is_said_in_plain_words(cip_title: str, subject: str):
    assert subject_from_title(cip_title) == subject


def test_a_title_that_misleads_has_words_of_its_own():
    assert subject_of("13.1006", "Education/Teaching of Individuals with Mental Retardation") == (
        "Teaching of students with intellectual disabilities"
    )


def test_identifiers_come_from_the_natural_key_and_never_change():
    assert school_id("100760") == "sch_lm2lmeuubrvhhr4d"
    assert campus_id("100760") != school_id("100760")
    assert program_id("100760", "51.0801", "2") != program_id("100760", "51.0801", "21")


NOTHING_SAID = ((), ("on_campus", "hybrid", "online"))
ONLINE = (("online",), ())
ON_CAMPUS = (("on_campus",), ())
SOME_ONLINE = (("on_campus",), ("online", "hybrid"))


@pytest.mark.parametrize(
    ("answers", "for_undergraduates", "for_graduates"),
    [
        ((True, True, None), ONLINE, ONLINE),
        ((False, False, True), ON_CAMPUS, SOME_ONLINE),
        ((False, True, False), SOME_ONLINE, ON_CAMPUS),
        ((False, None, None), SOME_ONLINE, SOME_ONLINE),
        ((None, None, None), NOTHING_SAID, NOTHING_SAID),
        (None, NOTHING_SAID, NOTHING_SAID),
    ],
)
def test_formats_are_what_the_school_says_for_the_level_of_study(
    answers: tuple[bool | None, bool | None, bool | None] | None, for_undergraduates: object, for_graduates: object
):
    offer = None if answers is None else DistanceOffer(*answers)
    assert formats_of(offer, is_graduate=False) == for_undergraduates
    assert formats_of(offer, is_graduate=True) == for_graduates
