"""Answers travel compressed for those who accept it, and stay the same answers."""

import gzip

import brotli
import pytest
from backports import zstd
from flask import Flask, Response
from flask.testing import FlaskClient

from leadmatch.web.compression import SMALLEST_BYTES, register_compression
from leadmatch.web.conditional import conditional_json, entity_tag
from leadmatch.web.security_headers import register_security_headers

BODY = b'{"things":[' + b"1," * 2000 + b"2]}"
UNPACK = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
CODINGS = pytest.mark.parametrize("coding", [*UNPACK])
READY, PLAIN = "/api/v1/ready", "/plain"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("things", static_folder=None)
    register_compression(app)
    register_security_headers(app, base_url="https://guide.example")

    @app.get(READY)
    def ready() -> Response:
        return conditional_json(BODY, cache_control="no-cache")

    @app.get(PLAIN)
    def plain() -> Response:
        return Response(BODY, content_type="text/html; charset=utf-8", headers={"ETag": entity_tag(BODY)})

    @app.get("/sized/<int:size>")
    def sized(size: int) -> Response:
        return Response(b" " * size, content_type="text/css")

    @app.get("/typed/<path:kind>")
    def typed(kind: str) -> Response:
        return Response(BODY, content_type=kind)

    @app.get("/streamed")
    def streamed() -> Response:
        return Response((BODY for _ in range(2)), content_type="text/plain")

    return app.test_client()


@CODINGS
@pytest.mark.parametrize("path", [READY, PLAIN])
def test_who_accepts_a_coding_gets_the_same_bytes_in_it(client: FlaskClient, path: str, coding: str):
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert UNPACK[coding](packed.data) == plain.data == BODY
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert len(packed.data) < len(BODY) / 10
    assert packed.headers["Content-Type"] == plain.headers["Content-Type"]


@pytest.mark.parametrize(
    "accepts",
    [
        {},
        *({"Accept-Encoding": names} for names in ("", "identity", "compress, gzip;q=0", "*;q=0", "br;q=x;,", "\xff")),
    ],
)
@pytest.mark.parametrize("path", [READY, PLAIN])
def test_who_accepts_none_gets_the_bytes_as_they_are(client: FlaskClient, path: str, accepts: dict[str, str]):
    answer = client.get(path, headers=accepts)
    assert answer.data == BODY
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["ETag"] == entity_tag(BODY)


@pytest.mark.parametrize(("path", "also"), [(READY, {"Origin"}), (PLAIN, set())])
@pytest.mark.parametrize("accepts", [{}, {"Accept-Encoding": "gzip"}])
@pytest.mark.parametrize("known", [{}, {"If-None-Match": entity_tag(BODY)}])
def test_caches_are_told_that_the_coding_depends_on_who_asks(
    client: FlaskClient, path: str, also: set[str], accepts: dict[str, str], known: dict[str, str]
):
    (vary,) = client.get(path, headers=accepts | known).headers.getlist("Vary")
    assert set(vary.split(", ")) == {"Accept-Encoding"} | also


@CODINGS
@pytest.mark.parametrize("path", [READY, PLAIN])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_coding_has_an_etag_of_its_own_that_is_answered_304(
    client: FlaskClient, path: str, coding: str, method: str
):
    accepts = {"Accept-Encoding": coding}
    tag = client.get(path, headers=accepts).headers["ETag"]
    assert tag == f'{entity_tag(BODY)[:-1]}:{coding}"'
    again = client.open(path, method=method, headers=accepts | {"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Length" not in again.headers


def test_the_etag_of_another_coding_gets_the_answer(client: FlaskClient):
    tag = client.get(READY, headers={"Accept-Encoding": "br"}).headers["ETag"]
    answer = client.get(READY, headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert gzip.decompress(answer.data) == BODY


@pytest.mark.parametrize("path", [READY, PLAIN])
def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient, path: str):
    accepts = {"Accept-Encoding": "zstd"}
    get, head = client.get(path, headers=accepts), client.head(path, headers=accepts)
    assert head.data == b""
    # "Date" may turn between the two.
    assert [each for each in head.headers if each[0] != "Date"] == [each for each in get.headers if each[0] != "Date"]


@pytest.mark.parametrize(
    ("size", "is_packed"), [(0, False), (SMALLEST_BYTES - 1, False), (SMALLEST_BYTES, True), (SMALLEST_BYTES + 1, True)]
)
def test_small_bodies_stay_as_they_are(client: FlaskClient, size: int, is_packed: bool):  # noqa: FBT001  # a column
    answer = client.get(f"/sized/{size}", headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in answer.headers) is is_packed


@pytest.mark.parametrize("kind", ["image/png", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"])
def test_what_is_packed_already_is_left_alone(client: FlaskClient, kind: str):
    answer = client.get(f"/typed/{kind}", headers={"Accept-Encoding": "gzip"})
    assert answer.data == BODY


def test_what_is_streamed_is_sent_as_it_is(client: FlaskClient):
    answer = client.get("/streamed", headers={"Accept-Encoding": "gzip"})
    assert answer.data == BODY * 2
