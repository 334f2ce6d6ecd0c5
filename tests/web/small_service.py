"""A small service with every convention of leadmatch.web, for the tests of this folder."""

from flask import Blueprint, Flask, Response, abort, request
from marshmallow import Schema, fields

from leadmatch.kernel.errors import LeadmatchError, NotFoundError, NotReadyError
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.conditional import conditional_json
from leadmatch.web.fields import Choice, Choices, StrictBoolean, StrictDecimal, StrictInteger, Text
from leadmatch.web.health import health_blueprint
from leadmatch.web.openapi import documents
from leadmatch.web.openapi_document import ApiDocument, ApiWords, openapi_blueprint
from leadmatch.web.problems import Problem, register_problems
from leadmatch.web.query_string import QuerySchema, load_query, read_parameters
from leadmatch.web.request_log import register_request_log
from leadmatch.web.security_headers import register_security_headers

BASE_URL = "https://guide.example"
BODY = b'{"things":[]}'
VOCABULARY = {"makers": frozenset({"acme", "zeta"})}


class ThingQuerySchema(QuerySchema):
    name = Text(max_length=5, required=True, metadata={"description": "Part of the name."})
    radius_miles = StrictDecimal(minimum=1, maximum=500, places=1, unit="miles")
    page = StrictInteger(minimum=1, load_default=1)
    per_page = StrictInteger(minimum=1, maximum=100, load_default=20, metadata={"example": 20})
    colour = Choices(["red", "green", "blue"], metadata={"description": "Colours to keep."})
    maker = Choices(vocabulary="makers")
    sort = Choice(["name", "age"], load_default="name")
    fresh = StrictBoolean(load_default=False)


class ThingsSchema(Schema):
    """The things found."""

    things = fields.List(fields.Integer(allow_none=True), required=True)


class ForgottenError(LeadmatchError):
    """An error that has no status."""

    slug = "forgotten"
    title = "Nobody mapped this"


class UnknownPlaceError(LeadmatchError):
    """A fault that a view let through."""

    slug = "unknown-zip-code"
    title = "No such place"


class PuzzleError(LeadmatchError):
    """An error with a member of its own, one with a name that is taken, and a time to come back."""

    slug = "challenge-required"
    title = "A puzzle"
    retry_after_s = 7

    def __init__(self) -> None:
        super().__init__()
        self.members = {"challenge": {"salt": "x"}, "status": 200}


class Journal:
    """Keeps what the views were asked for."""

    def __init__(self) -> None:
        self.queries: list[dict[str, object]] = []


def make_app(journal: Journal | None = None, *, slow_ms: float = 60_000.0, base_url: str = BASE_URL) -> Flask:
    app = Flask("things", static_folder=None)
    register_request_log(app, slow_ms=slow_ms)
    register_problems(app, base_url=base_url, page_errors=_error_page)
    register_security_headers(app, base_url=base_url)
    app.register_blueprint(_things(journal or Journal()))
    app.register_blueprint(_failures())
    app.register_blueprint(_pages())
    app.register_blueprint(health_blueprint({"database": lambda: None, "catalogue": lambda: None}))
    app.register_blueprint(openapi_blueprint(ApiDocument(ApiWords("Things", "1", base_url))))
    return app


def _things(journal: Journal) -> Blueprint:
    api = Blueprint("things", __name__, url_prefix="/api/v1")
    declare_guard(api, "public")

    @api.get("/things")
    @documents(
        {200: ThingsSchema, 503: "No things yet."},
        query=ThingQuerySchema,
        tags=("things",),
        headers=("ETag", "Cache-Control"),
        example={"things": [1]},
    )
    def list_things() -> Response:
        """Find things.

        More words.
        """
        query = load_query(ThingQuerySchema, read_parameters(request.query_string), vocabulary=VOCABULARY)
        journal.queries.append(query)
        return conditional_json(BODY, cache_control="public, max-age=60")

    @api.get("/things/<thing_id>")
    @documents({200: ThingsSchema, 404: ""}, tags=("things",), path={"thing_id": "Id of a thing."})
    def get_thing(thing_id: str) -> Response:
        """Return one thing."""
        raise NotFoundError(f"{thing_id} is not there, or belongs to someone else")

    return api


def _failures() -> Blueprint:
    failures = Blueprint("failures", __name__, url_prefix="/api/v1/failures")
    declare_guard(failures, "public")

    @failures.get("/<int(fixed_digits=3):status>")
    def refuse(status: int) -> Response:
        abort(status)

    @failures.get("/early")
    def early() -> Response:
        raise NotReadyError("No things yet.")

    @failures.get("/broken")
    def broken() -> Response:
        raise RuntimeError("an internal secret")

    @failures.get("/unwrapped")
    def unwrapped() -> Response:
        raise UnknownPlaceError("Type another place.")

    @failures.get("/puzzle")
    def puzzle() -> Response:
        raise PuzzleError

    @failures.get("/teapot")
    def teapot() -> Response:
        abort(Response("short and stout", 418))

    @failures.get("/forgotten")
    def forgotten() -> Response:
        raise ForgottenError

    return failures


def _pages() -> Blueprint:
    pages = Blueprint("pages", __name__)
    declare_guard(pages, "public", serves="pages")

    @pages.get("/page")
    def page() -> str:
        return "<p>hello</p>"

    @pages.get("/style.css")
    def style() -> Response:
        return Response("p{}", mimetype="text/css")

    return pages


def _error_page(problem: Problem) -> Response:
    return Response(f"<h1>{problem.title}</h1>", problem.status, mimetype="text/html")
