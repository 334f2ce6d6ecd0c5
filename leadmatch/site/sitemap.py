"""`sitemap.xml`: every page that search engines may show, in every language, in files as small as they like them.

Which addresses are one page in several languages is said by the pages themselves, with ``hreflang``.

No page says when it changed last: a release knows when it was published, not which of its pages differ from before.
"""

from collections.abc import Iterable
from html import escape

from flask import Blueprint, Response, request

from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.listing import real_program_ids
from leadmatch.search.live import LiveCatalogue
from leadmatch.site.pages import kept
from leadmatch.web.language_prefix import PREFIXES

MAX_ADDRESSES_PER_FILE = 10_000  # sitemaps.org allows 50,000; a file is made in one piece for each request
MAX_PAGES_PER_FILE = MAX_ADDRESSES_PER_FILE // len(PREFIXES)  # each in every language
TEXTS = ("/", "/how-results-are-ordered", "/for-schools", "/privacy", "/problems/")
_KEEP = "public, max-age=3600"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def add_sitemap(blueprint: Blueprint, catalogue: LiveCatalogue, *, base_url: str) -> None:
    """Add ``/sitemap.xml``, and the files that it names where all pages are too many for one, to the site.

    Args:
        blueprint: of the site.
        catalogue: the release being served.
        base_url: public address of the site, without a slash at the end.
    """

    @blueprint.get("/sitemap.xml")
    def sitemap() -> Response:
        index = catalogue.serving().current
        is_one_file = _file_count(index) == 1
        return _answer(index, _pages(index, 1, base_url) if is_one_file else _files(index, base_url))

    @blueprint.get("/sitemap-<int:number>.xml")
    def sitemap_file(number: int) -> Response:
        index = catalogue.serving().current
        if not 1 <= number <= _file_count(index):
            raise NotFoundError
        return _answer(index, _pages(index, number, base_url))


def _file_count(index: CatalogueIndex) -> int:
    return max(1, -(-index.program_count // (MAX_PAGES_PER_FILE - len(TEXTS))))


def _pages(index: CatalogueIndex, number: int, base_url: str) -> str:
    step = MAX_PAGES_PER_FILE - len(TEXTS)
    programs = (f"/programs/{each}" for each in real_program_ids(index, (number - 1) * step, step))
    texts = TEXTS if number == 1 else ()
    paths = (*texts, *programs)
    return _listing("urlset", "url", (base_url + prefix + path for path in paths for prefix in PREFIXES.values()))


def _files(index: CatalogueIndex, base_url: str) -> str:
    numbers = range(1, _file_count(index) + 1)
    return _listing("sitemapindex", "sitemap", (f"{base_url}/sitemap-{number}.xml" for number in numbers))


def _listing(root: str, entry: str, addresses: Iterable[str]) -> str:
    entries = "".join(f"<{entry}><loc>{escape(each)}</loc></{entry}>\n" for each in addresses)
    return f'{_HEAD}<{root} xmlns="{_NAMESPACE}">\n{entries}</{root}>\n'


def _answer(index: CatalogueIndex, content: str) -> Response:
    response = kept(Response(content, content_type="application/xml; charset=utf-8"), _KEEP)
    response.set_etag(index.release)
    response.make_conditional(request)
    return response
