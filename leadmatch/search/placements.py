"""The seam to sponsors (rule S8): search asks for placements and never learns of a contract."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from leadmatch.geo.gazetteer import Place
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.matches import Match, Matches

MAX_PLACEMENTS = 3


class Placement(NamedTuple):
    """One sponsored slot.

    Args:
        id: of the placement.
        program_id: a program among the matches.
        disclosure: the sentence that tells the visitor what "Sponsored" means.
    """

    id: str
    program_id: str
    disclosure: str


class Placements(Protocol):
    """What a search needs to know of sponsors."""

    def for_matches(self, matches: Matches, *, limit: int) -> Sequence[Placement]:
        """Return the slots to show beside these matches, best first, `limit` at most."""

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:
        """Return, by program id, the address of the inquiry form of each shown program that accepts inquiries."""

    def accepting(
        self, index: CatalogueIndex, program_ids: Sequence[str], place: Place | None = None
    ) -> Mapping[str, str]:
        """Return the same for programs apart from any search.

        Args:
            index: of the release that is served.
            program_ids: of any programs; those that the release does not know accept nothing.
            place: where the visitor is; None where that is not known, and then nobody is out of an area.
        """


class NoPlacements:
    """Nobody sponsors anything."""

    def for_matches(self, matches: Matches, *, limit: int) -> Sequence[Placement]:  # noqa: ARG002 nobody asks
        """Return no slots."""
        return ()

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:  # noqa: ARG002 nobody asks
        """Return no addresses."""
        return {}

    def accepting(
        self,
        index: CatalogueIndex,  # noqa: ARG002 nobody asks
        program_ids: Sequence[str],  # noqa: ARG002 nobody asks
        place: Place | None = None,  # noqa: ARG002 nobody asks
    ) -> Mapping[str, str]:
        """Return no addresses."""
        return {}
