"""Whether a page stands on a site of one partner; at most half a second old."""

from collections.abc import Callable
from time import monotonic as steady

from sqlalchemy import Engine

from leadmatch.access.partner_guard import origin_of_address
from leadmatch.access.partners import partner_terms
from leadmatch.access.short_memory import ShortMemory


class PartnerSites:
    """Knows the sites of partners; safe to share between threads.

    Args:
        engine: where partners are.
        monotonic: seconds on a clock that nobody sets.
    """

    def __init__(self, engine: Engine, *, monotonic: Callable[[], float] = steady) -> None:
        """Know nothing yet."""
        self._engine = engine
        self._origins: ShortMemory[str, frozenset[str]] = ShortMemory(monotonic=monotonic)

    def have(self, partner_id: str, address: str) -> bool:
        """Tell whether an address is one of a partner that is active."""
        try:
            origin = origin_of_address(address)
        except ValueError:  # brackets that are no IPv6 address
            return False
        return origin in self._origins.recall(partner_id, lambda: self._read(partner_id))

    def _read(self, partner_id: str) -> frozenset[str]:
        with self._engine.connect() as connection:
            partner = partner_terms(connection, partner_id)
        return frozenset() if partner is None else partner.origins
