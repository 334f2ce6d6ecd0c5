"""The same page in every language: what its head names to search engines, and what its header links to."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app, request

from leadmatch.site.languages import language_name
from leadmatch.web.language_prefix import FIRST_LANGUAGE, PREFIXES, language_of, path_in

_READ = ("GET", "HEAD")
_STANDS_IN_A_QUERY = "%/?:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class PageInLanguage:
    """A page in one language.

    Args:
        name: what the language is called by those who speak it.
        path: of the page in it, as it stands in an address.
        is_shown: it is the language of the present page.
        is_first: it is for those whose language there is no page in.
    """

    language: str
    name: str
    path: str
    is_shown: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class PageLanguages:
    """The present page in every language that has it.

    Args:
        pages: none where only its own language has it.
        is_here: they are the present page; False where that has no address, and they are the first page of the site.
    """

    pages: tuple[PageInLanguage, ...]
    is_here: bool


def page_languages() -> PageLanguages:
    """Return the present page in every language; an answer to a form is the page that the form stood on."""
    routes = current_app.create_url_adapter(request)

    def can_be_read(path: str) -> bool:
        return routes is not None and routes.test(path, "GET")

    shown, is_here = language_of(request.path), can_be_read(request.path)
    paths = {each: path_in(each, request.path if is_here else "/") for each in PREFIXES}
    pages = tuple(
        PageInLanguage(each, language_name(each), quote(path), is_shown=each == shown, is_first=each == FIRST_LANGUAGE)
        for each, path in paths.items()
        if can_be_read(path)
    )
    return PageLanguages(pages if len(pages) > 1 else (), is_here)


def query_as_asked() -> str:
    """Return the query string of the present request with its question mark, safe in an address; empty for a form."""
    if request.method not in _READ or not request.query_string:
        return ""
    return "?" + quote(request.query_string, safe=_STANDS_IN_A_QUERY)
