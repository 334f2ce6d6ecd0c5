"""What an answer of search holds: its documentation, and what the tests hold every answer to."""

from marshmallow import Schema, fields, validate

from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS
from leadmatch.search.collecting import COST_BANDS
from leadmatch.search.query import FORMATS, SORTS


class CostSchema(Schema):
    """What a program costs, in US dollars; null is not published."""

    total_usd = fields.Float(required=True, allow_none=True)
    basis = fields.String(required=True, validate=validate.OneOf(("program", "estimate", "unknown")))
    tuition_fees_usd = fields.Float(required=True, allow_none=True)
    books_supplies_usd = fields.Float(required=True, allow_none=True)
    tuition_usd = fields.Float(
        required=True, allow_none=True, metadata={"description": "Part of tuition and fees, where published apart."}
    )
    fees_usd = fields.Float(
        required=True, allow_none=True, metadata={"description": "Part of tuition and fees, where published apart."}
    )
    other_usd = fields.Float(
        required=True, allow_none=True, metadata={"description": "What else the total holds: exams, equipment."}
    )
    as_of = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)


class GraduatesSchema(Schema):
    """Awards made in the newest year on file."""

    count = fields.Integer(required=True, allow_none=True, strict=True)
    year = fields.Integer(required=True, allow_none=True, strict=True)


class AccreditationSchema(Schema):
    """One accreditor's word; `current` is null where the evidence is too old to say."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("institutional", "programmatic")))
    current = fields.Boolean(required=True, allow_none=True)
    since = fields.Date(required=True, allow_none=True)
    ended = fields.Date(required=True, allow_none=True)
    source = fields.String(required=True)
    as_of = fields.String(required=True)


class SchoolSchema(Schema):
    """An institution."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    control = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)
    unitid = fields.String(required=True, allow_none=True)
    title_iv = fields.Boolean(required=True, allow_none=True)
    is_demo = fields.Boolean(required=True)


class CampusSchema(Schema):
    """Where a program is taught."""

    street = fields.String(required=True, allow_none=True)
    city = fields.String(required=True)
    state = fields.String(required=True)
    zip = fields.String(required=True)
    latitude = fields.Float(required=True)
    longitude = fields.Float(required=True)


class ReasonSchema(Schema):
    """One fact that put a program into the answer."""

    code = fields.String(required=True)
    text = fields.String(required=True)


class SourceSchema(Schema):
    """Where facts of a program come from."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    as_of = fields.String(required=True)
    facts = fields.List(fields.String(), required=True)


class ProgramLinksSchema(Schema):
    """Addresses of a program, relative to this site; `school` is the school's own."""

    self = fields.String(required=True)
    page = fields.String(required=True)
    school = fields.String(required=True, allow_none=True)


