"""Corners of the view models that no catalogue of today leads to."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from reading import MakeApp

from leadmatch.site.addresses import plain
from leadmatch.site.costs import source_words
from leadmatch.site.figures import count, distance, money, radius
from leadmatch.site.program_facts import outside_link
from leadmatch.site.reasons import reasons
from leadmatch.site.results import results


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    return make_app()


@pytest.fixture
def answer(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/programs?zip=60601&facets=true").json
    return found


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.example.org/a?b", "example.org"),
        ("http://EXAMPLE.org", "example.org"),
        ("javascript:alert(1)", None),
        ("www.example.org", None),
        ("https://", None),
        ("http://[", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_pages_are_linked_to(address: str | None, host: str | None):
    link = outside_link(address)
    assert (link and link.host) == host


@pytest.mark.parametrize(
    ("number", "text"), [(25.0, "25"), (9000.5, "9000.5"), (1e6, "1000000"), (0.01, "0.01"), (0.0, "0")]
)
def test_numbers_in_addresses_are_plain(number: float, text: str):
    assert plain(number) == text


def test_figures_are_written_one_way(app: Flask):
    with app.test_request_context():
        written = (money(0), money(4380), money(1999.5), money(24.56), count(3540), distance(3), distance(1234.56))
        assert written == ("$0", "$4,380", "$1,999.50", "$24.56", "3,540", "3.0", "1,234.6")
        assert (radius(25), radius(12.5), radius(500)) == ("25", "12.5", "500")


def test_a_source_that_is_not_listed_is_called_by_its_key():
    assert source_words({"sources": []}, "ipeds-c-2024", "2024") == "ipeds-c-2024 · 2024"
    assert source_words({"sources": []}, "ipeds-c-2024") == "ipeds-c-2024"


def test_a_reason_that_is_new_to_the_page_speaks_the_words_of_the_api(app: Flask, answer: dict[str, Any]):
    item = answer["programs"][0] | {"why": [{"code": "brand-new", "text": "A brand-new reason"}]}
    with app.test_request_context():
        assert reasons(item, answer) == ["A brand-new reason"]


def test_a_reason_is_given_once(app: Flask, answer: dict[str, Any]):
    item = answer["programs"][0]
    with app.test_request_context():
        assert reasons(item | {"why": item["why"] * 2}, answer) == reasons(item, answer)


def test_the_source_of_places_is_credited_where_the_answer_says_so_and_new_notices_are_shown(
    app: Flask, answer: dict[str, Any]
):
    notices = [{"code": "geodata-attribution", "text": "x"}, {"code": "brand-new", "text": "A brand-new notice"}]
    with app.test_request_context():
        shown = results(answer | {"notices": notices}, today=date(2026, 11, 23)).notices
    assert "CC BY 4.0" in shown[0]
    assert shown[1] == "A brand-new notice"
