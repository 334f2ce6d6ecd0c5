"""What every compared engine answers, and how two answers are held against each other."""

from dataclasses import dataclass, field
from typing import Protocol

from leadmatch.geo.gazetteer import Place
from leadmatch.search.query import ProgramQuery

SAME_DISTANCE_MILES = 1e-5  # 16 mm: below what rounding in an engine's own arithmetic may swap


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of an answer.

    Args:
        ids: of the page, in order.
        miles: of the page; None for what is only offered online.
        excluded: left out only because something is unknown, without zeros; None where the engine does not count it.
    """

    ids: list[bytes]
    miles: list[float | None]
    total: int
    radius_miles: float | None
    excluded: dict[str, int] | None = None


class Engine(Protocol):
    """Something that answers queries.

    Attributes:
        name: for people.
        server_pid: of the process that does its work; None where this one does.
    """

    name: str
    server_pid: int | None

    def answer(self, place: Place, query: ProgramQuery) -> Answer:
        """Return the page that the query asks for."""


@dataclass(slots=True)
class Agreement:
    """How often an engine answered as ours did.

    Args:
        same: ids, order, total and radius, and what was left out where the engine counts it.
        swapped: only neighbours of the same distance (`SAME_DISTANCE_MILES`) and key stood in another order.
        differing: words for each query that was answered differently.
    """

    same: int = 0
    swapped: int = 0
    differing: list[str] = field(default_factory=list)

    def compare(self, query: ProgramQuery, ours: Answer, other: Answer) -> None:
        """Hold one answer against ours."""
        if (ours.total, ours.radius_miles) != (other.total, other.radius_miles):
            totals = f"{ours.total} in {ours.radius_miles}, not {other.total} in {other.radius_miles}"
            self.differing.append(f"{query}: {totals}")
        elif other.excluded is not None and ours.excluded != other.excluded:
            self.differing.append(f"{query}: left out {ours.excluded}, not {other.excluded}")
        elif ours.ids == other.ids:
            self.same += 1
        elif len(ours.ids) == len(other.ids) and all(map(_is_close, ours.miles, other.miles)):
            self.swapped += 1
        else:
            self.differing.append(f"{query}: {ours.ids[:3]}, not {other.ids[:3]}")


def _is_close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME_DISTANCE_MILES
