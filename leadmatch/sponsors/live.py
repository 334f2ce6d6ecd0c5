"""Campaigns as searches see them: a snapshot of at most a second old, without a query for each search (rule S8)."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Engine, Row

from leadmatch.kernel.clock import Clock
from leadmatch.sponsors import caps, queries
from leadmatch.sponsors.terms import CampaignTerms

FRESH_FOR = timedelta(seconds=1)
Worded = Callable[[Connection], Collection[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Campaigns:
    """Every campaign ever, the same object as long as none of them changes.

    Args:
        all: by tier, then id.
        by_school: likewise, by the id of the school.
    """

    all: tuple[CampaignTerms, ...]
    by_school: MappingProxyType[str, tuple[CampaignTerms, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class CampaignSnapshot:
    """What sponsors have bought, and what of it is used up.

    Args:
        on_file: the campaigns.
        full: ids of campaigns with a cap that is reached.
        wordless: ids of schools that have no wording to agree to, and so can receive nothing personal (rule L1).
    """

    on_file: Campaigns
    full: frozenset[str]
    wordless: frozenset[str] = frozenset()

    @property
    def campaigns(self) -> tuple[CampaignTerms, ...]:
        """Every campaign ever, by tier, then id."""
        return self.on_file.all


def campaigns_by_school(campaigns: tuple[CampaignTerms, ...]) -> Campaigns:
    """Return campaigns, given by tier, then id, with those of each school at hand."""
    schools: dict[str, list[CampaignTerms]] = {}
    for each in campaigns:
        schools.setdefault(each.school_id, []).append(each)
    return Campaigns(campaigns, MappingProxyType({school: tuple(bought) for school, bought in schools.items()}))


NOBODY: Final = CampaignSnapshot(campaigns_by_school(()), frozenset())


class LiveCampaigns:
    """Keeps this process on the campaigns as they are; safe to share between threads.

    Whoever finds the snapshot stale reads it anew, one at a time; others go on with the old one meanwhile. While the
    database cannot be read, the old one stays in use, or there are no campaigns.

    Args:
        engine: the database.
        clock: what time it is; where it was set back, the snapshot counts as stale.
        worded: tells the schools that have a wording to agree to; without it, all have.
    """

    def __init__(self, engine: Engine, *, clock: Clock, worded: Worded | None = None) -> None:
        """Look nowhere yet: the first search does."""
        self._engine = engine
        self._clock = clock
        self._worded = worded
        self._snapshot: CampaignSnapshot | None = None
        self._fresh_from = self._fresh_until = datetime.min.replace(tzinfo=clock().tzinfo)
        self._rows: list[Row[Any]] = []
        self._refreshing = threading.Lock()
        self._fails = False

    def snapshot(self, now: datetime | None = None) -> CampaignSnapshot:
        """Return what searches go by.

        Args:
            now: aware; read from the clock if not given.
        """
        now = now or self._clock()
        snapshot = self._snapshot
        if snapshot is not None and self._fresh_from <= now < self._fresh_until:
            return snapshot
        # The very first snapshot is waited for; afterwards nobody waits for whoever reads the next one.
        if not self._refreshing.acquire(blocking=snapshot is None):
            return snapshot or NOBODY
        try:
            if self._snapshot is None or not self._fresh_from <= now < self._fresh_until:
                self._refresh(now)
            return self._snapshot or NOBODY
        finally:
            self._refreshing.release()

    def _refresh(self, now: datetime) -> None:
        before = self._snapshot or NOBODY
        try:
            self._snapshot = self._read(before, now)
            self._fails = False
        except Exception as error:  # noqa: BLE001 whatever happened, searches go on with what was known before
            if not self._fails:  # one line for each outage, not one a second
                structlog.get_logger("leadmatch").warning("campaigns-unreadable", exc_info=error)
            self._fails = True
            self._snapshot = before
        self._fresh_from, self._fresh_until = now, now + FRESH_FOR

    def _read(self, before: CampaignSnapshot, now: datetime) -> CampaignSnapshot:
        with self._engine.connect() as connection:
            rows = queries.campaign_rows(connection)
            used = caps.usage(connection, None, now)
            schools = frozenset(row.school_id for row in rows)
            wordless = schools.difference(self._worded(connection)) if self._worded else frozenset[str]()
        full = frozenset(campaign_id for campaign_id, uses in used.items() if any(use.is_full for use in uses))
        if rows == self._rows:
            is_same = (full, wordless) == (before.full, before.wordless)
            return before if is_same else CampaignSnapshot(before.on_file, full, wordless)
        on_file = campaigns_by_school(tuple(map(queries.campaign_terms, rows)))
        self._rows = rows
        return CampaignSnapshot(on_file, full, wordless)
