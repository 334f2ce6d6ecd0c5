"""Makes the index of one release: as files, all or nothing, or in memory for a few programs."""

import io
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy.orm import Session, scoped_session

from leadmatch.catalogue import queries
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.geo.distance import unit_vectors
from leadmatch.kernel.atomic_file import atomic_file, sync_folder
from leadmatch.search.array_file import write_arrays
from leadmatch.search.bitmap import pack
from leadmatch.search.collecting import Columns
from leadmatch.search.index import FORMAT, CatalogueIndex
from leadmatch.search.items import fragments
from leadmatch.search.layout import Layout
from leadmatch.search.ranking import bits_needed

_ABANDONED_AFTER_S = 24 * 3600
Progress = Callable[[int], None]


def index_path(folder: Path, release_id: str) -> Path:
    """Return where the index of a release stands."""
    return folder / f"{release_id}.v{FORMAT}"


def build_index(
    session: Session | scoped_session[Session], release_id: str, folder: Path, *, on_progress: Progress
) -> Path:
    """Build the index of a release from the database, unless it stands already; return its folder.

    Args:
        session: where the release is read from.
        release_id: a staged or published release.
        folder: where indexes are kept.
        on_progress: called now and then with the number of programs done.
    """
    target = index_path(folder, release_id)
    if not target.exists():
        sources = queries.source_records(session, release_id)
        programs = queries.program_records(session, release_id)
        write_index(programs, sources, release_id, target, on_progress=on_progress)
    return target


def prune_indexes(folder: Path, *, kept: Iterable[str]) -> None:
    """Remove the indexes of releases that are no longer kept; workers that still map one keep its files alive.

    What somebody is writing right now is left alone; what a killed process left behind goes after a day.
    """
    wanted = {index_path(folder, release_id) for release_id in kept}
    abandoned_before_s = time.time() - _ABANDONED_AFTER_S
    for path in folder.iterdir():
        is_draft = path.name.startswith(".")
        if path not in wanted and not (is_draft and path.stat().st_mtime > abandoned_before_s):
            shutil.rmtree(path, ignore_errors=True)


