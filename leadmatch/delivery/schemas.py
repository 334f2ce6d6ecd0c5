"""The lead as the API promises it: schemas for the OpenAPI document and its tests."""

from marshmallow import Schema, fields, validate

from leadmatch.delivery.event_names import EVENT_OF_NAME
from leadmatch.leads.queries import SHARED_STATES
from leadmatch.search.schemas import CampusSchema

_ERASED = "Null once the person had it erased, and where `unreadable` names the part it is in."
UNREADABLE_PARTS = ("person", "consent")
_MOMENT = {"format": "date-time"}


class LeadProgramSchema(Schema):
    """A program as the visitor chose it; the catalogue may show it otherwise by now."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    credential = fields.String(required=True)
    cip_code = fields.String(required=True)
    campus = fields.Nested(CampusSchema, required=True, allow_none=True, metadata={"description": "Null where online."})


class LeadPersonSchema(Schema):
    """Who asks."""

    first_name = fields.String(required=True)
    last_name = fields.String(required=True)
    email = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True, metadata={"description": "E.164.", "example": "+13125550142"})
    zip = fields.String(required=True)
    education_level = fields.String(required=True)
    start_timeframe = fields.String(required=True)


class LeadConsentSchema(Schema):
    """What the person agreed to, for this school alone."""

    id = fields.String(required=True)
    disclosure_id = fields.String(required=True)
    sha256 = fields.String(required=True, metadata={"description": "Of the wording's template, in hex."})
    text = fields.String(
        required=True, allow_none=True, metadata={"description": f"Exactly what the person read. {_ERASED}"}
    )
    channels = fields.List(
        fields.String(validate=validate.OneOf(("email", "call", "text"))),
        required=True,
        allow_none=True,
        metadata={"description": f"Ways of contact agreed to; use no other. {_ERASED}"},
    )
    agreed_at = fields.String(required=True, metadata=_MOMENT)
    ip = fields.String(required=True, allow_none=True, metadata={"description": _ERASED})
    page_url = fields.String(required=True, allow_none=True, metadata={"description": _ERASED})
    language = fields.String(required=True)


class LeadSourceSchema(Schema):
    """Where the inquiry came from."""

    partner_id = fields.String(required=True, allow_none=True)
    placement = fields.String(required=True, allow_none=True)
    sub_id = fields.String(required=True, allow_none=True)
    landing_url = fields.String(required=True, allow_none=True, metadata={"description": _ERASED})
    utm = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Campaign tags without utm_; empty once the person had them erased."},
    )


class LeadEventSchema(Schema):
    """Something that happened to the lead, and when you acknowledged it."""

    event = fields.String(required=True, validate=validate.OneOf([*EVENT_OF_NAME]))
    created_at = fields.String(required=True, metadata=_MOMENT)
    due_on = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "format": "date",
            "description": "Last day on which you must have acted on it, where a law sets one.",
        },
    )
    acknowledged_at = fields.String(required=True, allow_none=True, metadata=_MOMENT)


class LeadSchema(Schema):
    """One person's request for enrollment information from your school."""

    id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf([*SHARED_STATES]))
    reason_code = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True, metadata=_MOMENT)
    is_test = fields.Boolean(required=True)
    campaign_id = fields.String(required=True, allow_none=True)
    program = fields.Nested(LeadProgramSchema, required=True)
    other_programs = fields.List(fields.Nested(LeadProgramSchema), required=True)
    person = fields.Nested(LeadPersonSchema, required=True, allow_none=True, metadata={"description": _ERASED})
    consent = fields.Nested(LeadConsentSchema, required=True)
    source = fields.Nested(LeadSourceSchema, required=True)
    distance_miles = fields.Float(
        required=True, allow_none=True, metadata={"description": "From the person's ZIP code to the campus."}
    )
    price_usd = fields.Float(required=True, allow_none=True)
    dispositions = fields.List(fields.Dict(), required=True)
    returns = fields.List(fields.Dict(), required=True)
    deliveries = fields.List(fields.Dict(), required=True)
    fetched_at = fields.String(required=True, allow_none=True, metadata=_MOMENT)
    withdrawn_at = fields.String(required=True, allow_none=True, metadata=_MOMENT)
    events = fields.List(fields.Nested(LeadEventSchema), required=True, metadata={"description": "The oldest first."})
    unreadable = fields.List(
        fields.String(validate=validate.OneOf(UNREADABLE_PARTS)),
        required=True,
        metadata={
            "description": "Parts of this lead that are on file and cannot be read now: what they hold is null. Nearly "
            "always empty; tell the operator if not, and contact nobody whose consent you cannot read."
        },
    )


class LeadsSchema(Schema):
    """Your leads, in the order in which they were accepted."""

    leads = fields.List(fields.Nested(LeadSchema), required=True)
    next_cursor = fields.String(
        required=True, allow_none=True, metadata={"description": "Where the rest begins; null where there is no rest."}
    )
    resume_cursor = fields.String(
        required=True,
        metadata={
            "description": "Never null: keep the one of your last answer and send it next time, to get each lead that "
            "has come meanwhile, once."
        },
    )


class AcknowledgementSchema(Schema):
    """When you acknowledged an event first."""

    lead_id = fields.String(required=True)
    event = fields.String(required=True, validate=validate.OneOf([*EVENT_OF_NAME]))
    acknowledged_at = fields.String(required=True, metadata=_MOMENT)


class AcknowledgementBodySchema(Schema):
    """What you have taken note of."""

    event = fields.String(required=True, validate=validate.OneOf([*EVENT_OF_NAME]))
