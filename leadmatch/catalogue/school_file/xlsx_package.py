"""The parts of an XLSX file: a zip of XML, taken apart under limits and without ever expanding an entity."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from leadmatch.catalogue.school_file.table import UnusableFileError

# A sheet of 20,000 programs unpacks to about 50 MB. What is refused is what costs: bytes to unpack, and entries. How
# tightly they are packed does not matter; a sheet formatted to its end is packed a hundred to one.
MAX_ENTRIES = 1_000
MAX_UNPACKED_BYTES = 100_000_000

_CHUNK_BYTES = 1 << 16
_ENCRYPTED = 0x1
_UNPACKABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SAVE_ANEW = "open it in your spreadsheet program and save it anew as “Excel Workbook (.xlsx)”"
BROKEN = f"the file is damaged; {_SAVE_ANEW}"

# What zipfile and zlib raise on damaged files, by trial with files that were changed at random.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    LookupError,
    OverflowError,
    ValueError,
)

OnStart = Callable[[str, dict[str, str]], object]
OnEnd = Callable[[str], object]
OnText = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Relationship:
    """What one part says of another: its id there, the last word of its type, and the name of the part."""

    id: str
    kind: str
    part: str


class Package:
    """An XLSX file, opened.

    Raises:
        UnusableFileError: it is no zip, holds macros or passwords, or is larger unpacked than it may be.
    """

    def __init__(self, content: bytes) -> None:
        """Look at the list of parts; unpack none yet."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except _DAMAGES:
            raise UnusableFileError(BROKEN) from None
        self._names = {entry.filename for entry in entries}
        self._left = MAX_UNPACKED_BYTES
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            raise _too_large()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise UnusableFileError("the file is locked with a password; save it without one")
        if any(name.lower().endswith("vbaproject.bin") for name in self._names):
            raise UnusableFileError(
                "the file holds macros; save it as “Excel Workbook (.xlsx)”, which leaves them behind"
            )
        if any(entry.compress_type not in _UNPACKABLE for entry in entries):
            raise UnusableFileError(BROKEN)

    def holds(self, part: str) -> bool:
        """Return whether there is such a part."""
        return part in self._names

    def parse(self, part: str, on_start: OnStart, on_end: OnEnd, on_text: OnText) -> None:
        """Read a part from beginning to end.

        Args:
            part: its name; there must be one.
            on_start: takes the name of each element, without its namespace, and its attributes.
            on_end: takes the name of each element that ends.
            on_text: takes text, in pieces.

        Raises:
            UnusableFileError: it is damaged, too large, or declares a document type.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        names = _LocalNames()
        parser.StartElementHandler = lambda name, attributes: on_start(names[name], attributes)
        parser.EndElementHandler = lambda name: on_end(names[name])
        parser.CharacterDataHandler = on_text
        parser.StartDoctypeDeclHandler = _refuse_document_type
        try:
            with self._zip.open(part) as file:
                while chunk := file.read(_CHUNK_BYTES):
                    self._left -= len(chunk)
                    if self._left < 0:  # whatever the list of parts said
                        raise _too_large()
                    parser.Parse(chunk, False)  # noqa: FBT003  expat's own signature
                parser.Parse(b"", True)  # noqa: FBT003  as above
        except (expat.ExpatError, *_DAMAGES):
            raise UnusableFileError(BROKEN) from None

    def relationships(self, part: str) -> list[Relationship]:
        """Return what a part says of other parts; the package itself is the part with the empty name."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        found: list[Relationship] = []

        def start(element: str, attributes: dict[str, str]) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append(Relationship(attributes.get("Id", ""), kind, target.removeprefix("/")))

        if self.holds(listing):
            self.parse(listing, start, ignore, ignore)
        return found


class _LocalNames(dict[str, str]):
    """The names of elements without their namespaces, each cut once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(" ")[2]
        return local


def ignore(_: str) -> None:
    """Take no notice."""


def _refuse_document_type(*_: object) -> None:
    raise UnusableFileError(f"the file declares a document type, which no spreadsheet program does; {_SAVE_ANEW}")


def _too_large() -> UnusableFileError:
    return UnusableFileError(
        f"unpacked, the file is larger than {MAX_UNPACKED_BYTES // 1_000_000} MB or has more than {MAX_ENTRIES:,} "
        "parts; pictures, and formats to the end of a sheet, do that: copy the rows with programs into a new file"
    )
