"""What search engines are told: which pages there are, what each is called, and which are not for them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from factories import SOURCES, make_programs
from flask.testing import FlaskClient
from reading import MakeApp, read_page
from site_catalogue import DEMO_SCHOOL, show_case

from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.live import Serving
from leadmatch.site.sitemap import MAX_ADDRESSES_PER_FILE, MAX_PAGES_PER_FILE, TEXTS
from leadmatch.web.language_prefix import PREFIXES

BASE = "http://127.0.0.1:8000"
LANGUAGES = [BASE + prefix for prefix in PREFIXES.values()]
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
Crawl = Callable[[int], FlaskClient]


def addresses(xml: str) -> tuple[str, list[str]]:
    root = ET.fromstring(xml)  # noqa: S314  # our own
    assert {each.tag for entry in root for each in entry} <= {f"{NAMESPACE}loc"}
    return root.tag.removeprefix(NAMESPACE), [str(entry[0].text) for entry in root]


@pytest.fixture
def of_size(tmp_path: Path, make_app: MakeApp, serving: Serving) -> Crawl:
    """Return the site over a catalogue of so many programs."""

    def make(count: int) -> FlaskClient:
        sources = {each.key: each for each in SOURCES}
        write_index(make_programs(count), sources, "rel_many", tmp_path / "many", on_progress=lambda _done: None)
        index = CatalogueIndex.open(tmp_path / "many")
        app = make_app()
        app.extensions["leadmatch.catalogue"]._serving = replace(serving, current=index, kept={"rel_many": index})
        return app.test_client()

    return make


def test_the_site_map_names_every_real_program_and_text_by_its_full_address_in_each_language(client: FlaskClient):
    response = client.get("/sitemap.xml")
    assert response.content_type == "application/xml; charset=utf-8"
    kind, found = addresses(response.text)
    real = {f"/programs/{each.id}" for each in show_case() if each.school != DEMO_SCHOOL}
    assert kind == "urlset"
    assert len(found) == len(set(found))
    assert set(found) == {start + path for start in LANGUAGES for path in (*real, *TEXTS)}
    assert f"{BASE}/es/privacy" in found


def test_every_page_of_the_site_map_may_be_indexed_and_is_its_own_canonical_address(client: FlaskClient):
    for address in addresses(client.get("/sitemap.xml").text)[1]:
        page = read_page(client.get(address.removeprefix(BASE)).text)
        assert [each.attributes["href"] for each in page.every("link", rel="canonical")] == [address]
        assert not [*page.every("meta", name="robots")]
        assert page.one("meta", property="og:url").attributes["content"] == address
        assert f"{page.one('meta', property='og:title').attributes['content']} · leadmatch" == page.one("title").text


def test_robots_find_the_site_map(client: FlaskClient):
    assert f"Sitemap: {BASE}/sitemap.xml\n" in client.get("/robots.txt").text


@pytest.mark.parametrize(
    ("programs", "files"), [(0, 1), (1, 1), (MAX_PAGES_PER_FILE - len(TEXTS), 1), (MAX_PAGES_PER_FILE, 2)]
)
def test_a_catalogue_too_large_for_one_file_has_a_list_of_files(of_size: Crawl, programs: int, files: int):
    crawler = of_size(programs)
    kind, found = addresses(crawler.get("/sitemap.xml").text)
    if files > 1:
        assert kind == "sitemapindex"
        assert found == [f"{BASE}/sitemap-{number}.xml" for number in range(1, files + 1)]
        parts = [addresses(crawler.get(each.removeprefix(BASE)).text) for each in found]
        assert {part[0] for part in parts} == {"urlset"}
        assert max(len(part[1]) for part in parts) <= MAX_ADDRESSES_PER_FILE
        found = [address for part in parts for address in part[1]]
    paths = [*TEXTS, *(f"/programs/{each.id}" for each in make_programs(programs))]
    assert sorted(found) == sorted(start + path for start in LANGUAGES for path in paths)
    for number in (0, files + 1, 99999999999999999999999):
        assert crawler.get(f"/sitemap-{number}.xml").status_code == 404


def test_a_site_map_is_asked_for_again_only_when_a_release_is_new(client: FlaskClient):
    first = client.get("/sitemap.xml")
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get("/sitemap.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "address", ["/programs?zip=60601", "/programs?zip=x", "/nope", "/programs/prg_aaaaaaaaaaaaaaaa"]
)
def test_searches_and_errors_are_not_for_search_engines(client: FlaskClient, address: str):
    page = read_page(client.get(address).text)
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert not [*page.every("link", rel="canonical")]


def test_what_a_visitor_brings_along_is_not_part_of_the_canonical_address(client: FlaskClient):
    path = f"/programs/{show_case()[0].id}"
    for query in ("?zip=60601", "?zip=x&exam=CPC", "?utm_source=%22%3E%3Cscript%3E"):
        page = read_page(client.get(path + query).text)
        assert page.one("link", rel="canonical").attributes["href"] == BASE + path


def test_no_two_programs_have_the_same_title_and_every_description_fits(client: FlaskClient):
    pages = [read_page(client.get(f"/programs/{each.id}").text) for each in show_case()]
    titles = [page.one("title").text for page in pages]
    assert len(titles) == len(set(titles))
    for page in pages:
        assert len(page.one("meta", name="description").attributes["content"]) <= 155
