"""Why a campaign would take an inquiry or not, check by check, for an operator who asks (`campaign explain`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadmatch.sponsors.asked import Asked
from leadmatch.sponsors.caps import PeriodUse
from leadmatch.sponsors.checks import CAMPAIGN_CHECKS, Check, RejectCode, every, some
from leadmatch.sponsors.terms import CampaignTerms

CAP_CHECK = "cap"


@dataclass(frozen=True, slots=True)
class Step:
    """One check.

    Args:
        code: with which it refuses.
        passed: whether it passes; None where that depends on what is not known.
        remedy: what would change it, with the beginnings of long lists; None where it does not fail.
        whole_remedy: the same with whole lists.
        needs: the member of `Asked` that it depends on.
    """

    name: str
    code: RejectCode
    passed: bool | None
    remedy: str | None = None
    whole_remedy: str | None = None
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All checks of one campaign, in the order of rule L5, whether or not an earlier one has failed."""

    campaign: CampaignTerms
    steps: tuple[Step, ...]
    uses: tuple[PeriodUse, ...]

    @property
    def takes(self) -> bool | None:
        """Whether every check passes; None where none fails, and that depends on what is not known."""
        passed = {step.passed for step in self.steps}
        return False if False in passed else None if None in passed else True

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The members of `Asked` that are not known, and that its answer or its code depends on."""
        return tuple(step.needs for step in self._until_refused() if step.needs)

    @property
    def code(self) -> RejectCode | None:
        """The code that would be recorded; None where no check fails, or where it depends on what is not known."""
        codes = {step.code for step in self._until_refused() if not step.passed}
        return codes.pop() if self.takes is False and len(codes) == 1 else None

    def _until_refused(self) -> tuple[Step, ...]:
        refused = next((place for place, step in enumerate(self.steps, 1) if step.passed is False), None)
        return self.steps[:refused]


def explain(campaign: CampaignTerms, asked: Asked, uses: Sequence[PeriodUse], now: datetime) -> Explanation:
    """Return what each check of a campaign says.

    Args:
        campaign: any.
        asked: what is known of the inquiry.
        uses: of its caps, at that moment.
        now: the moment.
    """
    steps = [_step(check, campaign, asked, now) for check in CAMPAIGN_CHECKS]
    full = [use for use in uses if use.is_full]
    remedy = _cap_remedy(full) if full else None
    steps.append(Step(CAP_CHECK, RejectCode.CAP_REACHED, passed=not full, remedy=remedy, whole_remedy=remedy))
    return Explanation(campaign, tuple(steps), tuple(uses))


def _step(check: Check, campaign: CampaignTerms, asked: Asked, now: datetime) -> Step:
    remedy = check.remedy(campaign, asked, now, some)
    if remedy is not None:
        whole = check.remedy(campaign, asked, now, every)
        return Step(check.name, check.code, passed=False, remedy=remedy, whole_remedy=whole)
    needs = check.needs(campaign, asked)
    return Step(check.name, check.code, passed=None if needs else True, needs=needs)


def may_take(explanations: Iterable[Explanation]) -> tuple[Explanation, ...]:
    """Return the campaigns of which one would take the lead: those that depend, up to the first that surely does."""
    may: list[Explanation] = []
    for each in explanations:
        if each.takes is not False:
            may.append(each)
        if each.takes:
            break
    return tuple(may)


def _cap_remedy(full: Sequence[PeriodUse]) -> str:
    spent = "; ".join(f"{use.taken} of {use.cap} {_in_period(use)}" for use in full)
    return f"The campaign has all the leads it buys ({spent}); wait for the next period, or agree on a higher cap."


def _in_period(use: PeriodUse) -> str:
    return "in total" if use.period == "total" else f"in the {use.period} of {use.starts_on}"
