"""The words of the pages in the reader's language: the one place that knows Flask-Babel."""

from pathlib import Path
from typing import NamedTuple

import flask_babel  # type: ignore[import-untyped]  # it ships no types
from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g

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
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n's


class _Reader(NamedTuple):
    locale: Locale
    translations: NullTranslations


def _reader() -> _Reader:
    # Found once a request: a page has hundreds of texts, and Flask-Babel looks all this up for each (10 µs).
    try:
        reader: _Reader = g.site_reader
    except AttributeError:
        reader = g.site_reader = _Reader(flask_babel.get_locale(), flask_babel.get_translations())
    return reader


def language() -> str:
    """Return the language of the present page, for the attribute ``lang``."""
    return str(locale()).replace("_", "-")


def plain_language() -> str:
    """Return the language of the present page without its region, as wordings of consents are kept: ``en``."""
    return language().partition("-")[0]


def locale() -> Locale:
    """Return what says how the present page writes figures and dates."""
    return _reader().locale


def gettext(text: str, /, **values: object) -> str:
    """Return a text in the reader's language.

    Args:
        text: in English, with placeholders such as ``%(count)s``.
        values: what stands in the placeholders.
    """
    translated = _reader().translations.gettext(text)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """Return a text in the reader's language and in the form that a number asks for."""
    translated = _reader().translations.ngettext(singular, plural, number)
    return translated % values if values else translated


def later(text: str) -> str:
    """Mark a text of a table for translation; `gettext` translates it when it is shown."""
    return text
