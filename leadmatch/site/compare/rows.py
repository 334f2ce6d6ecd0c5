"""Facts of several programs side by side: a row for each fact, with every program's word on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadmatch.site.program_facts import FactLine


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of every program, in the order of the programs."""

    label: str
    cells: tuple[FactLine, ...]

    @property
    def differs(self) -> bool:
        """Whether the programs differ in it."""
        return len({cell.value for cell in self.cells}) > 1


def comparison_rows(facts: Sequence[Sequence[FactLine]]) -> list[Row]:
    """Return a row for each fact.

    Args:
        facts: of each program: the same ones of every program, in the order in which they are to be read. A program
            that leaves one out is a fault: an empty cell would have to say something that nobody knows.
    """
    return [Row(cells[0].label, cells) for cells in zip(*facts, strict=True)]
