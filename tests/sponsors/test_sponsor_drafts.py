"""What operators type is read whole: everything that is wrong is named at once, under the option it stands in."""

from datetime import date, time

import pytest

from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.sponsors.drafts import read_campaign, read_sponsor
from leadmatch.sponsors.terms import Caps, Geography, ReturnPolicy, Schedule, Targeting

LEAST = {"school": ("sch_1",), "name": ("Fall",), "price_per_lead": ("35",)}


def faults(**typed: tuple[str, ...]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequestError) as caught:
        read_campaign({**LEAST, **typed})
    return [(fault.where, fault.code) for fault in caught.value.faults]


def test_the_least_that_can_be_said_buys_everything_on_campus():
    draft = read_campaign(LEAST)
    assert (draft.targeting, draft.schedule, draft.return_policy, draft.caps) == (Targeting(), None, None, Caps())
    assert (draft.starts_on, draft.ends_on, draft.tier, draft.pricing, draft.flat_period) == (
        None,
        None,
        5,
        "per_lead",
        None,
    )


def test_every_term_is_read():
    draft = read_campaign(
        {
            "school": ("sch_1",),
            "name": ("  Fall   of 2026 ",),
            "flat": ("$500.5",),
            "flat_period": ("month",),
            "tier": ("1",),
            "field": ("billing-coding,medical-office",),
            "credential": ("associate", "certificate"),
            "state": ("il", "WI,AE"),
            "zip": ("60601-1234", "60602,60601"),
            "radius_miles": ("25.5",),
            "education": ("hs_or_ged",),
            "start": ("now,1_3_months",),
            "max_schools": ("3",),
            "online_state": ("IL",),
            "cap_day": ("1",),
            "cap_week": ("2",),
            "cap_month": ("2",),
            "cap_total": ("9",),
            "days": ("fri,mon",),
            "opens": ("09:00",),
            "closes": ("24:00",),
            "starts_on": ("2028-02-29",),
            "ends_on": ("2028-02-29",),
            "return_days": ("10",),
            "return_reason": ("duplicate",),
        }
    )
    assert (draft.name, draft.pricing, draft.price_cents, draft.flat_period) == ("Fall of 2026", "flat", 50050, "month")
    assert draft.targeting == Targeting(
        fields=("billing-coding", "medical-office"),
        credentials=("certificate", "associate"),
        geography=Geography(states=("IL", "WI", "AE"), zip_codes=("60601", "60602"), radius_miles=25.5),
        education_levels=("hs_or_ged",),
        start_timeframes=("now", "1_3_months"),
        max_schools_per_inquiry=3,
        online_states=("IL",),
    )
    assert draft.schedule == Schedule(days=(0, 4), opens=time(9), closes=time(0))
    assert draft.return_policy == ReturnPolicy(days=10, reasons=("duplicate",))
    assert draft.caps == Caps(day=1, week=2, month=2, total=9)
    assert (draft.starts_on, draft.ends_on) == (date(2028, 2, 29), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("name", "\x07", "invalid-name"),
        ("name", "x" * 101, "invalid-name"),
        ("price_per_lead", "35.001", "invalid-amount"),
        ("price_per_lead", "-1", "invalid-amount"),
        ("price_per_lead", "٣٥", "invalid-amount"),
        ("price_per_lead", "1000000", "invalid-amount"),
        ("tier", "0", "invalid-number"),
        ("tier", "10", "invalid-number"),
        ("tier", "1.5", "invalid-number"),
        ("field", "billing", "unknown-value"),
        ("credential", "phd", "unknown-value"),
        ("state", "XX", "unknown-value"),
        ("zip", "6060", "invalid-value"),
        ("radius_miles", "0", "invalid-number"),
        ("radius_miles", "501", "invalid-number"),
        ("radius_miles", "nan", "invalid-number"),
        ("education", "none", "unknown-value"),
        ("start", "soon", "unknown-value"),
        ("max_schools", "6", "invalid-number"),
        ("online_state", "ZZ", "unknown-value"),
        ("cap_day", "0", "invalid-number"),
        ("cap_day", "1000001", "invalid-number"),
        ("days", "monday", "unknown-value"),
        ("opens", "9:00", "invalid-time"),
        ("opens", "25:00", "invalid-time"),
        ("starts_on", "2026-02-30", "invalid-day"),
        ("starts_on", "20260201", "invalid-day"),
        ("return_days", "0", "invalid-number"),
    ],
)
def test_a_value_that_means_nothing_is_named(name: str, text: str, code: str):
    assert faults(**{name: (text,)}) == [(name, code)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"price_per_lead": ()}, [("price_per_lead", "one-price")]),
        ({"flat": ("500",), "flat_period": ("month",)}, [("price_per_lead", "one-price")]),
        ({"price_per_lead": (), "flat": ("500",)}, [("flat_period", "one-price")]),
        ({"flat_period": ("month",)}, [("flat_period", "one-price")]),
        ({"starts_on": ("2026-02-01",), "ends_on": ("2026-01-31",)}, [("ends_on", "ends-before-start")]),
        ({"opens": ("09:00",), "closes": ("09:00",)}, [("closes", "closes-before-opening")]),
        ({"return_reason": ("duplicate",)}, [("return_days", "missing")]),
        ({"cap_day": ("5",), "cap_week": ("4",)}, [("cap_day", "above-longer-cap")]),
        ({"cap_day": ("5",), "cap_total": ("4",)}, [("cap_day", "above-longer-cap")]),
        ({"school": (), "name": ()}, [("school", "missing"), ("name", "missing")]),
    ],
)
def test_what_does_not_go_together_is_named(typed: dict[str, tuple[str, ...]], expected: list[tuple[str, str]]):
    assert faults(**typed) == expected


def test_hours_without_days_are_those_of_every_day():
    draft = read_campaign({**LEAST, "closes": ("17:00",)})
    assert draft.schedule == Schedule(days=(0, 1, 2, 3, 4, 5, 6), opens=time(0), closes=time(17))


def test_all_faults_of_a_contract_are_named_at_once():
    typed = {"school": ("sch_1",), "time_zone": ("Mars/Base",), "contract_starts": ("x",), "contract_ends": ("y",)}
    with pytest.raises(InvalidRequestError) as caught:
        read_sponsor(typed, is_school=lambda _school_id: False)
    assert {fault.where for fault in caught.value.faults} == set(typed)
    with pytest.raises(InvalidRequestError) as caught:
        read_sponsor({})
    assert [fault.code for fault in caught.value.faults] == ["missing"] * 3


@pytest.mark.parametrize(
    "name", ["CST6CDT", "+05:00", "../etc/passwd", "/etc/passwd", "America/chicagoo", "America/", "America"]
)
def test_a_time_zone_is_a_place(name: str):
    with pytest.raises(InvalidRequestError) as caught:
        read_sponsor({"school": ("sch_1",), "time_zone": (name,), "contract_starts": ("2026-01-01",)})
    assert [fault.code for fault in caught.value.faults] == ["unknown-time-zone"]
