"""The report as the API promises it: schemas for the OpenAPI document and its tests, and a made-up example."""

from typing import Any, Final

from marshmallow import Schema, fields

from leadmatch.partner.hiding import FEWEST
from leadmatch.partner.report_item import HEADER

_FEW: Final = (
    f"Null where 1 to {FEWEST - 1} people asked, and on some other days and placements, drawn by lot, so that "
    "nobody can work those out."
)


class ReportSumsSchema(Schema):
    """What was used, asked and earned."""

    searches = fields.Integer(required=True, strict=True, metadata={"description": "With live keys; 304 answers too."})
    impressions = fields.Integer(
        required=True, strict=True, metadata={"description": "Sponsored programs in the answers to them."}
    )
    inquiries = fields.Integer(
        required=True, strict=True, allow_none=True, metadata={"description": f"Sent by your visitors. {_FEW}"}
    )
    accepted_leads = fields.Integer(
        required=True,
        strict=True,
        allow_none=True,
        metadata={"description": f"Of these, one for each school that takes it. {_FEW}"},
    )
    returned_leads = fields.Integer(
        required=True,
        strict=True,
        allow_none=True,
        metadata={"description": f"Leads that schools gave back, on the day on which it was decided. {_FEW}"},
    )
    earnings_usd = fields.Float(
        required=True,
        allow_none=True,
        metadata={
            "description": "By your contract, for accepted leads, less what was given back; never for an enrollment. "
            f"{_FEW}"
        },
    )
    suppressed = fields.Boolean(required=True, metadata={"description": "Nothing is told of people here."})


class ReportRowSchema(ReportSumsSchema):
    """One day at one placement."""

    day = fields.String(required=True, metadata={"format": "date", "description": "In UTC."})
    placement = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "One that you listed; `other` is all that you did not list, null where none was named."
        },
    )


class PartnerReportSchema(Schema):
    """What came of your sites, by day and placement; sums alone, and nobody's data."""

    partner_id = fields.String(required=True)
    first = fields.String(
        data_key="from", required=True, metadata={"format": "date", "description": "First day, in UTC."}
    )
    last = fields.String(
        data_key="to", required=True, metadata={"format": "date", "description": "Last day, included."}
    )
    is_test = fields.Boolean(
        required=True, metadata={"description": "Asked for with a test key: nothing real is told, and all is 0."}
    )
    rows = fields.List(
        fields.Nested(ReportRowSchema),
        required=True,
        metadata={"description": "By day, then placement. One that is not here has nothing but zeros."},
    )
    totals = fields.Nested(
        ReportSumsSchema,
        required=True,
        metadata={
            "description": f"Of the whole period, exact; suppressed only where all of it is about 1 to {FEWEST - 1}."
        },
    )


def _sums(*figures: float | None) -> dict[str, Any]:
    names = ("searches", "impressions", "inquiries", "accepted_leads", "returned_leads", "earnings_usd")
    return {**dict(zip(names, figures, strict=True)), "suppressed": figures[2] is None}


REPORT_EXAMPLE: Final[dict[str, Any]] = {
    "partner_id": "par_k2pzj4w6hq8nrtvaxm3c5d7yeb",
    "from": "2026-11-01",
    "to": "2026-11-02",
    "is_test": False,
    "rows": [
        {"day": "2026-11-01", "placement": "sidebar", **_sums(412, 903, 11, 9, 0, 63)},
        {"day": "2026-11-02", "placement": None, **_sums(12, 20, None, None, None, None)},
        {"day": "2026-11-02", "placement": "sidebar", **_sums(397, 861, None, None, None, None)},
    ],
    "totals": _sums(821, 1784, 24, 18, 0, 126),
}
FILE_EXAMPLE: Final = "\r\n".join(
    (
        ",".join(HEADER),
        "2026-11-01,sidebar,412,903,11,9,0,63,false",
        "2026-11-02,,12,20,,,,,true",
        "2026-11-02,sidebar,397,861,,,,,true",
        "total,,821,1784,24,18,0,126,false",
        "",
    )
)
