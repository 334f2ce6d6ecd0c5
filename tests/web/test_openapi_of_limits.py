"""The OpenAPI document tells of limits wherever keys of partners are looked at, and nowhere else."""

from flask import Blueprint, Flask, Response
from small_service import BASE_URL
from werkzeug.exceptions import abort

from leadmatch.web.blueprints import declare_guard, declare_scope
from leadmatch.web.openapi import documents
from leadmatch.web.openapi_answers import problem_answer
from leadmatch.web.openapi_document import ApiWords, build_document
from leadmatch.web.problems import register_problems

FIELDS = {"RateLimit", "RateLimit-Policy"}


def answers_of(*, scope: str | None) -> dict:
    app = Flask("things", static_folder=None)
    register_problems(app, base_url=BASE_URL)
    api = Blueprint("things", __name__)
    declare_guard(api, "public")
    if scope is not None:
        declare_scope(api, scope)

    @api.get("/things")
    @documents({200: "Things.", 404: ""}, headers=("ETag",))
    def list_things() -> Response:
        """List things."""
        abort(404)

    app.register_blueprint(api)
    document = build_document(app, ApiWords(title="Things", version="1", base_url=BASE_URL))
    return document["paths"]["/things"]["get"]["responses"]


def test_each_answer_to_a_caller_tells_what_is_left():
    answers = answers_of(scope="search")
    telling = {status for status, answer in answers.items() if set(answer.get("headers", {})) >= FIELDS}
    assert telling == {"200", "304", "401", "403", "404", "429"}
    assert "ETag" in answers["200"]["headers"]
    assert "Retry-After" in answers["429"]["headers"]
    assert "too-many-requests" in str(answers["429"])


def test_a_conflict_that_passes_tells_when_to_send_again():
    assert "Retry-After" in problem_answer(409)["headers"]


def test_where_nobody_is_limited_nothing_is_told():
    answers = answers_of(scope=None)
    assert "429" not in answers
    assert not any(FIELDS & set(answer.get("headers", {})) for answer in answers.values())
