"""How much each partner's sites are used: counted in memory, and added to the database every few seconds.

No request waits for it. A write that fails is tried again with what came meanwhile, and counts nothing twice: where a
server went away while it confirmed, it is asked later whether it had. Only a worker that is killed loses what it
counted since its last write: `PAUSE_S` at most while the database can be written.
"""

import os
import threading
import time
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects import postgresql, sqlite

from leadmatch.access.callers import Caller
from leadmatch.kernel.clock import Clock
from leadmatch.kernel.database import writing
from leadmatch.partner.models import PartnerUsage
from leadmatch.partner.placements import counted_under

PAUSE_S: Final = 5.0
_GLANCE_S: Final = 0.25  # how soon the thread notices that its process ends
_LAST_TRIES: Final = 8  # to write the rest then
_MARK: Final = text("SELECT CAST(pg_current_xact_id() AS text)")
_FATE: Final = text("SELECT pg_xact_status(CAST(CAST(:mark AS text) AS xid8))")

Where = tuple[str, date, str]  # partner, day, placement


class _Sums(NamedTuple):
    searches: int
    impressions: int


class _Unsure(NamedTuple):
    """Sums whose transaction may have been committed; `mark` is its number at the server."""

    mark: str
    sums: Mapping[Where, _Sums]


class UsageCounter:
    """Counts the searches of one process.

    Args:
        engine: of the one database.
        clock: tells the day, in UTC.
        watches: whether a thread of this process writes; without it, only `write` does.
        pause_s: between two writes of the thread.
    """

    def __init__(self, engine: Engine, *, clock: Clock, watches: bool, pause_s: float = PAUSE_S) -> None:
        """Start nothing yet: the first count does, in the process that serves."""
        self._engine = engine
        self._clock = clock
        self._watches = watches
        self._pause_s = pause_s
        self._process: int | None = None
        self._stopped = threading.Event()
        self._counting = threading.Lock()
        self._sums: dict[Where, _Sums] = {}
        self._writing = threading.Lock()
        self._unsure: _Unsure | None = None

    def count_search(self, caller: Caller, placement: str | None, *, impressions: int) -> None:
        """Count one search of a partner with a live key; see `SearchCount`."""
        if caller.partner is None or caller.is_test:
            return
        if self._watches and self._process != os.getpid():
            self._start()
        where = (caller.partner.id, self._clock().date(), counted_under(placement, caller.partner.placements))
        with self._counting:
            self._add(where, _Sums(1, impressions))

    def write(self) -> None:
        """Add what was counted to the database.

        Raises:
            SQLAlchemyError: it could not be written; it will be next time.
            StorageUnavailableError: likewise.
        """
        with self._writing:
            if not self._settled():
                return
            with self._counting:
                sums, self._sums = self._sums, {}
            if sums:
                self._write(sums)

    def stop(self) -> None:
        """End the thread of this process once it has written the rest."""
        self._stopped.set()

    def _write(self, sums: Mapping[Where, _Sums]) -> None:
        mark: str | None = None
        try:
            with writing(self._engine) as connection:
                mark = _mark_of(connection)
                _add_rows(connection, sums)
        except BaseException:
            if mark is None:
                self._give_back(sums)
            else:
                self._unsure = _Unsure(mark, sums)
            raise

    def _settled(self) -> bool:
        """Find out what became of a write that failed; False while the server does not know it yet."""
        unsure = self._unsure
        if unsure is None:
            return True
        with self._engine.connect() as connection:
            fate = connection.execute(_FATE, {"mark": unsure.mark}).scalar()
        if fate == "in progress":  # the server has not noticed yet that we are gone
            return False
        if fate != "committed":
            self._give_back(unsure.sums)
        self._unsure = None
        return True

    def _give_back(self, sums: Mapping[Where, _Sums]) -> None:
        with self._counting:
            for where, each in sums.items():
                self._add(where, each)

    def _add(self, where: Where, more: _Sums) -> None:
        known = self._sums.get(where)
        self._sums[where] = (
            more if known is None else _Sums(known.searches + more.searches, known.impressions + more.impressions)
        )

    def _start(self) -> None:
        with self._counting:
            if self._process == os.getpid():
                return
            self._process = os.getpid()
            self._stopped = threading.Event()
        # No daemon: at the end of its process Python waits for it, and so for what it still has to write.
        threading.Thread(target=self._keep_writing, args=(self._stopped,), name="partner-usage").start()

    def _keep_writing(self, stopped: threading.Event) -> None:
        main, pauses = threading.main_thread(), max(1, round(self._pause_s / _GLANCE_S))
        fails = False
        while not self._ends(stopped, main, pauses):
            fails = not self._written(is_told=not fails)  # one line for each outage, not one every few seconds
        for _ in range(_LAST_TRIES):
            if self._written(is_told=True):
                return
            time.sleep(_GLANCE_S)

    @staticmethod
    def _ends(stopped: threading.Event, main: threading.Thread, pauses: int) -> bool:
        """Wait for the next write; True at once where it is the last one."""
        return any(stopped.wait(_GLANCE_S) or not main.is_alive() for _ in range(pauses))

    def _written(self, *, is_told: bool) -> bool:
        try:
            self.write()
        except Exception as error:  # noqa: BLE001  # whatever happened, requests go on being answered
            if is_told:
                structlog.get_logger("leadmatch").warning("partner-usage-unwritten", exc_info=error)
            return False
        return self._unsure is None


def _mark_of(connection: Connection) -> str | None:
    """Return the number of the present transaction; None where a commit that fails is known to have failed."""
    if connection.dialect.name == "sqlite":
        return None
    return str(connection.execute(_MARK).scalar_one())


def _add_rows(connection: Connection, sums: Mapping[Where, _Sums]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(PartnerUsage)
    added = statement.on_conflict_do_update(
        index_elements=[PartnerUsage.partner_id, PartnerUsage.day, PartnerUsage.placement],
        set_={
            "searches": PartnerUsage.searches + statement.excluded.searches,
            "impressions": PartnerUsage.impressions + statement.excluded.impressions,
        },
    )
    rows = [
        {"partner_id": partner_id, "day": day, "placement": placement, **each._asdict()}
        for (partner_id, day, placement), each in sorted(sums.items())  # in one order, so that no two workers lock up
    ]
    connection.execute(added, rows)
