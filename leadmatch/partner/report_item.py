"""A report as JSON and as a file for spreadsheets: dollars outside, and null for what is not shown."""

import csv
import io
from typing import Any, Final

from leadmatch.delivery.csv_cells import text_cell
from leadmatch.kernel.money import usd_from_cents
from leadmatch.partner.report import Report, Sums

HEADER: Final = (
    "day",
    "placement",
    "searches",
    "impressions",
    "inquiries",
    "accepted_leads",
    "returned_leads",
    "earnings_usd",
    "suppressed",
)
TOTAL: Final = "total"  # in place of the day, in the last line of a file


def report_item(report: Report, *, is_test: bool = False) -> dict[str, Any]:
    """Return a report as JSON.

    Args:
        report: any.
        is_test: it was asked for with a test key, and tells of nothing real.
    """
    return {
        "partner_id": report.partner_id,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "is_test": is_test,
        "rows": [
            {"day": row.day.isoformat(), "placement": row.placement or None, **_sums(row.sums)} for row in report.rows
        ],
        "totals": _sums(report.totals),
    }


def report_csv(report: Report) -> bytes:
    """Return a report as a file (RFC 4180, UTF-8): a line for each row, then one for the totals."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in report.rows:
        writer.writerow((row.day.isoformat(), text_cell(row.placement), *_cells(row.sums)))
    writer.writerow((TOTAL, "", *_cells(report.totals)))
    return text.getvalue().encode()


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "searches": sums.searches,
        "impressions": sums.impressions,
        "inquiries": sums.inquiries,
        "accepted_leads": sums.accepted_leads,
        "returned_leads": sums.returned_leads,
        "earnings_usd": usd_from_cents(sums.earnings_cents),
        "suppressed": sums.is_hidden,
    }


def _cells(sums: Sums) -> list[object]:
    *figures, is_hidden = _sums(sums).values()
    return [*("" if figure is None else figure for figure in figures), "true" if is_hidden else "false"]