class ProgramSchema(Schema):
    """One program; null is unknown, never zero or false."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    title_es = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The title in Spanish, where it is one that we made; null where it is the school's own.",
            "example": "Codificación médica: certificado o diploma, de 1 a 2 años",
        },
    )
    field = fields.String(required=True)
    cip_code = fields.String(required=True)
    cip_title = fields.String(required=True)
    credential = fields.String(required=True, validate=validate.OneOf([*CREDENTIAL_LABELS]))
    award_level = fields.String(
        required=True, allow_none=True, metadata={"description": "IPEDS award level, where it is known: 20, 21, 2, 3."}
    )
    formats = fields.List(fields.String(validate=validate.OneOf(FORMATS)), required=True)
    formats_unknown = fields.List(fields.String(validate=validate.OneOf(FORMATS)), required=True)
    self_paced = fields.Boolean(required=True, allow_none=True)
    length_months = fields.Integer(required=True, allow_none=True, strict=True)
    credits = fields.Integer(required=True, allow_none=True, strict=True)
    cost = fields.Nested(CostSchema, required=True)
    financial_aid = fields.Boolean(required=True, allow_none=True)
    certifications = fields.List(fields.String(), required=True)
    externship = fields.Boolean(required=True, allow_none=True)
    eligibility = fields.String(
        required=True, allow_none=True, metadata={"description": "Who may enroll, in the school's words."}
    )
    start_dates = fields.List(fields.Date(), required=True, metadata={"description": "Ascending; past ones too."})
    authorized_states = fields.List(
        fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "States whose residents may enroll online; null is not published."},
    )
    graduates = fields.Nested(GraduatesSchema, required=True)
    accreditation = fields.List(fields.Nested(AccreditationSchema), required=True)
    school = fields.Nested(SchoolSchema, required=True)
    campus = fields.Nested(CampusSchema, required=True, allow_none=True)
    distance_miles = fields.Float(required=True, allow_none=True)
    state_availability = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(("open", "confirm")),
        metadata={"description": "Online only."},
    )
    why = fields.List(fields.Nested(ReasonSchema), required=True)
    sources = fields.List(fields.Nested(SourceSchema), required=True)
    links = fields.Nested(ProgramLinksSchema, required=True)


class PlacementSchema(Schema):
    """A labelled sponsored slot."""

    id = fields.String(required=True)
    label = fields.String(required=True, validate=validate.Equal("Sponsored"))
    disclosure = fields.String(required=True)


class SponsoredProgramSchema(ProgramSchema):
    """A program in a sponsored slot; `organic_rank` is its place in the organic order, from 1, over all pages.

    In test mode it is made up, and its rank comes behind all that are real.
    """

    placement = fields.Nested(PlacementSchema, required=True)
    organic_rank = fields.Integer(required=True, strict=True)


class QueryEchoSchema(Schema):
    """All parameters as understood."""

    zip = fields.String(required=True)
    radius_miles = fields.Float(required=True, allow_none=True)
    radius_chosen = fields.Boolean(required=True)
    field = fields.List(fields.String(), required=True)
    credential = fields.List(fields.String(), required=True)
    format = fields.List(fields.String(), required=True)
    accreditor = fields.List(fields.String(), required=True)
    self_paced = fields.Boolean(required=True, allow_none=True)
    financial_aid = fields.Boolean(required=True, allow_none=True)
    max_cost_usd = fields.Float(required=True, allow_none=True)
    max_months = fields.Integer(required=True, allow_none=True, strict=True)
    school = fields.String(required=True, allow_none=True)
    sort = fields.String(required=True, validate=validate.OneOf(SORTS))
    page = fields.Integer(required=True, strict=True)
    per_page = fields.Integer(required=True, strict=True)
    include_unknown = fields.List(fields.String(), required=True)
    certification = fields.List(fields.String(), required=True)
    release = fields.String(required=True, allow_none=True)
    placement = fields.String(required=True, allow_none=True)
    sub_id = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    sponsored = fields.Boolean(required=True)
    facets = fields.Boolean(required=True)


class LocationSchema(Schema):
    """Where the ZIP is."""

    zip = fields.String(required=True)
    kind = fields.String(
        required=True, validate=validate.OneOf(("standard", "po_box", "unique", "military", "unknown"))
    )
    precision = fields.String(required=True, validate=validate.OneOf(("zip", "zip3", "none")))
    city = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)


class PaginationSchema(Schema):
    """Which part of the whole this is."""

    page = fields.Integer(required=True, strict=True)
    per_page = fields.Integer(required=True, strict=True)
    total = fields.Integer(required=True, strict=True)
    pages = fields.Integer(required=True, strict=True)


class FacetValueSchema(Schema):
    """One value of a facet and how many programs have it."""

    value = fields.String(required=True)
    count = fields.Integer(required=True, strict=True)


class FacetsSchema(Schema):
    """Counts of the organic answer, each facet computed without its own filter."""

    credential = fields.List(fields.Nested(FacetValueSchema), required=True)
    format = fields.List(fields.Nested(FacetValueSchema), required=True)
    field = fields.List(fields.Nested(FacetValueSchema), required=True)
    accreditor = fields.List(fields.Nested(FacetValueSchema), required=True)
    cost_band = fields.List(
        fields.Nested(FacetValueSchema), required=True, metadata={"description": f"Bands: {', '.join(COST_BANDS)}."}
    )
    certification = fields.List(
        fields.Nested(FacetValueSchema),
        required=True,
        metadata={"description": "Exams; unknown: the school states none."},
    )
    self_paced = fields.List(
        fields.Nested(FacetValueSchema), required=True, metadata={"description": "true, false, unknown."}
    )
    financial_aid = fields.List(
        fields.Nested(FacetValueSchema), required=True, metadata={"description": "true, false, unknown."}
    )


class SuggestionSchema(Schema):
    """One change that finds more; null drops the parameter."""

    change = fields.Dict(
        keys=fields.String(),
        values=fields.Float(allow_none=True),
        required=True,
        metadata={"example": {"radius_miles": 100}},
    )
    count = fields.Integer(required=True, strict=True)


class NoticeSchema(Schema):
    """What a reader must know about the answer as a whole."""

    code = fields.String(
        required=True,
        metadata={
            "description": "Stable: military-zip, approximate-location, geodata-attribution; sandbox with a test key."
        },
    )
    text = fields.String(required=True)


class SearchPageSchema(Schema):
    """One page of programs, sponsors apart from the organic order."""

    query = fields.Nested(QueryEchoSchema, required=True)
    location = fields.Nested(LocationSchema, required=True)
    sponsored = fields.List(fields.Nested(SponsoredProgramSchema), required=True)
    programs = fields.List(fields.Nested(ProgramSchema), required=True)
    inquiry_links = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    pagination = fields.Nested(PaginationSchema, required=True)
    facets = fields.Nested(FacetsSchema, metadata={"description": "Only where asked for."})
    suggestions = fields.List(fields.Nested(SuggestionSchema), required=True)
    excluded = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(strict=True),
        required=True,
        metadata={"description": "Programs left out only because a value is unknown.", "example": {"cost": 41}},
    )
    notices = fields.List(fields.Nested(NoticeSchema), required=True)
    release = fields.String(required=True)
    attribution = fields.String(
        metadata={
            "description": "Only with a partner's key, and not with Sec-GPC: 1. Send it with the inquiry that follows, "
            "or as `attribution` in the address of a page of the guide, so that the lead is credited to you; good for "
            "90 days. It holds your own `placement` and `sub_id` where they are letters, digits and . _ ~ -."
        }
    )
