"""Whether the process is up, and whether it can answer."""

from collections.abc import Callable, Mapping

import orjson
import structlog
from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from leadmatch.web.blueprints import declare_guard
from leadmatch.web.openapi import documents
from leadmatch.web.problems import not_ready_problem

Check = Callable[[], object]


class HealthSchema(Schema):
    """The process is up."""

    status = fields.String(required=True, validate=validate.Equal("ok"))


class ReadinessSchema(Schema):
    """The service can answer."""

    status = fields.String(required=True, validate=validate.Equal("ready"))
    checks = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.Equal("ok")),
        required=True,
        metadata={"example": {"database": "ok"}},
    )


def health_blueprint(checks: Mapping[str, Check]) -> Blueprint:
    """Return the routes ``/healthz`` and ``/readyz``.

    Args:
        checks: by name; one that raises anything makes the service not ready.
    """
    blueprint = Blueprint("health", __name__)
    declare_guard(blueprint, "public")

    @blueprint.get("/healthz")
    @documents({200: HealthSchema}, tags=("service",), headers=("Cache-Control",))
    def healthz() -> Response:
        """Tell that the process is up."""
        return _unstored({"status": "ok"})

    @blueprint.get("/readyz")
    @documents({200: ReadinessSchema, 503: "A check failed; detail names it."}, tags=("service",))
    def readyz() -> Response:
        """Tell whether the service can answer."""
        failing = [name for name, check in checks.items() if not _passes(name, check)]
        if failing:
            return not_ready_problem(f"These checks fail: {', '.join(failing)}.")
        return _unstored({"status": "ready", "checks": dict.fromkeys(checks, "ok")})

    return blueprint


def _passes(name: str, check: Check) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001  # whatever stops a check, the service is not ready
        structlog.get_logger("leadmatch").warning("check-failed", check=name, exc_info=error)
        return False
    return True


def _unstored(body: dict[str, object]) -> Response:
    response = Response(orjson.dumps(body), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
