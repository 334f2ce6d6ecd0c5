"""The campaign tags (``utm_…``) in the address of a page."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

_MOST_TAGS: Final = 10
_MAX_VALUE_LENGTH: Final = 200
_NAME = re.compile(r"\Autm_([a-z0-9_]{1,32})\Z")


def campaign_tags(*addresses: str | None) -> Mapping[str, str]:
    """Return the tags of the first address that has any, by name without ``utm_``.

    Tags that are empty, too long or hold what cannot be printed are left out; so are all but the first ten.
    """
    for address in addresses:
        if address is not None and "utm_" in address:
            tags = _tags(address)
            if tags:
                return tags
    return {}


def _tags(address: str) -> dict[str, str]:
    tags: dict[str, str] = {}
    try:
        pairs = parse_qsl(urlsplit(address).query, errors="replace")
    except ValueError:  # brackets that are no IPv6 address
        return tags
    for name, value in pairs:
        match = _NAME.match(name.lower())
        if match and len(value) <= _MAX_VALUE_LENGTH and value.isprintable() and len(tags) < _MOST_TAGS:
            tags.setdefault(match[1], value)
    return tags
