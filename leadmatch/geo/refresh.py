"""The table from GeoNames files instead: points move, and what moves far is told before the switch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from leadmatch.geo.assemble import assemble_rows, time_zone_legend
from leadmatch.geo.build import BUILD_STEPS, Announce, listed_points, only_builder, stage, switch
from leadmatch.geo.distance import distance_miles
from leadmatch.geo.geonames import GeonamesFiles, read_geonames
from leadmatch.geo.pgeocode_cache import PostalPoint
from leadmatch.geo.table import KINDS, MILITARY, UNKNOWN, GeodataError, Pointer, Rows, map_rows, read_pointer
from leadmatch.geo.zip_list import ListedZip, active_zip_codes
from leadmatch.kernel.clock import Clock, utc_now

FAR_MILES: Final = 25.0
REFRESH_STEPS: Final = ("Reading GeoNames files", *BUILD_STEPS)
_PREFIX_SPAN: Final = 100


@dataclass(frozen=True, slots=True)
class Move:
    """One answer that is more than `FAR_MILES` from where it was.

    Args:
        digits: five: a ZIP code; three: the mean that answers for ZIP codes of this prefix that are not on file.
        kind: kind after the move.
        miles: unrounded.
        before: latitude and longitude in degrees.
        after: as before.
    """

    digits: str
    kind: str
    city: str
    state: str
    miles: float
    before: tuple[float, float]
    after: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What a refresh does, told before it does it; counts are of ZIP codes.

    Args:
        files: read.
        missing: countries of `geonames.COUNTRIES` without a file.
        in_geonames: distinct ones in the files; the sum of the next three.
        placed_by_geonames: take GeoNames' point (the mean of several).
        only_in_geonames: not active in the list: stay not on file.
        military_in_geonames: have no point, whatever GeoNames says.
        only_in_zip_list: not in the files: keep the list's point.
        without_point: active, but at no point in either: stay not on file.
        moved: answers further than `FAR_MILES` from where they were, largest distance first.
    """

    files: list[str]
    missing: list[str]
    in_geonames: int
    placed_by_geonames: int
    only_in_geonames: int
    military_in_geonames: int
    only_in_zip_list: int
    without_point: int
    moved: list[Move]


def refresh_geodata(
    folder: Path,
    geonames_folder: Path,
    *,
    tell: Callable[[RefreshReport], None],
    dry_run: bool = False,
    announce: Announce = lambda _: None,
    clock: Clock = utc_now,
) -> Pointer | None:
    """Build the table with GeoNames' points, report, and put it to use.

    Args:
        folder: where the table lives.
        geonames_folder: holds `US.txt` (or `.txt.gz`, `.zip`) and those of the territories.
        tell: is given the report before the switch; what it raises stops the switch.
        dry_run: end after the report; None is returned.
        announce: told each of `REFRESH_STEPS` as it begins.
        clock: what `built_at` is read from.

    Raises:
        GeonamesFaultsError: the files have faults; nothing has changed.
        PgeocodeError: pgeocode failed; nothing has changed.
    """
    announce(REFRESH_STEPS[0])
    geonames = read_geonames(geonames_folder)
    with only_builder(folder):
        announce(BUILD_STEPS[0])
        listed = active_zip_codes()
        points = _merged(listed, geonames.points)
        staged = stage(folder, listed, points, source="geonames", announce=announce)
        tell(_report(listed, geonames, far_moves(_rows_in_use(folder, listed), staged.rows)))
        return None if dry_run else switch(folder, staged, announce=announce, clock=clock)


def _merged(listed: Sequence[ListedZip], geonames: Sequence[PostalPoint]) -> list[PostalPoint]:
    takes_point = {row.zip_code for row in listed if row.kind != MILITARY}
    merged = [point for point in geonames if point.postal_code in takes_point]
    placed = {point.postal_code for point in merged}
    return merged + [point for point in listed_points(listed) if point.postal_code not in placed]


def _rows_in_use(folder: Path, listed: Sequence[ListedZip]) -> Rows:
    try:
        return map_rows(folder, read_pointer(folder))
    except (GeodataError, OSError):
        points = {row.zip_code: row.point for row in listed if row.point is not None}
        return assemble_rows(listed, points, time_zone_legend(listed))


def _report(listed: Sequence[ListedZip], geonames: GeonamesFiles, moved: list[Move]) -> RefreshReport:
    in_geonames = {point.postal_code for point in geonames.points}
    military = {row.zip_code for row in listed if row.kind == MILITARY}
    ordinary = {row.zip_code: row.point for row in listed if row.kind != MILITARY}
    left = ordinary.keys() - in_geonames
    return RefreshReport(
        files=geonames.files,
        missing=geonames.missing,
        in_geonames=len(in_geonames),
        placed_by_geonames=len(in_geonames & ordinary.keys()),
        only_in_geonames=len(in_geonames - ordinary.keys() - military),
        military_in_geonames=len(in_geonames & military),
        only_in_zip_list=sum(ordinary[zip_code] is not None for zip_code in left),
        without_point=sum(ordinary[zip_code] is None for zip_code in left),
        moved=moved,
    )


def far_moves(before: Rows, after: Rows) -> list[Move]:
    """Return what answers from further than `FAR_MILES` away, largest distance first, then by digits.

    ZIP codes with a point of their own, before or after, count one by one; the means of prefixes once each.
    """
    miles = distance_miles(before["latitude"], before["longitude"], after["latitude"], after["longitude"])
    moved = []
    told_prefixes = set()
    for number in np.flatnonzero(miles > FAR_MILES):  # no point, NaN, compares false
        digits = f"{number:05}"
        row = after[number]
        if before[number]["kind"] == UNKNOWN == row["kind"]:
            digits = digits[:3]
            if digits in told_prefixes:
                continue
            told_prefixes.add(digits)
        moved.append(
            Move(
                digits=digits,
                kind=KINDS[row["kind"]],
                city=row["city"].decode(),
                state=row["state"].decode(),
                miles=float(miles[number]),
                before=(float(before[number]["latitude"]), float(before[number]["longitude"])),
                after=(float(row["latitude"]), float(row["longitude"])),
            )
        )
    return sorted(moved, key=lambda move: (-move.miles, move.digits))
