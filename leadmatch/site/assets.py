"""The style sheet and the script: served from memory, kept for good by whoever asks for them by their content's hash.

A page asks for one style sheet, whose parts are written in a file per kind of page, and for one script.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response

from leadmatch.kernel.errors import NotFoundError

STATIC = Path(__file__).parents[1] / "static"
STYLE_PARTS = (
    "base.css",
    "search.css",
    "program.css",
    "compare.css",
    "map.css",
    "guide.css",
    "schools.css",
    "inquire.css",
    "receipt.css",
    "docs.css",
    "print.css",
)
_ASSETS = {
    "site.css": ("text/css; charset=utf-8", [STATIC / "css" / part for part in STYLE_PARTS]),
    "site.js": ("text/javascript; charset=utf-8", [STATIC / "site.js"]),
}
_HASH_LENGTH = 16
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


@cache
def _content(name: str) -> tuple[bytes, str]:
    _, parts = _ASSETS[name]
    content = b"".join(part.read_bytes() for part in parts)
    return content, sha256(content).hexdigest()[:_HASH_LENGTH]


def asset_address(name: str) -> str:
    """Return the address of a file with its content's hash in it."""
    return f"/static/{name}?v={_content(name)[1]}"


def asset_response(name: str, version: str | None) -> Response:
    """Return a file.

    Args:
        name: of the file.
        version: the hash that was asked for; with another one, or none, the answer may not be kept unchecked.

    Raises:
        NotFoundError: there is no such file.
    """
    if name not in _ASSETS:
        raise NotFoundError
    content, newest = _content(name)
    response = Response(content, content_type=_ASSETS[name][0])
    response.headers["Cache-Control"] = _FOR_GOOD if version == newest else _ASK_AGAIN
    response.set_etag(newest)
    return response
