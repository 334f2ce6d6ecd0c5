"""The map of one answer: what its template draws and says. Its numbers are those of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.geo.distance import unit_vectors
from leadmatch.search.answer import program_json
from leadmatch.search.service import SearchPage
from leadmatch.search.sites import Sites, sites_of
from leadmatch.site.addresses import page_address, texts_of
from leadmatch.site.figures import count
from leadmatch.site.languages import ngettext
from leadmatch.site.map.clusters import TARGET, Clusters, clusters
from leadmatch.site.map.ground import ground
from leadmatch.site.map.labels import Box, Label, label_beside, state_labels
from leadmatch.site.map.paths import dots
from leadmatch.site.map.projection import CENTER, HEIGHT, RADIUS, WIDTH, Projection
from leadmatch.site.map.scale import scale_bar_miles
from leadmatch.site.map.words import mark_words, miles_words, sentences

Item = Mapping[str, Any]

_RING_RADIUS = 18  # wider than most marks, so that one in the middle does not hide it
_MARK_RADII = (11, 12, 15, 18, 20, 21)  # by the length of the number in the mark; less than half a target
_SCALE_PLACE: Box = (0.0, HEIGHT - 28.0, 104.0, float(HEIGHT))
_REACH_PLACE: Box = (248.0, 216.0, float(WIDTH), 236.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place with programs, or several that crowd.

    Args:
        x, y, radius: of the disc, in units.
        number: of programs.
        words: what it is called.
        address: of the first of its programs in the list.
    """

    x: float
    y: float
    radius: int
    number: str
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """How long so many miles are."""

    units: float
    words: str


@dataclass(frozen=True, slots=True)
class SearchMap:
    """Everything that the template of the map shows.

    Args:
        heading: how many programs are on it.
        land, borders, campuses: ``d`` of paths, in half units.
        marks: in the order of the list.
        is_approximate: the ring is the middle of an area, not a ZIP code.
        sentences: what the map shows and how to read it.
    """

    width: ClassVar = WIDTH
    height: ClassVar = HEIGHT
    center: ClassVar = CENTER
    reach_radius: ClassVar = RADIUS
    ring_radius: ClassVar = _RING_RADIUS
    target: ClassVar = TARGET

    heading: str
    land: str
    borders: str
    campuses: str
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    reach: str
    scale: ScaleBar
    is_approximate: bool
    sentences: tuple[str, ...]


def map_of(found: SearchPage, answer: Item) -> SearchMap | None:
    """Return the map of a whole answer, not only of its page; None where it has no campus program.

    Args:
        found: the answer as the search gives it.
        answer: the same as the API gives it.
    """
    point, radius_miles = found.place.point, found.matches.radius_miles
    if point is None or radius_miles is None:
        return None
    sites = sites_of(found.matches)
    if not sites.program_count:
        return None
    projection = Projection(point, radius_miles)
    below = ground(projection)
    points = projection.place(unit_vectors(sites.latitudes, sites.longitudes))
    marks = _marks(found, answer, sites, points)
    scale_miles = scale_bar_miles(projection.miles_per_unit)
    taken = [_SCALE_PLACE, _REACH_PLACE, *(_around((each.x, each.y), each.radius) for each in marks)]
    beside = label_beside(found.place.zip_code, CENTER, _RING_RADIUS + 2, taken)
    taken += [_around(CENTER, _RING_RADIUS), *(_around((each.x, each.y), _RING_RADIUS + 4) for each in beside)]
    shown = sites.program_count
    return SearchMap(
        heading=ngettext("Map of %(count)s program", "Map of %(count)s programs", shown, count=count(shown)),
        land=below.land,
        borders=below.borders,
        campuses=dots(points),
        labels=(*state_labels(below.names, taken), *beside),
        marks=tuple(marks),
        reach=miles_words(radius_miles),
        scale=ScaleBar(round(scale_miles / projection.miles_per_unit, 1), miles_words(scale_miles)),
        is_approximate=found.place.precision == "zip3",
        sentences=tuple(sentences(found.place, radius_miles, sites, found.matches.total)),
    )


def _marks(found: SearchPage, answer: Item, sites: Sites, points: NDArray[np.float64]) -> list[Mark]:
    grouped = clusters(points)
    programs = np.bincount(grouped.of_site, sites.programs).astype(int).tolist()
    campuses = np.bincount(grouped.of_site, sites.campuses).astype(int).tolist()
    nearest = np.unique(grouped.of_site, return_index=True)[1]
    firsts = _firsts(grouped, sites)
    texts = texts_of(answer["query"])
    marks = []
    for number in np.argsort(sites.first_places[firsts]).tolist():
        head, first = int(grouped.heads[number]), int(firsts[number])
        item = orjson.loads(program_json(found.matches.index, int(sites.first_rows[first])))
        page = (int(sites.first_places[first]) - 1) // found.query.per_page + 1
        before = "" if page == found.query.page else page_address(texts, page, answer["release"])
        x, y = points[head].round(1).tolist()
        shown = count(programs[number])
        marks.append(
            Mark(
                x=x,
                y=y,
                radius=_MARK_RADII[min(len(shown), len(_MARK_RADII)) - 1],
                number=shown,
                words=mark_words(programs[number], campuses[number], float(sites.miles[nearest[number]]), item),
                address=f"{before}#{item['id']}",
            )
        )
    return marks


def _firsts(grouped: Clusters, sites: Sites) -> NDArray[np.intp]:
    """Return for each cluster the site whose first program comes first in the list."""
    by_place = np.argsort(sites.first_places)
    _, first = np.unique(grouped.of_site[by_place], return_index=True)
    firsts: NDArray[np.intp] = by_place[first]
    return firsts


def _around(point: tuple[float, float], radius: float) -> Box:
    x, y = point
    return (x - radius, y - radius, x + radius, y + radius)
