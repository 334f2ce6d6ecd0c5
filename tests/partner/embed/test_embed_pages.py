"""The page for frames and the page that shows the element: for whom they are, and that nothing in them is a script."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leadmatch.partner.embed.releases import FOLDER, newest
from leadmatch.partner.embed.routes import embed_blueprint
from leadmatch.partner.embed.shown import HOST_STYLES
from leadmatch.web.problems import register_problems
from leadmatch.web.security_headers import register_security_headers

HOME = "https://guide.example.org"
KEY, HOMELESS, UNKNOWN = ("pk_" + letter * 49 for letter in "abc")
ORIGINS = {KEY: ("https://careers.example.org", "https://www.example.com:8443"), HOMELESS: ()}
HOSTILE = (
    '"><script>alert(1)</script>',
    "' onload=alert(1) '",
    "javascript:alert(1)",
    "pk_\nSet-Cookie: a=b",
    "é" * 30,
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = Flask(__name__)
    register_problems(app, base_url=HOME)
    register_security_headers(app, base_url=HOME)
    app.register_blueprint(embed_blueprint(ORIGINS.get, base_url=HOME))
    return app.test_client()


def ancestors(policy: str) -> str:
    return re.findall(r"frame-ancestors ([^;]+)$", policy)[0]


def test_the_frame_may_stand_on_the_sites_of_the_partner_alone(client: FlaskClient):
    answer = client.get(f"/embed/frame?key={KEY}&field=billing-coding&placement=side&lang=es&inquiry=link")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert ancestors(policy) == "https://careers.example.org https://www.example.com:8443"
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    element = f'<leadmatch-search key="{KEY}" field="billing-coding" placement="side" lang="es" inquiry="link">'
    assert element in answer.text
    assert '<html lang="es">' in answer.text


def test_languages_and_fields_are_read_as_the_element_reads_its_attributes(client: FlaskClient):
    for lang in ("es-MX", "ES", " es-419 "):
        query = {"key": KEY, "lang": lang, "field": "billing-coding, medical-office"}
        html = client.get("/embed/frame", query_string=query).text
        assert '<html lang="es">' in html
        assert f'<leadmatch-search key="{KEY}" field="billing-coding,medical-office" lang="es">' in html
        framed = re.findall(r"<code>(&lt;iframe.*?)</code>", client.get("/embed/demo", query_string=query).text)[0]
        assert "lang=es" in framed
        assert "Busque programas cerca de usted" in framed


@pytest.mark.parametrize("key", [HOMELESS, UNKNOWN, "", "pk_", *HOSTILE])
def test_a_key_without_sites_or_not_in_force_lets_nobody_frame_the_page(client: FlaskClient, key: str):
    answer = client.get("/embed/frame", query_string={"key": key})
    assert ancestors(answer.headers["Content-Security-Policy"]) == "'none'"
    if key != HOMELESS:
        assert answer.status_code == 403
        assert "can&#39;t be shown here" in answer.text.replace("'", "&#39;")
        assert "leadmatch-search" not in answer.text


def test_a_frame_that_is_refused_says_so_in_spanish_too(client: FlaskClient):
    assert "no se puede mostrar aquí" in client.get("/embed/frame?lang=es").text


@pytest.mark.parametrize("name", ["field", "placement", "sub_id", "lang", "inquiry", "theme", "zip"])
@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_not_written_like_an_attribute_is_left_out(client: FlaskClient, name: str, value: str):
    for page in ("/embed/frame", "/embed/demo"):
        html = client.get(page, query_string={"key": KEY, name: value}).text
        assert value not in html
        assert value not in unescape(html)
        assert not re.search(rf'<leadmatch-search[^>]* {name}="{re.escape(value)}"', html)


def test_the_demo_gives_three_lines_to_copy_for_each_host_style(client: FlaskClient):
    answer = client.get(f"/embed/demo?key={KEY}")
    snippets = [unescape(each) for each in re.findall(r"<code>(&lt;script.*?)</code>", answer.text, re.DOTALL)]
    assert len(snippets) == len(HOST_STYLES) == 3
    script, element, without = snippets[2].splitlines()
    assert script == (
        f'<script src="{HOME}/embed/v{newest().version}.js" integrity="{newest().integrity}" crossorigin="anonymous" '
        "async></script>"
    )
    assert element == (
        f'<leadmatch-search key="{KEY}" field="billing-coding" placement="sidebar" inquiry="link"></leadmatch-search>'
    )
    assert without == f'<noscript><a href="{HOME}/">Find programs near you</a></noscript>'
    assert answer.text.count(element) == 1, "the element itself is on the page too, beside its escaped line"
    assert f"{HOME}/embed/frame?key={KEY}" in unescape(answer.text)


@pytest.mark.parametrize("key", ["", "sk_" + "a" * 49, *HOSTILE])
def test_the_demo_without_a_publishable_key_says_where_one_comes_from(client: FlaskClient, key: str):
    answer = client.get("/embed/demo", query_string={"key": key})
    assert answer.status_code == 200
    assert '<input id="key" name="key"' in answer.text
    assert "leadmatch-search" not in answer.text
    assert not key or key not in answer.text


def test_the_style_sheet_of_the_demo_is_the_one_that_it_tells_to_copy():
    rules = (FOLDER / "demo.css").read_text()
    for style in HOST_STYLES:
        for name, value in style.properties.items():
            assert f"  {name}: {value};" in rules.split(f".{style.name} leadmatch-search {{")[1].split("}")[0]


def test_every_custom_property_that_the_demo_sets_is_one_that_the_element_reads():
    script = newest().content.decode()
    colors = re.findall(r'["{ ,](?:")?([a-z-]+)"?: \["#', script)
    read = {f"--leadmatch-{name}" for name in colors} | set(re.findall(r"--leadmatch-[a-z-]+[a-z]", script))
    assert {name for style in HOST_STYLES for name in style.properties} <= read


@pytest.mark.parametrize("name", ["frame.js", "frame.css", "demo.js", "demo.css"])
def test_the_parts_of_both_pages_are_served_as_what_they_are(client: FlaskClient, name: str):
    answer = client.get(f"/embed/{name}")
    assert answer.data == (FOLDER / name).read_bytes()
    assert answer.mimetype == ("text/javascript" if name.endswith("js") else "text/css")
