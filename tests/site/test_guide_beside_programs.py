"""Beside a program: what its level typically costs, and what it costs together with an exam."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from reading import Element, MakeApp, Open, read_page

from leadmatch.kernel.money import usd_from_cents
from leadmatch.site.guide.certified import certified_cents, certified_cost
from leadmatch.site.guide.typical import typical_costs

EVERYTHING = "zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
OLD = "From 2021 (year inferred), more than two years old"
TYPICAL_SOURCE = f"Typical prices collected for this guide; first publisher not on file. {OLD}: ask the school."


@pytest.fixture(scope="module", autouse=True)
def day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 20, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture(scope="module")
def items(client: FlaskClient) -> dict[str, dict[str, Any]]:
    return {
        each["title"].split(" cert")[0]: each for each in client.get(f"/api/v1/programs?{EVERYTHING}").json["programs"]
    }


@pytest.fixture
def open_certified(items: dict[str, dict[str, Any]], open_page: Open) -> Open:
    """Return the part "Cost to certified" of a program's page for an exam."""

    def open_one(title: str, query: str = "") -> Element:
        return open_page(items[title]["links"]["page"] + query).one("section", aria_labelledby="certified")

    return open_one


def rows(part: Element) -> list[tuple[str, str]]:
    return [(row.one("th").text, row.one("td").text) for row in part.one("table").every("tr")]


@pytest.mark.parametrize(
    ("title", "exam", "expected"),
    [
        ("Estimated", "CPC", [
            ("This program", "up to about $4,380, in-state, estimate"),
            ("CPC exam, AAPC", "$399"),
            ("Together", "up to about $4,779, in-state, estimate"),
        ]),
        ("Estimated", "CPB", [
            ("This program", "up to about $4,380, in-state, estimate"),
            ("CPB exam, AAPC", "about $399"),
            ("Together", "up to about $4,779, in-state, estimate"),
        ]),
        ("Published", "CBCS", [("This program", "$1,500"), ("CBCS exam, NHA", "$125"), ("Together", "$1,625")]),
        ("Published", "CPB", [
            ("This program", "$1,500"), ("CPB exam, AAPC", "about $399"), ("Together", "about $1,899"),
        ]),
        ("Published", "COC", [
            ("This program", "$1,500"), ("COC exam, AAPC", "not on file"), ("Together", "not known"),
        ]),
        ("Tuition only", "CCS", [
            ("This program", "$1,999.50, without books and supplies"),
            ("CCS exam, AHIMA", "$399"),
            ("Together", "$2,398.50, without books and supplies"),
        ]),
        ("Nothing known", "CPC", [
            ("This program", "not published"), ("CPC exam, AAPC", "$399"), ("Together", "not known"),
        ]),
        ("Nothing known", "CMC", [
            ("This program", "not published"), ("CMC exam, PMI", "not on file"), ("Together", "not known"),
        ]),
    ],
)  # fmt: skip
def test_the_sum_stays_what_kind_of_amount_its_parts_are(
    open_certified: Open, title: str, exam: str, expected: list[tuple[str, str]]
):
    assert rows(open_certified(title, f"?exam={exam}")) == expected


@pytest.mark.parametrize(
    ("title", "exam", "note"),
    [
        ("Nothing known", "CPC", "The cost of this program is not published, so we know the exam's fee only."),
        ("Nothing known", "CCS", "Members of AHIMA pay $299 for the exam."),
        ("Tuition only", "CCS",
         "Members of AHIMA pay $299 for the exam: together $2,298.50, without books and supplies."),
        ("Published", "COC", "We have no fee of this exam on file, so there is no sum. Ask AAPC."),
        ("Published", "CMC", "PMI asks for work in the field before this exam."),
        ("Published", "CPC", "Not counted: code books, membership of the exam's body, a second try, and renewal."),
        ("Published", "CPC", f"{OLD}: check with AAPC."),
    ],
)  # fmt: skip
def test_what_a_sum_leaves_open_is_said(open_certified: Open, title: str, exam: str, note: str):
    assert note in [each.text for each in open_certified(title, f"?exam={exam}").every("p")]


def test_before_an_exam_is_chosen_there_are_only_links(open_certified: Open):
    part = open_certified("Published")
    assert [*part.every("table")] == []
    links = [each for each in part.every("a") if "exam=" in each.attributes["href"]]
    assert [each.text.split(",")[0] for each in links] == ["CBCS", "CPC", "CCS", "CMC", "COC", "CPB"]
    assert not [each for each in links if "aria-current" in each.attributes]


