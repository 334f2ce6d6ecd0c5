"""Addresses of pages in the present language: of searches, and links that change some of their parameters."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from leadmatch.search.query import DEFAULT_PER_PAGE
from leadmatch.site.brought import along
from leadmatch.site.languages import prefix

Texts = Mapping[str, Sequence[str]]

_OF_THIS_PAGE = ("page", "release")  # what a changed search starts again without
_DEFAULTS = {"sort": ["distance"], "page": ["1"], "per_page": [str(DEFAULT_PER_PAGE)], "sponsored": ["true"]}


def at(path: str) -> str:
    """Return the address of a page of the site, given with the path that it has in English, in the present language."""
    return prefix() + path


def texts_of(query: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the parameters of an answer's ``query`` as an address holds them; what goes without saying is left out."""
    values = {name: value for name, value in query.items() if name not in ("facets", "radius_chosen")}
    if query["radius_chosen"]:
        del values["radius_miles"]
    texts = {name: _texts(value) for name, value in values.items() if value is not None}
    return {name: found for name, found in texts.items() if found and found != _DEFAULTS.get(name)}


def _texts(value: Any) -> list[str]:  # noqa: ANN401  # whatever JSON holds
    if isinstance(value, list):
        return [str(each) for each in value]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [plain(value) if isinstance(value, float) else str(value)]


def plain(number: float) -> str:
    """Return a number as the search reads it: no exponent, no decimals that say nothing."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


def search_address(texts: Texts) -> str:
    """Return the address of the page of results for these parameters."""
    return along(at(f"/programs?{urlencode(texts, doseq=True)}"))


def changed(texts: Texts, **changes: str | None) -> str:
    """Return the address of the same search with some parameters set anew, or dropped (None), on its first page."""
    kept = {name: [*values] for name, values in texts.items() if name not in (*_OF_THIS_PAGE, *changes)}
    return search_address({**kept, **{name: [value] for name, value in changes.items() if value is not None}})


def with_value(texts: Texts, name: str, value: str) -> str:
    """Return the address of the same search with one more value of a parameter, on its first page."""
    return search_address({**_anew(texts), name: [*texts.get(name, ()), value]})


def without_value(texts: Texts, name: str, value: str) -> str:
    """Return the address of the same search with one value of a parameter less, on its first page."""
    left = [each for each in texts.get(name, ()) if each != value]
    kept = _anew(texts)
    kept.pop(name, None)
    return search_address({**kept, name: left} if left else kept)


def _anew(texts: Texts) -> dict[str, Sequence[str]]:
    return {name: values for name, values in texts.items() if name not in _OF_THIS_PAGE}


def page_address(texts: Texts, number: int, release: str) -> str:
    """Return the address of another page of the same walk, in the release that the walk began with."""
    kept = {name: values for name, values in texts.items() if name not in _OF_THIS_PAGE}
    page = {} if number == 1 else {"page": [str(number)]}
    return search_address({**kept, **page, "release": [release]})
