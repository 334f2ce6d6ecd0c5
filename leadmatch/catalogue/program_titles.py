"""Titles of programs that are made here, in the words of any language; those that schools state stay as they are."""

from collections.abc import Callable, Mapping
from typing import Final

from leadmatch.catalogue.subject import subject_of
from leadmatch.catalogue.taxonomy import title_of
from leadmatch.kernel.messages import later

# By IPEDS award level, as `title_of` writes them.
TITLES: Final = {
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
# Of the fields of the guide, by CIP code; other subjects stay as they are called in English.
SUBJECTS: Final = {
    "51.0713": later("Medical coding"),
    "51.0714": later("Medical billing and insurance"),
    "51.0707": later("Health information technology"),
    "51.0801": later("Medical assisting"),
    "51.0716": later("Medical administrative assisting"),
    "51.0710": later("Medical office assisting"),
}


def made_title(
    title: str,
    *,
    cip_code: str,
    cip_title: str,
    award_level: str | None,
    say: Callable[[str], str],
    instead: Mapping[str, str] | None = None,
) -> str | None:
    """Return a title that is made here in another language's words; None for one that the school states.

    Args:
        title: of the program, in English.
        cip_code: of the program.
        cip_title: of that code.
        award_level: of IPEDS; None where it is not from there.
        say: returns a marked text in the language.
        instead: other titles than the usual ones, by award level.
    """
    if award_level not in TITLES or title != title_of(cip_code, cip_title, award_level):
        return None
    subject = subject_of(cip_code, cip_title)
    frame = {**TITLES, **(instead or {})}[award_level]
    return say(frame) % {"subject": say(subject) if cip_code in SUBJECTS else subject}
