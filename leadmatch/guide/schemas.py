"""What the API says of a guide: its documentation, and what the tests hold the answer to."""

from marshmallow import Schema, fields, validate


class GuideSourceSchema(Schema):
    """Where facts of a guide come from."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    check_with = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The body that knows today's figure; null where that is each school."},
    )
    url = fields.String(required=True, allow_none=True)
    as_of = fields.String(required=True, metadata={"description": "YYYY, YYYY-MM or YYYY-MM-DD."})
    as_of_inferred = fields.Boolean(
        required=True, metadata={"description": "The source names no year; this is the earliest that fits."}
    )
    is_old = fields.Boolean(
        required=True,
        metadata={"description": "More than 24 months after the start of `as_of`: show it with `check_with`."},
    )


class SourcedSchema(Schema):
    """What every fact of a guide carries."""

    source = fields.String(required=True, metadata={"description": "Id of one of `sources`."})
    as_of = fields.String(required=True)
    is_old = fields.Boolean(required=True)


class GuideCostSchema(Schema):
    """The lowest and the highest usual price, in US dollars."""

    low_usd = fields.Float(required=True)
    high_usd = fields.Float(required=True)


class GuideCreditsSchema(Schema):
    """The lowest and the highest usual number of credits."""

    low = fields.Integer(required=True, strict=True)
    high = fields.Integer(required=True, strict=True)


class TypicalCredentialSchema(SourcedSchema):
    """What a program of one credential level typically costs and takes."""

    credential = fields.String(required=True)
    cost = fields.Nested(GuideCostSchema, required=True)
    length_months = fields.Integer(required=True, strict=True)
    length_is = fields.String(required=True, validate=validate.OneOf(("under", "about")))
    credits = fields.Nested(GuideCreditsSchema, required=True)


class RenewalSchema(Schema):
    """How often a certification is renewed, and with how much continuing education; null is not on file."""

    years = fields.Integer(required=True, allow_none=True, strict=True)
    units = fields.Integer(required=True, allow_none=True, strict=True)
    unit = fields.String(required=True, allow_none=True)


class CertificationSchema(SourcedSchema):
    """An exam that employers know; null is not on file."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    body = fields.String(required=True)
    questions = fields.Integer(required=True, allow_none=True, strict=True)
    exam_changed = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "From when on the exam has another number of questions than `questions`."},
    )
    fee_usd = fields.Float(required=True, allow_none=True, metadata={"description": "For who is not a member."})
    fee_is_about = fields.Boolean(required=True, metadata={"description": "The fee is only roughly known."})
    member_fee_usd = fields.Float(required=True, allow_none=True)
    training_usd = fields.Float(
        required=True, allow_none=True, metadata={"description": "The body's own training, roughly."}
    )
    experience_years = fields.Integer(required=True, allow_none=True, strict=True)
    renewal = fields.Nested(RenewalSchema, required=True)


class WorkplaceWageSchema(Schema):
    """The mean wage at one kind of workplace."""

    workplace = fields.String(required=True)
    annual_usd = fields.Float(required=True)


class StateWageSchema(Schema):
    """The mean wage in one state."""

    state = fields.String(required=True)
    annual_usd = fields.Float(required=True)


class WagesSchema(SourcedSchema):
    """Mean wages of the occupation that the source names."""

    annual_usd = fields.Float(required=True)
    hourly_usd = fields.Float(required=True)
    by_workplace = fields.List(fields.Nested(WorkplaceWageSchema), required=True)
    by_state = fields.List(fields.Nested(StateWageSchema), required=True)


class GrowthSchema(SourcedSchema):
    """By how much the number of jobs is projected to grow."""

    percent = fields.Integer(required=True, strict=True)
    from_year = fields.Integer(required=True, strict=True)
    to_year = fields.Integer(required=True, strict=True)


class GuideSchema(Schema):
    """Every fact of a guide, each with its source and time."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    field = fields.String(required=True)
    credentials = fields.List(fields.Nested(TypicalCredentialSchema), required=True)
    certifications = fields.List(fields.Nested(CertificationSchema), required=True)
    wages = fields.Nested(WagesSchema, required=True)
    growth = fields.Nested(GrowthSchema, required=True)
    sources = fields.List(fields.Nested(GuideSourceSchema), required=True)
