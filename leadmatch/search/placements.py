"""The seam to sponsors (rule S8): search asks for placements and never learns of a contract."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

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


class NoPlacements:
    """Nobody sponsors anything."""

    def for_matches(self, matches: Matches, *, limit: int) -> Sequence[Placement]:  # noqa: ARG002 nobody asks
        """Return no slots."""
        return ()

    def inquiry_links(self, matches: Matches, shown: Sequence[Match]) -> Mapping[str, str]:  # noqa: ARG002 nobody asks
        """Return no addresses."""
        return {}
