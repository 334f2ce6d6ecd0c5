"""Plain words for what a program teaches, made from CIP titles."""

from functools import cache

_PLAIN = {
    "51.0713": "Medical coding",
    "51.0714": "Medical billing and insurance",
    "51.0707": "Health information technology",
    "51.0801": "Medical assisting",
    "51.0716": "Medical administrative assisting",
    "51.0710": "Medical office assisting",
}


@cache
def subject_of(cip_code: str, cip_title: str) -> str:
    """Return the subject of a CIP code, in sentence case."""
    return _PLAIN.get(cip_code) or subject_from_title(cip_title)


def subject_from_title(cip_title: str) -> str:
    """Return a title as a subject."""
    return cip_title.removesuffix(".")
