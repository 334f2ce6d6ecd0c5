"""From a query string to the one query object, or to every fault in it at once."""

from collections.abc import Container
from dataclasses import dataclass

from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.geo.zip_code import UnknownZipCodeError
from leadmatch.search.live import Serving
from leadmatch.search.parameters import RELEASES, ZIP_CODES, ProgramQuerySchema
from leadmatch.search.query import ProgramQuery
from leadmatch.web.query_string import Parameters, load_query


@dataclass(frozen=True, slots=True)
class _KnownZipCodes(Container[str]):
    gazetteer: Gazetteer

    def __contains__(self, zip_code: object) -> bool:
        try:
            self.gazetteer.locate(str(zip_code))
        except UnknownZipCodeError:
            return False
        return True


def read_program_query(parameters: Parameters, serving: Serving) -> ProgramQuery:
    """Return what the parameters ask for.

    Raises:
        InvalidRequestError: names every fault.
    """
    vocabulary = {
        ZIP_CODES: _KnownZipCodes(serving.gazetteer),
        RELEASES: serving.kept,
    }
    values = load_query(ProgramQuerySchema, parameters, vocabulary=vocabulary)
    for name in ("radius_miles", "max_cost_usd"):
        if values[name] is not None:
            values[name] = float(values[name])
    return ProgramQuery(**values)
