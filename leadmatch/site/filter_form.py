"""The form of filters: every choice with its count, and what was chosen or typed kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadmatch.catalogue.accreditation import agencies
from leadmatch.guide.facts_file import guide_facts
from leadmatch.search.collecting import COST_BANDS
from leadmatch.search.query import CERTIFICATIONS, FILTERS, MAX_RADIUS_MILES, SORTS
from leadmatch.site.addresses import Texts
from leadmatch.site.cost_limits import COST_LIMITS_USD, cost_limit_words
from leadmatch.site.field_words import FIELD_WORDS, GUIDE_FIELDS, field_words
from leadmatch.site.figures import count, radius
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.unknowns import is_includable, unknown_words
from leadmatch.site.wording import CREDENTIALS, FORMATS, agency_name, choices
from leadmatch.site.wording import SORTS as SORT_WORDS

Item = Mapping[str, Any]

_RADII = (5, 10, 25, 50, 100, 250, MAX_RADIUS_MILES)
# Shown even where nothing has them, so that the form keeps its shape. A certificate and a diploma are not among
# them: federal data does not separate the two, and "Certificate: 0" beside 30 that may be one would mislead.
_ALWAYS_SHOWN = {*GUIDE_FIELDS, *FORMATS, "certificate_or_diploma", "associate"}
# Parameters that have an input of their own on the form; what is wrong with others is said in the summary alone.
OFFERED = (
    "zip",
    "field",
    "credential",
    "format",
    "radius_miles",
    "max_cost_usd",
    "max_months",
    "certification",
    "accreditor",
    "self_paced",
    "financial_aid",
    "school",
    "sort",
    "include_unknown",
)
_STARTS_ANEW = ("page", "release")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter.

    Args:
        count: how many programs it would give, as words; None where nobody counted.
        is_disabled: it would give nothing, and is not chosen.
    """

    value: str
    label: str
    count: str | None = None
    is_chosen: bool = False
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class FilterForm:
    """What the form shows.

    Args:
        texts: the single-valued inputs, by parameter.
        more_accreditors: those chosen beyond the one that the select shows.
        exams_unstated: how many programs do not say which exams they prepare for; None where all do.
        unknowns: what may be included although it is unknown, by what, each with how many it would add.
        unpublished: where no filter asks for it: how many do not publish it, by what.
        chosen: how many filters are chosen, as words; None where none is.
        carried: parameters that no input of the form sends.
    """

    texts: Mapping[str, str]
    fields: tuple[Choice, ...]
    credentials: tuple[Choice, ...]
    formats: tuple[Choice, ...]
    costs: tuple[Choice, ...]
    exams: tuple[Choice, ...]
    exams_unstated: str | None
    radii: tuple[Choice, ...]
    accreditors: tuple[Choice, ...]
    more_accreditors: tuple[Choice, ...]
    self_paced: Choice
    financial_aid: Choice
    sorts: tuple[Choice, ...]
    unknowns: Mapping[str, Choice]
    unpublished: Mapping[str, str]
    chosen: str | None
    carried: tuple[tuple[str, str], ...]


def filter_form(texts: Texts, answer: Item | None = None) -> FilterForm:
    """Return the form with everything chosen or typed in it.

    Args:
        texts: the parameters as sent, or as an answer understood them.
        answer: counts the choices; None where there is none, because of faults.
    """
    facets = (answer or {}).get("facets", {})
    counts = {name: {each["value"]: each["count"] for each in values} for name, values in facets.items()}
    accreditors = _accreditors(texts, counts.get("accreditor"))
    chosen = [each for each in accreditors if each.is_chosen]
    exams = counts.get("certification")
    total = (answer or {}).get("pagination", {}).get("total")
    return FilterForm(
        texts={name: values[0] for name, values in texts.items() if values},
        fields=_choices(
            {each: field_words(each) for each in FIELD_WORDS}, _values(texts, "field"), counts.get("field")
        ),
        credentials=_choices(choices(CREDENTIALS), _values(texts, "credential"), counts.get("credential")),
        formats=_choices(choices(FORMATS), _values(texts, "format"), counts.get("format")),
        costs=_costs(texts, counts.get("cost_band"), total),
        exams=_choices(dict(zip(CERTIFICATIONS, CERTIFICATIONS, strict=True)), _values(texts, "certification"), exams),
        exams_unstated=unknown_words("certification", exams["unknown"]) if exams and exams["unknown"] else None,
        radii=_radii(texts.get("radius_miles", ("",))[0]),
        accreditors=tuple(each for each in accreditors if each not in chosen[1:]),
        more_accreditors=tuple(chosen[1:]),
        self_paced=_claim(
            texts, "self_paced", gettext("Self-paced"), gettext("Not self-paced"), counts.get("self_paced")
        ),
        financial_aid=_claim(
            texts,
            "financial_aid",
            gettext("School can award federal aid; ask whether this program qualifies"),
            gettext("School cannot award federal aid"),
            counts.get("financial_aid"),
        ),
        sorts=_sorts(texts.get("sort", SORTS)[0]),
        unknowns=_unknowns(texts, answer),
        unpublished=_unpublished(texts, counts),
        chosen=_chosen_words(texts),
        carried=tuple(
            (name, value) for name, values in texts.items() for value in values if name not in (*OFFERED, *_STARTS_ANEW)
        ),
    )


