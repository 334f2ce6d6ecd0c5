"""The report by the API: for the secret key of a partner, of its own sites alone, with every fault told at once."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from ledger_rows import FIRST_DAY, SentInquiry, add_inquiries, add_usage
from marshmallow import RAISE
from partner_site import PartnerSite
from werkzeug.test import TestResponse

from leadmatch.delivery.csv_cells import plain_text
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.partner.parameters import read_period
from leadmatch.partner.period import Period
from leadmatch.partner.report import Report, Row, Sums
from leadmatch.partner.report_item import HEADER, report_csv
from leadmatch.partner.schemas import FILE_EXAMPLE, REPORT_EXAMPLE, PartnerReportSchema
from leadmatch.web.query_string import read_parameters

PERIOD = f"?from={FIRST_DAY}&to={FIRST_DAY + timedelta(days=1)}"


def ask(site: PartnerSite, query: str = PERIOD, key: str | None = "secret", path: str = "report") -> TestResponse:
    return site.asking.app.test_client().get(f"/api/v1/partner/{path}{query}", headers=site.headers(key))


def fill(site: PartnerSite) -> None:
    with writing(site.asking.engine) as connection:
        add_usage(connection, site.partner, 0, "sidebar", 40, 90)
        add_usage(connection, site.other, 0, "sidebar", 1000, 1000)
        sent = [SentInquiry(site.partner, 0, "sidebar")] * 6 + [SentInquiry(site.other, 0, "sidebar")] * 9
        add_inquiries(connection, [*sent, *[SentInquiry(site.partner, 1, is_test=True)] * 7])


def test_a_partner_sees_its_own_sums_with_its_secret_key(site: PartnerSite):
    fill(site)
    answer = ask(site)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    sums = {"searches": 40, "impressions": 90, "inquiries": 6, "accepted_leads": 6, "returned_leads": 0}
    sums |= {"earnings_usd": 42, "suppressed": False}
    assert answer.json == {
        "partner_id": site.partner.id,
        "from": str(FIRST_DAY),
        "to": str(FIRST_DAY + timedelta(days=1)),
        "is_test": False,
        "rows": [{"day": str(FIRST_DAY), "placement": "sidebar", **sums}],
        "totals": sums,
    }
    assert PartnerReportSchema(unknown=RAISE).load(answer.json)


def test_nobody_else_is_let_in(site: PartnerSite):
    for path in ("report", "report.csv"):
        statuses = {key: ask(site, key=key, path=path).status_code for key in (None, "publishable", "other secret")}
        assert statuses == {None: 401, "publishable": 403, "other secret": 200}
    assert ask(site, key="other secret").json["partner_id"] == site.other.id


def test_a_test_key_is_told_nothing_real(site: PartnerSite):
    fill(site)
    told = ask(site, key="test secret").json
    assert (told["is_test"], told["rows"], told["totals"]["earnings_usd"], told["totals"]["suppressed"]) == (
        True,
        [],
        0,
        False,
    )


def test_without_days_it_is_the_last_thirty(site: PartnerSite):
    today = utc_now().date()
    last = date.fromisoformat(ask(site, "").json["to"])
    assert today <= last <= today + timedelta(days=1)


def faults_of(query: str) -> dict[str, str]:
    try:
        read_period(read_parameters(query.encode()), today=date(2026, 11, 2))
    except InvalidRequestError as error:
        return {fault.where: fault.code for fault in error.faults}
    return {}


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("from=2026-11-31&to=x&until=2026", {"from": "invalid-day", "to": "invalid-day", "until": "unknown-parameter"}),
        ("from=2026-11-03&to=2026-11-02&x=1", {"from": "invalid-period", "x": "unknown-parameter"}),
        ("from=2025-09-28&to=2026-11-02&x=1", {"from": "period-too-long", "x": "unknown-parameter"}),
        ("from=2025-09-28", {"from": "period-too-long"}),
        ("from=2026-11-03", {"from": "invalid-period"}),
        ("from=2026-11-02&from=2026-11-02&to=", {"from": "repeated-parameter", "to": "empty-value"}),
        ("to=2026-11-02%00", {"to": "invalid-text"}),
        ("to=%D9%A2%D9%A0%D9%A2%D9%A6-11-02", {"to": "invalid-day"}),
        *((f"to={day}", {"to": "invalid-day"}) for day in ("1999-12-31", "3000-01-01", "20261102", "2026-11-2", "-1")),
        *((f"to={day}", {"to": "invalid-day"}) for day in ("2026-W45-1", "2026-11-02T00:00", "2026-11-02%0A", "now")),
        *((query, {}) for query in ("", "from=2025-09-29&to=2026-11-02", "to=2000-01-01", "from=2026-11-02")),
        ("from=2999-12-01&to=2999-12-31", {}),
    ],
)
def test_every_fault_of_a_period_is_found_at_once(query: str, faults: dict[str, str]):
    assert faults_of(query) == faults


def test_every_fault_is_told_at_once(site: PartnerSite):
    answer = ask(site, "?from=2026-11-31&to=today&until=2026")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [each["parameter"] for each in answer.json["errors"]] == ["from", "to", "until"]
    for query in ("?to=2000-01-01", "?from=2999-12-01&to=2999-12-31"):
        assert ask(site, query).status_code == 200


def test_the_file_says_the_same(site: PartnerSite):
    fill(site)
    answer = ask(site, path="report.csv")
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    lines = answer.text.split("\r\n")
    assert lines == [
        ",".join(HEADER),
        f"{FIRST_DAY},sidebar,40,90,6,6,0,42,false",
        "total,,40,90,6,6,0,42,false",
        "",
    ]


def test_no_cell_of_the_file_is_a_formula_and_what_is_hidden_is_empty():
    hidden, shown = Sums(1, 2, None, None, None, None), Sums(1, 2, 5, 5, 1, -1250)
    rows = tuple(Row(FIRST_DAY, name, hidden) for name in ("=1+1", "-x", "@a", "_", "~.-"))
    report = Report("par_x", "Example", Period(FIRST_DAY, FIRST_DAY), rows, shown)
    header, *lines, total = csv.reader(io.StringIO(report_csv(report).decode(), newline=""))
    assert tuple(header) == HEADER
    assert [plain_text(line[1]) for line in lines] == [row.placement for row in rows]
    assert not any(line[1][:1] in "=+-@" for line in lines)
    assert {tuple(line[2:]) for line in lines} == {("1", "2", "", "", "", "", "true")}
    assert total == ["total", "", "1", "2", "5", "5", "1", "-12.5", "false"]


def test_the_examples_are_as_the_schema_says():
    example: dict[str, Any] = dict(REPORT_EXAMPLE)
    assert PartnerReportSchema(unknown=RAISE).load(example)
    assert FILE_EXAMPLE.startswith(",".join(HEADER) + "\r\n")
    width = {line.count(",") for line in FILE_EXAMPLE.split("\r\n")[:-1]}
    assert width == {len(HEADER) - 1}
