"""The figures of the guide page, in words; the sentences around them stand in its template."""

from collections.abc import Sequence
from dataclasses import dataclass

from leadmatch.guide.facts import Certification, GuideFacts, TypicalCredential, Wage
from leadmatch.site.figures import count, period
from leadmatch.site.guide.states import state_words
from leadmatch.site.guide.words import (
    EXAM_PURPOSES,
    WORKPLACES,
    credits_words,
    dollars,
    fee_words,
    length_words,
    renewal_words,
    span_words,
)
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.wording import credential_words


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One of the things compared: its name, more on it, and a cell for each column but the first."""

    name: str
    more: str | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table that compares; `columns` names the first column too."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A wage as a bar: `share` of the longest, in percent, from zero."""

    label: str
    amount: str
    share: float


@dataclass(frozen=True, slots=True)
class GuidePage:
    """Every figure that the guide page shows."""

    facts: GuideFacts
    levels: Comparison
    exams: Comparison
    yearly: str
    hourly: str
    wages_time: str
    workplaces: tuple[Bar, ...]
    workplaces_finding: str
    states: tuple[Bar, ...]
    states_finding: str
    growth: str


def guide_page(facts: GuideFacts) -> GuidePage:
    """Return the figures of the guide page."""
    workplaces = {each: gettext(words) for each, words in WORKPLACES.items()}
    states = {each.where: state_words(each.where) for each in facts.wages.by_state}
    growth = facts.growth
    return GuidePage(
        facts=facts,
        levels=_levels(facts),
        exams=_exams(facts),
        yearly=dollars(facts.wages.annual_cents),
        hourly=dollars(facts.wages.hourly_cents),
        wages_time=period(facts.wages.source.as_of),
        workplaces=_bars(facts.wages.by_workplace, workplaces),
        workplaces_finding=gettext("By workplace: %(range)s", range=_finding(facts.wages.by_workplace, workplaces)),
        states=_bars(facts.wages.by_state, states),
        states_finding=gettext("By state: %(range)s", range=_finding(facts.wages.by_state, states)),
        growth=gettext(
            "%(percent)s%% more jobs projected from %(from_year)s to %(to_year)s",
            percent=count(growth.percent),
            from_year=growth.from_year,
            to_year=growth.to_year,
        ),
    )


def certified_span(typical: TypicalCredential, exams: Sequence[Certification]) -> tuple[int, int]:
    """Return the typical cost with one exam in cents: low with the lowest fee on file, high with the highest."""
    fees = [each.fee_cents for each in exams if each.fee_cents is not None]
    low, high = typical.cost_cents
    return low + min(fees), high + max(fees)


def _levels(facts: GuideFacts) -> Comparison:
    return Comparison(
        gettext("Typical programs by credential level"),
        (gettext("Program"), gettext("Cost"), gettext("With one exam"), gettext("Length"), gettext("Credits")),
        tuple(_level(each, facts.certifications) for each in facts.credentials),
    )


def _level(typical: TypicalCredential, exams: Sequence[Certification]) -> ComparedRow:
    cost, certified = span_words(*typical.cost_cents), span_words(*certified_span(typical, exams))
    cells = (cost, certified, length_words(typical), credits_words(typical))
    return ComparedRow(credential_words(typical.credential), None, cells)


def _exams(facts: GuideFacts) -> Comparison:
    return Comparison(
        gettext("Exams compared"),
        (gettext("Exam"), gettext("For"), gettext("Questions"), gettext("Fee"), gettext("Renewal")),
        tuple(_exam(each) for each in facts.certifications),
    )


def _exam(exam: Certification) -> ComparedRow:
    fee = fee_words(exam)
    if exam.member_fee_cents is not None:
        fee = gettext("%(fee)s; members %(member_fee)s", fee=fee, member_fee=dollars(exam.member_fee_cents))
    cells = (" ".join(_purpose(exam)), _questions(exam), fee, renewal_words(exam))
    return ComparedRow(exam.code, f"{exam.name}, {exam.body}", cells)


def _purpose(exam: Certification) -> list[str]:
    words = [f"{gettext(EXAM_PURPOSES[exam.code])}."]
    if exam.experience_years is not None:
        years = exam.experience_years
        words.append(
            ngettext(
                "Asks for %(years)s year of work first.",
                "Asks for %(years)s years of work first.",
                years,
                years=count(years),
            )
        )
    if exam.training_cents is not None:
        words.append(gettext("Its own training: about %(amount)s.", amount=dollars(exam.training_cents)))
    return words


def _questions(exam: Certification) -> str:
    if exam.questions is None:
        return gettext("not on file")
    if exam.exam_changed is None:
        return count(exam.questions)
    changed = period(exam.exam_changed)
    return gettext("%(number)s before %(time)s; changed since", number=count(exam.questions), time=changed)


def _bars(wages: Sequence[Wage], names: dict[str, str]) -> tuple[Bar, ...]:
    longest = max(each.annual_cents for each in wages)
    ordered = sorted(wages, key=lambda each: -each.annual_cents)
    return tuple(
        Bar(_capitalised(names[each.where]), dollars(each.annual_cents), round(100 * each.annual_cents / longest, 1))
        for each in ordered
    )


def _finding(wages: Sequence[Wage], names: dict[str, str]) -> str:
    least, most = (pick(wages, key=lambda each: each.annual_cents) for pick in (min, max))
    return gettext(
        "from %(low)s (%(least)s) to %(high)s (%(most)s)",
        low=dollars(least.annual_cents),
        least=names[least.where],
        high=dollars(most.annual_cents),
        most=names[most.where],
    )


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
