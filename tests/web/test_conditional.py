"""ETags and 304: who has the answer already gets no second copy."""

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from leadmatch.web.conditional import ReadyResponse, conditional_json, entity_tag, names

PATH = "/api/v1/things?name=a"
BODY = b'{"things":[]}'
TAG = entity_tag(BODY)


def test_an_answer_has_a_strong_etag_its_length_and_its_lifetime(client: FlaskClient):
    answer = client.get(PATH)
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (200, BODY, TAG)
    assert answer.headers["Content-Length"] == str(len(BODY))
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers.getlist("Vary") == ["Origin"]
    assert answer.mimetype == "application/json"
    assert answer.get_etag() == (TAG.strip('"'), False)


@pytest.mark.parametrize("sent", [TAG, f"W/{TAG}", f'"other", {TAG}', f'W/"a",W/{TAG}', "*", f' {TAG} , "b"'])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_known_etag_is_answered_304_without_a_body(client: FlaskClient, sent: str, method: str):
    answer = client.open(PATH, method=method, headers={"If-None-Match": sent})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == TAG
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Vary"] == "Origin"
    assert "Content-Length" not in answer.headers
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize("sent", ["", '"other"', TAG.strip('"')[:-1], 'W/"other"', '"', '"*"', "\xff", ",,,", "W/"])
def test_any_other_etag_gets_the_answer(client: FlaskClient, sent: str):
    answer = client.get(PATH, headers={"If-None-Match": sent})
    assert (answer.status_code, answer.data) == (200, BODY)


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient):
    get, head = client.get(PATH), client.head(PATH)
    assert head.data == b""
    assert list(head.headers) == list(get.headers)


def test_the_body_decides_the_etag():
    assert entity_tag(b"a") != entity_tag(b"b")
    assert entity_tag(b"a") == entity_tag(b"a")


def test_an_etag_can_be_given():
    app = Flask("x")
    with app.test_request_context(headers={"If-None-Match": '"v7"'}):
        assert conditional_json(b"{}", cache_control="no-cache", etag='"v7"').status_code == 304
        assert conditional_json(b"{}", cache_control="no-cache", etag='"v8"').headers["ETag"] == '"v8"'


@pytest.mark.parametrize("sent", [None, TAG])
def test_an_answer_can_name_a_field_that_it_depends_on(sent: str | None):
    with Flask("x").test_request_context(headers={} if sent is None else {"If-None-Match": sent}):
        assert conditional_json(BODY, cache_control="no-cache", vary="Sec-GPC").headers.getlist("Vary") == ["Sec-GPC"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("status", "body"), [("200 OK", BODY), ("304 NOT MODIFIED", None)])
def test_a_ready_response_is_sent_as_a_plain_one_would_be(method: str, status: str, body: bytes | None):
    pairs = [("ETag", TAG), ("Cache-Control", "no-cache")]
    if body is not None:
        pairs = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *pairs]
    plain = Response([] if body is None else [body], status, pairs)
    if body is None:
        del plain.headers["Content-Type"]
    ready = ReadyResponse(body, status, int(status[:3]), pairs)
    environ = {"REQUEST_METHOD": method}
    for response in (plain, ready):
        assert response.status == status
        assert response.status_code == int(status[:3])
    plain_body, plain_status, plain_headers = plain.get_wsgi_response(environ)
    ready_body, ready_status, ready_headers = ready.get_wsgi_response(environ)
    assert b"".join(ready_body) == b"".join(plain_body)
    assert (ready_status, ready_headers) == (plain_status, plain_headers)
    assert ready.get_data() == plain.get_data()


def test_a_ready_response_can_still_be_changed_by_a_hook():
    response = ReadyResponse(BODY, "200 OK", 200, [("Content-Length", str(len(BODY)))])
    closed = []
    response.call_on_close(lambda: closed.append(True))
    response.headers["RateLimit"] = "r=1"
    body, status, headers = response.get_wsgi_response({"REQUEST_METHOD": "GET"})
    assert (b"".join(body), status) == (BODY, "200 OK")
    assert ("RateLimit", "r=1") in headers
    body.close()
    assert closed == [True]


def test_a_missing_if_none_match_names_nothing():
    assert not names(None, TAG)
