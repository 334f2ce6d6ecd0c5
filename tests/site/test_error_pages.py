"""Errors of pages are pages: what happened, what it means, what to do, and the request id at the end."""

import pytest
from all_pages import add_failing_pages
from flask import Flask
from flask.testing import FlaskClient
from reading import MakeApp, read_page


@pytest.fixture(scope="module")
def failing_app(make_app: MakeApp) -> Flask:
    app = make_app()
    add_failing_pages(app)
    return app


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nope", 404, "There is no page at this address"),
        ("/programs/prg_nope", 404, "There is no page at this address"),
        ("/programs/prg_%E2%82%AC", 404, "There is no page at this address"),
        ("/programs/prg_aaaaaaaaaaaaaaaa", 404, "This program is not on file any more"),
        ("/programs/prg_AAAAAAAAAAAAAAAA", 404, "There is no page at this address"),
        ("/sitemap-2.xml", 404, "There is no page at this address"),
        ("/problems/nope", 404, "There is no page at this address"),
        ("/static/nope.css", 404, "There is no page at this address"),
        ("/static/../routes.py", 404, "There is no page at this address"),
        ("/programs?%ff=1", 400, "This request cannot be read"),
        (f"/programs?zip={'9' * 9000}", 414, "The address is too long to read"),
        ("/fail/409", 409, "Something has changed meanwhile"),
        ("/fail/413", 413, "What was sent is too large"),
        ("/fail/422", 422, "Part of this request cannot be used"),
        ("/fail/429", 429, "Too many requests came from your connection"),
        ("/fail/500", 500, "This page could not be made"),
    ],
)
def test_every_error_has_its_page(failing_app: Flask, address: str, status: int, heading: str):
    response = failing_app.test_client().get(address)
    page = read_page(response.text)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert page.one("h1").text == heading
    assert page.one("p", class_="request-id").text.startswith("Request id: urn:uuid:")


def test_a_program_that_is_gone_leads_on_to_a_search_from_where_the_visitor_is(client: FlaskClient):
    page = read_page(client.get("/programs/prg_aaaaaaaaaaaaaaaa?zip=60601-1234").text)
    assert "only the school can tell you" in page.one("main").text
    assert page.one("input", id="in-zip").attributes["value"] == "60601"
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert read_page(client.get("/nope?zip=x").text).one("input", id="in-zip").attributes["value"] == ""


def test_a_wrong_method_is_told_which_are_right(client: FlaskClient):
    response = client.post("/programs")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert read_page(response.text).one("h1").text == "This address does not take that kind of request"


def test_before_a_catalogue_is_published_pages_say_to_come_back(make_app: MakeApp, client: FlaskClient):
    app = make_app(is_ready=False)
    app.extensions["leadmatch.catalogue"].refresh = lambda: None
    unready = app.test_client()
    for address in ("/programs?zip=60601", "/programs/prg_x"):
        response = unready.get(address)
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert read_page(response.text).one("h1").text == "The list of programs is not ready yet"
    for address in ("/", "/how-results-are-ordered", "/problems/"):
        assert unready.get(address).text == client.get(address).text


def test_the_api_goes_on_answering_with_problems(client: FlaskClient):
    assert client.get("/api/v1/programs?zip=1").content_type == "application/problem+json"
    assert client.get("/api/v1/nope").content_type == "application/problem+json"
