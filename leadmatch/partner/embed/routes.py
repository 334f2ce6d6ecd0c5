"""The addresses of the embed: its script for good and by version, the page for frames, and the page that shows it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, render_template, request

from leadmatch.kernel.errors import NotFoundError
from leadmatch.partner.embed.asked import Asked, read_asked
from leadmatch.partner.embed.releases import FOLDER, Release, newest, releases
from leadmatch.partner.embed.shown import HOST_STYLES
from leadmatch.partner.embed.snippets import element_snippet, frame_snippet
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.conditional import entity_tag

OriginsOf = Callable[[str], tuple[str, ...] | None]

_KEPT_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_KEPT_BRIEFLY: Final = "public, max-age=300, stale-while-revalidate=86400"
_ASK_AGAIN: Final = "no-cache"
_FOR_ANY_PAGE: Final = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_PARTS: Final = {
    "frame.js": "text/javascript; charset=utf-8",
    "frame.css": "text/css; charset=utf-8",
    "demo.js": "text/javascript; charset=utf-8",
    "demo.css": "text/css; charset=utf-8",
}
_FRAME_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; frame-ancestors {}"
)


def embed_blueprint(origins_of: OriginsOf, *, base_url: str) -> Blueprint:
    """Return the addresses under ``/embed/``.

    Args:
        origins_of: the sites of the partner whose publishable key this is; None where the key is not in force.
        base_url: public address of the guide, without a slash at the end.
    """
    blueprint = Blueprint("embed", __name__, template_folder="templates")
    declare_guard(blueprint, "public", serves="pages")

    @blueprint.get("/embed/v1.js")
    def script() -> Response:
        return _script(newest(), _KEPT_BRIEFLY)

    @blueprint.get("/embed/v<version>.js")
    def script_of_version(version: str) -> Response:
        if version not in releases():
            raise NotFoundError
        return _script(releases()[version], _KEPT_FOR_GOOD)

    @blueprint.get("/embed/frame")
    def frame() -> Response:
        asked = read_asked(request.args)
        origins = origins_of(asked.key) if asked.key else None
        return _frame(asked, origins)

    @blueprint.get("/embed/demo")
    def demo() -> Response:
        asked = read_asked(request.args)
        shown = [(style, {**asked.attributes, **style.attributes}) for style in HOST_STYLES]
        examples = [
            (style, attributes, element_snippet(attributes, newest(), base_url=base_url)) for style, attributes in shown
        ]
        in_frame = {"key": asked.key, "field": "billing-coding", **asked.attributes}
        framed = frame_snippet(in_frame, base_url=base_url)
        return _page("demo.html", _ASK_AGAIN, key=asked.key, examples=examples, framed=framed, base_url=base_url)

    @blueprint.get("/embed/<name>")
    def part(name: str) -> Response:
        if name not in _PARTS:
            raise NotFoundError
        return _file((FOLDER / name).read_bytes(), _PARTS[name], _KEPT_BRIEFLY)

    return blueprint


def _script(release: Release, cache_control: str) -> Response:
    is_gzipped = bool(request.accept_encodings["gzip"])
    content = release.gzipped if is_gzipped else release.content
    response = _file(content, "text/javascript; charset=utf-8", cache_control)
    response.headers.extend(_FOR_ANY_PAGE)
    response.vary.add("Accept-Encoding")
    if is_gzipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _file(content: bytes, content_type: str, cache_control: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = cache_control
    response.headers["ETag"] = entity_tag(content)
    response.make_conditional(request)
    return response


def _frame(asked: Asked, origins: tuple[str, ...] | None) -> Response:
    template, status = ("refused.html", HTTPStatus.FORBIDDEN) if origins is None else ("frame.html", HTTPStatus.OK)
    response = _page(template, _ASK_AGAIN, attributes=asked.attributes, language=asked.language)
    response.status_code = status
    response.headers["Content-Security-Policy"] = _FRAME_POLICY.format(" ".join(origins or ()) or "'none'")
    return response


def _page(template: str, cache_control: str, **shown: object) -> Response:
    response = Response(render_template(f"embed/{template}", **shown), content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = cache_control
    return response
