"""One release as read-only arrays, mapped from the files that `search.build` writes; shared by all workers."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
import orjson
from numpy.typing import NDArray

from leadmatch.kernel.errors import NotReadyError
from leadmatch.search.array_file import map_arrays, map_bytes
from leadmatch.search.bitmap import Rows, Words
from leadmatch.search.memory import Memory
from leadmatch.search.query import SORTS
from leadmatch.search.ranking import SortKey

FORMAT = 5  # raised whenever the files change shape, so that no worker reads another version's files
KEYED_SORTS = tuple(sort for sort in SORTS if sort != "distance")

_REMEMBERED_WORDINGS = 256
_REMEMBERED_VERDICT_WORDS = 2_000_000  # of 8 bytes each
_REMEMBERED_WORDS = 400_000  # of 28 bytes each
ONLINE_NEARNESS = 5.0  # above any squared chord of the unit sphere (4): online comes after every campus


class IndexFilesError(NotReadyError):
    """The files of a release's index are missing or damaged; they are rebuilt from the database."""


class CatalogueIndex:
    """A published release, ready to be searched.

    A *row* is a program at its campus, or a program's online side; a *set* is a bit per row; a *site* is a point on the
    Earth with campus programs (see `search.layout`).

    Attributes:
        release: id of the release.
        vocabulary: what occurs in this release: fields, accreditors, school names, UNITIDs.
        arrays: what `search.build` wrote: columns of rows, sites and words.
        sets: shape (sets, words), uint64.
        keys: for each sort but distance.
        wording: how the facts that filters ask for are put, by filters (see `search.answer`).
        verdicts: what filters were found to say of the whole release, by filters (see `search.filters`).
        surroundings: what places were found to have around them, by place and radius (see `search.radius`).
        online_words: shape (n,): the words of the online part.
        online_nearness: shape (n,): what stands for their distance: ascending, above any squared chord.
    """

    def __init__(self, meta: dict[str, Any], arrays: dict[str, NDArray[Any]], fragments: NDArray[np.uint8]) -> None:
        """Take over the arrays of one release."""
        self.release: str = meta["release"]
        self.vocabulary: dict[str, Any] = meta["vocabulary"]
        self.arrays = arrays
        self.sets: NDArray[np.uint64] = arrays["sets"]
        self.keys = {
            sort: SortKey(ranks=arrays[f"{sort}_key_ranks"], slices=self.sets[slice(*meta["slices"][sort])])
            for sort in KEYED_SORTS
        }
        first_online_word = int(arrays["site_first_words"][-1])
        self.online_words = np.arange(first_online_word, arrays["word_first_rows"].size)
        self.online_nearness = np.arange(ONLINE_NEARNESS, ONLINE_NEARNESS + self.online_words.size)
        self._set_numbers: dict[str, int] = meta["sets"]
        self.wording: Memory[Any] = Memory(_REMEMBERED_WORDINGS)
        self.verdicts: Memory[Any] = Memory(
            _REMEMBERED_VERDICT_WORDS, weight=lambda judged: self.word_count * (1 + len(judged[0].unknown))
        )
        self.surroundings: Memory[Any] = Memory(_REMEMBERED_WORDS, weight=lambda around: int(around.words.size))
        # Plain views: reading one element of a numpy array costs five times as much.
        self._fragments = fragments.data
        self._fragment_spans = arrays["fragment_spans"].data
        self._programs = arrays["programs"].data
        self._ids = arrays["ids"]

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
            if fragments.size != meta["fragment_bytes"]:
                raise IndexFilesError(f"{folder.name} is cut short")
            return cls(meta, arrays, fragments)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise IndexFilesError(f"{folder.name} cannot be read: {error}") from error

    @property
    def program_count(self) -> int:
        """Number of programs."""
        return int(self._ids.size)

    def set_number(self, kind: str, value: str) -> int | None:
        """Return the place of the set ``kind:value`` in the table of sets; None where it is empty."""
        return self._set_numbers.get(f"{kind}:{value}")

    def union(self, kind: str, values: Iterable[str]) -> Words:
        """Return the union of the sets ``kind:value``, read-only."""
        numbers = [number for value in values if (number := self.set_number(kind, value)) is not None]
        if not numbers:
            return np.zeros(self.word_count, dtype=np.uint64)
        union: Words = self.sets[numbers[0]] if len(numbers) == 1 else np.bitwise_or.reduce(self.sets[numbers], axis=0)
        return union

    @property
    def word_count(self) -> int:
        """Length of each set."""
        return int(self.sets.shape[1])

    def open_online(self, state: str | None) -> Words:
        """Return the online rows that are open to a state, or of which nobody has published to which, read-only."""
        return self.union("open_to", ("unpublished", state) if state else ("unpublished",)).take(self.online_words)

    def rows_of(self, program_id: str) -> list[int]:
        """Return the rows that stand for a program: none where it is unknown, two where it has two sides."""
        ids = self.arrays["sorted_ids"]
        if not program_id.isascii() or len(program_id) > ids.dtype.itemsize:  # numpy would widen every id to compare
            return []
        wanted = np.bytes_(program_id.encode())
        place = int(ids.searchsorted(wanted))
        if place == ids.size or ids[place] != wanted:
            return []
        return [int(row) for row in self.arrays["sorted_rows"][place] if row >= 0]

    def program_id(self, row: int) -> str:
        """Return the id of the program that a row stands for."""
        program_id: bytes = self._ids[self._programs[row]]
        return program_id.decode()

    def fragments(self, row: int) -> tuple[memoryview, memoryview]:
        """Return a row's program as two pieces of JSON, without the closing brace and without what a query adds."""
        program, spans, fragments = self._programs[row], self._fragment_spans, self._fragments
        own = fragments[spans[program, 0] : spans[program, 1]]
        return own, fragments[spans[program, 2] : spans[program, 3]]


def row_words(first_rows: Rows, rows: Rows) -> NDArray[np.intp]:
    """Return the place of the word in which each row's bit stands; -1 before the first."""
    return first_rows.searchsorted(rows, "right") - 1
