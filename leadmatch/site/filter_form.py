"""The form of filters: every choice with its count, and what was chosen or typed kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leadmatch.catalogue.accreditation import agencies
from leadmatch.search.query import MAX_RADIUS_MILES, SORTS
from leadmatch.site.addresses import Texts
from leadmatch.site.field_words import FIELD_WORDS, GUIDE_FIELDS, field_words
from leadmatch.site.figures import count, radius
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.unknowns import is_includable, unknown_words
from leadmatch.site.wording import COST_BANDS, CREDENTIALS, FORMATS, agency_name, choices
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
        unknowns: what may be included although it is unknown, each with how many it would add.
        cost_bands: how the costs spread: words and count.
        carried: parameters that no input of the form sends.
    """

    texts: Mapping[str, str]
    fields: tuple[Choice, ...]
    credentials: tuple[Choice, ...]
    formats: tuple[Choice, ...]
    radii: tuple[Choice, ...]
    accreditors: tuple[Choice, ...]
    more_accreditors: tuple[Choice, ...]
    self_paced: Choice
    financial_aid: Choice
    sorts: tuple[Choice, ...]
    unknowns: tuple[Choice, ...]
    cost_bands: tuple[tuple[str, str], ...]
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
    return FilterForm(
        texts={name: values[0] for name, values in texts.items() if values},
        fields=_choices(
            {each: field_words(each) for each in FIELD_WORDS}, _values(texts, "field"), counts.get("field")
        ),
        credentials=_choices(choices(CREDENTIALS), _values(texts, "credential"), counts.get("credential")),
        formats=_choices(choices(FORMATS), _values(texts, "format"), counts.get("format")),
        radii=_radii(texts.get("radius_miles", ("",))[0]),
        accreditors=tuple(each for each in accreditors if each not in chosen[1:]),
        more_accreditors=tuple(chosen[1:]),
        self_paced=_claim(texts, "self_paced", gettext("Self-paced"), gettext("Not self-paced")),
        financial_aid=_claim(
            texts,
            "financial_aid",
            gettext("School can award federal aid; ask whether this program qualifies"),
            gettext("School cannot award federal aid"),
        ),
        sorts=_sorts(texts.get("sort", SORTS)[0]),
        unknowns=_unknowns(texts, answer),
        cost_bands=tuple((label, count(counts["cost_band"][band])) for band, label in choices(COST_BANDS).items())
        if "cost_band" in counts
        else (),
        carried=tuple(
            (name, value) for name, values in texts.items() for value in values if name not in (*OFFERED, *_STARTS_ANEW)
        ),
    )


def _values(texts: Texts, name: str) -> set[str]:
    return {value for text in texts.get(name, ()) for value in text.split(",")}


def _choices(labels: Mapping[str, str], chosen: set[str], counts: Mapping[str, int] | None) -> tuple[Choice, ...]:
    found = []
    for value, label in labels.items():
        number = None if counts is None else counts.get(value, 0)
        if number or value in chosen or value in _ALWAYS_SHOWN:
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


def _claim(texts: Texts, name: str, yes: str, no: str) -> Choice:
    """Return the one box of a yes-or-no filter; where an address asked for the opposite, the box stands for that."""
    if "false" in texts.get(name, ()):
        return Choice("false", no, is_chosen=True)
    return Choice("true", yes, is_chosen="true" in texts.get(name, ()))


def _sorts(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, label, is_chosen=value == chosen) for value, label in choices(SORT_WORDS).items())


def _unknowns(texts: Texts, answer: Item | None) -> tuple[Choice, ...]:
    chosen = _values(texts, "include_unknown")
    excluded = (answer or {}).get("excluded", {})
    shown = dict.fromkeys([*(what for what, number in excluded.items() if number), *sorted(chosen)])
    return tuple(
        Choice(what, unknown_words(what, excluded.get(what)), is_chosen=what in chosen)
        for what in shown
        if is_includable(what)
    )
