"""What the commands that load or publish a catalogue share: progress bars, staging, publishing with its index."""

from collections.abc import Callable, Iterable, Iterator
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
from leadmatch.catalogue.records import ProgramRecord, SourceRecord
from leadmatch.catalogue.release_states import NothingPublishedError, refuse_publication, refuse_rollback
from leadmatch.catalogue.release_steps import NOBODY_NAMED
from leadmatch.catalogue.releases import publish_release, rollback_release
from leadmatch.catalogue.school_file.known import KnownCatalogue
from leadmatch.catalogue.school_file.reading import read_school_file
from leadmatch.catalogue.seed_file import read_seed
from leadmatch.catalogue.staging import StagedRelease, stage_release, stage_statements
from leadmatch.cli.compile import report_as_json
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.kernel.clock import Clock, utc_now
from leadmatch.kernel.database import open_engine
from leadmatch.search.build import prune_indexes
from leadmatch.search.live import ready_index
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
    session: Session,
    file: Path,
    progress: Progress,
    *,
    now: datetime,
    origin: str | None = None,
    by: str = NOBODY_NAMED,
    more: Iterable[ProgramRecord] = (),
    more_sources: Iterable[SourceRecord] = (),
) -> tuple[StagedRelease, dict[str, Any]]:
    """Stage the programs of a compiled file, and `more`; return the release and the report of what was read.

    The release's origin is the file's name if none is given.

    Raises:
        CatalogueFileError: the file has faults; nothing was staged.
        ContentError: its records contradict each other; nothing was staged.
    """
    reading = progress.add_task(f"Reading {file.name}", total=None)
    programs, sources = read_seed(file, on=now.date())
    progress.update(reading, total=len(programs), completed=len(programs))
    show = bar(progress, "Writing programs")
    staged = stage_release(
        session,
        [*programs, *more],
        [*sources, *more_sources],
        origin=origin or file.name,
        now=now,
        by=by,
        on_progress=show,
    )
    counts = {"rows_read": len(programs), "cip_totals_skipped": 0, "loaded": len(programs)}
    return staged, {**counts, "complaints_total": 0, "complaints": []}


def load_federal_files(
    session: Session, folders: FederalFolders, progress: Progress, *, now: datetime, by: str = NOBODY_NAMED
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
    show = bar(progress, "Writing programs")
    staged = stage_release(session, programs, sources, origin=origin, now=now, by=by, on_progress=show)
    return staged, report_as_json(report)


def load_school_file(
    settings: Settings, session: Session, file: Path, progress: Progress, *, now: datetime, by: str = NOBODY_NAMED
) -> tuple[StagedRelease, dict[str, Any]]:
    """Stage the published release with what a school's own file states; return the release and the report.

    Raises:
        CatalogueFileError: the file has faults; nothing was staged.
        ContentError: its records contradict each other; nothing was staged.
        GeodataError: the table of places is missing or damaged.
        NothingPublishedError: there is no release to lay the file over.
    """
    published_id = queries.current_release_id(session)
    if published_id is None:
        raise NothingPublishedError
    gazetteer = Gazetteer.open(settings.geodata_folder)
    on_file = progress.add_task("Reading what is on file", total=None)
    known = KnownCatalogue.of(queries.base_programs(session, published_id))
    progress.update(on_file, total=len(known.programs), completed=len(known.programs))
    reading = progress.add_task(f"Reading {file.name}", total=None)
    read = read_school_file(
        file, known, gazetteer, on=now.date(), on_progress=lambda done: progress.update(reading, completed=done)
    )
    progress.update(reading, total=read.rows_read)
    show = bar(progress, "Writing programs")
    staged = stage_statements(
        session, read.statements, read.sources, origin=file.name, now=now, by=by, on_progress=show
    )
    report = {
        "rows_read": read.rows_read,
        "rows_without_statement": read.rows_without_statement,
        "stated": len(read.statements),
        "notes": list(read.notes),
    }
    return staged, report


def publish_with_index(
    settings: Settings, session: Session, release: ReleaseRecord, progress: Progress, *, by: str = NOBODY_NAMED
) -> ReleaseRecord:
    """Build a release's search index, publish the release, and remove the indexes of those no longer on file.

    Raises:
        ReleaseStateError: it is retired or discarded, or was made when another release was published than now.
    """
    if release.state != ReleaseState.PUBLISHED:  # before an index is built for nothing
        refuse_publication(release)
    prepare = index_builder(settings, session, release, progress)
    published = publish_prepared(session, release.id, prepare=prepare, clock=utc_now, by=by)
    _prune(settings, session)
    return published


def roll_back_with_index(
    settings: Settings,
    session: Session,
    release: ReleaseRecord,
    current: ReleaseRecord,
    progress: Progress,
    *,
    by: str = NOBODY_NAMED,
) -> ReleaseRecord:
    """See that the search index of a retired release is there and whole, and publish the release again.

    Raises:
        ReleaseStateError: it is not retired, or `current` is no longer the published one.
        UnknownReleaseError: it was removed meanwhile.
    """
    refuse_rollback(release)
    show = bar(progress, "Building the search index")
    total = release.counts["programs"]
    ready_index(session, release.id, settings.index_folder, on_progress=lambda done: show(done, total))
    published = rollback_release(session, release.id, from_release_id=current.id, now=utc_now(), by=by)
    _prune(settings, session)
    return published


def _prune(settings: Settings, session: Session) -> None:
    staged = (each.id for each in queries.releases(session) if each.state == ReleaseState.STAGED)
    prune_indexes(settings.index_folder, kept=(*queries.kept_release_ids(session), *staged))


def index_builder(
    settings: Settings, session: Session, release: ReleaseRecord, progress: Progress
) -> Callable[[str], None]:
    """Return what has to be done before a release is published: its search index is built."""
    show = bar(progress, "Building the search index")
    total = release.counts["programs"]

    def prepare(release_id: str) -> None:
        ready_index(session, release_id, settings.index_folder, on_progress=lambda done: show(done, total))

    return prepare


def publish_prepared(
    session: Session, release_id: str, *, prepare: Callable[[str], None], clock: Clock, by: str = NOBODY_NAMED
) -> ReleaseRecord:
    """Prepare a release, and publish it only when that went well.

    Raises:
        UnknownReleaseError: there is no such release.
        ReleaseStateError: it is retired or discarded, or was made when another release was published than now.
    """
    prepare(release_id)
    return publish_release(session, release_id, now=clock(), by=by)
