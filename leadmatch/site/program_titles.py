"""What programs are called: in the reader's words where the name is made here, else as the school states it."""

from collections.abc import Mapping
from typing import Any

from leadmatch.catalogue.subject import subject_of
from leadmatch.catalogue.taxonomy import title_of
from leadmatch.site.languages import gettext, later

Item = Mapping[str, Any]

# By IPEDS award level, as `title_of` writes them.
TITLES = {
    "20": later("%(subject)s certificate or diploma, under 12 weeks"),
    "21": later("%(subject)s certificate or diploma, 12 weeks to 1 year"),
    "2": later("%(subject)s certificate or diploma, 1 to 2 years"),
    "4": later("%(subject)s certificate or diploma, 2 to 4 years"),
    "3": later("%(subject)s associate degree"),
    "5": later("%(subject)s bachelor's degree"),
    "6": later("%(subject)s postbaccalaureate certificate"),
    "7": later("%(subject)s master's degree"),
    "8": later("%(subject)s post-master's certificate"),
    "17": later("%(subject)s research doctorate"),
    "18": later("%(subject)s professional doctorate"),
    "19": later("%(subject)s doctorate"),
}
# The source's "certificate or diploma" says nothing that tells programs apart, and some lines are short.
_SHORT = {
    "20": later("%(subject)s, under 12 weeks"),
    "21": later("%(subject)s, 12 weeks to 1 year"),
    "2": later("%(subject)s, 1 to 2 years"),
    "4": later("%(subject)s, 2 to 4 years"),
}
# Of the fields of the guide; other subjects stay as they are called in English.
SUBJECTS = {
    "51.0713": later("Medical coding"),
    "51.0714": later("Medical billing and insurance"),
    "51.0707": later("Health information technology"),
    "51.0801": later("Medical assisting"),
    "51.0716": later("Medical administrative assisting"),
    "51.0710": later("Medical office assisting"),
}


def title_words(item: Item) -> str:
    """Return the title of a program."""
    return _said(item, TITLES) or str(item["title"])


def short_title_words(item: Item) -> str:
    """Return the title of a program for a line where little fits."""
    title: str = item["title"]
    return _said(item, {**TITLES, **_SHORT}) or title.replace(" certificate or diploma, ", ", ")


def _said(item: Item, titles: Mapping[str, str]) -> str | None:
    """Return a title that is made here; None for one that the school states."""
    code, cip_title, level = item["cip_code"], item["cip_title"], item["award_level"]
    if level not in titles or item["title"] != title_of(code, cip_title, level):
        return None
    subject = subject_of(code, cip_title)
    return gettext(titles[level], subject=gettext(subject) if code in SUBJECTS else subject)
