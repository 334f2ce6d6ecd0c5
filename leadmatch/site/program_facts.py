"""The facts of a program one by one, each with its source and time, or said to be unknown (rule C3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from leadmatch.catalogue.accreditation import agencies
from leadmatch.site.costs import source_words
from leadmatch.site.figures import count, day, long_day, period
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.wording import formats_words, kind_words

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: what it is, what is known of it, and who says so.

    Args:
        source: title and time of the source; None where the fact is unknown.
        note: what a reader must know to understand the value.
    """

    label: str
    value: str
    is_known: bool = True
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A link that leaves the site."""

    address: str
    host: str


def outside_link(address: str | None) -> OutsideLink | None:
    """Return a link to a web page with the name of its host; None for anything that is not one."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    return OutsideLink(address, host.removeprefix("www.")) if parts.scheme in {"http", "https"} and host else None


def graduates_words(item: Item) -> tuple[str, bool]:
    """Return how many graduated, and whether that is known; zero is a published zero."""
    graduates = item["graduates"]
    if graduates["count"] is None:
        return gettext("graduates not published"), False
    if graduates["count"] == 0:
        return gettext("no graduates in %(year)s", year=graduates["year"]), True
    words = ngettext(
        "%(count)s graduate in %(year)s",
        "%(count)s graduates in %(year)s",
        graduates["count"],
        count=count(graduates["count"]),
        year=graduates["year"],
    )
    return words, True


def months_words(months: int) -> str:
    """Return a length."""
    return ngettext("%(months)s month", "%(months)s months", months, months=count(months))


def coming_starts(item: Item, today: date) -> list[str]:
    """Return the days, from today on, on which a program begins, such as ``2027-01-05``, the next one first."""
    return sorted(each for each in item["start_dates"] if each >= today.isoformat())


def format_line(item: Item) -> FactLine:
    """Return how a program is taught."""
    formats = formats_words(item["formats"], item["formats_unknown"]) if item["formats"] else None
    return fact_line(item, gettext("Format"), formats, "formats")


def length_line(item: Item) -> FactLine:
    """Return how long a program takes."""
    months = item["length_months"]
    return fact_line(item, gettext("Length"), months and months_words(months), "length")


def graduates_line(item: Item) -> FactLine:
    """Return how many graduated."""
    words, is_known = graduates_words(item)
    return fact_line(item, gettext("Graduates"), words if is_known else None, "graduates")


def short_fact_lines(item: Item) -> tuple[FactLine, ...]:
    """Return the facts that a card shows beside cost and accreditation."""
    return format_line(item), length_line(item), graduates_line(item)


def fact_line(item: Item, label: str, value: str | None, fact: str, *, note: str | None = None) -> FactLine:
    """Return a fact with its source, or that it is not published.

    Args:
        item: the program.
        label: what the fact is.
        value: None where it is unknown.
        fact: its name among the facts of a source.
        note: what a reader must know to understand the value.
    """
    if not value:
        return FactLine(label, gettext("not published"), is_known=False)
    return FactLine(label, value, source=source_of(item, fact), note=note)


def source_of(item: Item, fact: str) -> str | None:
    """Return the title and the time of the source of a fact; None where no source is listed for it."""
    for source in item["sources"]:
        if fact in source["facts"]:
            return source_words(item, source["id"])
    return None


@dataclass(frozen=True, slots=True)
class Accreditor:
    """One accreditor's word, as a page says it."""

    name: str
    kind: str
    status: str
    is_current: bool
    dates: str
    source: str


def accreditors(item: Item) -> list[Accreditor]:
    """Return every accreditation on file, that of the school first."""
    found = sorted(item["accreditation"], key=lambda each: each["kind"] != "institutional")
    return [
        Accreditor(
            name=each["name"],
            kind=kind_words(each["kind"]),
            status=_status(each),
            is_current=bool(each["current"]),
            dates=" · ".join(_dates(each)),
            source=_accreditation_source(item, each),
        )
        for each in found
    ]


def _status(each: Item) -> str:
    if each["current"] is None:
        return gettext("on file in %(as_of)s; ask whether it is still so", as_of=period(each["as_of"]))
    if each["current"]:
        return gettext("current as of %(as_of)s", as_of=period(each["as_of"]))
    if each["ended"]:
        return gettext("ended")
    agency = agencies().get(each["id"])
    if agency is None or agency.recognition_ended is None:
        return gettext("does not count: the agency is not recognised")
    ended = long_day(agency.recognition_ended)
    return gettext("no longer counts: the agency's recognition ended on %(day)s", day=ended)


def _dates(each: Item) -> Iterator[str]:
    if each["since"]:
        yield gettext("since %(day)s", day=day(each["since"]))
    if each["ended"]:
        yield gettext("until %(day)s", day=day(each["ended"]))


def _accreditation_source(item: Item, each: Item) -> str:
    source = source_words(item, each["source"], each["as_of"])
    agency = agencies().get(each["id"])
    if each["current"] is False and not each["ended"] and agency is not None:
        return gettext("%(source)s; its recognition: %(other)s", source=source, other=agency.source)
    dates = source_of(item, "accreditation_dates")
    if dates is None or each["since"] is None or dates == source:
        return source
    return gettext("%(source)s; its date: %(dates)s", source=source, dates=dates)
