"""Pages in Spanish: at addresses of their own, in words of their own, with every link in the language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from all_pages import add_failing_pages
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from reading import Element, MakeApp, read_page
from site_catalogue import ExamplePlacements, show_case
from test_translations import shown_texts

from leadmatch.kernel.messages import TRANSLATIONS

BASE = "http://127.0.0.1:8000"
ADDRESSES = (
    "/",
    "/how-results-are-ordered",
    "/privacy",
    "/for-schools?school=example",
    "/problems/",
    "/problems/invalid-request",
    "/programs?zip=60601&per_page=10&page=2",
    "/programs?zip=60601&max_cost_usd=9000&self_paced=true&include_unknown=cost&format=online&radius_miles=100",
    "/programs?zip=99950&format=on_campus",
    "/programs?zip=606&radius_miles=900&field=x&sort=x&bogus=1",
    "/compare",
    "/shortlist?ids=prg_x&zip=606",
    "/inquire",
    "/nope",
    "/programs/prg_aaaaaaaaaaaaaaaa",
    "/fail/500",
)
IN_ENGLISH_ONLY = {"/openapi.json", "/docs", "/docs/guide#errors"}  # for people who write programs
LONG_ENOUGH = 16  # letters of a text that cannot stand in another text, or in a name, by chance
Pages = dict[str, Element]


@pytest.fixture(scope="module")
def site(make_app: MakeApp) -> FlaskClient:
    app = make_app(ExamplePlacements())
    add_failing_pages(app)

    def fail() -> str:
        raise RuntimeError

    app.add_url_rule("/es/fail/500", endpoint="fail_in_spanish", view_func=fail)
    return app.test_client()


@pytest.fixture(scope="module")
def pages(site: FlaskClient) -> Pages:
    ids = [each.id for each in show_case()]
    picked = f"ids={','.join(ids[:3])}&zip=60601"
    programs = [f"/programs/{each}?zip=60601&exam=CMC" for each in (ids[0], ids[3], ids[-1])]
    addresses = (*ADDRESSES, *programs, f"/compare?{picked}", f"/shortlist?{picked}")
    return {address: read_page(site.get(f"/es{address}").text) for address in addresses}


def links(page: Element) -> Iterator[str]:
    """Yield every address within the site that a page leads to in its own language."""
    for element in page.every():
        for name in ("href", "action", "formaction"):
            address = element.attributes.get(name, "")
            if address.startswith("/") and "hreflang" not in element.attributes and element.tag != "link":
                yield address


def in_other_language(page: Element) -> str:
    """Return where the visible link to the page in the other language leads."""
    return page.one("header").one("a", class_="in-language").attributes["href"]


@cache
def english_texts() -> tuple[frozenset[str], frozenset[str]]:
    """Return texts that are another in Spanish: short ones, and what of others is long enough to be told anywhere."""
    with (TRANSLATIONS / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="es")
    whole, parts = set(), set()
    for message in catalogue:
        english = () if not message.id else (message.id,) if isinstance(message.id, str) else message.id
        spanish = (message.string,) if isinstance(message.string, str) else message.string
        for text in set(english) - {*spanish}:
            whole.add(text)
            pieces = (piece.strip() for piece in re.split(r"%\(\w+\)s|%%", text))
            parts |= {piece for piece in pieces if len(piece) >= LONG_ENOUGH}
    return frozenset(whole), frozenset(parts)


def test_no_page_in_spanish_shows_a_text_in_english(pages: Pages):
    whole, parts = english_texts()
    stated = {text for each in show_case() for text in (each.title, each.eligibility) if text}
    left: dict[str, str] = {}
    for address, page in pages.items():
        assert page.one("html").attributes["lang"] == "es"
        for text in shown_texts(page):
            said = text
            for title in stated:
                said = said.replace(title, "")
            if said.strip(" ·:") in whole or any(part in said for part in parts):
                left[text] = address
    assert left == {}


def test_texts_in_english_would_be_seen(site: FlaskClient):
    whole, parts = english_texts()
    shown = {*shown_texts(read_page(site.get("/programs?zip=60601").text))}
    assert len(shown & whole) > 20
    assert any(part in text for part in parts for text in shown)


def test_every_link_and_form_of_a_page_stays_in_its_language(pages: Pages):
    seen = {link for page in pages.values() for link in links(page)}
    assert {each for each in seen if not each.startswith("/es/")} <= IN_ENGLISH_ONLY
    kinds = {urlsplit(each).path.split("/")[2] for each in seen if each.startswith("/es/")}
    assert kinds >= {"", "programs", "compare", "shortlist", "inquire", "for-schools", "privacy", "problems"}


def test_every_link_within_the_pages_in_spanish_leads_somewhere(site: FlaskClient, pages: Pages):
    every = {each.attributes["href"] for page in pages.values() for each in page.every("a")}
    found = {each for each in every if each.startswith("/es/") and not each.startswith("/es/inquire?")}
    by_kind = {re.sub(r"prg_\w+|\d+", "#", urlsplit(each).path) + urlsplit(each).query[:4]: each for each in found}
    for address in by_kind.values():
        assert site.get(address).status_code == 200, address


def test_no_template_has_an_address_of_its_own_language(pages: Pages):
    fixed = re.compile(r'(?:href|action|formaction)="(/[^"]*)"')
    templates = Path(__file__).parents[2] / "leadmatch" / "site" / "templates" / "site"
    found = {address for file in templates.glob("*.html") for address in fixed.findall(file.read_text())}
    assert {each for each in found if "{{" not in each} <= IN_ENGLISH_ONLY
    assert pages


def test_the_page_in_the_other_language_is_one_click_away_and_one_back(site: FlaskClient, pages: Pages):
    for address, page in pages.items():
        elsewhere = address == "/nope"
        assert in_other_language(page) == ("/" if elsewhere else address), address
        english = read_page(site.get(address).text)
        assert english.one("html").attributes["lang"] == "en"
        assert in_other_language(english) == ("/es/" if elsewhere else f"/es{address}"), address
        link = english.one("a", class_="in-language")
        assert (link.text, link.attributes["lang"], link.attributes["hreflang"]) == ("Español", "es", "es")


def test_every_page_names_itself_in_each_language_to_search_engines(pages: Pages, site: FlaskClient):
    for address, page in pages.items():
        found = [*page.every("link", rel="alternate")]
        named = {each.attributes["hreflang"]: each.attributes["href"] for each in found}
        if address == "/nope":
            assert named == {}
            continue
        is_for_robots = not [*page.every("meta", name="robots")]
        path = urlsplit(address).path if is_for_robots else address
        assert named == {"en": BASE + path, "x-default": BASE + path, "es": f"{BASE}/es{path}"}, address
        assert [each.attributes["href"] for each in page.every("link", rel="canonical")] == (
            [f"{BASE}/es{path}"] if is_for_robots else []
        )
        english = read_page(site.get(address).text)
        assert {each.attributes["href"] for each in english.every("link", rel="alternate")} == {*named.values()}


def test_what_an_address_asks_is_written_into_the_link_as_an_address_may_hold_it(site: FlaskClient):
    page = read_page(site.get("/programs?zip=606&x=%22%3E%ff&y=<b>'\"").text)
    assert in_other_language(page) == "/es/programs?zip=606&x=%22%3E%ff&y=%3Cb%3E'%22"


def test_an_answer_to_a_form_leads_to_the_form(site: FlaskClient):
    refused = read_page(site.post("/es/programs").text)
    assert refused.one("h1").text == "Esta dirección no acepta ese tipo de solicitud"
    assert in_other_language(refused) == "/programs"
    assert in_other_language(read_page(site.post("/es/receipts/x/stop").text)) == "/"


@pytest.mark.parametrize(
    "path",
    ["/es/api/v1/programs", "/es/static/site.css", "/es/openapi.json", "/es/sitemap.xml", "/es/robots.txt", "/es/x"],
)
def test_what_has_no_language_has_no_address_in_one(site: FlaskClient, path: str):
    answer = site.get(f"{path}?zip=60601")
    assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")
    assert "No hay ninguna página en esta dirección" in answer.text


def test_the_prefix_alone_leads_to_the_first_page(site: FlaskClient):
    answer = site.get("/es?from=card")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/es/?from=card")
    assert site.get(answer.headers["Location"]).status_code == 200
    for path in ("/essay", "/ES/", "/es//", "/es/es/"):
        assert site.get(path).status_code == 404, path


def test_the_address_alone_says_the_language_so_that_whoever_keeps_pages_cannot_mix_them(site: FlaskClient):
    plain = site.get("/privacy")
    asked = site.get("/privacy", headers={"Accept-Language": "es", "Cookie": "lang=es; language=es"})
    assert plain.data == asked.data
    for path in ("/privacy", "/es/privacy", "/es/programs?zip=60601"):
        answer = site.get(path)
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in answer.headers
    assert plain.data != site.get("/es/privacy").data


def test_robots_leave_searches_alone_in_every_language(site: FlaskClient):
    rules = site.get("/robots.txt").text.splitlines()
    for path in ("/programs?", "/inquire", "/receipts/"):
        assert {f"Disallow: {path}", f"Disallow: /es{path}"} <= {*rules}
