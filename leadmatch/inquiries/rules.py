"""Why a lead goes to a school, or does not: the checks of rule L5, in their order. The first that fails decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadmatch.sponsors.asked import Asked
from leadmatch.sponsors.checks import CAMPAIGN_CHECKS, RejectCode, first_refusal
from leadmatch.sponsors.terms import CampaignTerms

# What is asked about the person, then about each campaign, and last whether it still takes leads.
ORDER = ("suppressed", "duplicate", *(check.name for check in CAMPAIGN_CHECKS), "cap")
# What would tell a stranger who has asked before is told to nobody (rule L5).
_UNTOLD = frozenset({RejectCode.SUPPRESSED, RejectCode.DUPLICATE})
NOT_SENT = "not_sent"

Reserve = Callable[[CampaignTerms], bool]


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file about the person and one school.

    Args:
        is_suppressed: they asked not to be shared with it.
        is_duplicate: it got a lead of the same e-mail or phone within 90 days.
    """

    is_suppressed: bool
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The campaign that takes the lead, or the code of what stood against it; neither, where the sandbox takes it."""

    campaign: CampaignTerms | None
    code: RejectCode | None


def decide(
    campaigns: Sequence[CampaignTerms], asked: Asked, known: Known, *, now: datetime, reserve: Reserve
) -> Decision:
    """Return which campaign of one school takes the lead; of several that refuse, the first one's code counts.

    Args:
        campaigns: of the school, by tier, then id.
        asked: all of it is known.
        known: see there.
        now: when the inquiry arrived.
        reserve: takes a place under all caps of a campaign, or says that one is reached.
    """
    if known.is_suppressed:
        return Decision(None, RejectCode.SUPPRESSED)
    if known.is_duplicate:
        return Decision(None, RejectCode.DUPLICATE)
    first_code = None
    for campaign in campaigns:
        refusal = first_refusal(campaign, asked, now)
        if refusal is None and reserve(campaign):
            return Decision(campaign, None)
        first_code = first_code or (refusal.code if refusal else RejectCode.CAP_REACHED)
    return Decision(None, first_code or RejectCode.CAMPAIGN_INACTIVE)


def public_code(code: str | None) -> str | None:
    """Return the code that others than the operator may see."""
    return NOT_SENT if code in _UNTOLD else code