def _values(texts: Texts, name: str) -> set[str]:
    return {value for text in texts.get(name, ()) for value in text.split(",")}


def _choices(labels: Mapping[str, str], chosen: set[str], counts: Mapping[str, int] | None) -> tuple[Choice, ...]:
    found = []
    always_shown = _ALWAYS_SHOWN | {exam.code for exam in guide_facts().certifications}
    for value, label in labels.items():
        number = None if counts is None else counts.get(value, 0)
        if number or value in chosen or value in always_shown:
            found.append(_counted(value, label, number, is_chosen=value in chosen))
    return tuple(found)


def _counted(value: str, label: str, number: int | None, *, is_chosen: bool) -> Choice:
    words = None if number is None else count(number)
    return Choice(value, label, words, is_chosen, is_disabled=number == 0 and not is_chosen)


def _accreditors(texts: Texts, counts: Mapping[str, int] | None) -> list[Choice]:
    chosen = _values(texts, "accreditor") & agencies().keys()
    ids: Iterable[str] = chosen | {value for value, number in (counts or {}).items() if number}
    named = sorted((agency_name(each), each) for each in ids)
    return [
        _counted(each, name, None if counts is None else counts.get(each, 0), is_chosen=each in chosen)
        for name, each in named
    ]


def _radii(typed: str) -> tuple[Choice, ...]:
    offered = {str(miles): miles for miles in _RADII}
    options = [Choice("", gettext("Until 10 are found"), is_chosen=not typed)]
    options += [
        Choice(
            value, ngettext("%(miles)s mile", "%(miles)s miles", miles, miles=radius(miles)), is_chosen=value == typed
        )
        for value, miles in offered.items()
    ]
    if typed and typed not in offered:
        options.append(Choice(typed, typed, is_chosen=True))
    return tuple(options)


def _claim(texts: Texts, name: str, yes: str, no: str, counts: Mapping[str, int] | None) -> Choice:
    """Return the one box of a yes-or-no filter; where an address asked for the opposite, the box stands for that."""
    value, label = ("false", no) if "false" in texts.get(name, ()) else ("true", yes)
    return _counted(value, label, None if counts is None else counts[value], is_chosen=value in texts.get(name, ()))


def _costs(texts: Texts, counts: Mapping[str, int] | None, total: int | None) -> tuple[Choice, ...]:
    """Return the highest costs on offer, each with how many it would give, and the one that an address asked for."""
    typed = texts.get("max_cost_usd", ("",))[0]
    found = [Choice("", gettext("Any cost"), is_chosen=not typed)]
    number = None
    if counts is not None:
        number = counts["unknown"] if "cost" in _values(texts, "include_unknown") else 0
    for value, band in zip(COST_LIMITS_USD, COST_BANDS, strict=False):
        number = None if counts is None or number is None else number + counts[band]
        found.append(_counted(value, cost_limit_words(float(value)), number, is_chosen=value == typed))
    if typed and typed not in COST_LIMITS_USD:
        found.append(_counted(typed, cost_limit_words(float(typed)), total, is_chosen=True))
    return tuple(found)


def _unpublished(texts: Texts, counts: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    numbers = {
        "cost": 0 if texts.get("max_cost_usd") else counts.get("cost_band", {}).get("unknown", 0),
        "self_paced": 0 if texts.get("self_paced") else counts.get("self_paced", {}).get("unknown", 0),
    }
    return {what: unknown_words(what, number) for what, number in numbers.items() if number}


def _chosen_words(texts: Texts) -> str | None:
    number = sum(len(values) for name, values in texts.items() if name in FILTERS)
    return ngettext("%(count)s chosen", "%(count)s chosen", number, count=count(number)) if number else None


def _sorts(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, is_chosen=value == chosen) for value, label in choices(SORT_WORDS).items())


def _unknowns(texts: Texts, answer: Item | None) -> dict[str, Choice]:
    chosen = _values(texts, "include_unknown")
    excluded = (answer or {}).get("excluded", {})
    shown = dict.fromkeys([*(what for what, number in excluded.items() if number), *sorted(chosen)])
    return {
        what: Choice(what, unknown_words(what, excluded.get(what)), is_chosen=what in chosen)
        for what in shown
        if is_includable(what)
    }
