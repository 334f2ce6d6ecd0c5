"""An operation that will end says so in each answer and in the document, a year ahead (rule H4)."""

from datetime import date

import pytest
from flask import Blueprint, Flask, Response
from flask.testing import FlaskClient
from small_service import BASE_URL

from leadmatch.kernel.errors import NotFoundError
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.conditional import conditional_json
from leadmatch.web.deprecation import Deprecation, announce_deprecations
from leadmatch.web.openapi import deprecation_of, documents
from leadmatch.web.openapi_document import ApiWords, build_document
from leadmatch.web.problems import register_problems

ENDING = Deprecation(date(2026, 12, 1), date(2027, 12, 1), "Ask for /things instead.")
ANNOUNCED = {
    "Deprecation": "@1796083200",
    "Sunset": "Wed, 01 Dec 2027 00:00:00 GMT",
    "Link": f'<{BASE_URL}/docs/changes>; rel="deprecation"; type="text/html"',
}


@pytest.fixture(name="app")
def an_app_whose_old_route_will_end() -> Flask:
    app = Flask("things", static_folder=None)
    register_problems(app, base_url=BASE_URL)
    announce_deprecations(app, deprecation_of, address=f"{BASE_URL}/docs/changes")
    api = Blueprint("things", __name__)
    declare_guard(api, "public")

    @api.get("/old/<name>")
    @documents({200: "Things.", 404: ""}, path={"name": "A name."}, headers=("ETag",), deprecated=ENDING)
    def old(name: str) -> Response:
        """List things as of old."""
        if name == "none":
            raise NotFoundError
        return conditional_json(b"{}", cache_control="no-cache")

    @api.get("/things")
    @documents({200: "Things."})
    def things() -> Response:
        """List things."""
        return conditional_json(b"{}", cache_control="no-cache")

    app.register_blueprint(api)
    return app


@pytest.fixture(name="client")
def a_client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "condition", "status"), [("/old/a", "", 200), ("/old/a", "*", 304), ("/old/none", "", 404)]
)
def test_whatever_it_answers_it_says_since_when_and_until_when(
    client: FlaskClient, path: str, condition: str, status: int
):
    for _ in range(2):
        answer = client.get(path, headers={"If-None-Match": condition})
        assert answer.status_code == status
        assert {name: answer.headers.get_all(name) for name in ANNOUNCED} == {
            name: [value] for name, value in ANNOUNCED.items()
        }


@pytest.mark.parametrize("path", ["/things", "/nowhere", "/old/a/b"])
def test_what_stays_says_nothing(client: FlaskClient, path: str):
    assert not {*client.get(path).headers.keys()} & set(ANNOUNCED)


def test_the_document_marks_it_and_says_when_it_ends_and_what_to_do(app: Flask):
    paths = build_document(app, ApiWords("Things", "1", BASE_URL))["paths"]
    old = paths["/old/{name}"]["get"]
    assert old["deprecated"] is True
    assert old["description"] == "Ends on December 1, 2027 (UTC). Ask for /things instead."
    assert {"Deprecation", "Sunset"} <= set(old["responses"]["200"]["headers"]) & set(
        old["responses"]["304"]["headers"]
    )
    assert "deprecated" not in paths["/things"]["get"]
    assert "Sunset" not in paths["/things"]["get"]["responses"]["200"]["headers"]


def test_no_operation_ends_with_less_than_a_year_s_notice():
    Deprecation(date(2026, 12, 1), date(2027, 12, 1), "x")
    with pytest.raises(ValueError, match="less than 365 days"):
        Deprecation(date(2026, 12, 1), date(2027, 11, 30), "x")
