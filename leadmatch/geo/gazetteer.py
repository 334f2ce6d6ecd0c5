"""ZIP code to place, from the mapped table; knows neither pgeocode nor pandas."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple, Self, cast

from leadmatch.geo.table import ABSENT, KINDS, PRECISIONS, GeodataError, Pointer, Rows, map_rows, read_pointer
from leadmatch.geo.zip_code import UnknownZipCodeError

GEONAMES_NOTICE: Final = (
    "ZIP code locations: GeoNames (https://www.geonames.org), licensed under CC BY 4.0 "
    "(https://creativecommons.org/licenses/by/4.0/); several points of one ZIP code are averaged."
)
_VERSION_LENGTH: Final = 12
_OPEN_ATTEMPTS: Final = 5


class Place(NamedTuple):
    """Where a ZIP code is.

    Args:
        zip_code: five digits.
        kind: ``standard``, ``po_box``, ``unique``, ``military`` or ``unknown`` (not on file).
        precision: ``zip`` (its own point), ``zip3`` (mean of its first three digits) or ``none`` (no point: military).
        city: None where not on file.
        state: two-letter USPS code; None where the points of a prefix lie in several.
        latitude: degrees north; None for military mail.
        longitude: degrees east; None for military mail.
        time_zone: IANA name, or None.
    """

    zip_code: str
    kind: str
    precision: str
    city: str | None
    state: str | None
    latitude: float | None
    longitude: float | None
    time_zone: str | None

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; None for military mail."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)


class Gazetteer:
    """The table of places in use, opened once per process; safe to share between threads."""

    def __init__(self, rows: Rows, pointer: Pointer) -> None:
        """Take over a mapped array and its legend."""
        self._row = cast("Callable[[int], tuple[float, float, int, int, bytes, bytes]]", rows.item)
        self._time_zones = tuple(name or None for name in pointer.time_zones)
        self.source = pointer.source
        self.notice = GEONAMES_NOTICE if pointer.source == "geonames" else None
        self.version = pointer.sha256[:_VERSION_LENGTH]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the table of a folder and verify its content.

        Raises:
            GeodataError: it is missing, damaged or not ours.
        """
        for _ in range(_OPEN_ATTEMPTS):
            pointer = read_pointer(folder)
            try:
                return cls(map_rows(folder, pointer), pointer)
            except FileNotFoundError:
                continue  # a refresh may have switched in between: the pointer names another file by now
            except OSError:
                break
        raise GeodataError("The table of places cannot be read")

    def locate(self, zip_code: str) -> Place:
        """Return the place of a ZIP code.

        Args:
            zip_code: five digits, as `parse_zip_code` returns them.

        Raises:
            UnknownZipCodeError: neither the ZIP nor its three-digit prefix is on file.
        """
        latitude, longitude, kind, time_zone, state, city = self._row(int(zip_code))
        if kind == ABSENT:
            raise UnknownZipCodeError
        precision = PRECISIONS[kind]
        has_point = precision != "none"
        return Place(
            zip_code,
            KINDS[kind],
            precision,
            city.decode() or None,
            state.decode() or None,
            latitude if has_point else None,
            longitude if has_point else None,
            self._time_zones[time_zone],
        )
