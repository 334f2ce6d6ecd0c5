"""The texts that readers get in their language: how one is marked, and what it is in a language."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

TRANSLATIONS: Final = Path(__file__).parents[1] / "translations"


def later(text: str) -> str:
    """Mark a text of a table for translation; it is translated when it is shown."""
    return text


@cache
def translator(language: str) -> Callable[[str], str]:
    """Return what says a marked text in a language of the pages, and any other text as it is."""
    return gettext.translation("messages", TRANSLATIONS, [language]).gettext
