"""What the address of the form says: programs, the ZIP code of the search, and where the form stands."""

from dataclasses import dataclass

from leadmatch.access.caller_ids import caller_id
from leadmatch.site.compare.picks import MOST_READ
from leadmatch.web.fields import NOT_TEXT
from leadmatch.web.query_string import Parameters


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for.

    Args:
        program_ids: each once, in the order of the address; no more than `MOST_READ`.
        zip_code: as typed; empty where none was given.
        placement: where the link to the form stood, as whoever placed it calls it; likewise `sub_id`.
    """

    program_ids: tuple[str, ...]
    zip_code: str
    placement: str
    sub_id: str


def read_wanted(parameters: Parameters) -> Wanted:
    """Return what an address asks for; ``program`` may be repeated and may hold commas, unknown names mean nothing."""
    texts = [each.strip(" ") for text in parameters.get("program", ()) for each in text.split(",")]
    given = dict.fromkeys(each for each in texts if each and NOT_TEXT not in each)
    zip_code = parameters.get("zip", ("",))[0].strip(" ")
    return Wanted(
        program_ids=tuple(given)[:MOST_READ],
        zip_code="" if NOT_TEXT in zip_code else zip_code,
        placement=caller_id(parameters.get("placement", ("",))[0]),
        sub_id=caller_id(parameters.get("sub_id", ("",))[0]),
    )
