"""Security headers, health, the request log, guards and problem pages."""

import errno
import io
import json
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from small_service import BASE_URL, make_app

from leadmatch.web.blueprints import declare_guard, guard_of, serves_pages
from leadmatch.web.health import health_blueprint
from leadmatch.web.problem_pages import parse_problem_texts, problem_texts
from leadmatch.web.problems import register_problems
from leadmatch.web.request_log import configure_log


@pytest.mark.parametrize("path", ["/page", "/nowhere"])
def test_pages_may_load_nothing_from_elsewhere_and_run_nothing_inline(client: FlaskClient, path: str):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Vary" not in headers


@pytest.mark.parametrize(
    "path", ["/api/v1/things?name=a", "/api/v1/things", "/api/v1/none", "/openapi.json", "/healthz"]
)
def test_api_answers_have_a_few_headers_of_their_own(client: FlaskClient, path: str):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers.getlist("Vary") == ["Origin"]
    assert "Permissions-Policy" not in headers


def test_other_files_are_not_sniffed(client: FlaskClient):
    headers = client.get("/style.css").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in headers


@pytest.mark.parametrize("path", ["/page", "/style.css", "/api/v1/things?name=a", "/healthz"])
def test_https_is_announced_only_where_it_is_the_public_address(path: str):
    header = "Strict-Transport-Security"
    assert header in make_app(base_url="https://guide.example").test_client().get(path).headers
    assert header not in make_app(base_url="http://127.0.0.1:8000").test_client().get(path).headers


def test_a_header_that_a_view_set_is_left_alone():
    app = make_app()

    @app.get("/embed")
    def embed() -> tuple[str, dict[str, str]]:
        return "<p>", {"Content-Security-Policy": "frame-ancestors *"}

    assert app.test_client().get("/embed").headers["Content-Security-Policy"] == "frame-ancestors *"


def test_the_process_is_up(client: FlaskClient):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json, answer.headers["Cache-Control"]) == (200, {"status": "ok"}, "no-store")


def test_the_service_is_ready_when_every_check_passes(client: FlaskClient):
    answer = client.get("/readyz")
    assert answer.json == {"status": "ready", "checks": {"database": "ok", "catalogue": "ok"}}
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_a_failing_check_is_named_without_its_internals():
    def broken() -> None:
        raise ValueError("password=hunter2")

    stream = io.StringIO()
    configure_log(stream)
    app = Flask("x", static_folder=None)
    register_problems(app, base_url=BASE_URL)
    app.register_blueprint(health_blueprint({"database": lambda: None, "geodata": broken, "catalogue": broken}))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert json.loads(answer.data)["detail"] == "These checks fail: geodata, catalogue."
    assert "hunter2" not in answer.text
    assert [json.loads(line)["check"] for line in stream.getvalue().splitlines()] == ["geodata", "catalogue"]
    assert app.test_client().get("/healthz").status_code == 200


def log_lines(path: str, *, slow_ms: float) -> list[dict[str, object]]:
    stream = io.StringIO()
    configure_log(stream)
    make_app(slow_ms=slow_ms).test_client().get(path)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


class FullDisk(io.StringIO):
    """Takes nothing any more."""

    def write(self, _text: str, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_cannot_be_written_changes_no_answer():
    configure_log(FullDisk())
    answer = make_app(slow_ms=0).test_client().get("/api/v1/none")
    assert (answer.status_code, answer.json["type"].rpartition("/")[2]) == (404, "not-found")


def test_ordinary_requests_are_not_logged():
    assert log_lines("/api/v1/things?name=a", slow_ms=60_000) == []
    assert log_lines("/api/v1/none", slow_ms=60_000) == []


def test_a_slow_request_is_logged_by_its_route_and_never_by_what_was_sent():
    (line,) = log_lines("/api/v1/things/led_secret?name=jane", slow_ms=0)
    assert (line["route"], line["endpoint"]) == ("/api/v1/things/<thing_id>", "things.get_thing")
    assert (line["method"], line["status"]) == ("GET", 404)
    assert line["ms"] >= 0
    assert str(line["request_id"]).startswith("urn:uuid:")
    assert "jane" not in json.dumps(line)
    assert "led_secret" not in json.dumps(line)


def test_a_request_without_a_route_is_logged_without_its_path():
    (line,) = log_lines("/api/v1/jane@example.com", slow_ms=0)
    assert (line["route"], line["endpoint"], line["status"]) == (None, None, 404)


def test_a_5xx_is_logged_however_fast():
    lines = log_lines("/api/v1/failures/early", slow_ms=60_000)
    assert lines[-1]["status"] == 503


def test_a_blueprint_names_its_guard():
    blueprint = Blueprint("b", __name__)
    assert guard_of(blueprint) is None
    assert not serves_pages(blueprint)
    declare_guard(blueprint, "school", serves="pages")
    assert guard_of(blueprint) == "school"
    assert serves_pages(blueprint)
    with pytest.raises(ValueError, match="'everyone' is not one of public"):
        declare_guard(blueprint, "everyone")


def test_problem_pages_have_title_paragraphs_and_an_example():
    text = parse_problem_texts(
        "# All\n\nIntro.\n\n## late\n\n**It is\nlate**\n\nOne\nline.\n\nTwo.\n\n```json\n{}\n```\n\n## x\n\n**X**\n"
    )
    assert list(text) == ["late", "x"]
    assert (text["late"].title, text["late"].paragraphs, text["late"].example) == (
        "It is late",
        ("One line.", "Two."),
        "{}",
    )
    assert (text["x"].title, text["x"].paragraphs, text["x"].example) == ("X", (), "")


def test_every_problem_page_has_words_and_an_example_of_its_own():
    for slug, text in problem_texts().items():
        assert len(text.paragraphs) >= 2, slug
        example = json.loads(text.example)
        assert example["type"].endswith(f"/problems/{slug}")
        assert example["title"] == text.title


def test_the_documented_file_is_the_one_that_ships():
    documented = Path(__file__).parents[2] / "docs" / "problems.md"
    assert documented.resolve() == (Path(__file__).parents[2] / "leadmatch" / "web" / "problems.md").resolve()
