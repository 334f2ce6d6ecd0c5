"""What a partner sees of its sites: searches, impressions, inquiries, leads and earnings by day and placement.

It holds sums and nobody's data. What came of fewer than five people who asked is left out (see `hiding`). The totals
are exact and agree with the ledger, unless fewer than five asked in the whole period.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Connection, Engine

from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.partner import queries
from leadmatch.partner.hiding import Cell, People, hidden_cells
from leadmatch.partner.period import Period
from leadmatch.partner.placements import NOWHERE, OTHER, counted_under
from leadmatch.partner.queries import Reported

_PURPOSE: Final = "partner-report-cell"
_DRAWN_BYTES: Final = 6  # as many as a float tells apart


@dataclass(frozen=True, slots=True)
class Sums:
    """What is said of a cell or a period; of people nothing where it is hidden.

    Args:
        searches: with live keys.
        impressions: of sponsored items in their answers.
        inquiries: sent by visitors of the partner.
        accepted_leads: of these, one for each school that takes it, as the ledger has them.
        returned_leads: those that schools gave back.
        earnings_cents: by the contracts in force when each was accepted, less what was given back.
    """

    searches: int
    impressions: int
    inquiries: int | None
    accepted_leads: int | None
    returned_leads: int | None
    earnings_cents: int | None

    @property
    def is_hidden(self) -> bool:
        """Tell whether nothing is said of people."""
        return self.inquiries is None


@dataclass(frozen=True, slots=True)
class Row:
    """One day at one placement; an empty placement is none."""

    day: date
    placement: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Report:
    """A report; a day and placement without a row has nothing to tell.

    Args:
        rows: by day, then placement.
        totals: of the whole period, hidden rows included.
    """

    partner_id: str
    partner_name: str
    period: Period
    rows: tuple[Row, ...]
    totals: Sums


@dataclass(slots=True)
class _Counted:
    searches: int = 0
    impressions: int = 0
    inquiries: int = 0
    accepted_leads: int = 0
    returned_leads: int = 0
    earnings_cents: int = 0

    @property
    def people(self) -> People:
        return People(self.inquiries, self.accepted_leads, self.returned_leads)

    def add(self, other: "_Counted") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def told(self, *, is_hidden: bool) -> Sums:
        if is_hidden:
            return Sums(self.searches, self.impressions, None, None, None, None)
        return Sums(*(getattr(self, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class _Grid:
    placements: frozenset[str]
    cells: defaultdict[Cell, _Counted] = field(default_factory=lambda: defaultdict(_Counted))

    def at(self, day: date, placement: str) -> _Counted:
        return self.cells[day, counted_under(placement, self.placements)]


def make_report(
    connection: Connection, partner_id: str, period: Period, hashes: KeyedHash, *, is_exact: bool = False
) -> Report | None:
    """Return the report of a partner; None where there is no partner of this id.

    Args:
        connection: to read with, as `one_moment` gives it.
        partner_id: of the partner, active or not.
        period: without faults.
        hashes: draw the cells that are hidden with small ones.
        is_exact: hide nothing: for the operator, who writes the invoice, and for nobody else.
    """
    partner = queries.reported(connection, partner_id)
    if partner is None:
        return None
    grid = _counted(connection, partner, period)
    total = _Counted()
    for each in grid.cells.values():
        total.add(each)
    hidden = frozenset[Cell]() if is_exact else _hidden(grid, partner, period, hashes)
    rows = [Row(*cell, grid.cells[cell].told(is_hidden=cell in hidden)) for cell in sorted({*grid.cells, *hidden})]
    totals = total.told(is_hidden=not is_exact and total.people.are_few)
    return Report(partner.id, partner.name, period, tuple(rows), totals)


@dataclass(frozen=True, slots=True)
class Reports:
    """Where reports are made.

    Args:
        engine: of the one database.
        hashes: draw the cells that are hidden with small ones.
    """

    engine: Engine
    hashes: KeyedHash

    def of(self, partner_id: str, period: Period, *, is_exact: bool = False) -> Report | None:
        """Return the report of a partner; see `make_report`."""
        with one_moment(self.engine) as connection:
            return make_report(connection, partner_id, period, self.hashes, is_exact=is_exact)


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose reads all see the state of one moment, so that the parts of a report agree."""
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":  # where every transaction does
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def empty_report(partner_id: str, partner_name: str, period: Period) -> Report:
    """Return the report of a partner who has nothing to report: what test keys are shown."""
    return Report(partner_id, partner_name, period, (), _Counted().told(is_hidden=False))


def _counted(connection: Connection, partner: Reported, period: Period) -> _Grid:
    used = queries.used(connection, partner.id, period)
    grid = _Grid(partner.placements | {each.placement for each in used})
    for each in used:
        counted = grid.at(each.day, each.placement)
        counted.searches += each.searches
        counted.impressions += each.impressions
    for inquiries in queries.asked(connection, partner.id, period):
        grid.at(inquiries.day, inquiries.placement).inquiries += inquiries.inquiries
    for entries in queries.earned(connection, partner.id, period):
        counted = grid.at(entries.day, entries.placement)
        counted.earnings_cents += int(entries.amount_cents)
        if entries.kind == "lead":
            counted.accepted_leads += entries.entries
        else:
            counted.returned_leads += entries.entries
    return grid


def _hidden(grid: _Grid, partner: Reported, period: Period, hashes: KeyedHash) -> frozenset[Cell]:
    # Every cell that there could be: a cell must not stand out by being one at all.
    cells = [(day, placement) for day in period.days for placement in (grid.placements | {NOWHERE, OTHER})]

    def draw(cell: Cell) -> float:
        drawn = hashes.of(_PURPOSE, f"{partner.id}\0{cell[0]}\0{cell[1]}")[:_DRAWN_BYTES]
        return int.from_bytes(drawn) / 2.0 ** (8 * _DRAWN_BYTES)

    return hidden_cells(cells, {cell: counted.people for cell, counted in grid.cells.items()}, draw=draw)
