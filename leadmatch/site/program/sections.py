"""The facts of a program's page in sections, one for each question that people ask; cost and accreditation apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from leadmatch.catalogue.certifications import certifications
from leadmatch.catalogue.taxonomy import longest_months
from leadmatch.site.field_words import field_words
from leadmatch.site.figures import count, day
from leadmatch.site.languages import gettext
from leadmatch.site.program.visitor import Visitor, distance_words
from leadmatch.site.program_facts import (
    FactLine,
    coming_starts,
    fact_line,
    format_line,
    graduates_line,
    length_line,
    source_of,
)
from leadmatch.site.stated import is_stated
from leadmatch.site.wording import control_words, credential_words

Item = Mapping[str, Any]

# The award levels whose words name a length: how long the shortest of their programs take.
_SHORTEST_MONTHS = {"20": 0, "21": longest_months("20"), "2": longest_months("21"), "4": longest_months("2")}


@dataclass(frozen=True, slots=True)
class Section:
    """One question and the facts that answer it.

    Args:
        id: of its heading on the page.
    """

    id: str
    heading: str
    lines: tuple[FactLine, ...]


def what(item: Item) -> Section:
    """Return what the program is."""
    named = [fact_line(item, gettext("Name"), item["title"], "title")] if source_of(item, "title") else []
    return Section(
        "what",
        gettext("The program and its school"),
        (
            *named,
            *kind_lines(item),
            fact_line(item, gettext("School"), item["school"]["name"], "school"),
            control_line(item),
        ),
    )


def kind_lines(item: Item) -> tuple[FactLine, FactLine, FactLine]:
    """Return what it awards and what it is about: credential, field and subject."""
    both = gettext("The source does not tell certificates from diplomas: ask the school which it awards.")
    note = both if item["credential"] == "certificate_or_diploma" else None
    told = "credential" if source_of(item, "credential") else "program"
    subject = f"{item['cip_code']} {item['cip_title']}"
    return (
        fact_line(item, gettext("Credential"), credential_words(item["credential"]), told, note=note),
        fact_line(item, gettext("Field"), field_words(item["field"]), "program"),
        fact_line(item, gettext("Subject (CIP 2020)"), subject, "cip_title"),
    )


def control_line(item: Item) -> FactLine:
    """Return who runs the school."""
    return fact_line(item, gettext("Who runs it"), control_words(item["school"]["control"]), "school")


def where(item: Item, visitor: Visitor | None) -> Section:
    """Return where the program is taught, and how far that is from a visitor."""
    return Section("where", gettext("Where it is"), tuple(_where(item, visitor)))


def _where(item: Item, visitor: Visitor | None) -> Iterator[FactLine]:
    campus = item["campus"]
    yield campus_line(item)
    distance = distance_line(item, visitor) if visitor else None
    if distance:
        yield distance
    if campus:
        point = f"{campus['latitude']}, {campus['longitude']}"
        yield fact_line(item, gettext("Coordinates"), point, "campus")


def campus_line(item: Item) -> FactLine:
    """Return the address at which the program is taught."""
    campus, label = item["campus"], gettext("Campus")
    if campus is None and is_online_only(item):
        return FactLine(label, gettext("none: this program is online only"), source=source_of(item, "formats"))
    if campus is None:
        return fact_line(item, label, None, "campus")
    address = ", ".join(filter(None, (campus["street"], campus["city"], f"{campus['state']} {campus['zip']}")))
    return fact_line(item, label, address, "campus")


def distance_line(item: Item, visitor: Visitor) -> FactLine | None:
    """Return how far the campus is; None where there is none, or the visitor's ZIP code has no place on the map."""
    words = distance_words(visitor)
    if words is None:
        return None
    source = gettext(
        "A straight line from the ZIP code's point (zipcodes and GeoNames) to the campus's own coordinates "
        "(%(source)s)",
        source=source_of(item, "campus") or gettext("source not on file"),
    )
    return FactLine(gettext("Distance"), words, source=source)


def is_online_only(item: Item) -> bool:
    """Tell whether a program is known to be taught online and in no other way."""
    return bool(item["formats"] == ["online"])


