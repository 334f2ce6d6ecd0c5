"""The table of places as files: one array with a row for each of 100,000 ZIP codes, and the pointer that names it."""

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from leadmatch.kernel.atomic_file import atomic_file
from leadmatch.kernel.errors import NotReadyError

FORMAT: Final = 1  # raise it with every change of ROW or KINDS: an older table is then rebuilt, not misread
POINTER_NAME: Final = "geodata.json"
ZIP_CODES: Final = 100_000

# A row's kind is its place in this list; `absent`: nothing is known, not even by its first three digits.
KINDS: Final = ("absent", "standard", "po_box", "unique", "military", "unknown")
PRECISIONS: Final = ("none", "zip", "zip", "zip", "none", "zip3")
ABSENT, STANDARD, PO_BOX, UNIQUE, MILITARY, UNKNOWN = range(len(KINDS))

ROW: Final = np.dtype(
    [
        ("latitude", "<f8"),
        ("longitude", "<f8"),
        ("kind", "u1"),
        ("time_zone", "u1"),
        ("state", "S2"),
        ("city", "S28"),
    ]
)

Rows = npt.NDArray[np.void]


class GeodataError(NotReadyError):
    """The table of places is missing, damaged or not ours; the message names the command that mends it."""

    def __init__(self, what: str) -> None:
        """Join what is wrong and the cure."""
        super().__init__(f"{what}; run `leadmatch geodata build`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What is in use, and the legend of its codes.

    Args:
        file: name of the array file, beside the pointer.
        sha256: of the whole array file, hexadecimal.
        source: ``zipcodes`` or ``geonames``: where the points come from.
        counts: rows per kind, absent ones included.
        time_zones: IANA names by code; code 0 is "not known" and has the empty name.
        pgeocode_cache: name of the folder that holds pgeocode's own cache of the same points.
        built_at: RFC 3339, UTC.
    """

    file: str
    sha256: str
    source: str
    counts: dict[str, int]
    time_zones: list[str]
    pgeocode_cache: str
    built_at: str
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Make this the table in use, at once or not at all."""
        with atomic_file(folder / POINTER_NAME) as file:
            file.write(json.dumps(asdict(self), indent=1).encode())


def read_pointer(folder: Path) -> Pointer:
    """Return the pointer of a folder.

    Raises:
        GeodataError: there is none, or it is not one that this version reads.
    """
    try:
        fields = json.loads((folder / POINTER_NAME).read_bytes())
    except FileNotFoundError:
        raise GeodataError("There is no table of places yet") from None
    except (OSError, ValueError, RecursionError):
        raise GeodataError("The pointer to the table of places cannot be read") from None
    if not _is_pointer(fields):
        raise GeodataError("The pointer to the table of places is not one that this version reads")
    return Pointer(**fields)


def _is_pointer(fields: object) -> bool:
    expected = {
        "file": str,
        "sha256": str,
        "source": str,
        "counts": dict,
        "time_zones": list,
        "pgeocode_cache": str,
        "built_at": str,
        "format": int,
    }
    return (
        isinstance(fields, dict)
        and fields.keys() == expected.keys()
        and all(type(fields[name]) is kind for name, kind in expected.items())
        and fields["format"] == FORMAT
        and all(type(name) is str for name in fields["time_zones"])
        and all(Path(fields[name]).name == fields[name] != "" for name in ("file", "pgeocode_cache"))
    )


def write_rows(folder: Path, rows: Rows) -> tuple[str, str]:
    """Write the array under a name derived from its content, and return that name and its sha256."""
    content = io.BytesIO()
    np.save(content, rows, allow_pickle=False)
    sha256 = hashlib.sha256(content.getbuffer()).hexdigest()
    name = f"places-{sha256[:12]}.npy"
    with atomic_file(folder / name) as file:
        file.write(content.getbuffer())
    return name, sha256


def map_rows(folder: Path, pointer: Pointer) -> Rows:
    """Return the array of a pointer as a read-only view of the mapped file, after its content has been verified.

    Raises:
        FileNotFoundError: the file is gone.
        GeodataError: its content is not what the pointer says, or not an array of places.
    """
    with (folder / pointer.file).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != pointer.sha256:
            raise GeodataError("The table of places is damaged")
        file.seek(0)
        return _map(file)


def _map(file: BinaryIO) -> Rows:
    try:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        mapped = np.memmap(file, dtype=dtype, mode="r", offset=file.tell(), shape=shape)
    except (OSError, ValueError):
        raise GeodataError("The table of places is not an array file") from None
    if dtype != ROW or shape != (ZIP_CODES,):
        raise GeodataError("The table of places has another shape than this version reads")
    return np.asarray(mapped)
