"""What is wrong with a catalogue file: numbered complaints, and the error that carries them."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadmatch.kernel.errors import LeadmatchError

COMPLAINTS_KEPT = 100
_VALUE_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong at one place of a file.

    Args:
        file: name of the file, without its folder.
        line: line on which the row begins, 1 is the header; 0 is the file as a whole.
        column: name of the column; empty where the row or the file as a whole is meant.
        value: what stands there.
        why: one sentence that says what is wrong.
    """

    file: str
    line: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        """Return the complaint on one line, with a long value cut and control characters escaped."""
        place = f"{self.file}, line {self.line}" if self.line else self.file
        if self.column:
            place += f", column {self.column}"
        if not self.value:
            return f"{place}: {self.why}"
        shown = self.value if len(self.value) <= _VALUE_SHOWN else self.value[:_VALUE_SHOWN] + "…"
        return f"{place}: {shown!r}: {self.why}"


class CatalogueFileError(LeadmatchError):
    """A file that cannot be taken as it is; nothing of it was taken.

    Args:
        complaints: the first of them, in the order of the file.
        total: how many there are; the number given where it is left out.
    """

    slug = "catalogue-file-faults"
    title = "The catalogue file has faults"

    def __init__(self, complaints: Sequence[Complaint], total: int | None = None) -> None:
        """Keep the first hundred complaints and count all."""
        self.complaints = tuple(complaints[:COMPLAINTS_KEPT])
        self.total = len(complaints) if total is None else total
        lines = [f"{number}. {complaint}" for number, complaint in enumerate(self.complaints, 1)]
        if self.total > len(lines):
            lines.append(f"and {self.total - len(lines)} more")
        super().__init__("\n".join(lines))


class ComplaintList:
    """Collects complaints about files: keeps the first hundred and counts all."""

    def __init__(self) -> None:
        """Begin with none."""
        self.kept: list[Complaint] = []
        self.total = 0

    def add(self, complaint: Complaint) -> None:
        """Count one more, and keep it while there is room."""
        self.total += 1
        if len(self.kept) < COMPLAINTS_KEPT:
            self.kept.append(complaint)

    def raise_if_any(self) -> None:
        """Refuse the file when anything was complained about.

        Raises:
            CatalogueFileError: there is at least one complaint.
        """
        if self.total:
            raise CatalogueFileError(self.kept, self.total)
