"""What the map says: how its marks are called, and how to read it."""

from collections.abc import Mapping
from typing import Any

from leadmatch.geo.gazetteer import Place
from leadmatch.search.sites import Sites
from leadmatch.site.figures import count, distance, radius
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.program_titles import title_words

Item = Mapping[str, Any]

_ROUGH_UP_TO_MILES = 10  # nearer, the corners of the outlines show


def mark_words(programs: int, campuses: int, miles: float, first: Item) -> str:
    """Return what a mark is called.

    Args:
        programs: how many it stands for.
        campuses: at how many.
        miles: to the nearest of them.
        first: the one that the list names first.
    """
    named = {"miles": distance(miles), "title": title_words(first), "school": first["school"]["name"]}
    if programs == 1:
        return gettext("1 program, %(miles)s miles away: %(title)s, %(school)s", **named)
    if campuses == 1:
        return gettext(
            "%(programs)s programs, %(miles)s miles away; first: %(title)s, %(school)s",
            programs=count(programs),
            **named,
        )
    return gettext(
        "%(how_many)s, nearest %(miles)s miles away; first: %(title)s, %(school)s",
        how_many=_how_many(programs, campuses),
        **named,
    )


def _how_many(programs: int, campuses: int) -> str:
    return gettext(
        "%(programs)s at %(campuses)s",
        programs=ngettext("%(count)s program", "%(count)s programs", programs, count=count(programs)),
        campuses=ngettext("%(count)s campus", "%(count)s campuses", campuses, count=count(campuses)),
    )


def miles_words(miles: float) -> str:
    """Return ``1 mile`` or ``2.5 miles``."""
    return gettext("1 mile") if miles == 1 else gettext("%(miles)s miles", miles=radius(miles))


def sentences(place: Place, radius_miles: float, sites: Sites, total: int) -> list[str]:
    """Return what a map shows and how to read it.

    Args:
        place: the middle.
        radius_miles: of the circle.
        sites: what is on the map.
        total: of the programs in the list.
    """
    campuses = int(sites.campuses.sum())
    said = [
        _totals(sites.program_count, total),
        _ring(place, radius_miles),
        gettext(
            "A number says how many programs are there. Choose it to go to the first of them in the list, which has "
            "all of them in words."
        ),
    ]
    if campuses > 1:
        said.append(gettext("Small dots show where the %(count)s campuses are.", count=count(campuses)))
    if radius_miles <= _ROUGH_UP_TO_MILES:
        said.append(gettext("This close, coasts and borders are rough."))
    return said


def _totals(shown: int, total: int) -> str:
    online = total - shown
    if online:
        return ngettext(
            "On this map: %(shown)s of %(total)s programs. %(online)s is online and has no place.",
            "On this map: %(shown)s of %(total)s programs. %(online)s are online and have no place.",
            online,
            shown=count(shown),
            total=count(total),
            online=count(online),
        )
    return ngettext(
        "On this map: the %(total)s program of the list.",
        "On this map: all %(total)s programs of the list.",
        total,
        total=count(total),
    )


def _ring(place: Place, radius_miles: float) -> str:
    if place.precision == "zip3":
        return gettext(
            "The dashed ring is the middle of the area whose ZIP codes begin with %(prefix)s, because %(zip_code)s is "
            "not on file; the circle is %(miles)s around it.",
            prefix=place.zip_code[:3],
            zip_code=place.zip_code,
            miles=miles_words(radius_miles),
        )
    return gettext(
        "The ring is ZIP code %(zip_code)s; the circle is %(miles)s around it.",
        zip_code=place.zip_code,
        miles=miles_words(radius_miles),
    )
