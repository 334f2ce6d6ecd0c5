"""A caller's own short name for something of its own: a placement, or a mark for one visit (``sub_id``)."""

import re
from typing import Final

CALLER_ID_PATTERN: Final = r"[A-Za-z0-9._~-]+"
MAX_CALLER_ID_LENGTH: Final = 100

_CALLER_ID = re.compile(CALLER_ID_PATTERN)


def caller_id(text: str | None) -> str:
    """Return such a name as it is, or nothing where a text is not written like one."""
    if not text or len(text) > MAX_CALLER_ID_LENGTH or _CALLER_ID.fullmatch(text) is None:
        return ""
    return text
