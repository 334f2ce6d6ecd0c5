"""One release as read-only arrays, mapped from the files that `search.build` writes; shared by all workers."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.kernel.errors import NotReadyError
from leadmatch.search.array_file import map_arrays, map_bytes
from leadmatch.search.bitmap import Rows
from leadmatch.search.query import SORTS
from leadmatch.search.ranking import SortKey

FORMAT = 1  # raised whenever the files change shape, so that no worker reads another version's files
KEYED_SORTS = tuple(sort for sort in SORTS if sort != "distance")


class IndexFilesError(NotReadyError):
    """The files of a release's index are missing or damaged; they are rebuilt from the database."""


@dataclass(frozen=True, slots=True)
class CatalogueIndex:
    """A published release, ready to be searched.

    A *row* is a program at its campus, or a program's online side; a *set* is a bit per row (see `search.layout`).

    Args:
        release: id of the release.
        set_numbers: from a set's name, such as ``credential:associate``, to its place in the table of sets.
        slices: for each keyed sort, the places in the table of sets that hold its bit slices.
        vocabulary: what occurs in this release: fields, accreditors, school names.
        arrays: what `search.build` wrote: columns of rows, sites and words.
        keys: the sort keys.
        fragments: the constant part of every program's JSON, one after another.
    """

    release: str
    set_numbers: dict[str, int]
    slices: dict[str, slice]
    vocabulary: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    keys: dict[str, SortKey]
    fragments: NDArray[np.uint8]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map the files of one release.

        Raises:
            IndexFilesError: they are missing, damaged or of another format.
        """
        try:
            meta = orjson.loads((folder / "meta.json").read_bytes())
            if meta["format"] != FORMAT:
                raise IndexFilesError(f"{folder.name} has format {meta['format']}, not {FORMAT}")
            arrays = map_arrays(folder / "arrays.bin", meta["arrays"])
            fragments = map_bytes(folder / "fragments.bin")
        except (OSError, ValueError, KeyError) as error:
            raise IndexFilesError(f"{folder.name} cannot be read: {error}") from error
        if fragments.size != meta["fragment_bytes"]:
            raise IndexFilesError(f"{folder.name} is cut short")
        slices = {sort: slice(*meta["slices"][sort]) for sort in KEYED_SORTS}
        return cls(
            release=meta["release"],
            set_numbers=meta["sets"],
            slices=slices,
            vocabulary=meta["vocabulary"],
            arrays=arrays,
            keys={
                sort: SortKey(ranks=arrays[f"{sort}_ranks"], slices=arrays["sets"][slices[sort]])
                for sort in KEYED_SORTS
            },
            fragments=fragments,
        )

    @property
    def program_count(self) -> int:
        """Number of programs."""
        return int(self.arrays["program_ids"].size)

    @property
    def online_word(self) -> int:
        """The first word of the online part."""
        return int(self.arrays["site_first_words"][-1])

    def numbers(self, kind: str, values: Iterable[str]) -> list[int]:
        """Return the places of the sets ``kind:value`` in the table of sets; one that is missing here is empty."""
        return [number for value in values if (number := self.set_numbers.get(f"{kind}:{value}")) is not None]

    def rows_of(self, program_id: str) -> list[int]:
        """Return the rows that stand for a program: none where it is unknown, two where it has two sides."""
        ids = self.arrays["program_ids"]
        wanted = np.bytes_(program_id.encode("ascii", "replace"))
        place = int(np.searchsorted(ids, wanted))
        if place == ids.size or ids[place] != wanted:
            return []
        return [int(row) for row in self.arrays["program_rows"][place] if row >= 0]

    def program_id(self, row: int) -> str:
        """Return the id of the program that a row stands for."""
        program_id: bytes = self.arrays["ids"][self.arrays["programs"][row]]
        return program_id.decode()

    def fragment(self, row: int) -> bytes:
        """Return a row's program as JSON, without the closing brace and without what a query adds."""
        program = self.arrays["programs"][row]
        ends = self.arrays["fragment_ends"]
        return self.fragments[ends[program] : ends[program + 1]].tobytes()


def row_words(first_rows: Rows, rows: Rows) -> NDArray[np.intp]:
    """Return the word in which each row's bit stands."""
    return np.searchsorted(first_rows, rows, "right") - 1
