"""The API of reports: a partner's secret key in, sums of its own sites out."""

from typing import Final

import orjson
from flask import Blueprint, Response, request

from leadmatch.access.callers import PartnerTerms, current_caller
from leadmatch.access.partner_guard import Gate, admit_partners
from leadmatch.kernel.clock import Clock
from leadmatch.kernel.errors import NotFoundError
from leadmatch.partner.parameters import ReportQuerySchema, read_period
from leadmatch.partner.report import Report, Reports, empty_report
from leadmatch.partner.report_item import report_csv, report_item
from leadmatch.partner.schemas import FILE_EXAMPLE, REPORT_EXAMPLE, PartnerReportSchema
from leadmatch.web.openapi import documents
from leadmatch.web.query_string import read_parameters

_TAGS: Final = ("partner",)
_PRIVATE: Final = {"Cache-Control": "no-store"}
_FILE_WORDS: Final = (
    "The same as a file (RFC 4180, UTF-8): a line for each day and placement, then one whose day is `total`. What is "
    "suppressed is empty, and a text that could be taken for a formula has an apostrophe before it."
)


def report_blueprint(reports: Reports, gate: Gate, *, clock: Clock) -> Blueprint:
    """Return the routes ``/api/v1/partner/report`` and ``/api/v1/partner/report.csv``.

    Args:
        reports: makes them.
        gate: lets in partners with a secret key.
        clock: tells which day it is.
    """
    blueprint = Blueprint("partner_report", __name__, url_prefix="/api/v1/partner")
    admit_partners(blueprint, gate, scope="report")

    def report() -> Report:
        period = read_period(read_parameters(request.query_string), today=clock().date())
        caller, partner = current_caller(), _partner()
        if caller.is_test:
            return empty_report(partner.id, partner.name, period)
        found = reports.of(partner.id, period)
        if found is None:
            raise NotFoundError
        return found

    @blueprint.get("/report")
    @documents(
        {200: PartnerReportSchema, 503: ""},
        query=ReportQuerySchema,
        tags=_TAGS,
        headers=("Cache-Control",),
        example=REPORT_EXAMPLE,
    )
    def show_report() -> Response:
        """Show what came of your sites: searches, inquiries, leads and earnings by day and placement."""
        item = report_item(report(), is_test=current_caller().is_test)
        return Response(orjson.dumps(item), headers=_PRIVATE, content_type="application/json")

    @blueprint.get("/report.csv")
    @documents(
        {200: _FILE_WORDS, 503: ""},
        query=ReportQuerySchema,
        tags=_TAGS,
        headers=("Cache-Control",),
        media_type="text/csv",
        example=FILE_EXAMPLE,
    )
    def show_report_as_csv() -> Response:
        """Show the same as a file for spreadsheets."""
        headers = {"Content-Disposition": "attachment; filename=report.csv", **_PRIVATE}
        return Response(report_csv(report()), headers=headers, content_type="text/csv; charset=utf-8; header=present")

    return blueprint


def _partner() -> PartnerTerms:
    partner = current_caller().partner
    if partner is None:
        raise RuntimeError("no guard has admitted a partner to this view")
    return partner
