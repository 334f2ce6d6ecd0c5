"""What the API says of an inquiry and its answer: documentation, and what the tests hold reader and answer to."""

from collections.abc import Mapping
from typing import Final

from marshmallow import Schema, fields, validate

from leadmatch.access.caller_ids import CALLER_ID_PATTERN, MAX_CALLER_ID_LENGTH
from leadmatch.inquiries import email_address, given_consents, person_name, phone_number, reading
from leadmatch.inquiries.challenge import MAX_SOLUTION_LENGTH
from leadmatch.inquiries.person import EDUCATION_LEVELS, START_TIMEFRAMES
from leadmatch.inquiries.submission import MOST_PROGRAMS
from leadmatch.leads.lifecycle import LeadState


def _text(longest: int, description: str, *, is_required: bool = True) -> fields.String:
    return fields.String(
        required=is_required,
        allow_none=not is_required,
        validate=validate.Length(min=1, max=longest),
        metadata={"description": description},
    )


def _id(description: str) -> fields.String:
    return fields.String(
        required=True,
        validate=[
            validate.Length(min=1, max=given_consents.MAX_ID_LENGTH),
            validate.Regexp(f"^{given_consents.ID_PATTERN}$"),
        ],
        metadata={"description": description},
    )


def _choice(values: tuple[str, ...], description: str) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(values), metadata={"description": description})


def _true(description: str) -> fields.Boolean:
    return fields.Boolean(required=True, validate=validate.OneOf([True]), metadata={"description": description})


def _page_address(description: str) -> fields.String:
    return fields.String(
        allow_none=True,
        validate=validate.Length(min=1, max=reading.MAX_URL_LENGTH),
        metadata={"description": description, "format": "uri"},
    )


def _caller_id(description: str) -> fields.String:
    return fields.String(
        allow_none=True,
        validate=[
            validate.Length(min=1, max=MAX_CALLER_ID_LENGTH),
            validate.Regexp(f"^{CALLER_ID_PATTERN}$"),
        ],
        metadata={"description": description},
    )


class PersonSchema(Schema):
    """Who asks."""

    first_name = _text(person_name.MAX_NAME_LENGTH, "Letters of any script; spaces, hyphens, apostrophes and periods.")
    last_name = _text(person_name.MAX_NAME_LENGTH, "As the first name.")
    email = fields.String(
        required=True,
        validate=validate.Length(min=3, max=email_address.MAX_EMAIL_LENGTH),
        metadata={"format": "email", "description": "An e-mail address; nobody is asked whether it exists."},
    )
    phone = _text(
        phone_number.MAX_PHONE_LENGTH,
        "A person's phone number in the US, as it was typed; required where a consent is to calls or texts.",
        is_required=False,
    )
    zip = fields.String(
        required=True,
        validate=validate.Regexp("^ *[0-9]{5}(-[0-9]{4})? *$"),
        metadata={"description": "ZIP code or ZIP+4 of which a place is on file, as text."},
    )
    education_level = _choice(EDUCATION_LEVELS, "The highest level reached.")
    start_timeframe = _choice(START_TIMEFRAMES, "When they would like to begin.")
    is_adult = _true("They have said to be 18 or older.")


class ConsentSchema(Schema):
    """The consent to one school, to the wording that GET /api/v1/disclosures gave."""

    school_id = _id("A school of one of the programs.")
    disclosure_id = _id("Of the wording.")
    sha256 = fields.String(
        required=True, validate=validate.Regexp("^[0-9a-f]{64}$"), metadata={"description": "Of the wording."}
    )
    text = _text(given_consents.MAX_TEXT_LENGTH, "The wording exactly as it was shown.")
    channels = fields.List(
        fields.String(validate=validate.OneOf(given_consents.CHANNELS)),
        required=True,
        validate=validate.Length(min=1, max=len(given_consents.CHANNELS)),
        metadata={"uniqueItems": True, "description": "What was agreed to; those that the wording offers, or fewer."},
    )
    agreed = _true("JSON true, once the person has agreed; nothing else counts.")


