"""The pages of /docs: what every page of the site keeps to, and that they say what is so."""

import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from instances import settings_of
from shown import PAGES

from leadmatch.app import create_app
from leadmatch.inquiries.rules import public_code
from leadmatch.inquiries.sandbox.outcomes import ACCEPTED, TROUBLES
from leadmatch.partner.docs.changes import CHANGES
from leadmatch.partner.docs.prose import prose
from leadmatch.partner.docs.value_words import EMBED_ATTRIBUTES, EMBED_PROPERTIES, REASONS
from leadmatch.partner.embed.asked import ATTRIBUTES
from leadmatch.partner.embed.releases import newest
from leadmatch.sponsors.checks import RejectCode
from leadmatch.web.problem_pages import problem_texts

sys.path.append(str(Path(__file__).parents[1] / "site"))
from reading import Element, read_page

NOT_OF_THE_API = {"catalogue-file-faults"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(settings_of(tmp_path_factory.mktemp("docs")), watches=False).test_client()


@pytest.fixture(scope="module")
def pages(client: FlaskClient) -> dict[str, Element]:
    found = {}
    for path in PAGES:
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8"), path
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        found[path] = read_page(answer.text)
    return found


def test_every_page_has_one_main_heading_a_title_and_headings_without_a_gap(pages: dict[str, Element]):
    for path, page in pages.items():
        assert page.one("h1").text
        assert re.fullmatch(r"\S.{4,100} · leadmatch", page.one("head").one("title").text), path
        assert 20 <= len(page.one("meta", name="description").attributes["content"]) <= 220, path
        levels = [int(each.tag[1]) for each in page.every() if re.fullmatch("h[1-6]", each.tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_page_is_english_wherever_it_is_read_from(client: FlaskClient, pages: dict[str, Element]):
    for path, page in pages.items():
        assert page.one("html").attributes["lang"] == "en"
        assert not list(page.every("link", rel="alternate"))
        assert client.get(f"/es{path}").status_code == 404


def test_ids_are_unique_and_every_link_leads_somewhere(client: FlaskClient, pages: dict[str, Element]):
    ids = {}
    for path, page in pages.items():
        counted = Counter(each.attributes["id"] for each in page.every() if "id" in each.attributes)
        assert counted.most_common(1)[0][1] == 1, (path, counted.most_common(3))
        ids[path] = set(counted)
    links = {(path, link.attributes["href"]) for path, page in pages.items() for link in page.one("main").every("a")}
    for path, href in links:
        there, _, fragment = href.partition("#")
        there = there or path
        if there in ids:
            assert not fragment or fragment in ids[there], (path, href)
        elif there.startswith("/"):
            assert client.get(there).status_code == 200, (path, href)
        else:
            assert there.startswith(("https://", "mailto:")), (path, href)
    assert len(links) > 150


def test_the_manual_is_found_from_every_page_and_from_every_problem(client: FlaskClient):
    for path in ("/", "/problems/invalid-request", "/docs/guide"):
        footer = read_page(client.get(path).text).one("footer")
        assert [each.text for each in footer.every("a") if each.attributes["href"] == "/docs"]
    for path in ("/problems/", "/problems/invalid-request", "/es/problems/"):
        assert "/docs/guide#errors" in {each.attributes["href"] for each in read_page(client.get(path).text).every("a")}


def test_every_problem_type_of_the_api_is_linked_from_the_guide(pages: dict[str, Element]):
    linked = {each.attributes["href"].removeprefix("/problems/") for each in pages["/docs/guide"].every("a")}
    assert set(problem_texts()) - NOT_OF_THE_API <= linked


def test_every_reason_a_caller_can_be_told_is_explained():
    assert {public_code(code) for code in RejectCode} == set(REASONS)


def test_every_word_that_decides_in_the_sandbox_is_listed(pages: dict[str, Element]):
    listed = {each.text for each in pages["/docs/guide"].one("dl", class_="sandbox-words").every("dt")}
    assert listed == {ACCEPTED, *RejectCode, *TROUBLES}


def test_all_that_the_embed_takes_is_listed_and_nothing_else():
    assert set(EMBED_ATTRIBUTES) == set(ATTRIBUTES)
    script = newest().content.decode()
    colors = re.search(r"const COLORS = \{(.*?)\};", script, re.DOTALL)
    assert colors
    named = {*re.findall(r'"?([a-z-]+)"?: \[', colors[1]), *re.findall(r"var\(--leadmatch-([a-z-]+),", script)}
    assert set(EMBED_PROPERTIES) == named


def test_the_document_has_the_version_of_the_newest_change(client: FlaskClient):
    assert client.get("/openapi.json").get_json()["info"]["version"] == CHANGES[0].version
    order = [(each.day, [*map(int, each.version.split("."))]) for each in CHANGES]
    assert order == sorted(order, reverse=True)


def test_the_reference_has_every_operation_once_those_of_schools_apart(client: FlaskClient, pages: dict[str, Element]):
    paths = client.get("/openapi.json").get_json()["paths"]
    of_schools = {each["operationId"] for path in paths.values() for each in path.values() if each["tags"] == ["leads"]}
    everything = {each["operationId"] for path in paths.values() for each in path.values()}
    for path, expected in (("/docs/reference", everything - of_schools), ("/docs/reference/schools", of_schools)):
        named = {each.attributes.get("id") for each in pages[path].every("h3")}
        assert everything & named == expected


def test_the_reference_shows_every_parameter_with_its_limits_and_default(pages: dict[str, Element]):
    described = dict(
        zip(
            (each.attributes["id"] for each in pages["/docs/reference"].every("dt") if "id" in each.attributes),
            (each.text for each in pages["/docs/reference"].every("dd") if list(each.every("span", class_="kind"))),
            strict=True,
        )
    )
    per_page, sort = described["search_list_programs.per_page"], described["search_list_programs.sort"]
    assert per_page == "Programs on a page. whole number from 1 to 100; 20 if not sent; for example 1."
    assert sort.endswith("one of distance, cost, length, graduates, name; distance if not sent.")
    assert described["Person.first_name"].startswith("Letters of any script")


def test_names_in_backticks_are_code_and_everything_else_is_text():
    assert prose("`a<b` & <i>") == "<code>a&lt;b</code> &amp; &lt;i&gt;"
