"""What every page keeps to: landmarks, labels, ids, headings, and nothing that a strict CSP forbids."""

import re
from collections import Counter
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from all_pages import add_failing_pages, every_page
from flask.testing import FlaskClient
from reading import Element, MakeApp, read_page
from site_catalogue import ExamplePlacements

from leadmatch.site.assets import STATIC, STYLE_PARTS

Pages = dict[str, Element]
OWN_PATHS = ("/", "#")


@pytest.fixture(scope="module")
def site(make_app: MakeApp) -> FlaskClient:
    app = make_app(ExamplePlacements())
    add_failing_pages(app)
    return app.test_client()


@pytest.fixture(scope="module")
def pages(site: FlaskClient) -> Pages:
    return {address: read_page(html) for address, html in every_page(site)}


def test_every_page_has_its_landmarks_one_main_heading_and_a_way_past_the_header(pages: Pages):
    for address, page in pages.items():
        assert page.one("html").attributes["lang"] == "en", address
        assert page.one("h1").text, address
        assert [len([*page.every(tag)]) for tag in ("header", "main", "footer")] == [1, 1, 1], address
        skip = next(page.one("body").every("a"))
        assert skip.attributes["href"] == "#" + page.one("main").attributes["id"], address


def test_headings_leave_out_no_level(pages: Pages):
    for address, page in pages.items():
        levels = [int(each.tag[1]) for each in page.every() if re.fullmatch("h[1-6]", each.tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), address


def test_titles_and_descriptions_say_what_the_page_is(pages: Pages):
    for address, page in pages.items():
        assert re.fullmatch(r"\S.{4,100} · leadmatch", page.one("head").one("title").text), address
        assert 20 <= len(page.one("meta", name="description").attributes["content"]) <= 220, address


def test_ids_are_unique_and_whatever_names_one_finds_it(pages: Pages):
    for address, page in pages.items():
        ids = Counter(each.attributes["id"] for each in page.every() if "id" in each.attributes)
        assert ids.most_common(1)[0][1] == 1, (address, ids.most_common(3))
        for element in page.every():
            for name in ("for", "form", "aria-labelledby", "aria-describedby"):
                assert set(element.attributes.get(name, "").split()) <= set(ids), (address, element.attributes)
            href = element.attributes.get("href", "")
            assert not href.startswith("#") or href[1:] in ids, (address, href)


def test_every_control_has_a_label_and_every_group_a_legend(pages: Pages):
    for address, page in pages.items():
        named = {each.attributes["for"] for each in page.every("label") if "for" in each.attributes}
        wrapped = {id(control) for label in page.every("label") for control in label.every() if label.text}
        for control in (*page.every("input"), *page.every("select")):
            is_hidden = control.attributes.get("type") == "hidden"
            assert is_hidden or control.attributes.get("id") in named or id(control) in wrapped, (address, control)
        for group in page.every("fieldset"):
            assert next(group.every("legend")).text, address
        for link in (*page.every("a"), *page.every("button")):
            assert link.text, (address, link.attributes)


def test_nothing_is_asked_of_another_host_and_nothing_runs_or_styles_inline(pages: Pages):
    for address, page in pages.items():
        for element in page.every():
            assert element.tag not in {"style", "iframe", "img", "object", "embed"}, address
            if element.tag == "script" and element.attributes.get("type") != "application/ld+json":
                assert element.attributes["src"].startswith("/static/"), address
            assert not [name for name in element.attributes if name == "style" or name.startswith("on")], address
            if element.tag in {"link", "form"} and element.attributes.get("rel") not in {"canonical", "alternate"}:
                target = element.attributes.get("href", element.attributes.get("action", ""))
                assert target.startswith(("/", "data:,")), (address, target)
                assert not target.startswith("//"), (address, target)
            if element.tag == "a" and not element.attributes["href"].startswith(OWN_PATHS):
                assert element.attributes["rel"] == "noopener", (address, element.attributes)
    for part in (*(STATIC / "css").iterdir(), STATIC / "site.js"):
        assert not re.search(r"url\(|@import|https?:", part.read_text()), part


def test_every_part_of_the_style_sheet_is_served():
    assert {part.name for part in (STATIC / "css").iterdir()} == set(STYLE_PARTS)


def test_every_link_within_the_site_leads_somewhere(site: FlaskClient, pages: Pages):
    every = ((each, address) for address, page in pages.items() for each in page.every("a"))
    links = {each.attributes["href"]: address for each, address in every if "hreflang" not in each.attributes}
    inner = {href: address for href, address in links.items() if href.startswith("/") and "/inquire" not in href}
    for href, address in inner.items():
        assert site.get(href).status_code == 200, (address, href)
    assert len(inner) > 100


def test_the_style_sheet_is_kept_for_good_under_its_content_s_hash(site: FlaskClient, pages: Pages):
    addresses = {page.one("link", rel="stylesheet").attributes["href"] for page in pages.values()}
    (address,) = addresses
    response = site.get(address)
    assert response.content_type == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for stale in (urlsplit(address).path, f"{urlsplit(address).path}?v=0"):
        assert site.get(stale).headers["Cache-Control"] == "no-cache"
        assert site.get(stale, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_robots_are_told_to_leave_searches_alone(site: FlaskClient, pages: Pages):
    response = site.get("/robots.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert "Disallow: /programs?\n" in response.text
    assert pages["/programs?zip=60601"].one("meta", name="robots").attributes["content"] == "noindex"


def test_the_guide_asks_for_a_zip_code_and_nothing_about_the_person(pages: Pages):
    form, again = pages["/"].every("form")
    assert [each.attributes["name"] for each in form.every("input")] == [
        each.attributes["name"] for each in again.every("input")
    ]
    assert (form.attributes["action"], form.attributes["method"]) == ("/programs", "get")
    names = {each.attributes["name"] for each in form.every("input")}
    zip_code = form.one("input", name="zip").attributes
    fields = {each.attributes["value"]: "checked" in each.attributes for each in form.every("input", type="radio")}
    assert names == {"zip", "field"}
    assert (zip_code["inputmode"], zip_code["autocomplete"]) == ("numeric", "postal-code")
    assert int(zip_code["maxlength"]) >= len("60601-1234")
    assert fields == {"billing-coding": True, "medical-assisting": False, "medical-office": False}


def test_the_places_of_zip_codes_are_credited(pages: Pages):
    for address, page in pages.items():
        assert "ZIP code locations: zipcodes and GeoNames (CC BY 4.0)" in page.one("footer").text, address
