"""A program's cost in words: one line for the card, and the breakdown that stands behind it (rule C4)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from markupsafe import Markup

from leadmatch.catalogue.taxonomy import years_for_estimate
from leadmatch.kernel.messages import later
from leadmatch.site.figures import count, money, period
from leadmatch.site.guide.typical import TypicalCost, typical_costs
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.source_titles import source_title

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CostWords:
    """What a page says of a cost.

    Args:
        line: one line: amount, what kind of amount, as of when.
        rows: the breakdown: what, and how much; empty where nothing is published.
        explanation: how the amount came about.
        caution: for whom it is another amount; None where nobody says.
        source: title and time of the source; None where nothing is published.
        typical: what programs of this level typically cost; empty where the guide does not say.
    """

    line: Markup
    rows: tuple[tuple[str, str], ...]
    explanation: str
    caution: str | None
    source: str | None
    typical: tuple[TypicalCost, ...]

    @property
    def is_known(self) -> bool:
        """Whether there is an amount at all."""
        return bool(self.rows)


def cost_words(item: Item) -> CostWords:
    """Return what to say of the cost of a program."""
    cost, typical = item["cost"], typical_costs(item)
    if cost["basis"] == "unknown":
        explanation = gettext(
            "Neither a price of this program nor a year's tuition of the school is on file for it. Ask the school."
        )
        return CostWords(Markup.escape(gettext("Cost not published")), (), explanation, None, None, typical)
    line = _estimate_line(cost) if cost["basis"] == "estimate" else _published_line(cost)
    explanation = _formula(item) if cost["basis"] == "estimate" else _published_explanation(cost)
    source = source_words(item, cost["source"], cost["as_of"])
    return CostWords(line, tuple(_rows(cost)), explanation, _caution(item), source, typical)


class PriceHolds(Enum):
    """What the total of a price or an estimate is the sum of; of a total that stands alone it is all."""

    TUITION = auto()
    TUITION_AND_FEES = auto()
    ALL_BUT_FEES_AND_BOOKS = auto()
    ALL_BUT_FEES = auto()
    ALL_BUT_BOOKS = auto()
    ALL = auto()


_ALONE = {
    PriceHolds.TUITION: later("tuition only"),
    PriceHolds.TUITION_AND_FEES: later("tuition and fees only"),
}
_WITHOUT = {
    PriceHolds.TUITION: later("without fees, books and supplies"),
    PriceHolds.TUITION_AND_FEES: later("without books and supplies"),
    PriceHolds.ALL_BUT_FEES_AND_BOOKS: later("without fees, books and supplies"),
    PriceHolds.ALL_BUT_FEES: later("without fees"),
    PriceHolds.ALL_BUT_BOOKS: later("without books and supplies"),
}


def price_holds(cost: Item) -> PriceHolds:
    """Return what a known total is the sum of; where a part of it is not published, the total lacks it (rule C4)."""
    if cost["tuition_fees_usd"] is None:  # a total without parts
        return PriceHolds.ALL
    has_fees = cost["tuition_usd"] is None or cost["fees_usd"] is not None  # federal files know both as one sum only
    if cost["books_supplies_usd"] is not None:
        return PriceHolds.ALL if has_fees else PriceHolds.ALL_BUT_FEES
    if cost["other_usd"] is None:
        return PriceHolds.TUITION_AND_FEES if has_fees else PriceHolds.TUITION
    return PriceHolds.ALL_BUT_BOOKS if has_fees else PriceHolds.ALL_BUT_FEES_AND_BOOKS


def without_words(cost: Item) -> str | None:
    """Return what a known total lacks, ``without books and supplies``; None where it lacks nothing that we know of."""
    holds = price_holds(cost)
    return gettext(_WITHOUT[holds]) if holds in _WITHOUT else None


def source_words(item: Item, key: str, as_of: str | None = None) -> str:
    """Return the title of a source of a program and the time that it speaks of.

    Args:
        item: the program.
        key: of the source.
        as_of: the time of the fact, where it differs from the source's own.
    """
    for source in item["sources"]:
        if source["id"] == key:
            return f"{source_title(source['title'])} · {period(as_of or source['as_of'])}"
    return f"{key} · {period(as_of)}" if as_of else key


def _amount(dollars: float) -> Markup:
    return Markup('<strong class="amount">{}</strong>').format(money(dollars))


def _said(text: str, **values: object) -> Markup:
    """Fill a translated text whose placeholders may hold markup; the text itself holds none."""
    return Markup.escape(text) % values


def _estimate_line(cost: Item) -> Markup:
    # Translated by itself and filled after: gettext would take the markup of the amount for text.
    text = gettext("up to about %(amount)s, in-state, estimate · %(year)s", amount="%(amount)s", year="%(year)s")
    return _said(text, amount=_amount(cost["total_usd"]), year=period(cost["as_of"]))


def _published_line(cost: Item) -> Markup:
    placeholders = {"amount": "%(amount)s", "year": "%(year)s"}
    holds = price_holds(cost)
    if holds is PriceHolds.ALL:
        text = gettext("%(amount)s · published by the school for this program · %(year)s", **placeholders)
    else:
        placeholders["holds"] = gettext(_ALONE.get(holds) or _WITHOUT[holds])
        text = gettext("%(amount)s, %(holds)s · published by the school for this program · %(year)s", **placeholders)
    return _said(text, amount=_amount(cost["total_usd"]), year=period(cost["as_of"]))


def _rows(cost: Item) -> Iterator[tuple[str, str]]:
    if cost["tuition_usd"] is None and cost["fees_usd"] is None:
        yield gettext("Tuition and fees"), _part(cost["tuition_fees_usd"])
    else:
        yield gettext("Tuition"), _part(cost["tuition_usd"])
        yield gettext("Fees"), _part(cost["fees_usd"])
    yield gettext("Books and supplies"), books_words(cost)
    if cost["other_usd"] is not None:
        yield gettext("Exams, equipment and other costs"), money(cost["other_usd"])
    without = without_words(cost)
    yield gettext("Total %(without)s", without=without) if without else gettext("Total"), money(cost["total_usd"])


def books_words(cost: Item) -> str:
    """Return what is said of books and supplies."""
    return _part_beside_tuition(cost, "books_supplies_usd")


def other_words(cost: Item) -> str:
    """Return what is said of exams, equipment and other costs."""
    return _part_beside_tuition(cost, "other_usd")


def tuition_words(cost: Item) -> str:
    """Return what is said of tuition and fees in one figure; a tuition alone and an estimate are called so."""
    amount = _part(cost["tuition_fees_usd"])
    if cost["basis"] == "estimate":
        return gettext("up to about %(amount)s, estimate", amount=amount)
    if cost["tuition_usd"] is not None and cost["fees_usd"] is None:
        return gettext("%(amount)s tuition; fees not published", amount=amount)
    return amount


def split_words(cost: Item) -> str | None:
    """Return how tuition and fees share their sum; None where the two are not known apart."""
    tuition, fees = cost["tuition_usd"], cost["fees_usd"]
    if tuition is None or fees is None:
        return None
    return gettext("Tuition %(tuition)s, fees %(fees)s.", tuition=money(tuition), fees=money(fees))


def _part_beside_tuition(cost: Item, part: str) -> str:
    is_left_out = cost[part] is None and cost["basis"] == "estimate"
    return gettext("not in this estimate") if is_left_out else _part(cost[part])


def _part(dollars: float | None) -> str:
    return gettext("not published") if dollars is None else money(dollars)


def _published_explanation(cost: Item) -> str:
    without = without_words(cost)
    if without is None:
        return gettext("The school reports this price for the whole program.")
    return gettext("The school reports this price for the whole program, %(without)s.", without=without)


def _formula(item: Item) -> str:
    years = years_for_estimate(item["award_level"]) if item["award_level"] else None
    if years is None:
        return gettext("A year's tuition and fees of the school, times the longest usual years of this award.")
    total = item["cost"]["total_usd"]
    return ngettext(
        "%(yearly)s a year for tuition and fees at this school, times %(years)s year, the longest this "
        "award usually takes, makes %(total)s.",
        "%(yearly)s a year for tuition and fees at this school, times %(years)s years, the longest this "
        "award usually takes, makes %(total)s.",
        years,
        yearly=money(total / years),
        years=count(years),
        total=money(total),
    )


def _caution(item: Item) -> str | None:
    if item["cost"]["basis"] != "estimate" or item["school"]["control"] != "public":
        return None
    return gettext("It is the price for residents of the state; others often pay more.")
