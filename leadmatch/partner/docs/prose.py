"""Sentences of the OpenAPI document on a page: names in backticks become code, as CommonMark has it."""

import re
from typing import Final

from markupsafe import Markup, escape

_CODE: Final = re.compile(r"`([^`]+)`")


def prose(text: str) -> Markup:
    """Return a sentence as HTML."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704  # escaped just now
