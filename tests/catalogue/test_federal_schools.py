"""Schools, campuses and web addresses as the directory gives them."""

from dataclasses import replace

import pytest

from leadmatch.catalogue.federal.ipeds import Institution
from leadmatch.catalogue.federal.schools import campus_of, school_of, website_of

ALDER = Institution(
    unitid="100001",
    name="Alder College",
    street=None,
    city="Salem",
    state="OR",
    zip_code="97301",
    latitude=44.9,
    longitude=-123.0,
    control="public",
    opeid=None,
    title_iv=True,
    website="alder.edu",
    is_closed=False,
)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("www.aamu.edu/", "https://www.aamu.edu/"),
        ("https://www.uab.edu/", "https://www.uab.edu/"),
        ("HTTP://www.a.edu/x?y=1#z", "http://www.a.edu/x?y=1#z"),
        ("https:/www.a.edu", "https://www.a.edu"),
        ("https://https-school.edu", "https://https-school.edu"),
        ("www.a.edu/city#location=West Palm Beach, FL", "https://www.a.edu/city"),
        ("www.a.edu/nursing/ OR school of radiology", "https://www.a.edu/nursing/"),
        ("https://a.edu/ and https://b.edu/sf", "https://a.edu/"),
        ("a.edu:8080/x", "https://a.edu:8080/x"),
        ("https://kad007@marietta.edu/", None),
        ("https://school@gmail.com/", None),
        ("none", None),
        ("javascript:alert(1)", None),
        ("ftp://a.edu", None),
        ("www.peña.edu", None),
        ("www.-a.edu", None),
        ("https://", None),
        (None, None),
    ],
)
def test_a_web_address_can_be_linked_to_or_is_none(written: str | None, address: str | None):
    assert website_of(written) == address


def test_a_school_and_its_campus_are_made_of_one_row():
    school, campus = school_of(ALDER), campus_of(ALDER)
    assert campus is not None
    assert (school.name, school.website, school.title_iv) == ("Alder College", "https://alder.edu", True)
    assert (campus.school_id, campus.street, campus.zip_code) == (school.id, None, "97301")


@pytest.mark.parametrize("fact", ["city", "state", "zip_code", "latitude", "longitude"])
def test_without_a_whole_place_there_is_no_campus(fact: str):
    assert campus_of(replace(ALDER, **{fact: None})) is None
