"""pgeocode's own cache, materialised without a download, and the questions put to pgeocode about it."""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from leadmatch.geo.distance import Float64Array
from leadmatch.kernel.atomic_file import atomic_file, sync_folder

CACHE_FILES: Final = ("US.txt", "US-index.txt")


class PostalPoint(NamedTuple):
    """A line of the cache; the fields, their names and order are pgeocode's (0.5.0, `DATA_FIELDS`)."""

    country_code: str
    postal_code: str
    place_name: str
    state_name: str
    state_code: str
    county_name: str
    county_code: str
    community_name: str
    community_code: str
    latitude: str
    longitude: str
    accuracy: str


class PgeocodeError(Exception):
    """pgeocode did not answer for every ZIP code it was given."""


def write_cache(folder: Path, points: Iterable[PostalPoint]) -> None:
    """Write `US.txt` as pgeocode would after a download (which would lack the territories), and let pgeocode index it.

    Raises:
        PgeocodeError: pgeocode cannot read it.
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(PostalPoint._fields)
    lines.writerows(points)
    with atomic_file(folder / "US.txt") as file:
        file.write(text.getvalue().encode())
    ask_pgeocode(folder, [])
    with (folder / "US-index.txt").open("rb") as index:
        os.fsync(index.fileno())
    sync_folder(folder)


def ask_pgeocode(folder: Path, zip_codes: Sequence[str]) -> Float64Array:
    """Ask pgeocode, in a process of its own, about all ZIP codes in one batch call.

    Args:
        folder: its cache; pgeocode reads the variable that names it once, at import.
        zip_codes: five digits each.

    Returns:
        Shape (n, 2): latitude and longitude in degrees, NaN where pgeocode knows no point.

    Raises:
        PgeocodeError: it failed; the message carries its last words.
    """
    finished = subprocess.run(
        [sys.executable, "-m", "leadmatch.geo.pgeocode_batch"],
        input="\n".join(zip_codes).encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "PGEOCODE_DATA_DIR": str(folder.absolute())},
    )
    if finished.returncode != 0:
        last_words = finished.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PgeocodeError(f"pgeocode failed: {' '.join(last_words) or finished.returncode}")
    points: Float64Array = np.frombuffer(finished.stdout, dtype="<f8").reshape(-1, 2)
    if len(points) != len(zip_codes):
        raise PgeocodeError(f"pgeocode answered {len(points)} of {len(zip_codes)} ZIP codes")
    return points
