"""What the OpenAPI document says of the API as a whole and of its chapters, in the order in which they are read."""

from collections.abc import Mapping
from typing import Final

MANUAL: Final = "/docs"
DESCRIPTION: Final = (
    "Search accredited career programs near a US ZIP code and online, and send a visitor's request for information to "
    "the schools that they chose. What a sponsor pays never changes the order of `programs`, and what nobody has "
    "published is null, never zero. Version 1 only gains: new members, parameters and values may come at any time, so "
    "ignore those that you do not know."
)
CHAPTERS: Final[Mapping[str, str]] = {
    "programs": "Search programs, and show one of them.",
    "inquiries": "What a form must show before a visitor agrees, and their request for information.",
    "reference": "What the filters take, and the facts of a guide.",
    "partner": "For partners: what their sites were used for and earned.",
    "leads": "For schools: their leads, and word that one was seen.",
    "service": "Whether the service is up, and this description of it.",
}
CHAPTERS_OF_SCHOOLS: Final = ("leads",)
