"""What programs are called on pages: in the reader's words where the name is made here, else as it is stated."""

from collections.abc import Mapping
from typing import Any

from leadmatch.catalogue.program_titles import made_title
from leadmatch.kernel.messages import later
from leadmatch.site.languages import gettext

Item = Mapping[str, Any]

# The source's "certificate or diploma" says nothing that tells programs apart, and some lines are short.
_SHORT = {
    "20": later("%(subject)s, under 12 weeks"),
    "21": later("%(subject)s, 12 weeks to 1 year"),
    "2": later("%(subject)s, 1 to 2 years"),
    "4": later("%(subject)s, 2 to 4 years"),
}


def title_words(item: Item) -> str:
    """Return the title of a program."""
    return _said(item) or str(item["title"])


def short_title_words(item: Item) -> str:
    """Return the title of a program for a line where little fits."""
    title: str = item["title"]
    return _said(item, _SHORT) or title.replace(" certificate or diploma, ", ", ")


def _said(item: Item, instead: Mapping[str, str] | None = None) -> str | None:
    facts = {name: item[name] for name in ("title", "cip_code", "cip_title", "award_level")}
    return made_title(**facts, say=gettext, instead=instead)
