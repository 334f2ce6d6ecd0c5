"""Programs that are left out only because something about them is unknown, in words (rule S5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from leadmatch.search.query import UNKNOWNS
from leadmatch.site.addresses import Texts, with_value
from leadmatch.site.figures import count
from leadmatch.site.languages import gettext, ngettext


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many programs are left out and why.

    Args:
        include_address: of the same search with them; None where they cannot be asked for.
    """

    words: str
    include_address: str | None


def left_out(excluded: Mapping[str, int], texts: Texts) -> list[LeftOut]:
    """Return what an answer left out, the parts that are not empty.

    Args:
        excluded: how many, by what is unknown.
        texts: the parameters of the answer.
    """
    return [
        LeftOut(
            unknown_words(what, number),
            with_value(texts, "include_unknown", what) if is_includable(what) else None,
        )
        for what, number in excluded.items()
        if number and what in _LEFT_OUT
    ]


def is_includable(what: str) -> bool:
    """Tell whether programs of which this is unknown can be asked for."""
    return what in UNKNOWNS and what in _INCLUDED


def unknown_words(what: str, number: int | None) -> str:
    """Return what is unknown of how many programs; without a number, what is included."""
    return _LEFT_OUT[what](number) if number else included_words(what)


def included_words(what: str) -> str:
    """Return what a search includes although it is unknown."""
    return _INCLUDED[what]()


_LEFT_OUT: Mapping[str, Callable[[int], str]] = {
    "cost": lambda number: ngettext(
        "%(count)s program does not publish its cost.",
        "%(count)s programs do not publish their cost.",
        number,
        count=count(number),
    ),
    "length": lambda number: ngettext(
        "%(count)s program does not publish its length.",
        "%(count)s programs do not publish their length.",
        number,
        count=count(number),
    ),
    "format": lambda number: ngettext(
        "%(count)s program may be offered this way; it is not published.",
        "%(count)s programs may be offered this way; it is not published.",
        number,
        count=count(number),
    ),
    "accreditation": lambda number: ngettext(
        "%(count)s program has no accreditation on file.",
        "%(count)s programs have no accreditation on file.",
        number,
        count=count(number),
    ),
    "self_paced": lambda number: ngettext(
        "%(count)s program does not publish whether it is self-paced.",
        "%(count)s programs do not publish whether they are self-paced.",
        number,
        count=count(number),
    ),
    "financial_aid": lambda number: ngettext(
        "Of %(count)s program it is not known whether the school can award federal aid.",
        "Of %(count)s programs it is not known whether the school can award federal aid.",
        number,
        count=count(number),
    ),
    "certification": lambda number: ngettext(
        "%(count)s program does not say which exams it prepares for.",
        "%(count)s programs do not say which exams they prepare for.",
        number,
        count=count(number),
    ),
}
_INCLUDED: Mapping[str, Callable[[], str]] = {
    "cost": lambda: gettext("Programs that do not publish their cost"),
    "length": lambda: gettext("Programs that do not publish their length"),
    "format": lambda: gettext("Programs whose format is not published"),
    "accreditation": lambda: gettext("Programs without accreditation on file"),
    "self_paced": lambda: gettext("Programs that do not publish whether they are self-paced"),
}