class InquirySchema(Schema):
    """One person asks schools for enrollment information, with a consent to each of them."""

    program_ids = fields.List(
        _id("A program that inquiry_links names."),
        required=True,
        validate=validate.Length(min=1, max=MOST_PROGRAMS),
        metadata={"uniqueItems": True, "description": "In the order chosen."},
    )
    person = fields.Nested(PersonSchema, required=True)
    consents = fields.List(
        fields.Nested(ConsentSchema),
        required=True,
        validate=validate.Length(min=1, max=MOST_PROGRAMS),
        metadata={"description": "Exactly one for each school of the programs."},
    )
    page_url = _page_address("The page that held the form.")
    landing_url = _page_address("The first page of the visit; its utm_ parameters are kept apart too.")
    referrer = _page_address("The page that led to it.")
    certificate_url = _page_address("A certificate of the visit (TrustedForm, Jornaya).")
    placement = _caller_id("Your name for where the form stands; not kept with Sec-GPC: 1.")
    sub_id = _caller_id("Your own mark for this inquiry, nothing personal; not kept with Sec-GPC: 1.")
    language = fields.String(
        allow_none=True,
        load_default=reading.LANGUAGES[0],
        validate=validate.OneOf(reading.LANGUAGES),
        metadata={"description": "Of the form."},
    )
    attribution = fields.String(
        allow_none=True,
        validate=[validate.Length(min=1, max=reading.MAX_TOKEN_LENGTH), validate.Regexp("^[!-~]+$")],
        metadata={"description": "An attribution token, as it was given to you; not kept with Sec-GPC: 1."},
    )
    challenge_solution = fields.String(
        allow_none=True,
        validate=[validate.Length(min=1, max=MAX_SOLUTION_LENGTH), validate.Regexp("^[!-~]+$")],
        metadata={"description": "After a 429 challenge-required: the solution, as an ALTCHA library gives it."},
    )


class AnsweredSchoolSchema(Schema):
    """A school that was asked."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class AnsweredLeadSchema(Schema):
    """What became of the inquiry at one school."""

    id = fields.String(required=True)
    school = fields.Nested(AnsweredSchoolSchema, required=True)
    program_id = fields.String(required=True, metadata={"description": "The first program chosen at this school."})
    status = _choice((LeadState.ACCEPTED, LeadState.REJECTED), "Whether the school gets the request.")
    reason_code = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it does not; null where it does."}
    )


class InquiryAnswerSchema(Schema):
    """The inquiry is stored for good: what each school gets, and where the person can see and stop it."""

    id = fields.String(required=True)
    receipt_url = fields.String(required=True, metadata={"format": "uri", "description": "For the person alone."})
    leads = fields.List(fields.Nested(AnsweredLeadSchema), required=True)


INQUIRY_EXAMPLE: Final[Mapping[str, object]] = {
    "program_ids": ["prg_mfrggzdfmztwq2lk"],
    "person": {
        "first_name": "Ada",
        "last_name": "O'Brien",
        "email": "ada@example.org",
        "phone": "(212) 555-0142",
        "zip": "60601",
        "education_level": "hs_or_ged",
        "start_timeframe": "1_3_months",
        "is_adult": True,
    },
    "consents": [
        {
            "school_id": "sch_nbswy3dpeb3w64tm",
            "disclosure_id": "dis_onswg4tfoqqho33sfyxc4lroge",
            "sha256": "3f0a7ad4b1e7f9f6e8a9b4c2d1e0f3a5b6c7d8e9fa0b1c2d3e4f5061728394a5",
            "text": "Example College may call and text me at (212) 555-0142 …",
            "channels": ["email", "call", "text"],
            "agreed": True,
        }
    ],
    "page_url": "https://guide.example.org/inquire?program=prg_mfrggzdfmztwq2lk",
    "language": "en",
}
