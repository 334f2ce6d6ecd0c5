"""The script of the element: released files never change, they are small, and any page may load them."""

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leadmatch.partner.embed.releases import FOLDER, integrity_of, newest, releases
from leadmatch.partner.embed.routes import embed_blueprint
from leadmatch.web.compression import register_compression
from leadmatch.web.problems import register_problems
from leadmatch.web.security_headers import register_security_headers

HOME = "https://guide.example.org"
MOST_BYTES = 15_000
# What would set a cookie, keep something, run text as a script, or need a style or an image that a strict page refuses.
NEVER_USED = (
    r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(|cookie|localStorage|sessionStorage|indexedDB"
    r"|setTimeout\(\"|\.style\b|\"style\"|url\(|createElement\(\"(?:script|style|img|iframe)|postMessage|addEventListener\(\"message"
)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    app = Flask(__name__)
    register_problems(app, base_url=HOME)
    register_compression(app)
    register_security_headers(app, base_url=HOME)
    app.register_blueprint(embed_blueprint({}.get, base_url=HOME))
    return app.test_client()


@pytest.mark.parametrize("version", releases())
def test_a_released_file_never_changes(version: str):
    listed, found = releases()[version].integrity, integrity_of(releases()[version].content)
    assert found == listed, f"v{version}.js is released: put the change into a new version (its hash would be {found})"


def test_every_file_is_listed_and_the_newest_comes_last():
    versions = [tuple(map(int, version.split("."))) for version in releases()]
    assert versions == sorted(set(versions))
    assert {f"v{version}.js" for version in releases()} == {each.name for each in FOLDER.glob("v*.js")}
    assert {major for major, *_ in versions} == {1}, "v2 needs an address of its own: pages rely on /embed/v1.js"


@pytest.mark.parametrize("level", [6, 9])
def test_the_newest_script_has_at_most_15_kb_gzipped(level: int):
    assert len(gzip.compress(newest().content, level)) <= MOST_BYTES


def test_the_newest_script_uses_nothing_that_a_strict_page_or_a_careful_visitor_refuses():
    assert re.findall(NEVER_USED, newest().content.decode()) == []


def test_the_address_without_a_version_gives_the_newest_and_may_be_kept_for_five_minutes(client: FlaskClient):
    answer = client.get("/embed/v1.js")
    assert answer.data == newest().content
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get("/embed/v1.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_address_with_a_version_may_be_kept_for_good(client: FlaskClient):
    answer = client.get("/embed/v1.0.0.js")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert integrity_of(answer.data) == releases()["1.0.0"].integrity
    for unknown in ("/embed/v1.0.1.js", "/embed/v2.js", "/embed/v.js", "/embed/releases.txt", "/embed/v1..js"):
        assert client.get(unknown).status_code == 404, unknown


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip, deflate, br, zstd", "gzip"), ("gzip;q=0", None), ("identity", None), ("br", "br")]
)
def test_the_script_travels_compressed_for_those_who_accept_it(client: FlaskClient, accepted: str, coding: str | None):
    answer = client.get("/embed/v1.js", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    if coding == "gzip":
        assert gzip.decompress(answer.data) == newest().content
        assert len(answer.data) <= MOST_BYTES
        plain = client.get("/embed/v1.js").headers["ETag"]
        assert answer.headers["ETag"] != plain
