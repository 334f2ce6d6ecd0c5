"""Reading what programs are called by: award levels, credentials, formats, states, exams; as codes or in words."""

import re
from collections.abc import Callable, Mapping

from leadmatch.catalogue.certifications import certifications
from leadmatch.catalogue.formats import FORMATS
from leadmatch.catalogue.school_file.cells import CellError, cleaned, stated
from leadmatch.catalogue.school_file.table import Value
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, CREDENTIAL_LABELS
from leadmatch.geo.states import STATES, STATES_AND_DC

_EXAMS_SHOWN = 8
_LEVELS_SHOWN = ("20", "21", "2", "4", "3")

# How long a certificate or diploma takes, or the degree: what stands in the template for an award level.
AWARD_LEVEL_WORDS = {
    level: meaning.words.removeprefix("certificate or diploma, ") for level, meaning in AWARD_LEVELS.items()
}
# The form on which schools report awards to IPEDS (2020 and later) calls two of them so.
_IPEDS_FORM = {"1a": "20", "1b": "21"}
_LEVEL_FILLERS = re.compile(
    r"\b(?:certificates?|diplomas?|awards?|programs?|or|of|to|at least|but|degrees?)\b|[^a-z0-9]+"
)
_LEVEL_SPELLINGS = (
    ("[\u2019']", ""),
    (r"\bless than\b", "under"),
    (r"\b(associate|bachelor|master)s\b", r"\1"),
    (r"\b(?:wk|week)s?\b", "weeks"),
    (r"\b(?:yr|year)s?\b", "years"),
    (r"\bone\b", "1"),
    (r"\btwo\b", "2"),
    (r"\bfour\b", "4"),
)
STATED_CREDENTIALS = tuple(name for name in CREDENTIAL_LABELS if name != "certificate_or_diploma")
_CREDENTIAL_NAMES = {
    **{name.replace("_", " "): name for name in STATED_CREDENTIALS},
    **{CREDENTIAL_LABELS[name].casefold(): name for name in STATED_CREDENTIALS},
    "cert": "certificate",
    "aas": "associate",
    "associate's degree": "associate",
    "associate of applied science": "associate",
    "associate in applied science": "associate",
}
_FORMAT_NAMES = {
    **{name.replace("_", " "): name for name in FORMATS},
    "campus": "on_campus",
    "on site": "on_campus",
    "in person": "on_campus",
    "face to face": "on_campus",
    "partly online": "hybrid",
    "blended": "hybrid",
    "distance": "online",
    "100% online": "online",
    "fully online": "online",
}
_STATE_NAMES = {code.casefold(): code for code in STATES} | {name.casefold(): code for code, name in STATES.items()}
_BETWEEN = re.compile(r"[,;|/&]|\band\b", re.IGNORECASE)
_BETWEEN_CODES = re.compile(r"[,;|/&]|(?<=[A-Z]) and (?=[A-Z]{2})")  # an exam's name may hold the word
_ALL = frozenset({"all", "all states", "all 50 states", "all 50 states and dc", "nationwide"})


def _level_key(words: str) -> str:
    """Return what tells an award level: ``at least 1 but less than 2 years`` and ``1-2 yrs`` are both ``1 2 years``."""
    plain = words.casefold()
    for pattern, spelling in _LEVEL_SPELLINGS:
        plain = re.sub(pattern, spelling, plain)
    key = " ".join(_LEVEL_FILLERS.sub(" ", plain).split())
    return re.sub(r"\b([0-9]) years ([0-9] years)", r"\1 \2", re.sub(r"(?<=\w )under ", "", key))


_LEVEL_NAMES = {_level_key(words): level for level, words in AWARD_LEVEL_WORDS.items()}


def award_level(cell: Value) -> str:
    """Read an award level: IPEDS's code, or how long it takes."""
    text = stated(cell)
    level = text if text in AWARD_LEVELS else _IPEDS_FORM.get(text.casefold()) or _LEVEL_NAMES.get(_level_key(text))
    if level is None:
        known = ", ".join(f"{AWARD_LEVEL_WORDS[each]} ({each})" for each in _LEVELS_SHOWN)
        raise CellError(f"is no award level; write how long the program takes, or the code of IPEDS: {known}")
    return level


def credential(cell: Value) -> str:
    """Read a credential level that a school can state."""
    name = _CREDENTIAL_NAMES.get(re.sub(r"[\s_]+", " ", stated(cell).casefold()).replace("\u2019", "'"))
    if name is None:
        raise CellError(f"is none of {', '.join(STATED_CREDENTIALS)}")
    return name


def formats(cell: Value) -> tuple[str, ...]:
    """Read in which formats a program is taught."""
    why = f"is none of {', '.join(FORMATS)}"
    found = _each(cell, _FORMAT_NAMES, lambda text: re.sub(r"[\s_-]+", " ", text.casefold()), why)
    return tuple(name for name in FORMATS if name in found)


def states(cell: Value) -> tuple[str, ...]:
    """Read states, by code or name, or all."""
    if cleaned(cell).casefold() in _ALL:
        return tuple(sorted(STATES_AND_DC))
    why = "is no state; write codes such as IL; WI, or the word all"
    return tuple(sorted(_each(cell, _STATE_NAMES, str.casefold, why)))


def state(cell: Value) -> str:
    """Read one state, by code or name."""
    code = _STATE_NAMES.get(stated(cell).casefold())
    if code is None:
        raise CellError("is no state; write its code, such as IL")
    return code


def exams(cell: Value) -> tuple[str, ...]:
    """Read codes of exams, in the order of the list; the word none states that there is none."""
    if cleaned(cell).casefold() == "none":
        return ()
    known = certifications()
    why = f"is no exam on our list; write codes such as {', '.join([*known][:_EXAMS_SHOWN])}, or the word none"
    found = _each(cell, {code.casefold(): code for code in known}, _exam_key, why, between=_BETWEEN_CODES)
    return tuple(code for code in known if code in found)


def _exam_key(text: str) -> str:
    """Return the code in ``CPC``, ``CPC®``, ``CMA (AAMA)`` and ``Certified Professional Coder (CPC)``."""
    plain = re.sub(r"[®™]", "", text)
    in_brackets = re.search(r"\(([^)]*)\)", plain)
    if in_brackets and in_brackets[1] in certifications():
        return in_brackets[1].casefold()
    return re.sub(r"\(.*", "", plain).strip().casefold()


def _each(
    cell: Value, names: Mapping[str, str], key: Callable[[str], str], why: str, *, between: re.Pattern[str] = _BETWEEN
) -> set[str]:
    text = stated(cell.replace("\n", ";") if isinstance(cell, str) else cell)
    found = set()
    for part in filter(None, map(str.strip, between.split(text))):
        name = names.get(key(part))
        if name is None:
            raise CellError(f"holds {part!r}, which {why}")
        found.add(name)
    if not found:
        raise CellError(why)
    return found
