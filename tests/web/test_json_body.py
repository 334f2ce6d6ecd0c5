"""A JSON body is read whole and strictly, or refused with the status that says why; none makes the service fail."""

import json
import struct

import pytest
from flask import Blueprint, Flask, request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from small_service import make_app
from werkzeug.test import TestResponse

from leadmatch.web.json_body import read_json_object

LIMIT = 1000


@pytest.fixture(scope="module")
def echo() -> FlaskClient:
    return make_echo().test_client()


def make_echo() -> Flask:
    app = make_app()
    api = Blueprint("echo", __name__)

    @api.post("/api/v1/echo")
    def answer() -> dict[str, object]:
        return {"read": read_json_object(request, max_bytes=LIMIT)}

    app.register_blueprint(api)
    return app


def send(
    client: FlaskClient, raw: bytes, content_type: str | None = "application/json", **headers: str
) -> TestResponse:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/api/v1/echo", data=raw, content_type=content_type, headers=fields)


def slug_of(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["type"].rpartition("/")[2]


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"']
)
def test_an_object_is_read(echo: FlaskClient, kind: str):
    sent = {"a": [1, 2.5, None, True, {"b": "Zoë \u0000 \n"}], "": ""}
    assert json.loads(send(echo, json.dumps(sent).encode(), kind).data) == {"read": sent}


@pytest.mark.parametrize(
    "kind",
    [None, "", "text/plain", "application/x-www-form-urlencoded", "application/problem+json", "json", "\xff;;="]
    + [f"application/json; charset={name}" for name in ("utf-16", "utf-8-sig", "latin-1")],
)
def test_another_media_type_is_a_415(echo: FlaskClient, kind: str | None):
    assert slug_of(send(echo, b"{}", kind)) == (415, "unsupported-media-type")


def test_a_packed_body_is_a_415(echo: FlaskClient):
    assert slug_of(send(echo, b"{}", Content_Encoding="gzip")) == (415, "unsupported-media-type")
    assert send(echo, b"{}", Content_Encoding="identity").status_code == 200


@pytest.mark.parametrize(
    "raw",
    [b"", b" ", b"{", b"{}}", b"{}{}", b"{'a': 1}", b'{"a": 1,}', b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -}',
     b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', b'{"a": "\\ud800"}', b"\xef\xbb\xbf{}", b'{"a": "\n"}', b'{"a": \x00}',
     '{"a": 1}'.encode("utf-16"), b"// no\n{}", b'{"a": 01}', b'{"a": 0x1}', b"a=1"],
)  # fmt: skip
def test_what_is_no_json_is_a_400(echo: FlaskClient, raw: bytes):
    assert slug_of(send(echo, raw)) == (400, "unreadable-request")


@pytest.mark.parametrize(
    "raw",
    [b'{"a": 1, "a": 1}', b'{"a": 1, "b": 2, "\\u0061": 3}', b'{"a": {"b": 1, "b": 2}}', b'{"a": [{"b": 1, "b": 2}]}'],
)
def test_a_name_that_stands_twice_is_a_400(echo: FlaskClient, raw: bytes):
    answer = send(echo, raw)
    assert slug_of(answer) == (400, "unreadable-request")
    assert json.loads(answer.data)["detail"] == "Send each name of a JSON object once."


@pytest.mark.parametrize("raw", [b"[]", b"[{}]", b"1", b'"{}"', b"null", b"true"])
def test_json_that_is_no_object_is_a_fault_of_the_whole_body(echo: FlaskClient, raw: bytes):
    answer = send(echo, raw)
    assert slug_of(answer) == (422, "invalid-request")
    assert json.loads(answer.data)["errors"] == [
        {"pointer": "", "code": "invalid-type", "detail": "Send a JSON object."}
    ]


def test_a_body_may_have_the_limit_and_not_a_byte_more(echo: FlaskClient):
    longest = b'{"a":"' + b"x" * (LIMIT - 8) + b'"}'
    assert send(echo, longest).status_code == 200
    assert slug_of(send(echo, longest + b" ")) == (413, "body-too-large")


def test_a_body_that_does_not_tell_its_length_is_cut_off_too(echo: FlaskClient):
    stream = {"wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    sent = {"a": "x" * LIMIT}
    answer = echo.post(
        "/api/v1/echo",
        data=json.dumps(sent),
        content_type="application/json",
        environ_overrides=stream,
        headers={"Transfer-Encoding": "chunked"},
    )
    assert slug_of(answer) == (413, "body-too-large")
    assert f"{LIMIT:,} bytes" in answer.get_json()["detail"]


@pytest.mark.parametrize("levels", [900, 1000, 1023, 1100, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nesting_is_never_a_failure(levels: int, opening: str):
    closing = "]" if opening == "[" else "}"
    body = ('{"a":' + opening * levels + "1" + closing * levels + "}").encode()
    app = make_app()
    with app.test_request_context("/", method="POST", data=body, content_type="application/json"):
        app.add_url_rule(
            "/api/v1/x", "x", lambda: str(len(read_json_object(request, max_bytes=10**7))), methods=["POST"]
        )
    answer = app.test_client().post("/api/v1/x", data=body, content_type="application/json")
    assert answer.status_code in {200, 400}
    assert levels < 1100 or answer.status_code == 400


@pytest.mark.parametrize("number", ["9" * 900, "-" + "9" * 900, "1e999", "9223372036854775808", "1." + "0" * 800])
def test_an_enormous_number_is_never_a_failure(echo: FlaskClient, number: str):
    assert send(echo, b'{"a": ' + number.encode() + b"}").status_code in {200, 400}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=("Cs",))),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))), inner)
    ),
    max_leaves=8,
)


@given(sent=st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=9), JSON, max_size=3))
def test_every_object_comes_through_as_it_was_sent(sent: dict[str, object]):
    raw = json.dumps(sent).encode()
    with make_app().test_request_context("/", method="POST", data=raw, content_type="application/json"):
        assert read_json_object(request, max_bytes=len(raw) or 1) == sent


@given(raw=st.binary(max_size=60) | st.binary(max_size=9).map(lambda some: b'{"a":"' + some + b'"}'))
def test_no_bytes_make_the_service_fail(raw: bytes):
    assert send(make_echo().test_client(), raw).status_code in {200, 400, 422}


def test_the_test_of_bytes_would_notice_a_failure():
    app = make_app()
    app.add_url_rule("/api/v1/echo", "echo", lambda: struct.unpack("q", request.get_data()), methods=["POST"])
    assert send(app.test_client(), b"{}").status_code == 500
