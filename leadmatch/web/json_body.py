"""How a JSON body is read: strictly, to a limit, and never to a failure of ours."""

import json
from typing import Any

import orjson
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.web.problems import BodyTooLargeError, UnreadableRequestError

MAX_BODY_BYTES = 65_536


def read_json_object(request: Request, max_bytes: int = MAX_BODY_BYTES) -> dict[str, Any]:
    """Return the object that a request's body holds.

    Strings may hold NUL and other controls; a number beyond 64 bits is a float.

    Raises:
        UnsupportedMediaType: the body does not claim to be plain ``application/json`` in UTF-8.
        BodyTooLargeError: it has more than `max_bytes`.
        UnreadableRequestError: it is no JSON, not UTF-8, nested too deeply, or one of its objects has a name twice.
        InvalidRequestError: it is JSON, but no object.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    is_json = request.mimetype == "application/json" and charset == "utf-8"
    if not is_json or request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType
    request.max_content_length = max_bytes + 1  # a body whose length is not told before is cut off there in silence
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise BodyTooLargeError(max_bytes) from None
    if len(raw) > max_bytes:
        raise BodyTooLargeError(max_bytes)
    body = _parsed(raw)
    if not isinstance(body, dict):
        raise InvalidRequestError([Fault("", "invalid-type", "Send a JSON object.")])
    return body


def _parsed(raw: bytes) -> object:
    try:
        body: object = orjson.loads(raw)  # refuses what is no UTF-8, NaN, lone surrogates, and 1,024 levels
        # It takes the last of two values of one name, though; a second look refuses both. Numbers do not matter in it.
        json.loads(raw, object_pairs_hook=_refuse_doubles, parse_int=len, parse_float=len)
    except (orjson.JSONDecodeError, RecursionError):
        raise UnreadableRequestError("Send a body that is well-formed JSON in UTF-8.") from None
    return body


def _refuse_doubles(pairs: list[tuple[str, object]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        raise UnreadableRequestError("Send each name of a JSON object once.")
