"""What the commands that load or publish a catalogue share: progress bars, staging, publishing with its index."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from leadmatch.catalogue import queries
from leadmatch.catalogue.compile import ALL_FIELDS, federal_programs
from leadmatch.catalogue.federal.files import FederalFolders
from leadmatch.catalogue.models import ReleaseState
from leadmatch.catalogue.queries import ReleaseRecord
from leadmatch.catalogue.releases import ReleaseStateError, StagedRelease, publish_release, stage_release
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.cli.compile import report_as_json
from leadmatch.kernel.clock import Clock, utc_now
from leadmatch.kernel.database import open_engine
from leadmatch.search.build import build_index, prune_indexes
from leadmatch.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Session]:
    """Open a session on the database of an instance, for one command."""
    engine = open_engine(settings.database_url)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def progress_bars(*, quiet: bool) -> Progress:
    """Return progress bars on a terminal; `quiet` ones show nothing."""
    notices = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=notices, transient=True, disable=quiet or not notices.is_terminal)


def bar(progress: Progress, description: str) -> Callable[[int, int], None]:
    """Return what moves one more bar: it is shown from the first call on."""
    task = progress.add_task(description, total=None, start=False)

    def show(done: int, total: int) -> None:
        progress.start_task(task)
        progress.update(task, completed=done, total=total)

    return show


def load_file(
    session: Session, file: Path, progress: Progress, *, now: datetime, origin: str | None = None
) -> tuple[StagedRelease, dict[str, Any]]:
    """Stage the programs of a compiled file; return the release and the report of what was read.

    The release's origin is the file's name if none is given.

    Raises:
        CatalogueFileError: the file has faults; nothing was staged.
        ContentError: its records contradict each other; nothing was staged.
    """
    reading = progress.add_task(f"Reading {file.name}", total=None)
    programs, sources = read_seed(file, on=now.date())
    progress.update(reading, total=len(programs), completed=len(programs))
    staged = stage_release(
        session, programs, sources, origin=origin or file.name, now=now, on_progress=bar(progress, "Writing programs")
    )
    counts = {"rows_read": len(programs), "cip_totals_skipped": 0, "loaded": len(programs)}
    return staged, {**counts, "complaints_total": 0, "complaints": []}


def load_federal_files(
    session: Session, folders: FederalFolders, progress: Progress, *, now: datetime
) -> tuple[StagedRelease, dict[str, Any]]:
    """Stage the programs of federal files in all fields of study; return the release and the report.

    Raises:
        CatalogueFileError: files are missing or have faults; nothing was staged.
        ContentError: their records contradict each other; nothing was staged.
    """
    reading = progress.add_task("Reading federal files", total=None)
    programs, sources, report = federal_programs(
        folders, ALL_FIELDS, on=now.date(), on_progress=lambda done: progress.update(reading, completed=done)
    )
    progress.update(reading, total=report.rows_total)
    origin = ", ".join(report.files)
    staged = stage_release(
        session, programs, sources, origin=origin, now=now, on_progress=bar(progress, "Writing programs")
    )
    return staged, report_as_json(report)


def publish_with_index(
    settings: Settings, session: Session, release: ReleaseRecord, progress: Progress
) -> ReleaseRecord:
    """Build a release's search index, publish the release, and remove the indexes of those no longer kept.

    Raises:
        ReleaseStateError: it is retired or discarded.
    """
    if release.state not in {ReleaseState.STAGED, ReleaseState.PUBLISHED}:  # before an index is built for nothing
        raise ReleaseStateError(f"release {release.id} is {release.state}; only a staged one can be published")
    prepare = index_builder(settings, session, release, progress)
    published = publish_prepared(session, release.id, prepare=prepare, clock=utc_now)
    prune_indexes(settings.index_folder, kept=queries.kept_release_ids(session))
    return published


def index_builder(
    settings: Settings, session: Session, release: ReleaseRecord, progress: Progress
) -> Callable[[str], None]:
    """Return what has to be done before a release is published: its search index is built."""
    show = bar(progress, "Building the search index")
    total = release.counts["programs"]

    def prepare(release_id: str) -> None:
        build_index(session, release_id, settings.index_folder, on_progress=lambda done: show(done, total))

    return prepare


def publish_prepared(
    session: Session, release_id: str, *, prepare: Callable[[str], None], clock: Clock
) -> ReleaseRecord:
    """Prepare a release, and publish it only when that went well.

    Raises:
        UnknownReleaseError: there is no such release.
        ReleaseStateError: it is retired or discarded.
    """
    prepare(release_id)
    return publish_release(session, release_id, now=clock())
