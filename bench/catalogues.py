"""The catalogues that are measured: the seed, all federal programs, a million, and samples; made once, then reused."""

import dataclasses
import hashlib
import importlib
import random
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from bench.columns import Collector, PlainColumns
from bench.paths import SEED_FILE, WORK
from leadmatch.catalogue.compile import ALL_FIELDS, federal_programs
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.records import CampusRecord, ProgramRecord, SourceRecord
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.search.build import write_index
from leadmatch.search.index import FORMAT

NAMES = ("seed", "federal", "million")
SAMPLES = {f"sample-{size}": size for size in (1_000, 3_000, 10_000, 30_000, 100_000)}
COPIES = 4
MAX_MOVE_DEGREES = 2.0

_DAY = date(2026, 11, 1)  # for which accreditation is said to be current: the same in every run
_RECIPE = 1  # raised when this module makes something else from the same files
_CATALOGUE_CODE = ("leadmatch/catalogue/**/*.py", "leadmatch/catalogue/**/*.csv")
_INDEX_CODE = tuple(
    f"leadmatch/search/{name}.py"
    for name in ("array_file", "bitmap", "build", "collecting", "items", "layout", "ranking")
)

Records = tuple[Iterable[ProgramRecord], Iterable[SourceRecord]]


@dataclasses.dataclass(frozen=True, slots=True)
class Catalogue:
    """One catalogue on disk.

    Args:
        key: of what `columns` hold; the same key means the same rows.
        index: folder for `CatalogueIndex.open`.
        columns: folder for `PlainColumns.load`.
    """

    name: str
    key: str
    index: Path
    columns: Path


def prepare(name: str, federal: Path | None, *, say: Callable[[str], None]) -> Catalogue:
    """Return a catalogue, made where what made it has changed since.

    Args:
        name: one of `NAMES` or `SAMPLES`.
        federal: folder of the federal files; only the seed can do without.
        say: told what takes long.
    """
    if name == "seed":
        return _prepared(name, _key(name, [SEED_FILE]), lambda: read_seed(SEED_FILE, on=_DAY), say)
    if federal is None:
        raise FileNotFoundError("the federal files are not there")
    key = _key(name, sorted(federal.glob("*.csv*")))
    if name in SAMPLES:
        return _prepared(name, key, lambda: _sample(federal, SAMPLES[name]), say)
    return _prepared(name, key, lambda: _federal(federal, copies=COPIES if name == "million" else 1), say)


def write_catalogue(name: str, key: str, index_key: str, records: Records) -> Catalogue:
    """Write index and columns of these programs into the work folder."""
    catalogue = _at(name, key, index_key)
    programs, sources = records
    collector = Collector()
    by_key = {source.key: source for source in sources}
    shutil.rmtree(catalogue.index, ignore_errors=True)
    write_index(collector.watch(programs), by_key, f"rel_bench_{name}", catalogue.index, on_progress=lambda _done: None)
    collector.columns().save(catalogue.columns)
    return catalogue


def moved_copies(programs: Iterable[ProgramRecord], copies: int, seed: int = 12) -> Iterator[ProgramRecord]:
    """Yield each program `copies` times: as it is, then with a new id at a campus that was moved.

    All programs of a campus move together, each copy of the campus by an offset of its own.
    """
    offsets = random.Random(seed)  # noqa: S311  not a secret
    moved: dict[tuple[str, int], CampusRecord] = {}
    for program in programs:
        yield program
        for copy in range(1, copies):
            campus = program.campus
            if campus is not None:
                key = (campus.id, copy)
                if key not in moved:
                    moved[key] = _moved(campus, copy, offsets)
                campus = moved[key]
            yield dataclasses.replace(program, id=f"{program.id}-{copy}", campus=campus)


def _moved(campus: CampusRecord, copy: int, offsets: random.Random) -> CampusRecord:
    north, east = (offsets.uniform(-MAX_MOVE_DEGREES, MAX_MOVE_DEGREES) for _ in range(2))
    longitude = (campus.longitude + east + 180) % 360 - 180
    return dataclasses.replace(
        campus, id=f"{campus.id}-{copy}", latitude=round(campus.latitude + north, 6), longitude=round(longitude, 6)
    )


def _federal(folder: Path, *, copies: int) -> Records:
    programs, sources, _report = federal_programs(FederalFolders(folder), ALL_FIELDS, on=_DAY)
    return (programs if copies == 1 else moved_copies(programs, copies)), sources


def _sample(folder: Path, size: int) -> Records:
    """Return the programs of as many schools, drawn by the digests of their ids, as together have this many."""
    by_school: dict[str, list[ProgramRecord]] = {}
    programs, sources = _federal(folder, copies=1)
    for program in programs:
        by_school.setdefault(program.school.id, []).append(program)
    drawn: list[ProgramRecord] = []
    for school in sorted(by_school, key=_digest):
        if len(drawn) < size:
            drawn += by_school[school]
    return sorted(drawn, key=lambda program: program.id), sources


def _prepared(name: str, key: str, read: Callable[[], Records], say: Callable[[str], None]) -> Catalogue:
    index_key = _digest(key, str(FORMAT), *map(_content, _code(_INDEX_CODE)))
    catalogue = _at(name, key, index_key)
    if catalogue.index.exists() and (catalogue.columns / "vocabulary.json").exists():
        return catalogue
    say(f"making the index of the catalogue '{name}' (once)")
    for old in (*WORK.glob(f"index-{name}-*"), *WORK.glob(f"columns-{name}-*")):
        shutil.rmtree(old, ignore_errors=True)
    return write_catalogue(name, key, index_key, read())


def _at(name: str, key: str, index_key: str) -> Catalogue:
    return Catalogue(name, key, WORK / f"index-{name}-{index_key}", WORK / f"columns-{name}-{key}")


def _key(name: str, files: Iterable[Path]) -> str:
    return _digest(str(_RECIPE), name, *map(_content, files), *map(_content, _code(_CATALOGUE_CODE)))


def _code(patterns: Iterable[str]) -> list[Path]:
    module = importlib.import_module("leadmatch")
    root = Path(str(module.__file__)).parents[1]
    return sorted(path for pattern in patterns for path in root.glob(pattern))


def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def read_columns(catalogue: Catalogue) -> PlainColumns:
    """Return the plain columns of a catalogue."""
    return PlainColumns.load(catalogue.columns)
