"""What may be asked of a report: the definition of its parameters, and every fault in them at once."""

import re
from datetime import date
from typing import Any, Final

from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.partner.period import DEFAULT_DAYS, FIRST_YEAR, LAST_YEAR, MOST_DAYS, Period
from leadmatch.web.fields import QueryField, Vocabulary
from leadmatch.web.query_string import Parameters, QuerySchema, load_query

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_EXPECTS: Final = f"a day in UTC from {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31, such as 2026-11-02"


class Day(QueryField[date]):
    """A day of the calendar."""

    default_code = "invalid-day"
    json_schema = {"type": "string", "format": "date"}  # noqa: RUF012  # read only

    def parse(self, text: str, vocabulary: Vocabulary) -> date:  # noqa: ARG002  # a day needs no list
        """Return the day."""
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise self.wrong()
        return day


class ReportQuerySchema(QuerySchema):
    """The period of a report."""

    first = Day(
        data_key="from",
        expects=_EXPECTS,
        metadata={"description": f"First day, in UTC. Without it, {DEFAULT_DAYS} days up to the last one."},
    )
    last = Day(
        data_key="to",
        expects=_EXPECTS,
        metadata={"description": f"Last day, included, in UTC; today if not sent. At most {MOST_DAYS} days in all."},
    )


def read_period(parameters: Parameters, *, today: date) -> Period:
    """Return the period that the parameters ask for.

    Raises:
        InvalidRequestError: names every fault, also that of a period beside a parameter that there is not.
    """
    faults: list[Fault] = []
    _loaded(parameters, faults)
    of_period = {name: texts for name, texts in parameters.items() if name in {"from", "to"}}
    read = _loaded(of_period, [])
    if read is not None:
        period = Period.of(read["first"], read["last"], today=today)
        faults += period.faults
        if not faults:
            return period
    raise InvalidRequestError(faults)


def _loaded(parameters: Parameters, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        return load_query(ReportQuerySchema, parameters)
    except InvalidRequestError as error:
        faults += error.faults
        return None
