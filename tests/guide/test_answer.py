"""The guide in the API: every figure with its source and time, unknown as null, and old ones called old."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import RAISE

from leadmatch.guide.answer import guide_answer
from leadmatch.guide.facts_file import guide_facts
from leadmatch.guide.routes import guide_blueprint
from leadmatch.guide.schemas import GuideSchema

ADDRESS = "/api/v1/guides/billing-coding"


def client_on(day: date) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(guide_blueprint(lambda: datetime(day.year, day.month, day.day, tzinfo=UTC)))
    return app.test_client()


def test_the_answer_is_what_its_schema_documents():
    answer = client_on(date(2026, 11, 23)).get(ADDRESS).get_json()
    assert GuideSchema(unknown=RAISE).load(answer)
    assert answer == guide_answer(guide_facts(), on=date(2026, 11, 23))


def test_amounts_are_dollars_and_what_is_unknown_is_null():
    answer = guide_answer(guide_facts(), on=date(2026, 11, 23))
    exams = {each["code"]: each for each in answer["certifications"]}
    assert answer["credentials"][0]["cost"] == {"low_usd": 1500, "high_usd": 3000}
    assert answer["credentials"][2]["credits"] == {"low": 60, "high": 60}
    assert (answer["wages"]["annual_usd"], answer["wages"]["hourly_usd"]) == (51090, 24.56)
    assert answer["wages"]["by_state"][0] == {"state": "DC", "annual_usd": 67000}
    assert answer["wages"]["by_workplace"][0] == {"workplace": "hospitals", "annual_usd": 52000}
    assert (exams["CCS"]["fee_usd"], exams["CCS"]["member_fee_usd"]) == (399, 299)
    assert (exams["COC"]["fee_usd"], exams["COC"]["member_fee_usd"]) == (None, None)
    assert exams["CPB"]["renewal"] == {"years": 2, "units": None, "unit": None}
    assert exams["CMC"]["training_usd"] == 1250


@pytest.mark.parametrize(
    ("day", "old"),
    [
        (date(2024, 1, 1), {"typical-prices", "nha", "aapc", "ahima", "pmi"}),
        (date(2024, 1, 2), {"typical-prices", "nha", "aapc", "ahima", "pmi", "bls-projections"}),
        (date(2025, 5, 1), {"typical-prices", "nha", "aapc", "ahima", "pmi", "bls-projections"}),
        (date(2025, 5, 2), {"typical-prices", "nha", "aapc", "ahima", "pmi", "bls-projections", "bls-wages"}),
    ],
)
def test_each_figure_and_its_source_say_from_the_same_day_on_that_they_are_old(day: date, old: set[str]):
    answer = client_on(day).get(ADDRESS).get_json()
    assert {each["id"] for each in answer["sources"] if each["is_old"]} == old
    sourced = [*answer["credentials"], *answer["certifications"], answer["wages"], answer["growth"]]
    by_id = {each["id"]: each for each in answer["sources"]}
    assert {each["source"] for each in sourced} == by_id.keys()
    for each in sourced:
        assert (each["as_of"], each["is_old"]) == (by_id[each["source"]]["as_of"], each["source"] in old)


def test_the_next_day_s_answer_keeps_its_etag_unless_a_figure_grew_old():
    tags = [client_on(day).get(ADDRESS).headers["ETag"] for day in (date(2025, 5, d) for d in (1, 2, 3))]
    assert tags[0] != tags[1] == tags[2]
