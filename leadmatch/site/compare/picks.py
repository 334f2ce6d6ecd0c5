"""What somebody picked, as an address holds it: ids of programs and the ZIP code that goes along."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from leadmatch.site.brought import along
from leadmatch.web.fields import NOT_TEXT
from leadmatch.web.query_string import Parameters

MOST_COMPARED = 4
MOST_LISTED = 40
MOST_READ = 80  # an address has room for hundreds, and each is a card's worth of work


@dataclass(frozen=True, slots=True)
class Picks:
    """The ids of an address.

    Args:
        ids: each once, in the order of the address; no more than `MOST_READ`.
        is_repeated: whether one of them was there more than once.
        is_cut: whether there were more.
        zip_code: as typed; empty where none was given.
    """

    ids: tuple[str, ...]
    is_repeated: bool
    is_cut: bool
    zip_code: str


def read_picks(parameters: Parameters) -> Picks:
    """Return the picks of an address; ``ids`` may be repeated and may hold commas, other parameters mean nothing."""
    texts = [each.strip(" ") for text in parameters.get("ids", ()) for each in text.split(",")]
    given = [each for each in texts if each and NOT_TEXT not in each]
    ids = tuple(dict.fromkeys(given))
    zip_code = parameters.get("zip", ("",))[0].strip(" ")
    is_repeated, is_cut = len(ids) < len(given), len(ids) > MOST_READ
    return Picks(ids[:MOST_READ], is_repeated, is_cut, "" if NOT_TEXT in zip_code else zip_code)


def picks_address(path: str, ids: Sequence[str], zip_code: str) -> str:
    """Return the address of a page of picks.

    Args:
        path: of the page.
        ids: of the programs.
        zip_code: goes along where it is not empty.
    """
    fields = {"ids": ",".join(ids), "zip": zip_code}
    filled = urlencode({name: text for name, text in fields.items() if text}, safe=",")
    return along(f"{path}?{filled}" if filled else path)
