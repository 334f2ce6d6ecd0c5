"""The release being served, and how each worker notices a new one within two seconds (SPEC 5, issue of search)."""

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from leadmatch.catalogue import queries
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.geo.table import GeodataError, read_pointer
from leadmatch.kernel.errors import NotReadyError
from leadmatch.search.build import Progress, build_index, index_path
from leadmatch.search.index import CatalogueIndex, IndexFilesError

POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class Serving:
    """What a request is answered from; replaced as a whole, so that a request sees one state.

    Args:
        current: the published release.
        kept: by id, every release that a walk through pages may still ask for, the current one among them.
    """

    current: CatalogueIndex
    kept: Mapping[str, CatalogueIndex]
    gazetteer: Gazetteer


def ready_index(
    session: Session,
    release_id: str,
    folder: Path,
    *,
    on_progress: Progress = lambda _done: None,
    on_rebuild: Callable[[IndexFilesError], None] = lambda _error: None,
) -> CatalogueIndex:
    """Open the index of a release; one that is missing or damaged is built from the database first."""
    path = index_path(folder, release_id)
    try:
        return CatalogueIndex.open(path)
    except IndexFilesError as error:
        on_rebuild(error)
    shutil.rmtree(path, ignore_errors=True)
    return CatalogueIndex.open(build_index(session, release_id, folder, on_progress=on_progress))


class LiveCatalogue:
    """Keeps this process on the published release and the geodata in use.

    Args:
        engine: the database, where the published release is looked up.
        index_folder: where indexes are kept; one that is missing is rebuilt there.
        geodata_folder: where the table of places is kept.
        watches: whether to look for changes in a thread of this process; without it, only `refresh` looks.
    """

    def __init__(self, engine: Engine, *, index_folder: Path, geodata_folder: Path, watches: bool) -> None:
        """Look nowhere yet: the first request, or `refresh`, does."""
        self._engine = engine
        self._index_folder = index_folder
        self._geodata_folder = geodata_folder
        self._serving: Serving | None = None
        self._watches = watches
        self._watching_process: int | None = None
        self._refreshing = threading.Lock()

    def serving(self) -> Serving:
        """Return what to answer from.

        Raises:
            NotReadyError: nothing is published, the geodata is missing, or the database cannot be used.
        """
        if self._watches and self._watching_process != os.getpid():
            self._start_watching()
        if self._serving is None:
            self._first_look()
        if self._serving is None:
            raise NotReadyError("No catalogue has been published yet; run: leadmatch setup")
        return self._serving

    def _first_look(self) -> None:
        try:
            self.refresh()
        except DBAPIError as error:
            structlog.get_logger("leadmatch").warning("database-unusable", exc_info=error)
            raise NotReadyError("The database cannot be used yet; run: leadmatch setup") from error

    def refresh(self) -> None:
        """Look for a newly published release or refreshed geodata, and take it into use.

        Raises:
            GeodataError: the geodata is missing or damaged and there is none in use.
        """
        with self._refreshing, Session(self._engine) as session:
            kept_ids = queries.kept_release_ids(session)
            if not kept_ids:
                self._serving = None
                return
            before = self._serving
            gazetteer = self._gazetteer(before)
            if before and before.gazetteer is gazetteer and tuple(before.kept) == kept_ids:
                return
            known = before.kept if before else {}
            kept = {each: known.get(each) or self._open(session, each) for each in kept_ids}
            self._serving = Serving(kept[kept_ids[0]], MappingProxyType(kept), gazetteer)

    def _open(self, session: Session, release_id: str) -> CatalogueIndex:
        def tell(error: IndexFilesError) -> None:
            structlog.get_logger("leadmatch").info("index-rebuilt", release=release_id, reason=str(error))

        return ready_index(session, release_id, self._index_folder, on_rebuild=tell)

    def _gazetteer(self, before: Serving | None) -> Gazetteer:
        if before is None:
            return Gazetteer.open(self._geodata_folder)
        try:
            changed = not read_pointer(self._geodata_folder).sha256.startswith(before.gazetteer.version)
            return Gazetteer.open(self._geodata_folder) if changed else before.gazetteer
        except GeodataError as error:
            structlog.get_logger("leadmatch").warning("geodata-unreadable", exc_info=error)
            return before.gazetteer

    def _start_watching(self) -> None:
        self._watching_process = os.getpid()
        threading.Thread(target=self._watch, name="live-catalogue", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        fails = False
        while not pause.wait(POLL_S):
            try:
                self.refresh()
                fails = False
            except Exception as error:  # noqa: BLE001 whatever happened, the old release goes on being served
                if not fails:  # one line for each outage, not one a second
                    structlog.get_logger("leadmatch").warning("refresh-failed", exc_info=error)
                fails = True