def test_a_link_keeps_the_zip_code_and_returns_to_its_place(open_certified: Open):
    part = open_certified("Published", "?zip=60601-1234&exam=cpc")
    links = [each for each in part.every("a") if "exam=" in each.attributes["href"]]
    assert {urlsplit(each.attributes["href"]).fragment for each in links} == {"certified"}
    assert parse_qs(urlsplit(links[0].attributes["href"]).query) == {"exam": ["CBCS"], "zip": ["60601"]}
    assert [each.text for each in links if "aria-current" in each.attributes] == ["CPC, Certified Professional Coder"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?exam=XYZ", "“XYZ”"),
        ("?exam=%3Cb%3E", "“<b>”"),
        ("?exam=" + "a" * 3000, "“aaaaaaaaaaaaaaaaaaaa…”"),
        ("?exam=%00", "“"),
        ("?exam=%ff", "“"),
        ("?exam=CPC,CCS", "“CPC,CCS”"),
    ],
)
def test_an_exam_that_nobody_knows_is_explained(open_certified: Open, query: str, shown: str):
    part = open_certified("Published", query)
    assert shown in part.one("p", class_="notice").text
    assert part.one("p", class_="notice").text.endswith("on file. Choose one of these.")
    assert [*part.every("table")] == []


@pytest.mark.parametrize("query", ["?exam=", "?exam=%20", "?other=1"])
def test_no_exam_is_no_fault(open_certified: Open, query: str):
    assert [*open_certified("Published", query).every("p", class_="notice")] == []


def test_the_exam_that_a_program_prepares_for_is_marked_and_chosen_first(app: Flask, items: dict[str, dict[str, Any]]):
    item = {**items["Published"], "certifications": ["RHIT", "CCS", "CPC"]}
    with app.test_request_context():
        own, chosen = certified_cost(item, ""), certified_cost(item, "CPB")
    assert own is not None
    assert chosen is not None
    assert [each.code for each in own.choices if each.is_prepared_for] == ["CPC", "CCS"]
    assert [each.code for each in own.choices if each.is_chosen] == ["CPC"]
    assert [each.code for each in chosen.choices if each.is_chosen] == ["CPB"]


def test_an_unknown_exam_does_not_fall_back_on_the_program_s_own(app: Flask, items: dict[str, dict[str, Any]]):
    with app.test_request_context():
        found = certified_cost({**items["Published"], "certifications": ["CPC"]}, "XYZ")
    assert found is not None
    assert (found.exam, found.total, found.rows) == (None, None, ())
    assert found.unknown is not None


@pytest.mark.parametrize(("other", "is_said"), [(None, False), (0, False), (250, True)])
def test_a_price_that_may_hold_the_exam_already_says_so(
    app: Flask,
    items: dict[str, dict[str, Any]],
    other: float | None,
    is_said: bool,  # noqa: FBT001  # a column
):
    cost = {**items["Published"]["cost"], "other_usd": other}
    with app.test_request_context():
        found = certified_cost({**items["Published"], "cost": cost}, "CPC")
    assert found is not None
    assert any("holds $250 of other costs" in note for note in found.notes) is is_said


def test_sums_are_exact_to_the_cent():
    for cents in (*range(1, 400), 199_950, 199_999, 438_029, 15_045_555):
        assert certified_cents({"total_usd": usd_from_cents(cents)}, 39_900) == cents + 39_900
    assert certified_cents({"total_usd": None}, 39_900) is None
    assert certified_cents({"total_usd": 1500}, None) is None


def test_other_fields_have_neither_typical_costs_nor_exams(items: dict[str, dict[str, Any]], open_page: Open):
    page = open_page(items["Medical assisting, both accredited"]["links"]["page"] + "?exam=CPC")
    assert [*page.every("section", aria_labelledby="certified")] == []
    assert [*page.every("p", class_="typical")] == []


@pytest.mark.parametrize(
    ("credential", "words"),
    [
        ("certificate", ["Typical certificate: $1,500 to $3,000 (under 1 year)"]),
        ("diploma", ["Typical diploma: $4,200 to $6,400 (under 1 year)"]),
        ("certificate_or_diploma", [
            "Typical certificate: $1,500 to $3,000 (under 1 year)", "Typical diploma: $4,200 to $6,400 (under 1 year)",
        ]),
        ("associate", ["Typical associate degree: $8,000 to $16,000 (about 2 years)"]),
        ("bachelor", []),
        ("other", []),
    ],
)  # fmt: skip
def test_the_typical_cost_is_that_of_the_level_or_of_both_where_the_source_does_not_tell(
    app: Flask, credential: str, words: list[str]
):
    with app.test_request_context():
        assert [each.words for each in typical_costs({"field": "billing-coding", "credential": credential})] == words
        assert typical_costs({"field": "medical-office", "credential": credential}) == ()


def test_the_typical_cost_stands_beside_the_real_one_on_page_and_card(client: FlaskClient, items: dict[str, Any]):
    item = items["Tuition only"]
    page = read_page(client.get(item["links"]["page"]).text).one("section", aria_labelledby="cost")
    results = read_page(client.get("/programs?zip=60601&credential=associate").text)
    card = next(each for each in results.every("article", class_="card") if "Tuition only" in each.text)
    for part in (page, card):
        typical = part.one("p", class_="typical")
        assert typical.text == "Typical associate degree: $8,000 to $16,000 (about 2 years)"
        assert TYPICAL_SOURCE in [each.text for each in part.every("p", class_="source")]