def length(item: Item, today: date) -> Section:
    """Return how long the program takes and when it begins.

    Args:
        item: the program.
        today: days before it are left out.
    """
    months = length_line(item)
    if _is_unlike_its_award(item):
        note = gettext(
            "The name speaks of the award, which federal files count by credits or class hours. This is how long the "
            "school says that the program takes."
        )
        months = replace(months, note=note)
    coming = coming_starts(item, today)
    dates = "; ".join(day(each) for each in coming) or None
    is_past = bool(item["start_dates"]) and not coming
    begins = (
        FactLine(
            gettext("Begins"),
            gettext("the dates on file are past; ask the school"),
            is_known=False,
            source=source_of(item, "start_dates"),
        )
        if is_past
        else fact_line(item, gettext("Begins"), dates, "start_dates")
    )
    credit_hours = item["credits"] and count(item["credits"])
    return Section(
        "length",
        gettext("How long it takes"),
        (months, fact_line(item, gettext("Credits"), credit_hours, "credits"), begins),
    )


def _is_unlike_its_award(item: Item) -> bool:
    months, level = item["length_months"], item["award_level"]
    if not months or level not in _SHORTEST_MONTHS:
        return False
    return not _SHORTEST_MONTHS[level] <= months <= longest_months(level)


def teaching(item: Item) -> Section:
    """Return how the program is taught."""
    return Section(
        "teaching",
        gettext("How it is taught"),
        (
            format_line(item),
            fact_line(item, gettext("Self-paced"), _yes_or_no(item["self_paced"]), "self_paced"),
            fact_line(item, gettext("Externship"), _yes_or_no(item["externship"]), "externship"),
        ),
    )


def outcome(item: Item) -> Section:
    """Return what the program prepares for, and how many have finished it."""
    label = gettext("Prepares for the exams")
    if item["certifications"]:
        prepares = fact_line(item, label, "; ".join(map(_exam_words, item["certifications"])), "certifications")
    elif source_of(item, "certifications"):
        prepares = fact_line(item, label, gettext("none, the school states"), "certifications")
    else:
        unstated = gettext("not stated; ask the school which certification exams its graduates may sit")
        prepares = FactLine(label, unstated, is_known=False)
    graduates = graduates_line(item)
    note = gettext("Awards made in the year that ended that June. They do not prove that it takes new students today.")
    if graduates.is_known:
        graduates = replace(graduates, note=note)
    return Section("outcome", gettext("What it leads to"), (prepares, graduates))


def _exam_words(code: str) -> str:
    exam = certifications().get(code)
    return f"{code}, {exam.name} ({exam.body})" if exam else code


def enrolling(item: Item, visitor: Visitor | None) -> Section:
    """Return who may enroll and whether federal aid can help to pay."""
    states = (states_line(item, visitor),) if "online" in item["formats"] else ()
    lines = (eligibility_line(item), *states, aid_line(item))
    return Section("enrolling", gettext("Who may enroll, and help with the cost"), lines)


def eligibility_line(item: Item) -> FactLine:
    """Return who may enroll."""
    return fact_line(item, gettext("Who may enroll"), item["eligibility"], "eligibility")


def states_line(item: Item, visitor: Visitor | None) -> FactLine:
    """Return the states from which an online program takes students."""
    states = ", ".join(item["authorized_states"] or ()) or None
    label = gettext("States open to online students")
    return fact_line(item, label, states, "authorized_states", note=_state_note(item, visitor))


def aid_line(item: Item) -> FactLine:
    """Return whether federal aid can help to pay."""
    return fact_line(item, gettext("Federal student aid"), _aid_words(item), "financial_aid")


def _state_note(item: Item, visitor: Visitor | None) -> str | None:
    if visitor is None or visitor.state is None or not item["authorized_states"]:
        return None
    if visitor.state in item["authorized_states"]:
        return gettext("%(state)s is among them.", state=visitor.state)
    return gettext("%(state)s is not among them.", state=visitor.state)


def _yes_or_no(claim: bool | None) -> str | None:  # noqa: FBT001  # a published fact, not a switch
    if claim is None:
        return None
    return gettext("yes") if claim else gettext("no")


def _aid_words(item: Item) -> str | None:
    if is_stated(item, "financial_aid") and item["financial_aid"] is not None:
        if item["financial_aid"]:
            return gettext("The school states that federal aid can help to pay for this program.")
        return gettext("The school states that federal aid cannot help to pay for this program.")
    if item["school"]["title_iv"] is None:
        return None
    if item["school"]["title_iv"]:
        return gettext("The school can award federal aid; ask whether this program qualifies.")
    return gettext("The school cannot award federal aid.")
