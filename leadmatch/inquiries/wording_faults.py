"""What a wording must hold before anybody is asked to agree to it (rule L2; 47 CFR 64.1200(f)(9))."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from leadmatch.inquiries.wording import CHANNELS, LANGUAGES, PHONE

LONGEST_TEXT = 4000  # as it is shown: what an inquiry may send as the text agreed to
_LONGEST_PHONE = 50  # characters: a number as it is typed, or the phrase that stands for it
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode's controls, formats, and what is no character
_CLAUSE = r"[^.;:!?]*?"  # some words, not beyond the end of the clause


@dataclass(frozen=True, slots=True)
class _Words:
    """How one language says what must be said; patterns for casefolded text.

    Args:
        agrees: the visitor agrees to, or authorises, something.
        channels: a pattern for each.
        automated: contact by automated means or a prerecorded voice.
        no_condition: consent is not required for buying or enrolling.
        others: somebody besides the school is to share in the consent.
    """

    agrees: re.Pattern[str]
    channels: Mapping[str, re.Pattern[str]]
    automated: re.Pattern[str]
    no_condition: re.Pattern[str]
    others: re.Pattern[str]


_WORDS = {
    "en": _Words(
        agrees=re.compile(
            r"\b(?:agree|authori[sz]e|opt in|ask|request|allow|permit|consent(?:ing)? to)\b"
            rf"|\b(?:give|giving|grant)\b{_CLAUSE}\b(?:consent|permission)"
        ),
        channels={
            "email": re.compile(r"\be-?mail"),
            "call": re.compile(r"\b(?:phone |telephone )?call(?:s|ed|ing)?\b"),
            "text": re.compile(r"\b(?:text(?:s|ed|ing)?|sms)\b"),
        },
        automated=re.compile(r"\bautomat(?:ed|ic)|\bauto-?\s?dial|\bpre-?recorded|\bartificial (?:or [\w-]+ )?voice"),
        no_condition=re.compile(
            rf"(?:\bnot\b|n['\u2019]t\b|\bnever\b|\bno\b){_CLAUSE}\b(?:condition|requir|obligat|necessary|need)"
            rf"{_CLAUSE}\b(?:purchas|buy|goods|services|enrol|attend|admission|admitted)"
            rf"|\b(?:purchase|buy|enrol|enroll|attend|be admitted)\b{_CLAUSE}\bwithout\b{_CLAUSE}\b(?:agree|consent)"
        ),
        others=re.compile(
            r"\bpartners?\b|\baffiliates?\b|\bthird[ -]part|\bother (?:schools?|colleges?|companies|institutions?)\b"
        ),
    ),
    "es": _Words(
        agrees=re.compile(
            r"\b(?:acepto|acepta|autorizo|autoriza|consiento|consiente|permito|pido|solicito|de acuerdo)\b"
            rf"|\b(?:doy|dando|otorgo)\b{_CLAUSE}\b(?:consentimiento|permiso|autorización)"
        ),
        channels={
            "email": re.compile(r"\bcorreos? electr[oó]nicos?|\be-?mail"),
            "call": re.compile(r"\bllam(?:ad|e|ar)"),
            "text": re.compile(r"\bmensajes? de texto|\bsms\b"),
        },
        automated=re.compile(r"\bautom[aá]tic|\bautomatizad|\bmarcador|\bpregrabad|\bgrabad|\bvoz artificial"),
        no_condition=re.compile(
            rf"\bno\b{_CLAUSE}\b(?:condici[oó]n|requisito|obligat|obliga|necesari|exig|requier|depend|hace falta)"
            rf"{_CLAUSE}\b(?:compr|bienes|servicios|inscri|matr[ií]cul|estudi|admi)"
            rf"|\b(?:comprar|inscribir|matricular|estudiar){_CLAUSE}\bsin\b{_CLAUSE}\b(?:acept|consent|autori)"
        ),
        others=re.compile(
            r"\bsoci[oa]s\b|\bafiliad|\bfiliales\b|\bterceros\b|\botr[oa]s (?:escuelas?|colegios?|empresas?|instituci)"
        ),
    ),
}


def wording_faults(
    text: str, channels: Collection[str], school_name: str, *, language: str = "en", other_schools: Iterable[str] = ()
) -> list[str]:
    """Return every reason for which a wording must not be used; none for one that may be.

    Args:
        text: the template.
        channels: by which it lets the school contact the visitor.
        school_name: as visitors know it.
        language: of the text.
        other_schools: names that must not stand in it.
    """
    if language not in LANGUAGES:
        return [f"the language {language!r} is none of {', '.join(LANGUAGES)}"]
    return [
        *_form_faults(text),
        *_channel_faults(text, channels, _WORDS[language]),
        *_school_faults(text, school_name, other_schools, _WORDS[language]),
        *_phone_faults(text, channels, _WORDS[language]),
    ]


def _form_faults(text: str) -> Iterator[str]:
    if not text.strip():
        yield "it is empty"
    shown = len(text) + text.count(PHONE) * (_LONGEST_PHONE - len(PHONE))
    if shown > LONGEST_TEXT:
        yield f"it can have {shown:,} characters with the number in it; {LONGEST_TEXT:,} is the most"
    if any(unicodedata.category(each) in _UNSEEN for each in text):
        yield "it holds a line break, a control character or another one that cannot be seen; write one paragraph"
    if text != text.strip() or "  " in text:
        yield "it begins or ends with a space, or has two in a row: pages would not show it letter for letter"
    if not unicodedata.is_normalized("NFC", text):
        yield "it has letters in pieces (not Unicode NFC): programs along the way could change it"
    for unknown in dict.fromkeys(_PLACEHOLDER.findall(text)):
        if unknown != PHONE:
            yield f"it holds {unknown}; {PHONE} is the only placeholder"


def _channel_faults(text: str, channels: Collection[str], words: _Words) -> Iterator[str]:
    folded = text.casefold()
    if not channels:
        yield f"it offers no channel; say one or more of {', '.join(CHANNELS)}"
    if len(set(channels)) != len(channels):
        yield "it offers a channel twice"
    for unknown in sorted(set(channels) - set(CHANNELS)):
        yield f"the channel {unknown!r} is none of {', '.join(CHANNELS)}"
    for channel in CHANNELS:
        if channel in channels and not words.channels[channel].search(folded):
            yield f"it does not say that the school may contact the visitor by {channel}"
    if not words.agrees.search(folded):
        yield "it does not say that the visitor agrees to anything"


def _school_faults(text: str, school_name: str, other_schools: Iterable[str], words: _Words) -> Iterator[str]:
    if not _names(text, school_name):
        yield f"it does not name the school, {school_name}"
    rest = _without(text, school_name)
    for other in sorted(set(other_schools)):
        if other.casefold() != school_name.casefold() and _names(rest, other):
            rest = _without(rest, other)
            yield f"it names another school, {other}; a consent is to one school"
    found = words.others.search(rest.casefold())
    if found:
        yield f"it speaks of others than the school ({found[0]!r}); a consent is to one named school"


def _phone_faults(text: str, channels: Collection[str], words: _Words) -> Iterator[str]:
    if not {"call", "text"} & set(channels):
        if PHONE in text:
            yield f"it shows {PHONE}, but offers neither calls nor texts"
        return
    folded = text.casefold()
    if not words.automated.search(folded):
        yield "it offers calls or texts and does not name automated or prerecorded contact (47 CFR 64.1200(f)(9)(i)(A))"
    if not words.no_condition.search(folded):
        yield (
            "it offers calls or texts and does not say that consent is no condition of a purchase or of enrolling"
            " (47 CFR 64.1200(f)(9)(i)(B))"
        )
    if PHONE not in text:
        yield f"it offers calls or texts and does not show the number: write {PHONE} where it belongs"


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text.casefold()) is not None


def _without(text: str, name: str) -> str:
    return re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
