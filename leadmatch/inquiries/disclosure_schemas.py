"""What `GET /api/v1/disclosures` takes and answers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marshmallow import Schema, fields, missing, validate

from leadmatch.inquiries.given_consents import ID_PATTERN, MAX_ID_LENGTH
from leadmatch.inquiries.sandbox.sides import WrongSide
from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.inquiries.submission import MOST_PROGRAMS
from leadmatch.inquiries.wording import CHANNELS, LANGUAGES, rendered, text_sha256
from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.web.fields import NOT_TEXT, Choice, Choices, Vocabulary
from leadmatch.web.query_string import Parameters, QuerySchema, load_query

_EXPECTS = f"the ids of 1 to {MOST_PROGRAMS} programs, repeated or with commas between"

_PROGRAM_ID = re.compile(r"prg_[a-z0-9]{1,32}")
_EXAMPLE_TEXT = standard_wording("Example Career College", language="en", channels=CHANNELS)


class ProgramIds(Choices):
    """Programs of the served release, in the order sent; each counts once."""

    def __init__(self) -> None:
        """Say what is taken; `read_disclosure_query` judges each id."""
        described: dict[str, object] = {
            "description": f"Programs that somebody wants to ask about, {MOST_PROGRAMS} at most."
        }
        super().__init__(
            vocabulary="programs", required=True, load_default=missing, expects=_EXPECTS, metadata=described
        )
        ids = {"type": "string", "pattern": f"^{ID_PATTERN}$", "maxLength": MAX_ID_LENGTH}
        self.json_schema = {**self.json_schema, "items": ids, "maxItems": MOST_PROGRAMS}

    def read(self, texts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:  # noqa: ARG002  # judged later
        """Return the ids sent.

        Raises:
            ParameterError: one is empty or not text.
        """
        ids = [each for text in texts for each in text.split(",")]
        for each in ids:
            self._require_text(each)
        return tuple(dict.fromkeys(ids))


class DisclosureQuerySchema(QuerySchema):
    """The parameters of a request for wordings."""

    program = ProgramIds()
    language = Choice(
        LANGUAGES,
        load_default="en",
        metadata={"description": "Of the form; a school without a wording in it answers with its English one."},
    )


@dataclass(frozen=True, slots=True)
class DisclosureQuery:
    """Which wordings are asked for; each program once, in the order sent."""

    program_ids: tuple[str, ...]
    language: str


def read_disclosure_query(
    parameters: Parameters,
    is_on_file: Callable[[str], bool],
    side: Callable[[str], WrongSide | None] = lambda _program_id: None,
) -> DisclosureQuery:
    """Return what the parameters ask for.

    Args:
        parameters: as `read_parameters` returns them.
        is_on_file: tells whether a program of this id can be asked about.
        side: tells why one that cannot would be one for others.

    Raises:
        InvalidRequestError: names every fault.
    """
    faults: list[Fault] = []
    values = {}
    try:
        values = load_query(DisclosureQuerySchema, parameters)
    except InvalidRequestError as error:
        faults += error.faults
    program_ids = tuple(dict.fromkeys(each for text in parameters.get("program", ()) for each in text.split(",")))
    if len(program_ids) > MOST_PROGRAMS:
        faults.append(Fault("program", "too-many", f"Send {_EXPECTS}."))
    faults += [
        Fault("program", *(side(program_id) or ("unknown-program", _unknown(place, program_id))))
        for place, program_id in enumerate(program_ids[:MOST_PROGRAMS], 1)
        if program_id and NOT_TEXT not in program_id and not is_on_file(program_id)
    ]
    if faults:
        raise InvalidRequestError(faults)
    return DisclosureQuery(program_ids, values["language"])


def _unknown(place: int, program_id: str) -> str:
    """Return what a fault says; only what looks like an id is repeated, because anything can stand there."""
    shown = f"the id {program_id}" if _PROGRAM_ID.fullmatch(program_id) else f"the id sent in place {place}"
    return f"No program has {shown}; a search names those there are."


class DisclosureSchoolSchema(Schema):
    """A school that takes inquiries."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class DisclosureSchema(Schema):
    """The wording of the consent to one school; show it word for word beside a box that nobody has ticked."""

    school = fields.Nested(DisclosureSchoolSchema, required=True)
    program_ids = fields.List(
        fields.String(), required=True, metadata={"description": "Which of the programs sent are of this school."}
    )
    disclosure_id = fields.String(required=True)
    sha256 = fields.String(required=True, metadata={"description": "Of text_with_phone in UTF-8, in hex."})
    text = fields.String(
        required=True, metadata={"description": "What to show; a phrase stands where the visitor's number would."}
    )
    text_with_phone = fields.String(
        required=True,
        metadata={
            "description": "The same with {phone} where the number belongs: put it there exactly as it is sent, and "
            "show that instead of `text`. Either is taken as the text agreed to."
        },
    )
    channels = fields.List(fields.String(validate=validate.OneOf(CHANNELS)), required=True)
    language = fields.String(
        required=True,
        validate=validate.OneOf(LANGUAGES),
        metadata={"description": "Of the text: English where the school has none in the language asked for."},
    )


class DisclosuresSchema(Schema):
    """The wordings of the schools that take inquiries, in the order of the programs; other schools are left out."""

    disclosures = fields.List(fields.Nested(DisclosureSchema), required=True)


DISCLOSURES_EXAMPLE = {
    "disclosures": [
        {
            "school": {"id": "sch_fk2xqzcs6ybd7oep", "name": "Example Career College"},
            "program_ids": ["prg_ohxxsyiavgk4cjpv"],
            "disclosure_id": "dsc_5wq3hx7j2n4c6y2kqz5lq3m7ae",
            "sha256": text_sha256(_EXAMPLE_TEXT),
            "text": rendered(_EXAMPLE_TEXT, "en", None),
            "text_with_phone": _EXAMPLE_TEXT,
            "channels": list(CHANNELS),
            "language": "en",
        }
    ]
}
