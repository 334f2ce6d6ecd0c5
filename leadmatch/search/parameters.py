"""What may be asked of search: the definition of its parameters (rule S1)."""

from leadmatch.access.caller_ids import MAX_CALLER_ID_LENGTH
from leadmatch.catalogue.accreditation import agencies
from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.geo.zip_code import InvalidZipCodeError, parse_zip_code
from leadmatch.search.query import (
    CERTIFICATIONS,
    DEFAULT_PER_PAGE,
    FORMATS,
    MAX_PER_PAGE,
    MAX_RADIUS_MILES,
    MIN_RADIUS_MILES,
    SORTS,
    UNKNOWNS,
)
from leadmatch.web.fields import (
    Choice,
    Choices,
    ParameterError,
    QueryField,
    StrictBoolean,
    StrictDecimal,
    StrictInteger,
    Text,
    Vocabulary,
)
from leadmatch.web.query_string import QuerySchema

ZIP_CODES = "ZIP codes"
RELEASES = "releases"
_MARKS = f"Only marks of 1 to {MAX_CALLER_ID_LENGTH} letters, digits and . _ ~ - go into `attribution`."


class ZipCode(QueryField[str]):
    """Five digits, or ZIP+4, of which four are cut off (rules P1, P4)."""

    json_schema = {"type": "string", "pattern": r"^ *[0-9]{5}(-[0-9]{4})? *$"}  # noqa: RUF012 read only

    def parse(self, text: str, vocabulary: Vocabulary) -> str:
        """Return the five digits."""
        try:
            zip_code = parse_zip_code(text)
        except InvalidZipCodeError as error:
            raise ParameterError(error.slug, str(error)) from None
        if zip_code not in vocabulary[ZIP_CODES]:
            raise ParameterError("unknown-zip-code", f"There is no place for {zip_code}; check the digits.")
        return zip_code


class ReleaseId(QueryField[str]):
    """A release that is still kept."""

    default_code = "unknown-release"
    json_schema = {"type": "string", "minLength": 1}  # noqa: RUF012 read only

    def parse(self, text: str, vocabulary: Vocabulary) -> str:
        """Return the id."""
        if text not in vocabulary[RELEASES]:
            raise self.wrong()
        return text


class ProgramQuerySchema(QuerySchema):
    """The parameters of a search (rule S1)."""

    zip = ZipCode(
        expects="a US ZIP code of five digits, such as 60601",
        required=True,
        metadata={"description": "Where the visitor is: five digits or ZIP+4.", "example": "60601"},
    )
    radius_miles = StrictDecimal(
        minimum=MIN_RADIUS_MILES,
        maximum=MAX_RADIUS_MILES,
        places=None,
        unit="miles",
        metadata={
            "description": "Great-circle statute miles, inclusive. Without it, the smallest of 10, 25, 50, 100 and 250 "
            "that holds ten matching campus programs, else 250."
        },
    )
    field = Choices([*FIELD_LABELS], metadata={"description": "Fields of study, from /api/v1/fields."})
    credential = Choices(
        [*CREDENTIAL_LABELS],
        metadata={"description": "Credential levels; certificate and diploma also match certificate_or_diploma."},
    )
    format = Choices(FORMATS, metadata={"description": "Formats known to be offered."})
    accreditor = Choices([*agencies()], metadata={"description": "Ids from /api/v1/accreditors."})
    self_paced = StrictBoolean(metadata={"description": "Whether students set their own pace."})
    financial_aid = StrictBoolean(
        metadata={
            "description": "Whether the school can award US federal student aid; whether a given program qualifies is "
            "not in federal data."
        }
    )
    max_cost_usd = StrictDecimal(
        minimum=0,
        maximum=1_000_000,
        places=2,
        unit="US dollars",
        metadata={"description": "Highest total, inclusive; published totals and estimates alike."},
    )
    max_months = StrictInteger(
        minimum=1, maximum=120, unit="months", metadata={"description": "Longest program, inclusive."}
    )
    school = Text(max_length=100, metadata={"description": "Part of a school's name, in any case."})
    sort = Choice(
        SORTS,
        load_default="distance",
        metadata={
            "description": "Ascending (graduates: most first); ties by distance, school name, title, id; unknown last."
        },
    )
    page = StrictInteger(minimum=1, load_default=1, metadata={"description": "Page, from 1."})
    per_page = StrictInteger(
        minimum=1, maximum=MAX_PER_PAGE, load_default=DEFAULT_PER_PAGE, metadata={"description": "Programs on a page."}
    )
    include_unknown = Choices(
        UNKNOWNS, metadata={"description": "Unknown values that do not leave a program out of the answer."}
    )
    certification = Choices(
        CERTIFICATIONS, metadata={"description": "Exams that the school states the program prepares for."}
    )
    release = ReleaseId(
        expects="the release of an answer you had lately; only the last three are kept",
        metadata={"description": "Reads all pages of a walk from one release: the `release` of its first page."},
    )
    placement = Text(
        max_length=100,
        metadata={"description": f"Where on a partner's site the search stands; carried along in `query`. {_MARKS}"},
    )
    sub_id = Text(max_length=100, metadata={"description": f"A partner's own mark; carried along in `query`. {_MARKS}"})
    language = Text(max_length=35, metadata={"description": "Language of the reader (BCP 47); carried along."})
    sponsored = StrictBoolean(load_default=True, metadata={"description": "Whether to answer with sponsored items."})
    facets = StrictBoolean(load_default=False, metadata={"description": "Whether to answer with facets."})
