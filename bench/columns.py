"""One catalogue as plain columns: what the compared engines are loaded from, read from records, not from the index."""

import json
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.search.query import FORMATS

UNKNOWN = -1
ENDED, CURRENT = 0, 1  # institutional accreditation; UNKNOWN where none is on file

_INTEGERS = (
    "field",
    "credential",
    "formats",
    "formats_unknown",
    "title_iv",
    "accreditation",
    "accreditors",
    "states",
    "cost_cents",
    "months",
    "graduates",
    "school",
    "is_online",
)


@dataclass(frozen=True, slots=True)
class PlainColumns:
    """A catalogue, a row per program.

    Args:
        arrays: ``latitude`` and ``longitude`` (NaN: no campus); ``id`` (bytes); ``name_rank``: place in the order
            school name without case, title, id; ``school_rank``: of the school name alone; and integers: places in
            `vocabulary`, bits of `FORMATS`, cents, months, awards; -1 where unknown.
        vocabulary: the values that ``field``, ``credential``, ``accreditors`` (tuples) and ``states`` (tuples, or None
            where not published) stand for.
    """

    arrays: dict[str, NDArray[Any]]
    vocabulary: dict[str, list[Any]]

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return one column."""
        return self.arrays[name]

    @property
    def size(self) -> int:
        """Number of programs."""
        return int(self.arrays["id"].size)

    def code(self, kind: str, value: str) -> int:
        """Return the code of a field or credential; one that nothing has where it does not occur."""
        words = self.vocabulary[kind]
        return words.index(value) if value in words else UNKNOWN - 1

    def codes_holding(self, kind: str, wanted: Iterable[str]) -> list[int]:
        """Return the codes of the ``accreditors`` or ``states`` that hold one of these; not published is not held."""
        asked = set(wanted)
        return [code for code, held in enumerate(self.vocabulary[kind]) if held is not None and asked & set(held)]

    def weights(self, kind: str) -> dict[str, int]:
        """Return how many programs have each field, or each accreditor."""
        counts = np.bincount(self.arrays[kind], minlength=len(self.vocabulary[kind])).tolist()
        found: dict[str, int] = {}
        for value, programs in zip(self.vocabulary[kind], counts, strict=True):
            for each in value if isinstance(value, tuple) else (value,):
                found[each] = found.get(each, 0) + programs
        return found

    def save(self, folder: Path) -> None:
        """Write the columns to a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        np.savez(folder / "columns.npz", **self.arrays)  # type: ignore[arg-type]  # no column is named allow_pickle
        (folder / "vocabulary.json").write_text(json.dumps(self.vocabulary))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the columns that `save` wrote."""
        with np.load(folder / "columns.npz") as stored:
            arrays = {name: stored[name] for name in stored.files}
        vocabulary = json.loads((folder / "vocabulary.json").read_text())
        return cls(
            arrays,
            {kind: [tuple(x) if isinstance(x, list) else x for x in words] for kind, words in vocabulary.items()},
        )


@dataclass(slots=True)
class Collector:
    """Takes programs one by one, and passes them on."""

    names: list[tuple[str, str, str]] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    rows: list[tuple[int, ...]] = field(default_factory=list)
    words: dict[str, dict[Hashable, int]] = field(
        default_factory=lambda: {kind: {} for kind in ("field", "credential", "accreditors", "states", "school")}
    )

    def watch(self, programs: Iterable[ProgramRecord]) -> Iterator[ProgramRecord]:
        """Yield the programs, having noted them."""
        for program in programs:
            self._note(program)
            yield program

    def columns(self) -> PlainColumns:
        """Return what was noted."""
        total = len(self.names)
        arrays: dict[str, NDArray[Any]] = {
            name: np.array(values, dtype=np.int32)
            for name, values in zip(_INTEGERS, zip(*self.rows, strict=True), strict=True)
        }
        latitudes, longitudes = zip(*self.points, strict=True)
        arrays["latitude"] = np.array(latitudes)
        arrays["longitude"] = np.array(longitudes)
        arrays["id"] = np.array([name[2].encode() for name in self.names])
        arrays["name_rank"] = np.empty(total, dtype=np.int32)
        arrays["name_rank"][sorted(range(total), key=self.names.__getitem__)] = np.arange(total)
        schools = [str(name) for name in self.words["school"]]
        ranks = np.empty(len(schools), dtype=np.int32)
        ranks[sorted(range(len(schools)), key=schools.__getitem__)] = np.arange(len(schools))
        arrays["school_rank"] = ranks[arrays.pop("school")]
        return PlainColumns(arrays, {kind: list(words) for kind, words in self.words.items() if kind != "school"})

    def _note(self, program: ProgramRecord) -> None:
        school = program.school.name.casefold()
        campus = program.campus
        self.names.append((school, program.title, program.id))
        self.points.append((campus.latitude, campus.longitude) if campus else (float("nan"), float("nan")))
        held = sorted({each.accreditor_id for each in program.accreditation if each.current is not False})
        self.rows.append(
            (
                self._code("field", program.field),
                self._code("credential", program.credential),
                sum(1 << bit for bit, each in enumerate(FORMATS) if each in program.formats),
                sum(1 << bit for bit, each in enumerate(FORMATS) if each in program.formats_unknown),
                _or_unknown(program.school.title_iv),
                _accreditation(program),
                self._code("accreditors", tuple(held)),
                self._code("states", program.authorized_states),
                _or_unknown(program.cost.total_cents),
                _or_unknown(program.length_months),
                _or_unknown(program.graduates_count),
                self._code("school", school),
                int("online" in program.formats),
            )
        )

    def _code(self, kind: str, value: Hashable) -> int:
        words = self.words[kind]
        return words.setdefault(value, len(words))


def _or_unknown(value: int | None) -> int:
    return UNKNOWN if value is None else int(value)


def _accreditation(program: ProgramRecord) -> int:
    found = [each.current for each in program.accreditation if each.kind == "institutional"]
    if program.school.is_demo or True in found:
        return CURRENT
    return ENDED if False in found else UNKNOWN
