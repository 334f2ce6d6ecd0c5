"""Makes `outlines.json` of the file of states of us-atlas; `outlines.md` says where that is from, and how to run this.

Lines are kept once, whoever has them in common, so that two states never draw the same border twice. Every point
carries a level: how coarse a map may be before it goes without that point (Visvalingam's effective area).
"""

import heapq
import math
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.geo.distance import EARTH_RADIUS_MILES
from leadmatch.site.map.levels import LEVEL_DIGITS, level_of_area
from leadmatch.site.map.outlines import OUTLINES, UNITS_PER_DEGREE

Line = list[tuple[float, float]]  # longitude and latitude, degrees

_STATES = (
    "AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 "
    "MI26 MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 "
    "UT49 VT50 VA51 WA53 WV54 WI55 WY56 AS60 GU66 MP69 PR72 VI78"
)
_USPS = {each[2:]: each[:2] for each in _STATES.split()}  # FIPS 5-2 numbers, by which the file names states


def outlines_of(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the lines of a TopoJSON file with the objects states and nation, and of which of them what is made."""
    lines = _decoded(topology)
    states = {_USPS[each["id"]]: _rings(each) for each in topology["objects"]["states"]["geometries"]}
    uses = Counter(arc if arc >= 0 else ~arc for rings in states.values() for ring in rings for arc in ring)
    (nation,) = topology["objects"]["nation"]["geometries"]
    return {
        "land": _rings(nation),
        "borders": sorted(number for number, count in uses.items() if count > 1),
        "states": dict(sorted(states.items())),
        "lines": [_written(line) for line in lines],
    }


def _decoded(topology: dict[str, Any]) -> list[Line]:
    (east, north), (west_edge, south_edge) = topology["transform"]["scale"], topology["transform"]["translate"]
    grids: list[NDArray[np.int64]] = [np.cumsum(np.array(arc), axis=0) for arc in topology["arcs"]]
    return [[(x * east + west_edge, y * north + south_edge) for x, y in grid.tolist()] for grid in grids]


def _rings(geometry: dict[str, Any]) -> list[list[int]]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def _levels(line: Line) -> str:
    """Return a digit per point; the ends have the highest, so that lines meet at every level."""
    areas = [math.inf] * len(line)
    before, after = [*range(-1, len(line) - 1)], [*range(1, len(line) + 1)]
    queue = [(_area(line[at - 1], line[at], line[at + 1]), at) for at in range(1, len(line) - 1)]
    newest = {at: area for area, at in queue}
    heapq.heapify(queue)
    largest = 0.0
    while queue:
        area, at = heapq.heappop(queue)
        if area != newest[at] or areas[at] != math.inf:
            continue
        largest = areas[at] = max(area, largest)  # a point never outlives the ones that it stood between
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for moved in (left, right):
            if 0 < moved < len(line) - 1:
                newest[moved] = _area(line[before[moved]], line[moved], line[after[moved]])
                heapq.heappush(queue, (newest[moved], moved))
    return "".join(LEVEL_DIGITS[level_of_area(area)] for area in areas)


def _area(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    """Return the square miles between the straight ways from a over b to c, and from a to c: none along a meridian."""
    (x_1, y_1), (x_2, y_2) = _seen_from(b, a), _seen_from(b, c)
    return abs(x_1 * y_2 - x_2 * y_1) / 2


def _seen_from(b: tuple[float, float], a: tuple[float, float]) -> tuple[float, float]:
    """Return miles east and north on the plane that touches the Earth at b: ways through b are straight there."""
    latitude, there, turn = math.radians(b[1]), math.radians(a[1]), math.radians(a[0] - b[0])
    east = math.cos(there) * math.sin(turn)
    north = math.cos(latitude) * math.sin(there) - math.sin(latitude) * math.cos(there) * math.cos(turn)
    return east * EARTH_RADIUS_MILES, north * EARTH_RADIUS_MILES


def _written(line: Line) -> list[Any]:
    """Return the levels, then west to east and south to north of the first point and of each step from there."""
    points = np.rint(np.array(line) * UNITS_PER_DEGREE).astype(np.int64)
    return [_levels(line), *np.diff(points, axis=0, prepend=0).ravel().tolist()]


@click.command()
@click.argument("states_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "target", type=click.Path(dir_okay=False, path_type=Path), default=OUTLINES, help="Where to write.")
def main(states_file: Path, target: Path) -> None:
    """Compile STATES_FILE (states-10m.json of us-atlas) into the outlines that the map draws."""
    content = states_file.read_bytes()
    outlines = {"made_of": {"file": states_file.name, "sha256": sha256(content).hexdigest()}}
    target.write_bytes(orjson.dumps(outlines | outlines_of(orjson.loads(content))) + b"\n")
    click.echo(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
