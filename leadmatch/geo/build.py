"""Set-up of the table of places: stage beside the present one, then switch, or leave everything as it was."""

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from leadmatch.geo.assemble import assemble_rows, counts_by_kind, time_zone_legend
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.geo.pgeocode_cache import PgeocodeError, PostalPoint, ask_pgeocode, seal_cache, write_cache
from leadmatch.geo.table import POINTER_NAME, GeodataError, Pointer, Rows, read_pointer, write_rows
from leadmatch.geo.zip_list import ListedZip, active_zip_codes
from leadmatch.kernel.clock import Clock, rfc3339, utc_now

Announce = Callable[[str], None]  # is told the name of each step as it begins
BUILD_STEPS: Final = (
    "Reading the list of ZIP codes",
    "Writing pgeocode's cache",
    "Asking pgeocode",
    "Writing the table",
)


@dataclass(frozen=True, slots=True)
class Staged:
    """A table that is ready, in files that nothing points to yet."""

    rows: Rows
    time_zones: list[str]
    source: str
    cache: Path


def build_geodata(folder: Path, *, announce: Announce = lambda _: None, clock: Clock = utc_now) -> Pointer:
    """Build the table from the package `zipcodes` through pgeocode, and put it to use.

    Args:
        folder: where the table lives; made if need be. Whatever it holds stays in use until the new one is whole.
        announce: told each of `BUILD_STEPS` as it begins.
        clock: what `built_at` is read from.

    Raises:
        PgeocodeError: pgeocode failed; nothing has changed.
    """
    with only_builder(folder):
        return _build(folder, announce, clock)


def ensure_geodata(folder: Path, *, announce: Announce = lambda _: None, clock: Clock = utc_now) -> Pointer | None:
    """Build the table where it is missing or damaged; return None where it is whole, of whichever source.

    Raises:
        PgeocodeError: as `build_geodata`.
    """
    if is_whole(folder):
        return None
    with only_builder(folder):
        return None if is_whole(folder) else _build(folder, announce, clock)


def is_whole(folder: Path) -> bool:
    """Return whether the folder holds a table that can be served."""
    try:
        Gazetteer.open(folder)
    except GeodataError:
        return False
    return True


@contextmanager
def only_builder(folder: Path) -> Iterator[None]:
    """Wait until no other process builds in this folder, then keep others waiting; clears what is not in use."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel releases it when its process dies, however it dies
        _sweep(folder)
        try:
            yield
        finally:
            _sweep(folder)


def _build(folder: Path, announce: Announce, clock: Clock) -> Pointer:
    announce(BUILD_STEPS[0])
    listed = active_zip_codes()
    staged = stage(folder, listed, listed_points(listed), source="zipcodes", announce=announce)
    return switch(folder, staged, announce=announce, clock=clock)


def listed_points(listed: Sequence[ListedZip]) -> list[PostalPoint]:
    """Return the cache lines of the listed ZIP codes that have a point of their own."""
    return [
        PostalPoint(
            country_code="US",
            postal_code=row.zip_code,
            place_name=row.city,
            state_name="",
            state_code=row.state,
            county_name=row.county,
            county_code="",
            community_name="",
            community_code="",
            latitude=repr(row.point[0]),
            longitude=repr(row.point[1]),
            accuracy="",
        )
        for row in listed
        if row.point is not None
    ]


def stage(
    folder: Path, listed: Sequence[ListedZip], points: Sequence[PostalPoint], *, source: str, announce: Announce
) -> Staged:
    """Make the pgeocode cache and the rows, without putting them to use; call it as the `only_builder`.

    Args:
        folder: where the table lives.
        listed: the active ZIP codes; those with a line in `points` are on file, and military ones.
        points: lines for the cache, none of a military ZIP code; of several lines for one, pgeocode takes the mean.
        source: ``zipcodes`` or ``geonames``.
        announce: told the steps.

    Raises:
        PgeocodeError: pgeocode failed or has no answer for a ZIP code of its own cache.
    """
    cache = Path(tempfile.mkdtemp(dir=folder, prefix="pgeocode-"))
    cache.chmod(0o755)
    announce(BUILD_STEPS[1])
    write_cache(cache, points)
    announce(BUILD_STEPS[2])
    on_file = sorted({point.postal_code for point in points})
    answers = ask_pgeocode(cache, on_file)
    seal_cache(cache)
    if np.isnan(answers).any():
        raise PgeocodeError(
            f"pgeocode knows no point for {int(np.isnan(answers).any(axis=1).sum())} ZIP codes of its cache"
        )
    by_zip = {zip_code: (float(lat), float(lon)) for zip_code, (lat, lon) in zip(on_file, answers, strict=True)}
    time_zones = time_zone_legend(listed)
    return Staged(assemble_rows(listed, by_zip, time_zones), time_zones, source, cache)


def switch(folder: Path, staged: Staged, *, announce: Announce, clock: Clock) -> Pointer:
    """Put a staged table to use at once; `only_builder` then removes the one before, which its readers keep mapped."""
    announce(BUILD_STEPS[3])
    name, sha256 = write_rows(folder, staged.rows)
    pointer = Pointer(
        file=name,
        sha256=sha256,
        source=staged.source,
        counts=counts_by_kind(staged.rows),
        time_zones=staged.time_zones,
        pgeocode_cache=staged.cache.name,
        built_at=rfc3339(clock()),
    )
    pointer.write(folder)
    return pointer


def _sweep(folder: Path) -> None:
    leftovers = [*folder.glob(".places-*"), *folder.glob(f".{POINTER_NAME}.*")]
    tables = [*folder.glob("places-*.npy"), *folder.glob("pgeocode-*")]
    try:
        pointer = read_pointer(folder)
        leftovers += [path for path in tables if path.name not in {pointer.file, pointer.pgeocode_cache}]
    except GeodataError:
        # An unreadable pointer may mean to keep any of them, perhaps for another version of us; none keeps none.
        leftovers += [] if (folder / POINTER_NAME).exists() else tables
    for leftover in leftovers:
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)  # a killed build's pgeocode may still be writing there
        else:
            leftover.unlink(missing_ok=True)
