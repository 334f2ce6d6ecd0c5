"""The facts of a program one by one, each with its source and time, or said to be unknown (rule C3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from leadmatch.site.costs import source_words
from leadmatch.site.field_words import field_words
from leadmatch.site.figures import count, day
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.wording import control_words, credential_words, formats_words, kind_words

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact: what it is, what is known of it, and who says so.

    Args:
        source: title and time of the source; None where the fact is unknown.
    """

    label: str
    value: str
    is_known: bool = True
    source: str | None = None


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


def short_fact_lines(item: Item) -> list[FactLine]:
    """Return the facts that a card shows beside cost and accreditation: format, length and graduates."""
    graduates, has_graduates = graduates_words(item)
    formats = formats_words(item["formats"], item["formats_unknown"]) if item["formats"] else None
    return [
        _line(item, gettext("Format"), formats, "formats"),
        _line(item, gettext("Length"), item["length_months"] and months_words(item["length_months"]), "length"),
        _line(item, gettext("Graduates"), graduates if has_graduates else None, "graduates"),
    ]


def fact_lines(item: Item) -> list[FactLine]:
    """Return everything on file about a program but its cost and its accreditation."""
    campus, school = item["campus"], item["school"]
    place = (
        ", ".join(filter(None, (campus["street"], campus["city"], f"{campus['state']} {campus['zip']}")))
        if campus
        else None
    )
    formats, length, graduates = short_fact_lines(item)
    online_only = item["formats"] == ["online"] and not item["formats_unknown"]
    return [
        _line(item, gettext("Field"), field_words(item["field"]), "program"),
        _line(item, gettext("Subject (CIP 2020)"), f"{item['cip_code']} {item['cip_title']}", "cip_title"),
        _line(item, gettext("Credential"), credential_words(item["credential"]), "program"),
        _line(item, gettext("School"), school["name"], "school"),
        _line(item, gettext("Who runs it"), control_words(school["control"]), "school"),
        FactLine(gettext("Campus"), gettext("none: this program is online only"))
        if online_only and not place
        else _line(item, gettext("Campus"), place, "campus"),
        formats,
        _line(item, gettext("Self-paced"), _yes_or_no(item["self_paced"]), "self_paced"),
        length,
        _line(item, gettext("Credits"), item["credits"] and count(item["credits"]), "credits"),
        graduates,
        _line(item, gettext("Federal student aid"), _aid_words(school["title_iv"]), "financial_aid"),
        _line(item, gettext("Prepares for"), ", ".join(item["certifications"]) or None, "certifications"),
    ]


def _line(item: Item, label: str, value: str | None, fact: str) -> FactLine:
    if not value:
        return FactLine(label, gettext("not published"), is_known=False)
    return FactLine(label, value, source=_source_of(item, fact))


def _source_of(item: Item, fact: str) -> str | None:
    for source in item["sources"]:
        if fact in source["facts"]:
            return source_words(item, source["id"])
    return None


def _yes_or_no(claim: bool | None) -> str | None:  # noqa: FBT001  # a published fact, not a switch
    if claim is None:
        return None
    return gettext("yes") if claim else gettext("no")


def _aid_words(title_iv: bool | None) -> str | None:  # noqa: FBT001  # a published fact, not a switch
    if title_iv is None:
        return None
    if title_iv:
        return gettext("The school can award federal aid; ask whether this program qualifies.")
    return gettext("The school cannot award federal aid.")


@dataclass(frozen=True, slots=True)
class Accreditor:
    """One accreditor's word, as a page says it."""

    name: str
    kind: str
    status: str
    is_current: bool
    dates: str
    as_of: str
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
            as_of=each["as_of"],
            source=source_words(item, each["source"], each["as_of"]),
        )
        for each in found
    ]


def _status(each: Item) -> str:
    if each["current"] is None:
        return gettext("on file as of %(as_of)s; ask whether it is still so", as_of=each["as_of"])
    if each["current"]:
        return gettext("current as of %(as_of)s", as_of=each["as_of"])
    return gettext("ended")


def _dates(each: Item) -> Iterator[str]:
    if each["since"]:
        yield gettext("since %(day)s", day=day(each["since"]))
    if each["ended"]:
        yield gettext("until %(day)s", day=day(each["ended"]))
