"""Cost to certified: what a program costs, plus the exam that the visitor chooses (rule C7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from leadmatch.guide.facts import Certification, GuideSource
from leadmatch.guide.facts_file import guide_facts
from leadmatch.site.addresses import at
from leadmatch.site.brought import along
from leadmatch.site.costs import without_words
from leadmatch.site.figures import money
from leadmatch.site.guide.words import dollars, fee_words
from leadmatch.site.languages import gettext

Item = Mapping[str, Any]

_CENTS_PER_DOLLAR = 100
_LONGEST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ExamChoice:
    """A link that chooses an exam.

    Args:
        is_prepared_for: the school says that the program prepares for it.
    """

    code: str
    name: str
    address: str
    is_chosen: bool
    is_prepared_for: bool


@dataclass(frozen=True, slots=True)
class CertifiedCost:
    """What a page says of the way from a program to a certification.

    Args:
        choices: every exam on file.
        unknown: what to say of an exam that was asked for and is none of them.
        exam: name of the chosen one; None before the visitor chooses.
        rows: what, and how much.
        total: the sum, with what kind of amount it is; None where a part of it is not known.
        notes: what the figures leave open.
        source: of the fee.
    """

    choices: tuple[ExamChoice, ...]
    unknown: str | None
    exam: str | None
    rows: tuple[tuple[str, str], ...]
    total: str | None
    notes: tuple[str, ...]
    source: GuideSource | None


def certified_cost(item: Item, asked: str, zip_code: str = "") -> CertifiedCost | None:
    """Return the cost to certified of a program of the guide's field; None for others.

    Args:
        item: the program.
        asked: code of the exam that the visitor chose, as it came; empty where none was chosen.
        zip_code: of the search that the visitor came from; the links keep it.
    """
    facts = guide_facts()
    if item["field"] != facts.field:
        return None
    prepared = [each.code for each in facts.certifications if each.code in item["certifications"]]
    asked = asked.strip()
    exam = facts.certification(asked or "".join(prepared[:1]))
    return CertifiedCost(
        choices=tuple(
            ExamChoice(each.code, each.name, _address(item, each, zip_code), each is exam, each.code in prepared)
            for each in facts.certifications
        ),
        unknown=_unknown(asked) if asked and exam is None else None,
        exam=f"{exam.code}, {exam.name}" if exam else None,
        rows=_rows(item["cost"], exam) if exam else (),
        total=_total_words(item["cost"], exam) if exam else None,
        notes=tuple(_notes(item["cost"], exam)) if exam else (),
        source=exam.source if exam else None,
    )


def certified_cents(cost: Item, fee_cents: int | None) -> int | None:
    """Return the program's total plus a fee in cents, or None where either is unknown."""
    if cost["total_usd"] is None or fee_cents is None:
        return None
    program_cents: int = round(cost["total_usd"] * _CENTS_PER_DOLLAR)
    return program_cents + fee_cents


def _address(item: Item, exam: Certification, zip_code: str) -> str:
    parameters = {"exam": exam.code, **({"zip": zip_code} if zip_code else {})}
    return f"{along(at(item['links']['page']) + '?' + urlencode(parameters))}#certified"


def _unknown(asked: str) -> str:
    shown = asked if len(asked) <= _LONGEST_SHOWN else f"{asked[:_LONGEST_SHOWN]}…"
    return gettext("We have no exam called “%(exam)s” on file. Choose one of these.", exam=shown)


def _rows(cost: Item, exam: Certification) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("This program"), _amount_words(cost["total_usd"], cost)),
        (gettext("%(exam)s exam, %(body)s", exam=exam.code, body=exam.body), fee_words(exam)),
    )


def _total_words(cost: Item, exam: Certification) -> str | None:
    cents = certified_cents(cost, exam.fee_cents)
    if cents is None:
        return None
    words = _amount_words(cents / _CENTS_PER_DOLLAR, cost)
    if exam.fee_is_about and cost["basis"] != "estimate":
        return gettext("about %(amount)s", amount=words)
    return words


def _amount_words(amount: float | None, cost: Item) -> str:
    if amount is None:
        return gettext("not published")
    if cost["basis"] == "estimate":
        return gettext("up to about %(amount)s, in-state, estimate", amount=money(amount))
    without = without_words(cost)
    return f"{money(amount)}, {without}" if without else money(amount)


def _notes(cost: Item, exam: Certification) -> list[str]:
    notes = []
    if cost["total_usd"] is None and exam.fee_cents is not None:
        notes.append(gettext("The cost of this program is not published, so we know the exam's fee only."))
    if exam.fee_cents is None:
        notes.append(gettext("We have no fee of this exam on file, so there is no sum. Ask %(body)s.", body=exam.body))
    if exam.member_fee_cents is not None:
        notes.append(_member_words(cost, exam, exam.member_fee_cents))
    if cost["other_usd"]:
        notes.append(
            gettext(
                "The school's price holds %(amount)s of other costs, which may pay for an exam already. Ask before you "
                "pay twice.",
                amount=money(cost["other_usd"]),
            )
        )
    if exam.experience_years is not None:
        notes.append(gettext("%(body)s asks for work in the field before this exam.", body=exam.body))
    notes.append(gettext("Not counted: code books, membership of the exam's body, a second try, and renewal."))
    return notes


def _member_words(cost: Item, exam: Certification, fee_cents: int) -> str:
    body, fee, cents = exam.body, dollars(fee_cents), certified_cents(cost, fee_cents)
    if cents is None:
        return gettext("Members of %(body)s pay %(fee)s for the exam.", body=body, fee=fee)
    total = _amount_words(cents / _CENTS_PER_DOLLAR, cost)
    return gettext("Members of %(body)s pay %(fee)s for the exam: together %(total)s.", body=body, fee=fee, total=total)
