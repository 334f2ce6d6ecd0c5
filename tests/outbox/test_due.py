"""Ten business days, as the calendar of the federal government counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.outbox.due import BUSINESS_DAYS, due_on, is_business_day

# Federal holidays as observed: https://www.opm.gov/policy-data-oversight/pay-leave/federal-holidays/
_OBSERVED = {
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
    2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
    2029: "01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25",
    2030: "01-01 01-21 02-18 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
}


@pytest.mark.parametrize("year", _OBSERVED)
def test_business_days_are_those_that_the_government_works(year: int):
    days = [date(year, 1, 1) + timedelta(days=each) for each in range(365)]
    free = {f"{day:%m-%d}" for day in days if day.weekday() < 5 and not is_business_day(day)}
    assert free == set(_OBSERVED[year].split())
    assert not any(is_business_day(day) for day in days if day.weekday() >= 5)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-03-02", "2026-03-16"),  # a Monday: two weeks
        ("2026-03-06", "2026-03-20"),  # a Friday: two weeks
        ("2026-03-07", "2026-03-20"),  # a Saturday: as if on the Friday
        ("2026-03-08", "2026-03-20"),
        ("2026-12-18", "2027-01-05"),  # over Christmas and New Year
        ("2027-12-20", "2028-01-05"),  # Christmas and New Year observed on Fridays, the latter in the year before
        ("2026-06-26", "2026-07-13"),  # Independence Day observed on Friday the 3rd
        ("2026-11-10", "2026-11-25"),  # Veterans Day is passed, Thanksgiving is not reached
        ("2026-11-12", "2026-11-27"),
    ],
)
def test_the_day_of_asking_weekends_and_holidays_do_not_count(asked: str, due: str):
    assert due_on(datetime.fromisoformat(f"{asked}T18:00:00+00:00"), "America/Chicago") == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("time_zone", "due"),
    [("America/New_York", "2026-03-17"), ("America/Los_Angeles", "2026-03-16"), ("Pacific/Guam", "2026-03-17")],
)
def test_the_zone_of_the_school_says_which_day_it_was(time_zone: str, due: str):
    # 01:30 in New York, 22:30 of the evening before in Los Angeles.
    assert due_on(datetime(2026, 3, 3, 6, 30, tzinfo=UTC), time_zone) == date.fromisoformat(due)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds are naive by contract
def test_exactly_ten_business_days_lie_after_the_day_of_asking(asked_at: datetime):
    due = due_on(asked_at, "UTC")
    after = [asked_at.date() + timedelta(days=each) for each in range(1, (due - asked_at.date()).days + 1)]
    assert sum(map(is_business_day, after)) == BUSINESS_DAYS
    assert is_business_day(due)
    assert 12 <= (due - asked_at.date()).days <= 18
