"""The API of schools: their leads as JSON and as a file, and the acknowledgement of events."""

import re
from collections.abc import Callable
from itertools import chain, islice
from typing import Any

import orjson
import structlog
from flask import Blueprint, Response, request

from leadmatch.access.guards import admit_schools, current_school
from leadmatch.delivery.acknowledging import acknowledge_event
from leadmatch.delivery.csv_file import csv_chunks
from leadmatch.delivery.event_names import EVENT_OF_NAME
from leadmatch.delivery.examples import ACKNOWLEDGEMENT, FILE, LEAD, LEADS
from leadmatch.delivery.lead_item import lead_item
from leadmatch.delivery.parameters import LeadFileQuerySchema, LeadQuerySchema, OneLeadQuerySchema
from leadmatch.delivery.reading import LeadReading
from leadmatch.delivery.schemas import AcknowledgementBodySchema, AcknowledgementSchema, LeadSchema, LeadsSchema
from leadmatch.inquiries.member_values import choice_member
from leadmatch.inquiries.members import read_members
from leadmatch.kernel.clock import Clock, rfc3339
from leadmatch.kernel.errors import Fault, InvalidRequestError, NotFoundError
from leadmatch.leads.queries import LeadFilter
from leadmatch.web.json_body import read_json_object
from leadmatch.web.openapi import documents
from leadmatch.web.problems import request_id
from leadmatch.web.query_string import load_query, read_parameters

_TAGS = ("leads",)
_LEAD_ID = {"lead_id": "Id of a lead, `led_…`."}
_SOME_LEAD_ID = re.compile(r"led_[0-9a-z]{1,60}")
_MAX_BODY_BYTES = 1024
_ACKNOWLEDGEMENT = {"event": choice_member([*EVENT_OF_NAME])}
_FILE_WORDS = (
    "All your leads that the parameters ask for, a row each (RFC 4180, UTF-8). A text that could be taken for a "
    "formula has an apostrophe before it, a phone number is written (312) 555-0142, and unknown is empty; so is what "
    "`GET /leads/{lead_id}` names in `unreadable`. A file that breaks off says so in its last line, which has one cell."
)
_PRIVATE = {"Cache-Control": "no-store"}


def leads_blueprint(reading: LeadReading, *, clock: Clock) -> Blueprint:
    """Return the routes under ``/api/v1/leads``, which let in nobody but schools.

    Args:
        reading: reads the leads, and knows where the keys of schools are.
        clock: tells when a key ends, and when an event was acknowledged.
    """
    blueprint = Blueprint("leads", __name__, url_prefix="/api/v1")
    admit_schools(blueprint, engine=reading.engine, hashes=reading.hashes, clock=clock)
    _add_reading(blueprint, reading)
    _add_file(blueprint, reading)

    @blueprint.post("/leads/<lead_id>/acknowledgements")
    @documents(
        {200: AcknowledgementSchema, 404: "", 503: ""},
        tags=_TAGS,
        path=_LEAD_ID,
        headers=("Cache-Control",),
        example=ACKNOWLEDGEMENT,
        body=AcknowledgementBodySchema,
        body_example={"event": "created"},
    )
    def acknowledge(lead_id: str) -> Response:
        """Acknowledge an event of a lead; once more is the same as once."""
        name = _event_name(read_json_object(request, _MAX_BODY_BYTES))
        school_id = current_school().school_id
        event = EVENT_OF_NAME[name]
        first = acknowledge_event(reading.engine, school_id, _known(lead_id), event, by="api", now=clock())
        return _private_json({"lead_id": lead_id, "event": name, "acknowledged_at": rfc3339(first)})

    return blueprint


def _add_reading(blueprint: Blueprint, reading: LeadReading) -> None:
    @blueprint.get("/leads")
    @documents(
        {200: LeadsSchema, 503: ""}, query=LeadQuerySchema, tags=_TAGS, headers=("Cache-Control",), example=LEADS
    )
    def list_leads() -> Response:
        """List your leads, in the order in which they were accepted."""
        asked = load_query(LeadQuerySchema, read_parameters(request.query_string))
        page = reading.page(
            current_school().school_id, _filter(asked), cursor=asked["cursor"], limit=int(asked["limit"])
        )
        return _private_json(
            {
                "leads": [lead_item(lead) for lead in page.leads],
                "next_cursor": page.next_cursor,
                "resume_cursor": page.resume_cursor,
            }
        )

    @blueprint.get("/leads/<lead_id>")
    @documents(
        {200: LeadSchema, 404: "", 503: ""},
        query=OneLeadQuerySchema,
        tags=_TAGS,
        path=_LEAD_ID,
        headers=("Cache-Control",),
        example=LEAD,
    )
    def show_lead(lead_id: str) -> Response:
        """Show one of your leads."""
        load_query(OneLeadQuerySchema, read_parameters(request.query_string))
        return _private_json(lead_item(reading.one(current_school().school_id, _known(lead_id))))


def _add_file(blueprint: Blueprint, reading: LeadReading) -> None:
    @blueprint.get("/leads.csv")
    @documents(
        {200: _FILE_WORDS, 503: ""},
        query=LeadFileQuerySchema,
        tags=_TAGS,
        headers=("Cache-Control",),
        media_type="text/csv",
        example=FILE,
    )
    def list_leads_as_csv() -> Response:
        """List your leads as a file for spreadsheets and CRMs."""
        asked = load_query(LeadFileQuerySchema, read_parameters(request.query_string))
        batches = reading.batches(current_school().school_id, _filter(asked))
        first = [*islice(batches, 1)]  # what goes wrong here is still told by a status
        headers = {"Content-Disposition": "attachment; filename=leads.csv", **_PRIVATE}
        body = csv_chunks(chain(first, batches), with_mark=asked["bom"], when_cut=_log_of(request_id()))
        return Response(body, headers=headers, content_type="text/csv; charset=utf-8; header=present")


def _log_of(request: str) -> Callable[[Exception], None]:
    def log(error: Exception) -> None:
        # Its kind alone: the words of a database can hold the values of a statement.
        structlog.get_logger("leadmatch").error("lead-file-cut", request_id=request, reason=type(error).__name__)

    return log


def _filter(asked: dict[str, Any]) -> LeadFilter:
    return LeadFilter(
        states=asked["status"],
        since=asked["since"],
        program_id=asked["program"],
        awaiting=tuple(EVENT_OF_NAME[name] for name in asked["awaiting"]),
    )


def _event_name(body: dict[str, Any]) -> str:
    faults: list[Fault] = []
    values = read_members(body, _ACKNOWLEDGEMENT, "", faults)
    if faults:
        raise InvalidRequestError(faults)
    return str(values["event"])


def _known(lead_id: str) -> str:
    """Return an id that could be one of a lead; any other text need not be looked for, and some cannot be."""
    if not _SOME_LEAD_ID.fullmatch(lead_id):
        raise NotFoundError
    return lead_id


def _private_json(item: dict[str, Any]) -> Response:
    return Response(orjson.dumps(item), headers=_PRIVATE, content_type="application/json")
