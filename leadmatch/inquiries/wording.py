"""The wording of a consent: how it is shown, and whether a text is what was shown (rule L2).

What a wording must hold to be taken is in `wording_faults`; words to begin with are in `standard_wording`.
"""

from dataclasses import dataclass
from hashlib import sha256

LANGUAGES = ("en", "es")
CHANNELS = ("email", "call", "text")
PHONE = "{phone}"
_NO_PHONE_YET = {"en": "the phone number I give in this form", "es": "el número de teléfono que doy en este formulario"}


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of the wording of one school in one language.

    Args:
        text: the template; ``{phone}`` in it stands for the visitor's number.
        sha256: of the template, in hex.
        channels: of ``email``, ``call``, ``text``, in this order.
    """

    id: str
    school_id: str
    school_name: str
    language: str
    text: str
    sha256: str
    channels: tuple[str, ...]


def text_sha256(text: str) -> str:
    """Return the SHA-256 of a template in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def shown_text(wording: Wording, phone: str | None) -> str:
    """Return the wording as the visitor reads it.

    Args:
        wording: what to show.
        phone: the number as it was typed; None where it is not known yet, and a phrase stands for it.
    """
    return rendered(wording.text, wording.language, phone)


def rendered(template: str, language: str, phone: str | None) -> str:
    """Return a template as it is shown; see `shown_text`."""
    return template.replace(PHONE, phone or _NO_PHONE_YET[language])


def is_text_of(wording: Wording, text: str, phone_typed: str | None) -> bool:
    """Tell whether a text is this wording, with the number as it was typed or with the phrase that stands for it."""
    return text in {shown_text(wording, None), shown_text(wording, phone_typed)}
