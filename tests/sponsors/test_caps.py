"""Rule L6: a cap of N never becomes N + 1, in any period, for whoever comes together or with a clock set back."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sponsoring import add_campaign
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from leadmatch.kernel.database import open_engine, writing
from leadmatch.sponsors.caps import PeriodUse, reserve, usage
from leadmatch.sponsors.models import CapCounter
from leadmatch.sponsors.terms import CampaignTerms, Caps

NOW = datetime(2026, 6, 3, 18, 0, tzinfo=UTC)  # a Wednesday, 13:00 in Chicago
THREADS = 64
PROCESSES = 4


@pytest.fixture
def own_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


def bought(engine: Engine, **terms: object) -> CampaignTerms:
    with writing(engine) as connection:
        return add_campaign(connection, **terms)


def take(engine: Engine, campaign: CampaignTerms, now: datetime = NOW) -> str | None:
    with writing(engine) as connection:
        return reserve(connection, campaign, now)


def taken(engine: Engine) -> dict[tuple[str, str], int]:
    with engine.connect() as connection:
        rows = connection.execute(select(CapCounter.period, CapCounter.starts_on, CapCounter.taken))
        return {(period, starts_on): count for period, starts_on, count in rows}


def test_a_campaign_without_caps_is_not_counted(own_engine: Engine):
    campaign = bought(own_engine)
    assert take(own_engine, campaign) is None
    assert taken(own_engine) == {}
    with own_engine.connect() as connection:
        assert usage(connection, None, NOW) == {}


def test_each_period_is_counted_up_to_its_cap_and_no_further(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=2, week=9, month=9, total=9))
    assert [take(own_engine, campaign) for _ in range(4)] == [None, None, "day", "day"]
    day, week, month = ("day", "2026-06-03"), ("week", "2026-06-01"), ("month", "2026-06-01")
    assert taken(own_engine) == {day: 2, week: 2, month: 2, ("total", ""): 2}


@pytest.mark.parametrize("full", ["day", "week", "month", "total"])
def test_a_period_that_is_full_is_named_and_leaves_nothing_reserved_in_others(own_engine: Engine, full: str):
    campaign = bought(own_engine, caps=Caps(**{"day": 9, "week": 9, "month": 9, "total": 9, full: 1}))
    assert take(own_engine, campaign) is None
    assert take(own_engine, campaign) == full
    assert set(taken(own_engine).values()) == {1}


def test_a_cap_of_nothing_is_always_full(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=0))
    assert take(own_engine, campaign) == "day"
    assert taken(own_engine) == {}


def take_and_fail(engine: Engine, campaign: CampaignTerms) -> None:
    with writing(engine) as connection:
        assert reserve(connection, campaign, NOW) is None
        add_campaign(connection)  # which is there already


def test_a_place_is_given_back_when_the_transaction_fails(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=1))
    with pytest.raises(IntegrityError):
        take_and_fail(own_engine, campaign)
    assert take(own_engine, campaign) is None


@pytest.mark.parametrize(
    ("caps", "edge"),
    [
        (Caps(day=1), datetime(2026, 6, 4, 5, tzinfo=UTC)),
        (Caps(day=1), datetime(2026, 3, 8, 6, tzinfo=UTC)),  # into the day of 23 hours
        (Caps(day=1), datetime(2026, 3, 9, 5, tzinfo=UTC)),  # and out of it
        (Caps(day=1), datetime(2026, 11, 1, 5, tzinfo=UTC)),  # into the day of 25 hours
        (Caps(day=1), datetime(2026, 11, 2, 6, tzinfo=UTC)),
        (Caps(week=1), datetime(2026, 6, 8, 5, tzinfo=UTC)),
        (Caps(month=1), datetime(2026, 7, 1, 5, tzinfo=UTC)),
        (Caps(month=1), datetime(2028, 3, 1, 6, tzinfo=UTC)),  # after a leap day
        (Caps(month=1), datetime(2027, 1, 1, 6, tzinfo=UTC)),
    ],
)
def test_a_cap_opens_again_at_midnight_of_the_sponsor_and_not_before(own_engine: Engine, caps: Caps, edge: datetime):
    campaign = bought(own_engine, caps=caps)
    before = edge - timedelta(microseconds=1)
    answers = [take(own_engine, campaign, moment) for moment in (before, before, edge, edge)]
    assert [answer is None for answer in answers] == [True, False, True, False]


def test_a_clock_that_is_set_back_opens_no_cap(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=1, total=3))
    tomorrow = NOW + timedelta(days=1)
    moments = (NOW, tomorrow, NOW, tomorrow, NOW - timedelta(days=1), NOW - timedelta(days=2))
    assert [take(own_engine, campaign, moment) for moment in moments] == [None, None, "day", "day", None, "total"]


def test_the_hour_that_comes_twice_belongs_to_one_day(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=1))
    first, second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert [take(own_engine, campaign, first), take(own_engine, campaign, second)] == [None, "day"]


def test_use_is_told_of_the_periods_that_are_capped_and_of_those_that_run(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=2, month=9))
    take(own_engine, campaign, NOW - timedelta(days=1))
    take(own_engine, campaign)
    with own_engine.connect() as connection:
        used = usage(connection, [campaign.id], NOW)
        later = usage(connection, [campaign.id], NOW + timedelta(days=60))
        others = usage(connection, ["cmp_none"], NOW)
    assert used == {
        campaign.id: (PeriodUse("day", "2026-06-03", 2, 1), PeriodUse("month", "2026-06-01", 9, 2)),
    }
    assert [use.taken for use in later[campaign.id]] == [0, 0]
    assert others == {}
    assert not any(use.is_full for use in used[campaign.id])
    assert PeriodUse("day", "", 2, 2).is_full


def test_a_cap_of_n_stays_n_under_many_threads(own_engine: Engine):
    campaign = bought(own_engine, caps=Caps(day=50, total=20))
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(lambda _: take(own_engine, campaign), range(2 * THREADS)))
    assert answers.count(None) == 20
    assert answers.count("total") == 2 * THREADS - 20
    assert taken(own_engine) == {("day", "2026-06-03"): 20, ("total", ""): 20}


WORKER = """
import sys
from datetime import datetime
from leadmatch.kernel.database import open_engine, writing
from leadmatch.sponsors.caps import reserve
from leadmatch.sponsors.queries import campaign
engine = open_engine(sys.argv[1])
with engine.connect() as connection:
    terms = campaign(connection, sys.argv[2])
sys.stdin.readline()
got = 0
for _ in range(30):
    with writing(engine) as connection:
        got += reserve(connection, terms, datetime.fromisoformat(sys.argv[3])) is None
print(got)
"""


def test_a_cap_of_n_stays_n_under_several_processes(own_engine: Engine, fresh_database_url: str):
    campaign = bought(own_engine, caps=Caps(week=37))
    arguments = [sys.executable, "-c", WORKER, fresh_database_url, campaign.id, NOW.isoformat()]
    running = [
        subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    for process in running:  # they begin together, once all of them are there
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0] for process in running]
    assert sum(map(int, told)) == 37
    assert taken(own_engine) == {("week", "2026-06-01"): 37}
