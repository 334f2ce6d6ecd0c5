"""What is wrong with a chain, told one by one; a chain can be wrong a million times, so not all of it is kept."""

from dataclasses import dataclass, field

MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Args:
        code: stable, for machines.
        number: of the consent it is about; None where it is about none.
        detail: a sentence; names ids and numbers, never a person.
    """

    code: str
    number: int | None
    detail: str

    def __str__(self) -> str:
        return self.detail if self.number is None else f"consent {self.number}: {self.detail}"


@dataclass(slots=True)
class Findings:
    """All findings are counted, the first ones are kept."""

    total: int = 0
    kept: list[Finding] = field(default_factory=list)

    def add(self, code: str, detail: str, number: int | None = None) -> None:
        """Take note of one more."""
        self.total += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(Finding(code, number, detail))
