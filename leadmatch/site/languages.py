"""The words of the pages in the reader's language: the one place that knows Flask-Babel."""

from pathlib import Path

import flask_babel  # type: ignore[import-untyped]  # it ships no types
from flask import Flask

LANGUAGE = "en"
TRANSLATIONS = Path(__file__).parents[1] / "translations"


def register_languages(app: Flask, *, language: str = LANGUAGE, translations: Path = TRANSLATIONS) -> None:
    """Let the templates and the Python of the pages say their words in a language.

    Args:
        app: its templates get ``_`` and ``ngettext``.
        language: of every page (BCP 47 with an underscore); a choice per reader comes with the first translation.
        translations: folder of the compiled catalogues of messages.
    """
    flask_babel.Babel(app, default_locale=language, default_translation_directories=str(translations))


def language() -> str:
    """Return the language of the present page, for the attribute ``lang``."""
    return str(flask_babel.get_locale() or LANGUAGE).replace("_", "-")


def gettext(text: str, /, **values: object) -> str:
    """Return a text in the reader's language.

    Args:
        text: in English, with placeholders such as ``%(count)s``.
        values: what stands in the placeholders.
    """
    translated: str = flask_babel.gettext(text, **values)
    return translated


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Return a text in the reader's language and in the form that a number asks for."""
    translated: str = flask_babel.ngettext(singular, plural, number, **values)
    return translated


def later(text: str) -> str:
    """Mark a text of a table for translation; `gettext` translates it when it is shown."""
    return text
