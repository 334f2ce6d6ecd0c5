"""What the values of a program and of a search are called on pages."""

from collections.abc import Iterable, Mapping

from leadmatch.catalogue.accreditation import agencies
from leadmatch.kernel.messages import later
from leadmatch.site.languages import gettext

CREDENTIALS = {
    "certificate": later("Certificate"),
    "diploma": later("Diploma"),
    "certificate_or_diploma": later("Certificate or diploma"),
    "associate": later("Associate degree"),
    "bachelor": later("Bachelor's degree"),
    "postbaccalaureate_certificate": later("Postbaccalaureate certificate"),
    "master": later("Master's degree"),
    "doctorate": later("Doctorate"),
    "other": later("Other award"),
}
FORMATS = {
    "on_campus": later("On campus"),
    "hybrid": later("Partly online"),
    "online": later("Online"),
}
_FORMATS_UNKNOWN = {
    "on_campus": later("on campus not published"),
    "hybrid": later("partly online not published"),
    "online": later("online not published"),
}
_CONTROLS = {
    "public": later("public"),
    "private_nonprofit": later("private nonprofit"),
    "private_for_profit": later("private for-profit"),
}
SORTS = {
    "distance": later("Nearest first"),
    "cost": later("Lowest cost first"),
    "length": later("Shortest first"),
    "graduates": later("Most graduates first"),
    "name": later("School name, A to Z"),
}
_KINDS = {
    "institutional": later("accredits the school"),
    "programmatic": later("accredits this kind of program"),
}


def credential_words(credential: str) -> str:
    """Return what a credential level is called."""
    return gettext(CREDENTIALS[credential])


def format_words(name: str) -> str:
    """Return what a format is called."""
    return gettext(FORMATS[name])


def formats_words(formats: Iterable[str], unknown: Iterable[str]) -> str:
    """Return the formats of a program: ``On campus; online not published``.

    Args:
        formats: those known to be offered.
        unknown: those of which nobody says; where online is among them, it stands for all.
    """
    known = [format_words(each) for each in formats]
    left = list(unknown)
    if not known:
        return gettext("Format not published")
    words = ", ".join(known)
    if not left:
        return words
    return f"{words}; {gettext(_FORMATS_UNKNOWN['online' if 'online' in left else left[0]])}"


def control_words(control: str | None) -> str | None:
    """Return who runs a school; None where not on file."""
    return gettext(_CONTROLS[control]) if control in _CONTROLS else None


def kind_words(kind: str) -> str:
    """Return what an accreditor accredits."""
    return gettext(_KINDS[kind])


def choices(table: Mapping[str, str]) -> dict[str, str]:
    """Return a table of this module in the reader's language."""
    return {value: gettext(text) for value, text in table.items()}


def agency_name(accreditor_id: str) -> str:
    """Return the name of an accreditor, which is the same in every language."""
    return agencies()[accreditor_id].name
