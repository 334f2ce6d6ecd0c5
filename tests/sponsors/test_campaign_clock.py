"""Days, weeks, months and schedules are those of the sponsor's time zone, over every odd hour of the year."""

from datetime import date, datetime, time

import pytest
from sponsoring import make_campaign_terms

from leadmatch.sponsors.caps import period_start
from leadmatch.sponsors.checks import is_active, is_open
from leadmatch.sponsors.terms import Schedule

WEEKDAYS = Schedule(days=(0, 1, 2, 3, 4), opens=time(9), closes=time(17))
NIGHT = Schedule(days=(6,), opens=time(1), closes=time(3))
LATE = Schedule(days=(0,), opens=time(20), closes=time(0))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("schedule", "moment", "holds"),
    [
        (WEEKDAYS, "2026-06-01T08:59:59-05:00", False),
        (WEEKDAYS, "2026-06-01T09:00:00-05:00", True),
        (WEEKDAYS, "2026-06-01T16:59:59.999999-05:00", True),
        (WEEKDAYS, "2026-06-01T17:00:00-05:00", False),
        (WEEKDAYS, "2026-05-31T12:00:00-05:00", False),  # a Sunday
        (WEEKDAYS, "2026-06-01T14:00:00+00:00", True),  # the same in any zone
        (WEEKDAYS, "2026-01-05T14:59:00+00:00", False),  # winter: 08:59
        (WEEKDAYS, "2026-01-05T15:00:00+00:00", True),
        (LATE, "2026-06-01T19:59:00-05:00", False),
        (LATE, "2026-06-01T23:59:59.999999-05:00", True),  # midnight is the end of the day
        (LATE, "2026-06-02T00:00:00-05:00", False),
        # 2026-03-08: two o'clock is followed by three; 1 to 3 is one hour.
        (NIGHT, "2026-03-08T06:59:59+00:00", False),
        (NIGHT, "2026-03-08T07:00:00+00:00", True),
        (NIGHT, "2026-03-08T07:59:59+00:00", True),
        (NIGHT, "2026-03-08T08:00:00+00:00", False),
        # 2026-11-01: the hour from one to two comes twice, and both belong to it; 1 to 3 is three hours.
        (NIGHT, "2026-11-01T05:59:59+00:00", False),
        (NIGHT, "2026-11-01T06:00:00+00:00", True),
        (NIGHT, "2026-11-01T07:30:00+00:00", True),
        (NIGHT, "2026-11-01T08:59:59+00:00", True),
        (NIGHT, "2026-11-01T09:00:00+00:00", False),
        (None, "2026-11-01T09:00:00+00:00", True),
    ],
)
def test_a_schedule_is_kept_by_the_clock_of_the_sponsor(schedule: Schedule | None, moment: str, holds: bool):  # noqa: FBT001  # a column of the table
    campaign = make_campaign_terms(schedule=schedule)
    assert is_open(campaign, at(moment)) is holds


@pytest.mark.parametrize(
    ("time_zone", "moment", "holds"),
    [
        ("America/Chicago", "2026-06-10T05:00:00+00:00", True),  # midnight at the start of the 10th
        ("America/Chicago", "2026-06-10T04:59:59+00:00", False),
        ("America/Chicago", "2026-06-11T04:59:59+00:00", True),
        ("America/Chicago", "2026-06-11T05:00:00+00:00", False),
        ("Pacific/Honolulu", "2026-06-11T09:59:59+00:00", True),
        ("Pacific/Guam", "2026-06-09T14:00:00+00:00", True),
        ("Pacific/Guam", "2026-06-10T14:00:00+00:00", False),
    ],
)
def test_the_first_and_last_day_are_days_of_the_sponsor(time_zone: str, moment: str, holds: bool):  # noqa: FBT001  # as above
    the_tenth = {"starts_on": date(2026, 6, 10), "ends_on": date(2026, 6, 10), "time_zone": time_zone}
    assert is_open(make_campaign_terms(**the_tenth), at(moment)) is holds


@pytest.mark.parametrize(
    ("today", "week", "month"),
    [
        (date(2026, 6, 1), "2026-06-01", "2026-06-01"),  # a Monday
        (date(2026, 6, 7), "2026-06-01", "2026-06-01"),  # the Sunday after
        (date(2026, 6, 8), "2026-06-08", "2026-06-01"),
        (date(2026, 1, 1), "2025-12-29", "2026-01-01"),  # a week over the turn of the year
        (date(2028, 2, 29), "2028-02-28", "2028-02-01"),  # a leap day
        (date(2028, 3, 1), "2028-02-28", "2028-03-01"),
        (date(2027, 2, 28), "2027-02-22", "2027-02-01"),
    ],
)
def test_weeks_begin_on_monday_and_months_on_the_first(today: date, week: str, month: str):
    assert period_start("day", today) == today.isoformat()
    assert period_start("week", today) == week
    assert period_start("month", today) == month
    assert period_start("total", today) == ""


def test_a_campaign_outside_its_schedule_is_active_all_the_same():
    sunday = at("2026-05-31T12:00:00-05:00")
    campaign = make_campaign_terms(schedule=WEEKDAYS)
    assert is_active(campaign, sunday)
    assert not is_open(campaign, sunday)
    assert not is_active(make_campaign_terms(state="paused"), sunday)
