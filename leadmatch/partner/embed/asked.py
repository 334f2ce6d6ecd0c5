"""What the address of a page of the embed asks for, each part only where it is written as such a thing is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadmatch.access.caller_ids import CALLER_ID_PATTERN, MAX_CALLER_ID_LENGTH

_NAME: Final = f"{CALLER_ID_PATTERN[:-1]}{{1,{MAX_CALLER_ID_LENGTH}}}"
# Attributes of the element, and how each is written. Whether a key is in force is for the API to say.
ATTRIBUTES: Final[Mapping[str, re.Pattern[str]]] = {
    "key": re.compile(r"pk_(?:test_)?[0-9A-Za-z]{20,100}"),
    "field": re.compile(r"[a-z-]{1,40}(?:,[a-z-]{1,40}){0,9}"),
    "placement": re.compile(_NAME),
    "sub_id": re.compile(_NAME),
    "lang": re.compile(r"en|es"),
    "inquiry": re.compile(r"inline|link"),
    "theme": re.compile(r"light|dark"),
    "zip": re.compile(r"[0-9]{5}"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The attributes of an element, by name; those not asked for, or not written right, are left out."""

    attributes: Mapping[str, str]

    @property
    def key(self) -> str:
        """The publishable key; empty where there is none."""
        return self.attributes.get("key", "")

    @property
    def language(self) -> str:
        """Of the words of the element."""
        return self.attributes.get("lang", "en")


def read_asked(query: Mapping[str, str]) -> Asked:
    """Return what the parameters of an address ask for; of a language such as ``es-MX`` its first part counts."""
    written = {name: query.get(name, "").strip(" ") for name in ATTRIBUTES}
    written["field"] = written["field"].replace(" ", "")
    written["lang"] = written["lang"].lower().partition("-")[0]
    return Asked({name: text for name, text in written.items() if ATTRIBUTES[name].fullmatch(text)})
