"""A report agrees with the ledger to the cent, counts no test, and tells of no few people."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_rows import FIRST_DAY, SentInquiry, add_inquiries, add_usage
from partnering import add_partner
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from leadmatch.access.callers import PartnerTerms
from leadmatch.access.models import Partner
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.models import Inquiry, Lead, LedgerEntry, PartnerEarning
from leadmatch.partner.hiding import FEWEST
from leadmatch.partner.period import Period
from leadmatch.partner.report import Report, Sums, make_report, one_moment

HASHES = KeyedHash(b"k" * 32)
LISTED = ("sidebar", "footer")
PLACEMENTS = (None, *LISTED, "left-column", "other")


def days(first: int, last: int) -> Period:
    return Period(FIRST_DAY + timedelta(days=first), FIRST_DAY + timedelta(days=last))


def report_of(connection: Connection, partner: PartnerTerms, period: Period, *, is_exact: bool = False) -> Report:
    report = make_report(connection, partner.id, period, HASHES, is_exact=is_exact)
    assert report is not None
    return report


@pytest.fixture
def connection(session: Session) -> Connection:
    return session.connection()


@pytest.fixture
def partner(connection: Connection) -> PartnerTerms:
    return add_partner(connection, placements=LISTED)


def many(partner: PartnerTerms, day: int, placement: str | None, number: int) -> list[SentInquiry]:
    return [SentInquiry(partner, day, placement)] * number


def test_a_row_is_a_day_at_a_placement_and_what_was_not_listed_stands_together(
    connection: Connection, partner: PartnerTerms
):
    add_usage(connection, partner, 0, "sidebar", 40, 90)
    add_usage(connection, partner, 0, "", 3, 0)
    add_usage(connection, partner, 1, "retired-name", 8, 9)
    sent = [*many(partner, 0, "sidebar", 6), *many(partner, 1, "left-column", 4), *many(partner, 1, "other", 3)]
    add_inquiries(connection, [*sent, *many(partner, 1, None, 5), *many(partner, 1, "retired-name", 5)])
    report = report_of(connection, partner, days(0, 1))
    rows = {((row.day - FIRST_DAY).days, row.placement): row.sums for row in report.rows}
    assert rows == {
        (0, ""): Sums(3, 0, 0, 0, 0, 0),
        (0, "sidebar"): Sums(40, 90, 6, 6, 0, 4200),
        (1, ""): Sums(0, 0, 5, 5, 0, 3500),
        (1, "other"): Sums(0, 0, 7, 7, 0, 4900),
        (1, "retired-name"): Sums(8, 9, 5, 5, 0, 3500),
    }
    assert report.totals == Sums(51, 99, 23, 23, 0, 16100)
    assert [*rows] == sorted(rows)


def test_days_are_those_of_utc_and_the_edges_belong_to_the_period(connection: Connection, partner: PartnerTerms):
    for day, at in ((-1, time.max), (0, time.min), (2, time.max), (3, time.min)):
        add_inquiries(connection, [SentInquiry(partner, day, "sidebar", at=at)] * 5)
    report = report_of(connection, partner, days(0, 2))
    assert [((row.day - FIRST_DAY).days, row.sums.inquiries) for row in report.rows] == [(0, 5), (2, 5)]
    assert report.totals.inquiries == 10


def test_a_small_cell_is_hidden_with_others_and_the_totals_stay_exact(connection: Connection, partner: PartnerTerms):
    add_usage(connection, partner, 1, "footer", 7, 8)
    add_inquiries(connection, [*many(partner, 0, "sidebar", 9), *many(partner, 1, "footer", 1)])
    report = report_of(connection, partner, days(0, 9))
    rows = {((row.day - FIRST_DAY).days, row.placement): row.sums for row in report.rows}
    assert rows[1, "footer"] == Sums(7, 8, None, None, None, None)
    assert sum(each.is_hidden for each in rows.values()) > 1
    assert report.totals == Sums(7, 8, 10, 10, 0, 7000)
    exact = report_of(connection, partner, days(0, 9), is_exact=True)
    assert [row.sums for row in exact.rows] == [Sums(0, 0, 9, 9, 0, 6300), Sums(7, 8, 1, 1, 0, 700)]


def test_a_period_about_few_people_tells_nothing_of_them(connection: Connection, partner: PartnerTerms):
    add_usage(connection, partner, 0, "sidebar", 70, 80)
    add_inquiries(connection, many(partner, 0, "sidebar", FEWEST - 1))
    assert report_of(connection, partner, days(0, 0)).totals == Sums(70, 80, None, None, None, None)
    assert report_of(connection, partner, days(0, 0), is_exact=True).totals == Sums(70, 80, 4, 4, 0, 2800)
    assert report_of(connection, partner, days(1, 5)).totals == Sums(0, 0, 0, 0, 0, 0)
    assert report_of(connection, partner, days(1, 5)).rows == ()


def test_the_same_cells_are_hidden_each_time_and_other_ones_by_another_installation(
    connection: Connection, partner: PartnerTerms
):
    add_inquiries(connection, [*many(partner, 0, "sidebar", 30), *many(partner, 3, "footer", 2)])
    once = report_of(connection, partner, days(0, 90))
    assert report_of(connection, partner, days(0, 90)) == once
    others = make_report(connection, partner.id, days(0, 90), KeyedHash(b"o" * 32))
    assert others is not None
    assert others.rows != once.rows
    assert others.totals == once.totals


def test_there_is_no_report_of_somebody_unknown_but_one_of_a_closed_partner(connection: Connection):
    assert make_report(connection, "par_unknown", days(0, 1), HASHES) is None
    closed = add_partner(connection, name="Example Closed", state="closed")
    assert report_of(connection, closed, days(0, 1)).partner_name == "Example Closed"


inquiries = st.lists(
    st.tuples(
        st.sampled_from((0, 0, 0, 1, None)),  # whose
        st.integers(0, 4),
        st.sampled_from(PLACEMENTS),
        st.sampled_from((False, False, False, True)),  # a test
        st.lists(st.sampled_from((None, 0, 1, 3500)), max_size=3).map(tuple),
        st.sampled_from((0, 1, 700)),
        st.sampled_from((None, None, None, 0, 2)),
    ),
    max_size=60,
)


def in_rollback(engine: Engine, check: Callable[[Connection], None]) -> None:
    with engine.connect().execution_options(writes=True) as connection:
        around = connection.begin()
        check(connection)
        around.rollback()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(inquiries, st.integers(0, 4), st.integers(0, 4))
def test_totals_agree_with_the_ledger_and_shown_rows_with_what_was_sent(
    engine: Engine, sent: list[tuple[object, ...]], one: int, other: int
):
    period = days(min(one, other), max(one, other))

    def check(connection: Connection) -> None:
        partners = [add_partner(connection, name=f"Example {at}", placements=LISTED) for at in range(2)]
        written = [SentInquiry(None if whose is None else partners[whose], *rest) for whose, *rest in sent]  # type: ignore[call-overload,arg-type]
        add_inquiries(connection, written)
        ours = partners[0]
        of_us = (Inquiry.partner_id == ours.id, Inquiry.is_test.is_(False))
        within = (Inquiry.created_at >= period.begins_at, Inquiry.created_at < period.ends_at)
        asked = connection.scalar(select(func.count()).select_from(Inquiry).where(*of_us, *within))
        owed = connection.scalar(
            select(func.count())
            .select_from(LedgerEntry)
            .join(Lead, Lead.id == LedgerEntry.lead_id)
            .join(Inquiry, Inquiry.id == Lead.inquiry_id)
            .where(*of_us, *within, LedgerEntry.kind == "lead")
        )
        entries = [
            row
            for row in connection.execute(select(PartnerEarning.__table__)).mappings()
            if row["partner_id"] == ours.id and period.begins_at <= row["entered_at"] < period.ends_at
        ]
        exact = report_of(connection, ours, period, is_exact=True)
        total = exact.totals
        assert (total.inquiries, total.accepted_leads) == (asked, owed)
        assert total.accepted_leads == sum(row["kind"] == "lead" for row in entries)
        assert total.returned_leads == sum(row["kind"] == "credit" for row in entries)
        assert total.earnings_cents == sum(row["amount_cents"] for row in entries)
        shown = report_of(connection, ours, period)
        people = total.inquiries or total.returned_leads
        assert shown.totals == (Sums(0, 0, None, None, None, None) if 0 < people < FEWEST else total)
        truth = {(row.day, row.placement): row.sums for row in exact.rows}
        for row in shown.rows:
            own = truth.get((row.day, row.placement), Sums(0, 0, 0, 0, 0, 0))
            assert row.sums.is_hidden or row.sums == own
        told = {(row.day, row.placement) for row in shown.rows}
        small = {cell for cell, own in truth.items() if 0 < (own.inquiries or own.returned_leads or 0) < FEWEST}
        assert truth.keys() <= told
        assert small <= {(row.day, row.placement) for row in shown.rows if row.sums.is_hidden}
        assert small or not any(row.sums.is_hidden for row in shown.rows)

    in_rollback(engine, check)


def test_all_parts_of_a_report_are_of_one_moment(fresh_database_url: str):
    engine = open_engine(fresh_database_url)
    with one_moment(engine) as connection:
        assert connection.scalars(select(Partner.name)).all() == []
        with writing(engine) as writer:
            add_partner(writer)
        assert connection.scalars(select(Partner.name)).all() == []
    with one_moment(engine) as connection:
        assert connection.scalars(select(Partner.name)).all() == ["Example Careers"]
    engine.dispose()


def test_the_default_is_thirty_days_up_to_today():
    today = datetime(2026, 11, 2, tzinfo=UTC).date()
    period = Period.of(None, None, today=today)
    assert (len(period), period.last) == (30, today)
    assert Period.of(None, today - timedelta(days=9), today=today).first == today - timedelta(days=38)
    assert Period.of(today, None, today=today).days == (today,)
