"""The words of the pages in the reader's language: the one place that knows Flask-Babel."""

from pathlib import Path
from typing import NamedTuple

import flask_babel  # type: ignore[import-untyped]  # it ships no types
from babel import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request

from leadmatch.kernel.messages import TRANSLATIONS
from leadmatch.web.language_prefix import FIRST_LANGUAGE, PREFIXES, language_of

_LOCALES = {"es": "es_US"}  # figures and dates as they are written here: $4,380, and not 4380 US$
_NAMES = {"en": "English", "es": "Español"}


def register_languages(app: Flask, *, language: str = FIRST_LANGUAGE, translations: Path = TRANSLATIONS) -> None:
    """Let the templates and the Python of the pages say their words in the language of the page's address.

    Args:
        app: its templates get ``_`` and ``ngettext``.
        language: of pages without a prefix (BCP 47 with an underscore).
        translations: folder of the compiled catalogues of messages.
    """
    flask_babel.Babel(
        app,
        default_locale=language,
        locale_selector=_locale_of_request,
        default_translation_directories=str(translations),
    )
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # i18n's


def _locale_of_request() -> str | None:
    return _LOCALES.get(language_of(request.path)) if has_request_context() else None


class _Reader(NamedTuple):
    locale: Locale
    translations: NullTranslations
    prefix: str


def _reader() -> _Reader:
    # Found once a request: a page has hundreds of texts, and Flask-Babel looks all this up for each (10 µs).
    try:
        reader: _Reader = g.site_reader
    except AttributeError:
        prefix = PREFIXES[language_of(request.path)] if has_request_context() else ""
        reader = g.site_reader = _Reader(flask_babel.get_locale(), flask_babel.get_translations(), prefix)
    return reader


def language() -> str:
    """Return the language of the present page, for the attribute ``lang``."""
    return plain_language() if _reader().prefix else str(locale()).replace("_", "-")


def plain_language() -> str:
    """Return the language of the present page without its region, as wordings of consents are kept: ``en``."""
    return str(locale()).partition("_")[0]


def prefix() -> str:
    """Return what stands before the path of every page in the language of the present one: ``/es``, or nothing."""
    return _reader().prefix


def language_name(language: str) -> str:
    """Return what a language is called by those who speak it."""
    return _NAMES[language]


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