def write_index(
    programs: Iterable[ProgramRecord],
    sources: Mapping[str, SourceRecord],
    release_id: str,
    target: Path,
    *,
    on_progress: Progress,
) -> None:
    """Write the index of these programs to a folder, which appears only when it is whole and on disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        columns = Columns()
        with atomic_file(draft / "fragments.bin") as file:
            spans = _write_fragments(programs, sources, columns, file, on_progress)
        arrays, sets, slices = _arrays(columns)
        arrays["fragment_spans"] = spans
        with atomic_file(draft / "arrays.bin") as file:
            legend = write_arrays(file, arrays)
        meta = _meta(release_id, columns, sets, slices) | {
            "fragment_bytes": (draft / "fragments.bin").stat().st_size,
            "arrays": legend,
        }
        with atomic_file(draft / "meta.json") as file:
            file.write(orjson.dumps(meta))
        draft.chmod(0o755)
        if not target.exists():
            draft.rename(target)
            sync_folder(target.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def index_in_memory(
    programs: Iterable[ProgramRecord], sources: Mapping[str, SourceRecord], release_id: str
) -> CatalogueIndex:
    """Return the index of a few programs that stand in no database."""
    columns, file = Columns(), io.BytesIO()
    spans = _write_fragments(programs, sources, columns, file, lambda _done: None)
    arrays, sets, slices = _arrays(columns)
    arrays["fragment_spans"] = spans
    fragments = np.frombuffer(file.getvalue(), dtype=np.uint8)
    return CatalogueIndex(_meta(release_id, columns, sets, slices), arrays, fragments)


def _meta(
    release_id: str, columns: Columns, sets: dict[str, int], slices: dict[str, tuple[int, int]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "release": release_id,
        "sets": sets,
        "slices": slices,
        "vocabulary": {
            "fields": dict(columns.fields),
            "accreditors": columns.accreditors,
            "school_names": list(columns.school_numbers),
            "unitids": columns.unitids,
        },
    }


def _write_fragments(
    programs: Iterable[ProgramRecord],
    sources: Mapping[str, SourceRecord],
    columns: Columns,
    file: BinaryIO,
    on_progress: Progress,
) -> NDArray[np.int64]:
    """Write each program's own piece, and common pieces once; return where each program's two begin and end."""
    spans: list[tuple[int, int, int, int]] = []
    written: dict[bytes, tuple[int, int]] = {}
    for program in programs:
        columns.add(program)
        own, common = fragments(program, sources)
        start = file.tell()
        end = start + file.write(own)
        if common not in written:
            written[common] = (end, end + file.write(common))
        spans.append((start, end, *written[common]))
        if len(spans) % 1000 == 0:
            on_progress(len(spans))
    on_progress(len(spans))
    file.write(b" ")  # an empty file cannot be mapped
    return np.array(spans, dtype=np.int64).reshape(-1, 4)


def _arrays(columns: Columns) -> tuple[dict[str, NDArray[Any]], dict[str, int], dict[str, tuple[int, int]]]:
    total = len(columns.names)
    name_ranks = np.empty(total, dtype=np.int32)
    name_ranks[sorted(range(total), key=columns.names.__getitem__)] = np.arange(total, dtype=np.int32)
    layout = Layout.of(
        np.array(columns.latitudes, dtype=np.float64),
        np.array(columns.longitudes, dtype=np.float64),
        np.array(columns.is_online, dtype=bool),
        name_ranks,
    )
    word_sites = np.repeat(np.arange(layout.site_latitudes.size), np.diff(layout.site_first_words)).astype(np.int32)
    arrays: dict[str, NDArray[Any]] = {
        "site_latitudes": layout.site_latitudes,
        "site_longitudes": layout.site_longitudes,
        "site_first_words": layout.site_first_words,
        "word_sites": word_sites,
        "word_vectors": unit_vectors(layout.site_latitudes[word_sites], layout.site_longitudes[word_sites]),
        "word_first_rows": layout.word_first_rows,
        "programs": layout.programs,
        "name_ranks": name_ranks[layout.programs],
        "schools": np.array(columns.schools, dtype=np.int32)[layout.programs],
    }
    tables = [_membership(members, total, layout) for members in columns.members.values()]
    sets = {name: number for number, name in enumerate(columns.members)}
    slices: dict[str, tuple[int, int]] = {}
    for sort, values in columns.keys.items():
        distinct, ranks = _dense_ranks(values)
        of_rows = ranks[layout.programs]
        first = len(tables)
        tables.extend(
            pack((of_rows >> bit & 1).astype(bool), layout.positions, layout.word_count)
            for bit in reversed(range(bits_needed(len(distinct) + 1)))
        )
        slices[sort] = (first, len(tables))
        arrays[f"{sort}_key_ranks"] = of_rows
        if sort in {"cost", "length"}:
            arrays[f"{sort}_values"] = np.array(distinct, dtype=np.int64)
    arrays["sets"] = np.array(tables, dtype=np.uint64).reshape(len(tables), layout.word_count)
    return arrays | _find_arrays(columns, layout) | _two_sided_arrays(layout), sets, slices


def _membership(members: list[int], total: int, layout: Layout) -> NDArray[np.uint64]:
    belongs = np.zeros(total, dtype=bool)
    belongs[members] = True
    return pack(belongs[layout.programs], layout.positions, layout.word_count)


def _dense_ranks(values: list[int | str | None]) -> tuple[list[int | str], NDArray[np.int32]]:
    distinct = sorted({value for value in values if value is not None})
    rank_of: dict[int | str | None, int] = {value: rank for rank, value in enumerate(distinct)}
    rank_of[None] = len(distinct)
    return distinct, np.array([rank_of[value] for value in values], dtype=np.int32)


def _find_arrays(columns: Columns, layout: Layout) -> dict[str, NDArray[Any]]:
    total = len(columns.names)
    ids = np.array([name.id.encode() for name in columns.names], dtype=np.bytes_)
    rows = np.full((total, 2), -1, dtype=np.int32)
    campus, online = layout.programs[: layout.online_row], layout.programs[layout.online_row :]
    rows[campus, 0] = np.arange(campus.size)
    rows[online, 1] = np.arange(campus.size, layout.programs.size)
    order = np.argsort(ids)
    return {"ids": ids, "sorted_ids": ids[order], "sorted_rows": rows[order]}


def _two_sided_arrays(layout: Layout) -> dict[str, NDArray[Any]]:
    campus, online = layout.programs[: layout.online_row], layout.programs[layout.online_row :]
    site_rows = layout.word_first_rows[layout.site_first_words[:-1]]
    both, campus_rows, online_places = np.intersect1d(campus, online, assume_unique=True, return_indices=True)
    return {
        "two_sided_online_rows": (layout.online_row + online_places).astype(np.int32),
        "two_sided_sites": (np.searchsorted(site_rows, campus_rows, "right") - 1).astype(np.int32)[: both.size],
    }
