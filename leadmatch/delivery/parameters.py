"""What may be asked of a list of leads: the definition of its parameters."""

import re
from datetime import UTC, datetime, timedelta

from leadmatch.delivery.cursor import LENGTH
from leadmatch.delivery.event_names import EVENT_OF_NAME
from leadmatch.leads.queries import SHARED_STATES
from leadmatch.web.fields import Choices, QueryField, StrictBoolean, StrictInteger, Vocabulary
from leadmatch.web.query_string import QuerySchema

DEFAULT_LIMIT = 100
MAX_LIMIT = 500

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_LEAP_SECOND = 60
_MICROSECOND_DIGITS = 6


class Moment(QueryField[datetime]):
    """A moment of RFC 3339 with its offset from UTC; of a fraction, microseconds count."""

    json_schema = {"type": "string", "format": "date-time"}  # noqa: RUF012  # read only

    def parse(self, text: str, vocabulary: Vocabulary) -> datetime:  # noqa: ARG002  # a moment needs no list
        """Return the moment, aware, in UTC."""
        read = _MOMENT.fullmatch(text)
        if read is None:
            raise self.wrong()
        day, minute, second, fraction, offset = read.groups(default="")
        is_leap = int(second) == _LEAP_SECOND
        micro = fraction[:_MICROSECOND_DIGITS].ljust(_MICROSECOND_DIGITS, "0")
        offset = "+00:00" if offset in "Zz" else offset
        try:
            moment = datetime.fromisoformat(f"{day}T{minute}:{59 if is_leap else second}.{micro}{offset}")
        except ValueError:
            raise self.wrong() from None
        try:
            return moment.astimezone(UTC) + timedelta(seconds=int(is_leap))
        except OverflowError:  # within hours of the first or last moment there is
            return moment.replace(tzinfo=UTC)


class Cursor(QueryField[str]):
    """A place in a list, as an answer gave it; whether it is one of this list is for the list to tell."""

    default_code = "invalid-cursor"
    json_schema = {"type": "string", "minLength": LENGTH, "maxLength": LENGTH, "pattern": r"^[0-9A-Za-z_-]+$"}  # noqa: RUF012  # read only

    def parse(self, text: str, vocabulary: Vocabulary) -> str:  # noqa: ARG002  # any text of this form
        """Return the text."""
        if len(text) != LENGTH:
            raise self.wrong()
        return text


class ProgramId(QueryField[str]):
    """The id of a program, still in the catalogue or not."""

    json_schema = {"type": "string", "pattern": r"^prg_[0-9a-z]{1,40}$"}  # noqa: RUF012  # read only

    def parse(self, text: str, vocabulary: Vocabulary) -> str:  # noqa: ARG002  # any text of this form
        """Return the id."""
        if not re.fullmatch(r"prg_[0-9a-z]{1,40}", text):
            raise self.wrong()
        return text


class LeadFilterSchema(QuerySchema):
    """Which leads are asked for."""

    status = Choices(SHARED_STATES, metadata={"description": "States that a lead may be in now."})
    since = Moment(
        expects="a moment with its offset from UTC, such as 2026-11-02T15:04:05Z (a + is written %2B)",
        metadata={"description": "Created at this moment or later (RFC 3339).", "example": "2026-11-02T00:00:00Z"},
    )
    program = ProgramId(
        expects="the id of a program, prg_…", metadata={"description": "The program that the lead is about."}
    )
    awaiting = Choices(
        [*EVENT_OF_NAME],
        metadata={"description": "Leads with an event of these that you have not acknowledged yet."},
    )


class LeadQuerySchema(LeadFilterSchema):
    """The parameters of the list of leads."""

    cursor = Cursor(
        expects="a cursor of an earlier answer as it was given, with the same filters",
        metadata={"description": "`next_cursor` or `resume_cursor` of an earlier answer with the same filters."},
    )
    limit = StrictInteger(
        minimum=1, maximum=MAX_LIMIT, load_default=DEFAULT_LIMIT, metadata={"description": "Leads in an answer."}
    )


class OneLeadQuerySchema(QuerySchema):
    """Of one lead nothing more can be asked."""


class LeadFileQuerySchema(LeadFilterSchema):
    """The parameters of the file of leads."""

    bom = StrictBoolean(
        load_default=False,
        metadata={"description": "Begin with a byte order mark, by which Excel tells that the file is UTF-8."},
    )
