"""Rule L5: what a campaign asks of an inquiry, at, under and over each edge; what is not known yet passes."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sponsoring import SCHOOL, make_campaign_terms

from leadmatch.geo.distance import EARTH_RADIUS_MILES
from leadmatch.geo.gazetteer import Place
from leadmatch.sponsors.asked import Asked, AskedProgram
from leadmatch.sponsors.checks import CAMPAIGN_CHECKS, RejectCode, first_refusal
from leadmatch.sponsors.terms import (
    EDUCATION_LEVELS,
    START_TIMEFRAMES,
    Geography,
    ReturnPolicy,
    Schedule,
    Targeting,
)

NOW = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)
CHICAGO = Place("60601", "standard", "zip", "Chicago", "IL", 41.88, -87.63, "America/Chicago")
ARMY = Place("09001", "military", "none", "APO", "AE", None, None, None)
SOMEWHERE = Place("00199", "unknown", "zip3", None, None, 40.0, -90.0, None)
ON_CAMPUS = AskedProgram(
    id="prg_1",
    school_id=SCHOOL.id,
    field="billing-coding",
    credential="certificate_or_diploma",
    is_online_only=False,
    campus_point=(41.88, -87.63),
    campus_state="IL",
    authorized_states=None,
)
ONLINE = replace(ON_CAMPUS, is_online_only=True, campus_point=None, campus_state=None)
FULL = Asked(place=CHICAGO, program=ON_CAMPUS, education_level="hs_or_ged", start_timeframe="now", schools_asked=2)


def code(targeting: Targeting | None = None, asked: Asked = FULL, **terms: Any) -> str | None:  # noqa: ANN401  # of the field's type
    campaign = make_campaign_terms(targeting=targeting or Targeting(), **terms)
    refusal = first_refusal(campaign, asked, NOW)
    if refusal is not None:
        assert re.fullmatch(r"[A-Z].*[.]", refusal.remedy), refusal.remedy
    return refusal and refusal.code


def north_of_campus(miles: float) -> Place:
    degrees = miles / (EARTH_RADIUS_MILES * 3.141592653589793 / 180)
    return CHICAGO._replace(latitude=41.88 + degrees)


def test_a_campaign_without_targeting_takes_whoever_asks_a_school_with_a_campus():
    assert code() is None


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"state": "paused"}, "campaign_inactive"),
        ({"state": "closed"}, "campaign_inactive"),
        ({"sponsor_state": "paused"}, "campaign_inactive"),
        ({"sponsor_state": "closed"}, "campaign_inactive"),
        ({"starts_on": date(2026, 6, 1)}, None),
        ({"starts_on": date(2026, 6, 2)}, "campaign_inactive"),
        ({"ends_on": date(2026, 6, 1)}, None),
        ({"ends_on": date(2026, 5, 31)}, "campaign_inactive"),
        ({"contract_starts_on": date(2026, 6, 2)}, "campaign_inactive"),
        ({"contract_ends_on": date(2026, 6, 1)}, None),
        ({"contract_ends_on": date(2026, 5, 31)}, "campaign_inactive"),
    ],
)
def test_campaign_and_contract_must_be_active_and_running(terms: dict[str, Any], expected: str | None):
    assert code(**terms) == expected


@pytest.mark.parametrize(
    ("targeting", "expected"),
    [
        (Targeting(fields=("billing-coding",)), None),
        (Targeting(fields=("medical-assisting",)), "not_eligible"),
        (Targeting(credentials=("certificate_or_diploma",)), None),
        (Targeting(credentials=("certificate",)), None),
        (Targeting(credentials=("diploma", "associate")), None),
        (Targeting(credentials=("associate",)), "not_eligible"),
        (Targeting(education_levels=("hs_or_ged", "associate")), None),
        (Targeting(education_levels=("associate",)), "not_eligible"),
        (Targeting(start_timeframes=("now",)), None),
        (Targeting(start_timeframes=("later",)), "not_eligible"),
        (Targeting(max_schools_per_inquiry=3), None),
        (Targeting(max_schools_per_inquiry=2), None),
        (Targeting(max_schools_per_inquiry=1), "not_eligible"),
    ],
)
def test_only_what_a_campaign_buys_is_eligible(targeting: Targeting, expected: str | None):
    assert code(targeting) == expected


@pytest.mark.parametrize(
    ("geography", "place", "expected"),
    [
        (Geography(), CHICAGO, None),
        (Geography(), ARMY, None),
        (Geography(states=("IL", "WI")), CHICAGO, None),
        (Geography(states=("WI",)), CHICAGO, "out_of_area"),
        (Geography(states=("AE",)), ARMY, None),
        (Geography(states=("IL",)), ARMY, "out_of_area"),
        (Geography(states=("IL",)), SOMEWHERE, "out_of_area"),
        (Geography(zip_codes=("60601",)), CHICAGO, None),
        (Geography(zip_codes=("60602",)), CHICAGO, "out_of_area"),
        (Geography(zip_codes=("09001",)), ARMY, None),
        (Geography(states=("WI",), zip_codes=("60601",)), CHICAGO, None),
        (Geography(states=("WI",), radius_miles=1.0), CHICAGO, None),
        (Geography(states=("WI",), zip_codes=("60602",), radius_miles=0.5), north_of_campus(0.6), "out_of_area"),
        (Geography(radius_miles=25.0), north_of_campus(24.999), None),
        (Geography(radius_miles=25.0), north_of_campus(25.001), "out_of_area"),
        (Geography(radius_miles=500.0), ARMY, "out_of_area"),
    ],
)
def test_any_one_of_state_zip_code_and_radius_puts_a_visitor_in_the_area(
    geography: Geography, place: Place, expected: str | None
):
    assert code(Targeting(geography=geography), replace(FULL, place=place)) == expected


def test_nobody_is_within_a_radius_of_a_program_without_a_campus():
    targeting = Targeting(geography=Geography(radius_miles=500.0), online_states=("IL",))
    assert code(targeting, replace(FULL, program=ONLINE)) == "out_of_area"


@pytest.mark.parametrize(
    ("online_states", "authorized", "place", "expected"),
    [
        (("IL",), None, CHICAGO, None),
        (("WI",), None, CHICAGO, "state_not_authorised"),
        ((), None, CHICAGO, "state_not_authorised"),
        (("IL",), ("IL", "WI"), CHICAGO, None),
        (("IL",), ("WI",), CHICAGO, "state_not_authorised"),
        (("IL",), (), CHICAGO, "state_not_authorised"),
        (("AE",), None, ARMY, None),
        (("IL",), None, ARMY, "state_not_authorised"),
        (("IL",), None, SOMEWHERE, "state_not_authorised"),
    ],
)
def test_an_online_program_needs_a_state_that_the_campaign_lists_and_the_school_is_authorised_in(
    online_states: tuple[str, ...], authorized: tuple[str, ...] | None, place: Place, expected: str | None
):
    asked = replace(FULL, program=replace(ONLINE, authorized_states=authorized), place=place)
    assert code(Targeting(online_states=online_states), asked) == expected


def test_a_program_with_a_campus_needs_no_authorisation():
    assert code(asked=replace(FULL, program=replace(ON_CAMPUS, authorized_states=("WI",)))) is None


UNKNOWN = Asked(place=None, program=ONLINE)
CHOOSY = Targeting(
    geography=Geography(states=("WI",)),
    education_levels=("associate",),
    start_timeframes=("later",),
    max_schools_per_inquiry=1,
)


def test_what_is_not_known_yet_passes():
    assert code(CHOOSY, UNKNOWN) is None


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"schools_asked": 2, "place": CHICAGO}, "not_eligible"),
        ({"education_level": "no_hs", "place": CHICAGO}, "not_eligible"),
        ({"start_timeframe": "now"}, "not_eligible"),
        ({"place": CHICAGO}, "out_of_area"),
        ({"place": CHICAGO._replace(state="WI")}, "state_not_authorised"),
    ],
)
def test_the_first_check_that_fails_decides(known: dict[str, Any], expected: str):
    assert code(CHOOSY, replace(UNKNOWN, **known)) == expected
    assert code(CHOOSY, replace(UNKNOWN, **known), state="paused") == "campaign_inactive"


def test_the_checks_stand_in_the_order_of_the_rule():
    order = [code for number, code in enumerate(RejectCode) if code in {check.code for check in CAMPAIGN_CHECKS}]
    assert list(dict.fromkeys(check.code for check in CAMPAIGN_CHECKS)) == order
    assert len({check.name for check in CAMPAIGN_CHECKS}) == len(CAMPAIGN_CHECKS)


def test_every_reject_code_is_described_under_its_own_name():
    text = (Path(__file__).parents[2] / "docs" / "reject-codes.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [str(each) for each in RejectCode]


words = st.lists(st.sampled_from(("IL", "WI", "AE")), unique=True).map(tuple)


@given(
    st.builds(
        Targeting,
        fields=words,
        credentials=words,
        geography=st.builds(
            Geography, states=words, zip_codes=words, radius_miles=st.none() | st.floats(0.1, 500, allow_nan=False)
        ),
        education_levels=st.just(EDUCATION_LEVELS) | st.just(()),
        start_timeframes=st.just(START_TIMEFRAMES),
        max_schools_per_inquiry=st.none() | st.integers(1, 5),
        online_states=words,
    )
)
def test_targeting_comes_back_as_it_was_stored(targeting: Targeting):
    assert Targeting.from_json(targeting.as_json()) == targeting


minutes = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@given(st.builds(Schedule, days=st.lists(st.integers(0, 6)).map(tuple), opens=minutes, closes=minutes))
def test_a_schedule_comes_back_to_the_minute(schedule: Schedule):
    assert Schedule.from_json(schedule.as_json()) == schedule


def test_a_return_policy_comes_back_as_it_was_stored():
    policy = ReturnPolicy(days=10, reasons=("duplicate",))
    assert ReturnPolicy.from_json(policy.as_json()) == policy


def test_an_accepted_lead_costs_nothing_more_where_the_price_is_flat():
    assert make_campaign_terms(price_cents=3500).lead_price_cents == 3500
    assert make_campaign_terms(pricing="flat", flat_period="month", price_cents=90000).lead_price_cents == 0
