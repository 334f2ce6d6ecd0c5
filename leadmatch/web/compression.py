"""Which answers travel compressed, and how: what Flask-Compress is told.

Each content coding is a representation of its own: its ETag has the coding behind it (``"…:zstd"``), and a request
that names it is answered 304. The length of what is compressed says something of its content where a stranger's text
stands beside a secret (BREACH): a page that holds a secret must not repeat what its address says.

Measured on the page of results (56 kB) and an answer of the API (42 kB): zstd-3 74 and 55 µs, to 5.6 and 3.4 kB;
brotli-4 295 and 157 µs, to 5.1 and 3.3 kB; gzip-4 259 and 145 µs, to 6.0 and 3.7 kB.
"""

from flask import Flask, Response, request
from flask_compress import Compress

from leadmatch.web.conditional import ReadyHeaders

_CODINGS = ("zstd", "br", "gzip")  # the first that is accepted as gladly as any
SMALLEST_BYTES = 1000  # a smaller body fits into one packet either way
_TYPES = (
    "application/json",
    "application/problem+json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
    "text/plain",
)


def register_compression(app: Flask) -> None:
    """Compress the answers of `app` for those who accept it; to be registered before what else changes answers.

    Args:
        app: streamed answers are sent as they are, because whoever streams wants to know what has left.
    """
    app.config.update(
        COMPRESS_ALGORITHM=[*_CODINGS],
        COMPRESS_ZSTD_LEVEL=3,
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=4,
        COMPRESS_MIMETYPES=list(_TYPES),
        COMPRESS_MIN_SIZE=SMALLEST_BYTES,
        COMPRESS_STREAMS=False,
        COMPRESS_REGISTER=False,
    )
    compress = Compress(app).after_request

    def compress_where_accepted(response: Response) -> Response:
        # Asked first, because Flask-Compress takes "gzip;q=0" for a wish; and most programs name no coding at all.
        if "HTTP_ACCEPT_ENCODING" in request.environ and request.accept_encodings.best_match(_CODINGS):
            return compress(response)
        headers = response.headers
        if isinstance(headers, ReadyHeaders):
            headers.vary_also("Accept-Encoding")
        else:
            response.vary.add("Accept-Encoding")
        return response

    app.after_request(compress_where_accepted)
