"""Facts of several programs side by side: a row for each fact, with every program's word on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadmatch.site.languages import gettext
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
    """Return a row for each fact that any of the programs has.

    Args:
        facts: of each program, in the order in which they are to be read.
    """
    labels = dict.fromkeys(line.label for lines in facts for line in lines)
    of_each = [{line.label: line for line in lines} for lines in facts]
    unknown = gettext("not published")
    return [
        Row(label, tuple(lines.get(label) or FactLine(label, unknown, is_known=False) for lines in of_each))
        for label in labels
    ]
