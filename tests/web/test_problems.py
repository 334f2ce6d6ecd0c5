"""Errors as RFC 9457 problems: the status, the body, and that nothing ill-formed becomes a 5xx."""

import json
from wsgiref.types import WSGIEnvironment

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from small_service import BASE_URL, make_app
from werkzeug.test import EnvironBuilder, TestResponse

from leadmatch.kernel.errors import Fault
from leadmatch.web.problems import (
    HTTP_PROBLEMS,
    MAX_QUERY_BYTES,
    Problem,
    is_page,
    problem_response,
    register_problems,
)
from leadmatch.web.request_log import configure_log


def problem(answer: TestResponse, status: int, slug: str) -> dict[str, object]:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Origin"
    body = json.loads(answer.data)
    assert body["type"] == f"{BASE_URL}/problems/{slug}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("urn:uuid:")
    return body


def raw_status(app: Flask, **environ: str) -> int:
    """Ask with a WSGI environment that no client library would build."""
    seen: list[str] = []
    base: WSGIEnvironment = EnvironBuilder("/api/v1/things").get_environ()
    chunks = app.wsgi_app({**base, **environ}, lambda status, _headers, _error=None: seen.append(status))
    b"".join(chunks)
    return int(seen[0][:3])


def test_every_fault_is_an_entry_of_errors(client: FlaskClient):
    body = problem(client.get("/api/v1/things?nme=a&page=0"), 422, "invalid-request")
    assert body["errors"] == [
        {"parameter": "nme", "code": "unknown-parameter", "detail": "There is no such parameter; did you mean name?"},
        {
            "parameter": "page",
            "code": "invalid-value",
            "detail": "Send a whole number, 1 or more, in digits only.",
        },
        {
            "parameter": "name",
            "code": "missing-parameter",
            "detail": "Send text of 1 to 5 characters, none of them a control character.",
        },
    ]


def test_a_fault_in_a_body_is_named_by_its_pointer(app: Flask):
    with app.test_request_context("/api/v1/things"):
        answer = problem_response("invalid-request", "t", 422, "d", [Fault("/person/zip", "invalid-zip-code", "x")])
    assert json.loads(answer.data)["errors"][0]["pointer"] == "/person/zip"


def test_a_problem_without_faults_has_no_errors(client: FlaskClient):
    assert "errors" not in problem(client.get("/api/v1/nothing"), 404, "not-found")


def test_the_bodies_of_absent_and_foreign_differ_in_nothing_but_instance(client: FlaskClient):
    bodies = [json.loads(client.get(f"/api/v1/{path}").data) for path in ("things/foreign", "things/none", "no-route")]
    assert len({body.pop("instance") for body in bodies}) == 3
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "QUERY"])
def test_another_method_is_told_which_ones_are_allowed(client: FlaskClient, method: str):
    answer = client.open("/api/v1/things", method=method)
    problem(answer, 405, "method-not-allowed")
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_head_and_options_work(client: FlaskClient):
    assert client.head("/api/v1/things?name=a").status_code == 200
    options = client.options("/api/v1/things")
    assert options.status_code == 200
    assert "GET" in options.headers["Allow"]
    assert client.head("/api/v1/nothing").data == b""


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 418, 422, 428, 429, 431])
def test_every_http_error_is_a_problem(client: FlaskClient, status: int):
    words = HTTP_PROBLEMS.get(status) or HTTP_PROBLEMS[400]
    problem(client.get(f"/api/v1/failures/{status}"), status, words.slug)


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504])
def test_every_server_error_is_a_problem(client: FlaskClient, status: int):
    problem(client.get(f"/api/v1/failures/{status}"), status, "internal-error")


def test_not_ready_says_when_to_come_back_and_keeps_its_reason_for_the_log(capsys: pytest.CaptureFixture[str]):
    configure_log()
    answer = make_app().test_client().get("/api/v1/failures/early")
    assert problem(answer, 503, "not-ready")["detail"].endswith("/readyz names it.")
    assert json.loads(capsys.readouterr().err.splitlines()[0])["reason"] == "No things yet."
    assert int(answer.headers["Retry-After"]) > 0


def test_a_domain_error_speaks_for_itself(client: FlaskClient):
    body = problem(client.get("/api/v1/failures/unwrapped"), 422, "unknown-zip-code")
    assert (body["title"], body["detail"]) == ("No such place", "Type another place.")


def test_an_error_may_bring_members_and_a_time_to_come_back_but_no_other_status(client: FlaskClient):
    answer = client.get("/api/v1/failures/puzzle")
    assert problem(answer, 429, "challenge-required")["challenge"] == {"salt": "x"}
    assert answer.headers["Retry-After"] == "7"


def test_a_failure_of_ours_tells_nothing_and_is_logged_with_its_id(capsys: pytest.CaptureFixture[str]):
    configure_log()
    body = problem(make_app().test_client().get("/api/v1/failures/broken"), 500, "internal-error")
    assert "secret" not in json.dumps(body)
    failure, line = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert failure["request_id"] == line["request_id"] == body["instance"]
    assert "RuntimeError: an internal secret" in failure["exception"]
    assert (failure["endpoint"], line["status"]) == ("failures.broken", 500)


