"""From listed ZIP codes and their points to the 100,000 rows of the table: SPEC P4 as arithmetic."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np

from leadmatch.geo.table import KINDS, MILITARY, ROW, UNKNOWN, ZIP_CODES, Rows
from leadmatch.geo.zip_list import ListedZip

Point = tuple[float, float]
_PREFIX_SPAN = 100


def time_zone_legend(listed: Sequence[ListedZip]) -> list[str]:
    """Return the time zones by code; code 0 is the empty name."""
    return ["", *sorted({row.time_zone for row in listed} - {""})]


def assemble_rows(listed: Sequence[ListedZip], points: Mapping[str, Point], time_zones: Sequence[str]) -> Rows:
    """Return one row per five digits.

    Args:
        listed: the active ZIP codes.
        points: degrees by ZIP code, for those of `listed` that have a point; military ones have none.
        time_zones: legend, as `time_zone_legend` gives it.

    Raises:
        ValueError: a name is longer than the table has room for.
    """
    zone_codes = {name: code for code, name in enumerate(time_zones)}
    rows = np.zeros(ZIP_CODES, dtype=ROW)
    rows["latitude"] = rows["longitude"] = math.nan
    of_prefix: dict[str, list[ListedZip]] = defaultdict(list)
    for row in listed:
        if row.zip_code in points:
            of_prefix[row.zip_code[:3]].append(row)
    for prefix, members in of_prefix.items():
        start = int(prefix) * _PREFIX_SPAN
        rows[start : start + _PREFIX_SPAN] = _mean_row(members, points, zone_codes)
    for row in listed:
        if row.zip_code in points or row.kind == MILITARY:
            latitude, longitude = points.get(row.zip_code, (math.nan, math.nan))
            city, state = _fitting("city", row.city), _fitting("state", row.state)
            rows[int(row.zip_code)] = (latitude, longitude, row.kind, zone_codes[row.time_zone], state, city)
    return rows


def _mean_row(
    members: Sequence[ListedZip], points: Mapping[str, Point], zone_codes: Mapping[str, int]
) -> tuple[float, float, int, int, bytes, bytes]:
    states = {row.state for row in members}
    time_zones = {row.time_zone for row in members}
    return (
        fmean(points[row.zip_code][0] for row in members),
        fmean(points[row.zip_code][1] for row in members),
        UNKNOWN,
        zone_codes[time_zones.pop()] if len(time_zones) == 1 else 0,
        _fitting("state", states.pop()) if len(states) == 1 else b"",
        b"",
    )


def _fitting(field: str, text: str) -> bytes:
    encoded = text.encode()
    if len(encoded) > ROW[field].itemsize:
        raise ValueError(f"{text!r} is longer than the {ROW[field].itemsize} bytes that the table has for a {field}")
    return encoded


def counts_by_kind(rows: Rows) -> dict[str, int]:
    """Return how many of the 100,000 are of each kind; `absent` are those that answer with a fault."""
    counts = np.bincount(rows["kind"], minlength=len(KINDS))
    return {kind: int(count) for kind, count in zip(KINDS, counts, strict=True)}
