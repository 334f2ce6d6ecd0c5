"""A program's page states itself as schema.org data: valid, safe in its place, and no more than is on file."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from reading import read_page
from schema_org import faults
from site_catalogue import DEMO_SCHOOL, show_case

from leadmatch.site.program.json_ld import data_block, program_json_ld
from leadmatch.site.today import today

PROGRAM = {"@type": "EducationalOccupationalProgram", "name": "Coding"}


def blocks(html: str) -> list[dict[str, Any]]:
    scripts = read_page(html).every("script", type="application/ld+json")
    return [json.loads(str(each.children[0])) for each in scripts]


@pytest.fixture(scope="module")
def stated(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """What the page of each real program states, by title."""
    pages = {each.title: client.get(f"/programs/{each.id}").text for each in show_case() if not each.school.is_demo}
    found = {}
    for title, html in pages.items():
        (found[title],) = blocks(html)
    return found


def test_every_type_and_property_is_one_of_schema_org_and_has_a_value_that_it_takes(stated: dict[str, Any]):
    assert {title: [*faults(each)] for title, each in stated.items() if [*faults(each)]} == {}
    assert {each["@context"] for each in stated.values()} == {"https://schema.org"}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"price": 1}, "EducationalOccupationalProgram has no such property"),
        ({"timeToComplete": "9 months"}, "takes ['Duration']"),
        ({"timeToComplete": None}, "takes ['Duration']"),
        ({"numberOfCredits": "36"}, "takes ['Integer', 'StructuredValue']"),
        ({"startDate": ["2027-01-05", "soon"]}, "takes ['Date', 'DateTime']"),
        ({"startDate": []}, "is empty"),
        ({"provider": {"@type": "PostalAddress"}}, "takes ['Organization', 'Person'], not PostalAddress"),
        ({"provider": {"@type": "College"}}, "is no node of a type"),
        ({"offers": {"@type": "Offer", "priceSpecification": {"@type": "PriceSpecification", "price": True}}}, "takes"),
    ],
)
def test_the_judge_finds_what_is_not_valid(changes: dict[str, Any], fault: str):
    assert [*faults(PROGRAM)] == []
    found = [*faults(PROGRAM | changes)]
    assert found
    assert all(fault in each for each in found)


def test_what_is_unknown_is_left_out(stated: dict[str, Any]):
    assert set(stated["Nothing known"]) == {
        *("@context", "@type", "@id", "url", "name", "provider", "educationalCredentialAwarded")
    }
    assert "url" not in stated["Nothing known"]["provider"]
    assert "null" not in json.dumps(stated)


def test_what_is_known_is_stated(stated: dict[str, Any]):
    one = stated["Stated by its school"]
    assert one["educationalProgramMode"] == ["onsite", "online"]
    assert one["timeToComplete"] == "P9M"
    assert one["numberOfCredits"] == 36
    assert one["programPrerequisites"] == "High school diploma or GED"
    assert one["startDate"] == ["2200-01-13", "2200-09-02"]
    assert one["educationalCredentialAwarded"]["credentialCategory"] == "certificate or diploma"
    assert one["offers"]["priceSpecification"] == {"@type": "PriceSpecification", "price": 2500, "priceCurrency": "USD"}
    provider = one["provider"]
    assert provider["name"] == "Example </script> & Stating School"
    assert provider["address"]["postalCode"] == "60601"
    assert provider["geo"] == {"@type": "GeoCoordinates", "latitude": 41.8858, "longitude": -87.6181}


def test_a_price_is_stated_only_where_the_school_has_published_one_for_this_program(stated: dict[str, Any]):
    assert "offers" not in stated["Estimated certificate or diploma, 1 to 2 years"]
    assert "offers" not in stated["Nothing known"]
    assert stated["Published"]["offers"]["category"] == "Total Cost"
    assert stated["Tuition only"]["offers"]["category"] == "Tuition and fees"
    assert stated["Tuition only"]["offers"]["priceSpecification"]["price"] == 1999.5
    assert "2023-24" in stated["Published"]["offers"]["description"]


@pytest.mark.parametrize(
    ("books", "other", "category"),
    [
        (300, None, "Total Cost"),
        (300, 200, "Total Cost"),
        (0, None, "Total Cost"),
        (None, None, "Tuition and fees"),
        (None, 200, "Total cost without books and supplies"),
    ],
)
def test_a_price_is_called_what_it_is_the_sum_of(
    client: FlaskClient, books: int | None, other: int | None, category: str
):
    item = client.get("/api/v1/programs?zip=60601").json["programs"][0]
    item["cost"] |= {"basis": "program", "books_supplies_usd": books, "other_usd": other}
    with client.application.test_request_context():
        offer = program_json_ld(item, "https://example.org/programs/prg_x", today=today())["offers"]
    assert offer["category"] == category


def test_an_online_program_states_no_place(stated: dict[str, Any]):
    assert not {"address", "geo"} & set(stated["Online anywhere"]["provider"])


def test_a_made_up_school_states_nothing_and_is_not_for_search_engines(client: FlaskClient):
    for program in show_case():
        html = client.get(f"/programs/{program.id}").text
        is_made_up = program.school == DEMO_SCHOOL
        assert bool(blocks(html)) is not is_made_up
        assert bool([*read_page(html).every("meta", name="robots", content="noindex")]) is is_made_up


def test_the_address_is_that_of_the_page_without_the_visitor(client: FlaskClient):
    program = show_case()[0]
    (stated,) = blocks(client.get(f"/programs/{program.id}?zip=60601").text)
    assert stated["url"] == f"http://127.0.0.1:8000/programs/{program.id}"
    assert client.get(urlsplit(stated["url"]).path).status_code == 200


@pytest.mark.parametrize(
    "hostile", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b\u2029c", "&lt;", "]]>"]
)
def test_no_text_can_leave_its_block(client: FlaskClient, hostile: str):
    item = client.get("/api/v1/programs?zip=60601").json["programs"][0]
    item["school"]["name"] = item["title"] = hostile
    with client.application.test_request_context():
        block = str(data_block(program_json_ld(item, "https://example.org/programs/prg_x", today=today())))
    assert not set(block) & set("<>&\u2028\u2029")
    assert json.loads(block)["provider"]["name"] == hostile
