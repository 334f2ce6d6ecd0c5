"""What an answer to a partner has besides: it is counted, and says whose it was, for the inquiry that may follow."""

from dataclasses import dataclass
from typing import Protocol

from leadmatch.access.attribution import Attribution, Attributions
from leadmatch.access.caller_ids import caller_id
from leadmatch.access.callers import Caller
from leadmatch.kernel.clock import Clock
from leadmatch.search.service import SearchPage


class SearchCount(Protocol):
    """Where searches of partners are counted, apart from any request."""

    def count_search(self, caller: Caller, placement: str | None, *, impressions: int) -> None:
        """Count one search.

        Args:
            caller: whose; one with a test key counts nothing.
            placement: where on the partner's site it stands, as it was sent.
            impressions: how many sponsored items the answer holds.
        """


@dataclass(frozen=True, slots=True)
class PartnerAnswers:
    """What answers to partners need.

    Args:
        attributions: signs who showed something first.
        count: of searches.
        clock: tells the day.
    """

    attributions: Attributions
    count: SearchCount
    clock: Clock

    def attribution_of(self, caller: Caller, page: SearchPage, *, gpc_is_on: bool) -> str | None:
        """Count an answer, and return the token that goes with it; None without a partner.

        Args:
            caller: who asked.
            page: what they are answered.
            gpc_is_on: the visitor asks not to be tracked across sites: then no token, and only a sum is kept (L10).
        """
        if caller.partner is None:
            return None
        self.count.count_search(caller, page.query.placement, impressions=len(page.sponsored))
        if gpc_is_on:
            return None
        return self.attributions.issue(
            Attribution(
                partner_id=caller.partner.id,
                placement=caller_id(page.query.placement) or None,
                sub_id=caller_id(page.query.sub_id) or None,
                day=self.clock().date(),
                is_test=caller.is_test,
            )
        )
