"""Which cells of a report say nothing of people, so that what came of a few who asked is neither read nor worked out.

A cell is one day at one placement. One where 1 to 4 people asked is always hidden; what became of five can be a small
number, and is shown. Beside each total that is shown, the sum
of the hidden cells can be worked out; so other cells, empty ones too, are hidden with the small ones. They are drawn by
a number that only this installation can make, whatever they hold: of each hidden cell, nobody can tell whether it was
drawn or is small, and any number that leaves the rest of the sum to another hidden cell is possible.

Why it holds, also for who knows this rule: with hidden cells that include all small ones, any other numbers in them
that give the same sum and leave one of them small could have led to the very same report. Two cells or more that hold
five people or more together allow at least two such numbers for each.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

FEWEST: Final = 5  # people who asked; what came of fewer is not shown
_SHARES: Final = (1 / 8, 1 / 4, 1 / 2, 1)  # of the other cells, hidden with the small ones: as few as will do

Cell = tuple[date, str]  # day, placement


@dataclass(frozen=True, slots=True)
class People:
    """Whom a cell is about; none of these is known apart."""

    inquiries: int = 0
    accepted_leads: int = 0
    returned_leads: int = 0

    @property
    def number(self) -> int:
        """How many: who asked on that day; where nobody did, whose leads were returned on it."""
        return self.inquiries or self.returned_leads

    @property
    def are_few(self) -> bool:
        """Tell whether there are any, and too few to be shown."""
        return 0 < self.number < FEWEST


NOBODY: Final = People()


def total_of(people: Collection[People]) -> People:
    """Return the sum."""
    return People(
        sum(each.inquiries for each in people),
        sum(each.accepted_leads for each in people),
        sum(each.returned_leads for each in people),
    )


def hidden_cells(
    grid: Collection[Cell], people: Mapping[Cell, People], *, draw: Callable[[Cell], float]
) -> frozenset[Cell]:
    """Return the cells that a report must not show; none where no cell is small.

    Args:
        grid: every cell of the report, two or more; which they are must not follow from what they hold.
        people: of the cells in which there are any.
        draw: a number from 0 to below 1, always the same for a cell, that nobody outside can know.
    """
    small = {cell for cell, each in people.items() if each.are_few}
    if not small:
        return frozenset()
    total = total_of(people.values())
    drawn = {cell: draw(cell) for cell in grid}
    hidden = frozenset(grid)
    for share in _SHARES:
        hidden = frozenset(small | {cell for cell, number in drawn.items() if number < share})
        if len(hidden) > 1 and _hold_enough(total_of([people.get(cell, NOBODY) for cell in hidden]), total):
            break
    return hidden


def _hold_enough(hidden: People, total: People) -> bool:
    """Tell whether what is hidden is no small number itself, and no part of it is known to be none."""
    parts = (
        (hidden.inquiries, total.inquiries),
        (hidden.accepted_leads, total.accepted_leads),
        (hidden.returned_leads, total.returned_leads),
    )
    return hidden.number >= min(FEWEST, total.number) and all(bool(part) == bool(whole) for part, whole in parts)
