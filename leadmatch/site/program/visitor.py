"""The ZIP code that a visitor brings along from a search: how far the campus is, and the way back to the results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadmatch.geo.distance import distance_miles
from leadmatch.geo.gazetteer import Gazetteer, Place
from leadmatch.geo.zip_code import InvalidZipCodeError, UnknownZipCodeError, parse_zip_code
from leadmatch.site.addresses import search_address
from leadmatch.site.figures import distance
from leadmatch.site.languages import gettext

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody looks from.

    Args:
        miles: from there to the campus, unrounded; None where either has no point.
        results_address: of the search for the program's field from there.
    """

    place: Place
    miles: float | None
    results_address: str

    @property
    def state(self) -> str | None:
        """The state that the visitor lives in; None for military mail, whose "state" is no place to live in."""
        return None if self.place.kind == "military" else self.place.state


def visitor_of(given: str, item: Item, gazetteer: Gazetteer) -> Visitor | None:
    """Return who looks at a program; None where the ZIP code given is none, or nobody knows its place.

    Args:
        given: as it stands in the address of the page.
        item: the program.
        gazetteer: the places.
    """
    place = place_of(given, gazetteer)
    if place is None:
        return None
    campus, point = item["campus"], place.point
    miles = distance_miles(*point, campus["latitude"], campus["longitude"]) if campus and point else None
    return Visitor(place, miles, search_address({"zip": [place.zip_code], "field": [item["field"]]}))


def place_of(given: str, gazetteer: Gazetteer) -> Place | None:
    """Return the place of a ZIP code as typed; None where it is none, or nobody knows its place."""
    try:
        return gazetteer.locate(parse_zip_code(given))
    except (InvalidZipCodeError, UnknownZipCodeError):
        return None


def distance_words(visitor: Visitor) -> str | None:
    """Return how far the campus is; None where that cannot be said."""
    if visitor.miles is None:
        return None
    miles, zip_code = distance(visitor.miles), visitor.place.zip_code
    if visitor.place.precision == "zip3":
        return gettext("about %(miles)s miles from the middle of the %(prefix)s area", miles=miles, prefix=zip_code[:3])
    return gettext("%(miles)s miles from %(zip_code)s", miles=miles, zip_code=zip_code)
