"""The header fields that every answer carries for the safety of its reader."""

from flask import Flask, Response

from leadmatch.web.conditional import ReadyHeaders
from leadmatch.web.problems import is_page_request

_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_NO_SNIFFING = ("X-Content-Type-Options", "nosniff")
_API = [_NO_SNIFFING, ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")]
_HTML = [
    _NO_SNIFFING,
    ("Content-Security-Policy", _CONTENT_SECURITY_POLICY),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
_STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def register_security_headers(app: Flask, *, base_url: str) -> None:
    """Add the fields to every answer of `app`; a field that the answer has already is left alone.

    Args:
        app: its API answers also get ``Vary: Origin``.
        base_url: public address; an https one is announced to browsers as the only way in.
    """
    transport = [_STRICT_TRANSPORT] if base_url.startswith("https://") else []
    html = [*_HTML, *transport]
    api = [*_API, *transport]
    others = [_NO_SNIFFING, *transport]

    def add_security_headers(response: Response) -> Response:
        headers = response.headers
        if isinstance(headers, ReadyHeaders):
            headers.add_ready(api)
            headers.vary_also("Origin")
            return response
        if headers.get("Content-Type", "").startswith("text/html"):
            fields = html
        else:
            fields = others if is_page_request() else api
        for name, value in fields:
            headers.setdefault(name, value)
        if not is_page_request():
            response.vary.add("Origin")
        return response

    app.after_request(add_security_headers)
