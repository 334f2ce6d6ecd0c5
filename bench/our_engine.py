"""The search core under measurement, asked as the service asks it."""

from pathlib import Path
from typing import Any

from bench.answers import Answer
from leadmatch.geo.gazetteer import Place
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Matches, find_matches
from leadmatch.search.query import ProgramQuery


class OurEngine:
    """`find_matches`, the page, the total and what was left out; facets off."""

    def __init__(self, folder: Path, name: str = "leadmatch") -> None:
        """Map the index."""
        self.name = name
        self.server_pid: int | None = None
        self.index = CatalogueIndex.open(folder)

    def run(self, place: Place, query: ProgramQuery) -> tuple[Matches, list[Any], dict[str, int]]:
        """Do what is timed."""
        matches = find_matches(self.index, place, query)
        return matches, matches.page(), matches.excluded()

    def answer(self, place: Place, query: ProgramQuery) -> Answer:
        """Return the page that the query asks for."""
        matches, page, excluded = self.run(place, query)
        return Answer(
            ids=[self.index.program_id(match.row).encode() for match in page],
            miles=[match.distance_miles for match in page],
            total=matches.total,
            radius_miles=matches.radius_miles,
            excluded={what: count for what, count in excluded.items() if count},
        )

    @property
    def places_remembered(self) -> int:
        """Number of surroundings of places that are remembered now."""
        return len(self.index.surroundings._answers)  # noqa: SLF001  the service need not know

    def forget_places(self) -> None:
        """Forget what places were found to have around them."""
        _empty(self.index.surroundings)

    def forget_everything(self) -> None:
        """Forget that, and what filters were found to say of the catalogue."""
        self.forget_places()
        _empty(self.index.verdicts)


def _empty(memory: Any) -> None:  # noqa: ANN401  # of any answers
    memory._answers.clear()  # noqa: SLF001  # the service never forgets on request
    memory._weighs = 0  # noqa: SLF001  # as above
