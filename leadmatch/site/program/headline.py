"""A program in the two lines of a list of search results: title and description of its page."""

from collections.abc import Mapping
from typing import Any

from leadmatch.site.costs import without_words
from leadmatch.site.figures import money, period
from leadmatch.site.languages import gettext
from leadmatch.site.program_facts import graduates_words, months_words
from leadmatch.site.program_titles import short_title_words, title_words
from leadmatch.site.wording import formats_words

Item = Mapping[str, Any]

# What search engines show of a title (with the name of the site behind it) and of a description.
LONGEST_TITLE = 100
LONGEST_DESCRIPTION = 155


def page_title(item: Item) -> str:
    """Return what tells this program's page from all others: subject, length or degree, place, school.

    Lists cut a title at its end, so the school's name, which can be long, stands there.
    """
    parts = (
        short_title_words(item),
        _place(item) or gettext("online"),
        _without_place(item["school"]["name"], item["campus"]),
    )
    return _cut(" · ".join(parts), LONGEST_TITLE)


def page_description(item: Item) -> str:
    """Return what the program is, where, and what kind of cost is on file, as far as there is room."""
    place = _place(item)
    title = title_words(item)
    first = f"{title}, {place}." if place else gettext("%(title)s, online.", title=title)
    sentences = [first, _cost(item["cost"]), formats_words(item["formats"], ()) + "."]
    if item["length_months"]:
        sentences.append(months_words(item["length_months"]) + ".")
    graduates, is_known = graduates_words(item)
    if is_known:
        sentences.append(graduates[0].upper() + graduates[1:] + ".")
    sentences.append(gettext("Every figure with its source and year."))
    text = _cut(first, LONGEST_DESCRIPTION)
    for sentence in sentences[1:]:
        if len(text) + 1 + len(sentence) <= LONGEST_DESCRIPTION:
            text = f"{text} {sentence}"
    return text


def _place(item: Item) -> str | None:
    campus = item["campus"]
    return f"{campus['city']}, {campus['state']} {campus['zip']}" if campus else None


def _without_place(school: str, campus: Item | None) -> str:
    """Return a school's name without the city that stands behind it anyway: ``UEI College-Ontario``."""
    if campus is None:
        return school
    for joint in ("-", " - ", ", "):
        if school.endswith(f"{joint}{campus['city']}"):
            return school.removesuffix(f"{joint}{campus['city']}")
    return school


def _cost(cost: Item) -> str:
    if cost["basis"] == "unknown":
        return gettext("Cost not published.")
    amount, year = money(cost["total_usd"]), period(cost["as_of"])
    if cost["basis"] == "estimate":
        return gettext("Up to about %(amount)s, in-state, estimate (%(year)s).", amount=amount, year=year)
    without = without_words(cost)
    if without:
        known = f"{amount} {without}"
        return gettext("%(amount)s, published by the school (%(year)s).", amount=known, year=year)
    return gettext("%(amount)s, published by the school (%(year)s).", amount=amount, year=year)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(",;-· ") + "…"
