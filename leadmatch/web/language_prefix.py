"""Where the pages of each language stand: the first part of a page's path says its language, and nothing else does."""

from collections.abc import Mapping

FIRST_LANGUAGE = "en"
PREFIXES: Mapping[str, str] = {FIRST_LANGUAGE: "", "es": "/es"}


def language_of(path: str) -> str:
    """Return the language of the page at a path of this site."""
    for language, prefix in PREFIXES.items():
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            return language
    return FIRST_LANGUAGE


def path_in(language: str, path: str) -> str:
    """Return where the page at a path, of whichever language, stands in this language."""
    return PREFIXES[language] + path.removeprefix(PREFIXES[language_of(path)])
