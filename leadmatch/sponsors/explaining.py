"""Why a campaign would take an inquiry or not, check by check, for an operator who asks (`campaign explain`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadmatch.sponsors.asked import Asked
from leadmatch.sponsors.caps import PeriodUse
from leadmatch.sponsors.checks import CAMPAIGN_CHECKS, RejectCode
from leadmatch.sponsors.terms import CampaignTerms

CAP_CHECK = "cap"


@dataclass(frozen=True, slots=True)
class Step:
    """One check.

    Args:
        code: with which it refuses.
        passed: whether it passed.
        remedy: what would change it; None where it passed.
    """

    name: str
    code: RejectCode
    passed: bool
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All checks of one campaign, in the order of rule L5, whether or not an earlier one has failed."""

    campaign: CampaignTerms
    steps: tuple[Step, ...]
    uses: tuple[PeriodUse, ...]

    @property
    def takes(self) -> bool:
        """Whether every check passed."""
        return all(step.passed for step in self.steps)

    @property
    def code(self) -> RejectCode | None:
        """The code that would be recorded; None where every check passed."""
        return next((step.code for step in self.steps if not step.passed), None)


def explain(campaign: CampaignTerms, asked: Asked, uses: Sequence[PeriodUse], now: datetime) -> Explanation:
    """Return what each check of a campaign says.

    Args:
        campaign: any.
        asked: what is known of the inquiry; what is not known passes.
        uses: of its caps, at that moment.
        now: the moment.
    """
    steps = []
    for check in CAMPAIGN_CHECKS:
        refusal = check.holds(campaign, asked, now)
        steps.append(Step(check.name, check.code, refusal is None, refusal and refusal.remedy))
    full = [use for use in uses if use.is_full]
    steps.append(Step(CAP_CHECK, RejectCode.CAP_REACHED, not full, _cap_remedy(full) if full else None))
    return Explanation(campaign, tuple(steps), tuple(uses))


def would_take(explanations: Collection[Explanation]) -> CampaignTerms | None:
    """Return the campaign that would take the lead: the first of which every check passed."""
    return next((each.campaign for each in explanations if each.takes), None)


def _cap_remedy(full: Sequence[PeriodUse]) -> str:
    spent = "; ".join(f"{use.taken} of {use.cap} {_in_period(use)}" for use in full)
    return f"The campaign has all the leads it buys ({spent}); wait for the next period, or agree on a higher cap."


def _in_period(use: PeriodUse) -> str:
    return "in total" if use.period == "total" else f"in the {use.period} of {use.starts_on}"
