"""What values mean to a partner, in words of the guide: reason codes, and what the embed takes."""

from collections.abc import Mapping
from typing import Final

from leadmatch.inquiries.rules import NOT_SENT
from leadmatch.sponsors.checks import RejectCode

REASONS: Final[Mapping[str, str]] = {
    NOT_SENT: "The school has this request already, or the person asked not to be shared with it. We don't say which.",
    RejectCode.CAMPAIGN_INACTIVE: "The school takes no requests at present.",
    RejectCode.NOT_ELIGIBLE: "The school does not look for this program, education or start.",
    RejectCode.OUT_OF_AREA: "The school takes no requests from this ZIP code.",
    RejectCode.STATE_NOT_AUTHORISED: "The program is only online and may not enroll in this state.",
    RejectCode.OUTSIDE_SCHEDULE: "The school takes requests on other days or hours.",
    RejectCode.CAP_REACHED: "The school has all the requests that it takes for now.",
}
EMBED_ATTRIBUTES: Final[Mapping[str, str]] = {
    "key": "Your publishable key.",
    "field": "Fields of study to begin with, with commas between: billing-coding, medical-assisting, medical-office.",
    "placement": "Your name for where it stands; reports count by it.",
    "sub_id": "Your own mark for the visit, nothing personal.",
    "lang": "en or es. Without it, the language of the page.",
    "inquiry": "inline asks in place, link leads to the guide's form.",
    "theme": "light or dark. Without it, what the visitor's system asks for.",
    "zip": "A ZIP code to begin with.",
}
EMBED_PROPERTIES: Final[Mapping[str, str]] = {
    "font": "Font family.",
    "font-size": "From 14 to 24 px.",
    "radius": "Of corners.",
    "page": "Behind everything.",
    "surface": "Behind cards and inputs.",
    "ink": "Text.",
    "muted": "Text that matters less.",
    "line": "Borders.",
    "accent": "Links and buttons.",
    "on-accent": "Text on the accent.",
    "focus": "The ring around what has the focus.",
    "error": "What is wrong.",
}
