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

_BATCH: Final = Path(__file__).with_name("pgeocode_batch.py")


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
    """Write `US.txt` as pgeocode would after a download (which would lack the territories).

    pgeocode adds `US-index.txt` with the first answer, and `seal_cache` makes that durable too.
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(PostalPoint._fields)
    lines.writerows(points)
    with atomic_file(folder / "US.txt") as file:
        file.write(text.getvalue().encode())


def seal_cache(folder: Path) -> None:
    """Make the index that pgeocode has written durable; later readers find it and write nothing."""
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
        PgeocodeError: its cache is missing, or it failed; the message carries its last words.
    """
    if not (folder / "US.txt").is_file():
        raise PgeocodeError("pgeocode's cache is missing")
    finished = subprocess.run(  # noqa: S603  our own script, and no shell
        [sys.executable, "-P", str(_BATCH)],
        input="\n".join(zip_codes).encode(),
        capture_output=True,
        check=False,
        # Seen from inside: pgeocode replaces every ".txt" in the whole path to find the name of its index.
        cwd=folder,
        env={**os.environ, "PGEOCODE_DATA_DIR": "."},
    )
    if finished.returncode != 0:
        last_words = finished.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PgeocodeError(f"pgeocode failed: {' '.join(last_words) or finished.returncode}")
    points: Float64Array = np.frombuffer(finished.stdout, dtype="<f8").reshape(-1, 2)
    if len(points) != len(zip_codes):
        raise PgeocodeError(f"pgeocode answered {len(points)} of {len(zip_codes)} ZIP codes")
    return points
