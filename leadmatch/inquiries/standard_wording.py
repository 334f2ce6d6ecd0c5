"""Wordings to begin with, in English and Spanish: an operator's lawyer may change them, the rules must pass them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from leadmatch.inquiries.wording import CHANNELS, PHONE


@dataclass(frozen=True, slots=True)
class _Sentences:
    """The sentences of one language; ``{school}``, ``{ways}`` and ``{deeds}`` are filled in.

    Args:
        ways: a word for each channel.
        conjunction: before the last of several.
        deeds: what the school may do to a number: for calls, for texts, for both.
        stops: how to stop: without texts, with them.
    """

    agrees: str
    ways: Mapping[str, str]
    conjunction: str
    authorises: str
    deeds: tuple[str, str, str]
    no_condition: str
    rates: str
    stops: tuple[str, str]


_SENTENCES = {
    "en": _Sentences(
        agrees=(
            "By checking this box, I agree that {school} may contact me about its programs and enrollment by {ways}."
        ),
        ways={"email": "email", "call": "phone call", "text": "text message"},
        conjunction="and",
        authorises=(
            "I authorize {school} to {deeds}, some of them advertising, to " + PHONE + " with an automatic telephone "
            "dialing system or an artificial or prerecorded voice."
        ),
        deeds=("make these calls", "send these texts", "make these calls and send these texts"),
        no_condition="My consent is not a condition of enrolling or of buying anything.",
        rates="Message and data rates may apply.",
        stops=(
            "I can stop this at any time by telling {school}.",
            "I can stop this at any time: by answering STOP to a text, or by telling {school}.",
        ),
    ),
    "es": _Sentences(
        agrees=(
            "Al marcar esta casilla, acepto que {school} me contacte sobre sus programas y la inscripción por {ways}."
        ),
        ways={"email": "correo electrónico", "call": "llamada telefónica", "text": "mensaje de texto"},
        conjunction="y",
        authorises=(
            "Autorizo a {school} a {deeds} a este número, " + PHONE + ", en parte con fines publicitarios, mediante un "
            "sistema de marcación automática o una voz artificial o pregrabada."
        ),
        deeds=("llamarme", "enviarme mensajes", "llamarme y enviarme mensajes"),
        no_condition="Dar mi consentimiento no es condición para inscribirme ni para comprar nada.",
        rates="Pueden aplicarse tarifas por mensajes y datos.",
        stops=(
            "Puedo ponerle fin cuando quiera si aviso a {school}.",
            "Puedo ponerle fin cuando quiera: si respondo STOP a un mensaje o si aviso a {school}.",
        ),
    ),
}


def standard_wording(school_name: str, *, language: str, channels: Collection[str]) -> str:
    """Return the ready-made template for a school.

    Args:
        school_name: as visitors know it.
        language: ``en`` or ``es``.
        channels: one or more of ``email``, ``call``, ``text``.
    """
    words = _SENTENCES[language]
    ways = [words.ways[channel] for channel in CHANNELS if channel in channels]
    texts = "text" in channels
    sentences = [words.agrees, words.no_condition, words.stops[texts]]
    if texts:
        sentences.insert(2, words.rates)
    deeds = ""
    if texts or "call" in channels:
        sentences.insert(1, words.authorises)
        deeds = words.deeds[2 if texts and "call" in channels else int(texts)]
    filled = {"{school}": school_name, "{ways}": _listed(ways, words.conjunction), "{deeds}": deeds}
    text = " ".join(sentences)
    for name, value in filled.items():
        text = text.replace(name, value)
    return text


def _listed(words: list[str], conjunction: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