@pytest.mark.parametrize("switch", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
def test_a_failure_of_ours_stops_a_test(app: Flask, switch: str):
    app.config[switch] = True
    with pytest.raises(RuntimeError):
        app.test_client().get("/api/v1/failures/broken")


def test_a_query_string_may_have_8_kb_and_not_a_byte_more(client: FlaskClient):
    longest = "name=" + "a" * (MAX_QUERY_BYTES - 5)
    assert client.get(f"/api/v1/things?{longest}").status_code == 422
    problem(client.get(f"/api/v1/things?{longest}a"), 414, "query-too-long")
    problem(client.get(f"/api/v1/nothing?{longest}a"), 414, "query-too-long")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/things/",
        "/api/v1//things",
        "//api/v1/things",
        "/api//v1/things/x",
        "/api/v1/things/../things",
        "/api/v1/./things",
        "/api/v1/things/a%2Fb",
        "/api/v1/things/%2e%2e%2fx",
        "/api/v1/things/" + "x" * 100_000,
        "/api/v1/things/" + "9" * 50,
        "/api/v1/things/%00",
        "/api/v1/things/%ff",
        "/api/v1/things/%ED%A0%80",
        "/api/v1/things/%0d%0aX-Evil:1",
        "/API/v1/things",
        "/api/v1/things;x=1",
        "/api",
        "/api/",
    ],
)
def test_a_strange_path_is_404_and_never_a_redirect(client: FlaskClient, path: str):
    answer = client.get(path) if not path.startswith("//") else client.get("", base_url=f"http://localhost/{path[1:]}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "environ",
    [
        {"PATH_INFO": "//api/v1/things"},
        {"PATH_INFO": "/api/v1/things\xff"},
        {"PATH_INFO": ""},
        {"PATH_INFO": "\x00"},
        {"QUERY_STRING": "\xff=\xfe"},
        {"QUERY_STRING": "name=\x00\xff"},
        {"HTTP_HOST": ""},
        {"HTTP_HOST": "a b"},
        {"HTTP_HOST": "\xff"},
        {"HTTP_HOST": "[::1"},
        {"HTTP_HOST": "x:99999999"},
        {"HTTP_IF_NONE_MATCH": "\xff\x00", "QUERY_STRING": "name=a"},
        {"REQUEST_METHOD": "\xff"},
        {"CONTENT_LENGTH": "many", "REQUEST_METHOD": "POST"},
        {"CONTENT_TYPE": "\xff/;;=", "REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "\xff=\x00;;;"},
    ],
)
def test_an_ill_formed_request_is_never_a_5xx(app: Flask, environ: WSGIEnvironment):
    assert raw_status(app, **environ) < 500


@given(query=st.text(st.characters(max_codepoint=255), max_size=100), path=st.text(st.characters(max_codepoint=255)))
def test_no_path_or_query_is_a_5xx(query: str, path: str):
    app = make_app()
    assert raw_status(app, QUERY_STRING=query) < 500
    assert raw_status(app, PATH_INFO=f"/api/v1/{path}") < 500 or path == "failures/broken"


def test_errors_of_pages_are_pages(client: FlaskClient):
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert answer.data == b"<h1>There is nothing at this address</h1>"
    refused = client.post("/page")
    assert (refused.status_code, refused.mimetype) == (405, "text/html")
    assert "GET" in refused.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/things", "/api", "/openapi.json", "/healthz", "/readyz"])
def test_these_paths_are_read_by_programs(path: str):
    assert not is_page(path)


@pytest.mark.parametrize("path", ["/", "/programs", "/apiary", "/problems/not-found"])
def test_these_paths_are_read_by_people(path: str):
    assert is_page(path)


def test_without_a_page_for_errors_everything_is_json():
    app = Flask("bare", static_folder=None)
    register_problems(app, base_url=BASE_URL)
    assert app.test_client().get("/nowhere").content_type == "application/problem+json"


def test_an_error_that_brings_its_own_answer_keeps_it(client: FlaskClient):
    answer = client.get("/api/v1/failures/teapot")
    assert (answer.status_code, answer.data) == (418, b"short and stout")


def test_an_error_nobody_gave_a_status_fails_loudly(app: Flask):
    app.testing = True
    with pytest.raises(KeyError, match="forgotten"):
        app.test_client().get("/api/v1/failures/forgotten")


def test_a_page_of_errors_that_fails_itself_leaves_the_problem_in_its_plain_form(
    capsys: pytest.CaptureFixture[str],
):
    def broken(_problem: Problem) -> Response:
        raise ZeroDivisionError

    configure_log()
    app = Flask(__name__)
    register_problems(app, base_url=BASE_URL, page_errors=broken)
    answer = app.test_client().get("/nowhere")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert "error-page-failed" in capsys.readouterr().err
