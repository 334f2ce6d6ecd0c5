"""Corners of a program's page that the shown catalogue does not lead to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from leadmatch.search.live import Serving
from leadmatch.search.placements import NoPlacements
from leadmatch.site.costs import cost_words
from leadmatch.site.program.headline import page_description, page_title
from leadmatch.site.program.sections import enrolling, outcome
from leadmatch.site.program.similar import similar
from leadmatch.site.program_facts import accreditors
from leadmatch.site.today import today

Item = dict[str, Any]


@pytest.fixture
def item(client: FlaskClient) -> Iterator[Item]:
    with client.application.test_request_context():
        found = client.get("/api/v1/programs?zip=60601&school=stating").json["programs"]
        yield found[0]


def test_a_price_with_other_costs_but_without_books_says_what_is_missing(item: Item):
    item["cost"] |= {"books_supplies_usd": None, "total_usd": 2100}
    words = cost_words(item)
    assert words.line.striptags() == (
        "$2,100, without books and supplies · published by the school for this program · October 5, 2026"
    )
    assert ("Books and supplies", "not published") in words.rows
    assert words.rows[-1] == ("Total without books and supplies", "$2,100")


def test_a_price_whose_parts_are_not_stated_shows_its_total(item: Item):
    parts = ("tuition_fees_usd", "books_supplies_usd", "tuition_usd", "fees_usd", "other_usd")
    item["cost"] |= dict.fromkeys(parts)
    assert cost_words(item).rows[0] == ("Tuition and fees", "not published")
    assert cost_words(item).rows[-1][1] == "$2,500"


def test_no_exam_is_a_statement_where_the_school_made_it(item: Item):
    assert outcome(item | {"certifications": []}).lines[0].value == "none, the school states"
    assert outcome(item | {"certifications": ["XYZ"]}).lines[0].value == "XYZ"


def test_a_program_can_be_closed_to_federal_aid_by_its_school_s_statement(item: Item):
    aid = enrolling(item | {"financial_aid": False}, None).lines[-1]
    assert aid.value == "The school states that federal aid cannot help to pay for this program."


def test_without_a_place_for_the_zip_code_there_are_no_similar_programs(item: Item, serving: Serving):
    assert similar(item, "00000", serving, NoPlacements(), today=today()) is None


def test_an_agency_that_is_not_recognised_does_not_count(item: Item):
    (known,) = item["accreditation"]
    unknown = known | {"id": "gone-from-the-list", "current": False, "ended": None}
    (found,) = accreditors(item | {"accreditation": [unknown]})
    assert (found.status, found.is_current) == ("does not count: the agency is not recognised", False)
    (ended,) = accreditors(item | {"accreditation": [unknown | {"id": "acics"}]})
    assert ended.status == "no longer counts: the agency's recognition ended on August 19, 2022"
    assert "OPE-22-01" in ended.source


@pytest.mark.parametrize(
    ("school", "shown"),
    [
        ("Example College-Chicago", "Example College"),
        ("Example College - Chicago", "Example College"),
        ("Example College, Chicago", "Example College"),
        ("University of Chicago", "University of Chicago"),
        ("Chicago", "Chicago"),
    ],
)
def test_a_title_names_the_city_once(item: Item, school: str, shown: str):
    item["school"]["name"] = school
    assert page_title(item) == f"Stated by its school · Chicago, IL 60601 · {shown}"


@pytest.mark.parametrize("letters", [60, 61, 62, 63, 64, 65, 150, 500])
def test_a_long_name_is_cut_between_words(item: Item, letters: int):
    item["school"]["name"] = ("School " * letters)[:letters].strip()
    title = page_title(item)
    whole = f"Stated by its school · Chicago, IL 60601 · {item['school']['name']}"
    if len(whole) <= 100:
        assert title == whole
    else:
        assert len(title) <= 100
        assert title.endswith("School…")
        assert whole.startswith(title.removesuffix("…") + " ")


def test_a_long_title_leaves_the_description_its_room(item: Item):
    item["title"] = "Coding " * 60
    description = page_description(item)
    assert len(description) <= 155
    assert "Coding…" in description


def test_an_online_program_is_described_without_a_place(item: Item):
    online = item | {"campus": None}
    assert page_title(online) == "Stated by its school · online · Example </script> & Stating School"
    assert page_description(online).startswith("Stated by its school, online. $2,500, published by the school")
    bookless = online | {"cost": online["cost"] | {"books_supplies_usd": None}}
    assert "$2,500 without books and supplies, published by the school" in page_description(bookless)


def test_the_release_served_is_the_one_searched_for_similar_programs(item: Item, serving: Serving):
    found = similar(item, "60601", replace(serving, kept={}), NoPlacements(), today=today())
    assert found is not None
    assert found.cards == ()
