"""Two thousand random requests, the same on every run: whatever they hold, none is answered 5xx.

`LEADMATCH_TEST_SEED=7 LEADMATCH_TEST_REQUESTS=100000 pytest tests/contract/test_random_requests.py` tries others.
"""

import os
import random

import pytest
from flask import Flask
from marshmallow import RAISE
from snapshot import present_document

from leadmatch.search.schemas import SearchPageSchema
from leadmatch.web.openapi import ProblemSchema
from leadmatch.web.problems import is_page

SEED = int(os.environ.get("LEADMATCH_TEST_SEED", "20261102"))
REQUESTS = int(os.environ.get("LEADMATCH_TEST_REQUESTS", "2000"))
CASES = 10

NAMES = [
    "zip", "radius_miles", "field", "credential", "format", "accreditor", "self_paced", "financial_aid", "max_cost_usd",
    "max_months", "school", "sort", "page", "per_page", "include_unknown", "certification", "release", "placement",
    "sub_id", "language", "sponsored", "facets", "x", "",
]  # fmt: skip
VALUES = [
    "60601", "60601-1234", "09001", "00000", "53202", "1", "0", "-1", "10", "500", "25.5", "1e9", "NaN", "true",
    "false", "100", "100000",
    "billing-coding", "medical-assisting,medical-office", "certificate", "associate", "online", "on_campus", "hlc",
    "accsc", "cost", "distance", "graduates", "name", "length", "cost,format,length,accreditation,self_paced", "CPC",
    "college", "%C3%A9", "%00", "%ff", "%ED%A0%80", "%", "%2", "+", "a+b", "<script>", "'--",
    "\u00c3\u00a9", "", ",", ",,", "null", "[]", "{}", "..", "/", "\\", "%0a", "%0d%0aX:1", "9" * 50, "%F0%9F%99%82",
    "%E2%80%AE",
]  # fmt: skip
PATHS = [
    "/api/v1/programs", "/api/v1/programs", "/api/v1/programs", "/api/v1/programs", "/api/v1/fields", "/readyz",
    "/api/v1/accreditors", "/healthz", "/openapi.json", "/api/v1/programs/", "/api/v1/programs/prg_x", "/api/v1/", "//",
    "/api/v1/guides/billing-coding", "/api/v1/guides/%00",
    "/api/v1/programs/%00", "/api/v1/programs/%ff", "/", "/programs", "/%2e%2e/%2e%2e/x", "/;/",
    "/%", "/api/v1/programs/" + "a" * 3000,
]  # fmt: skip
METHODS = ["GET"] * 12 + ["HEAD", "POST", "OPTIONS", "DELETE", "PUT", "PATCH", "TRACE"]
HEADERS = [
    ("If-None-Match", "*"), ("If-None-Match", '"x", W/"y"'), ("If-None-Match", "\xff"), ("Accept", "text/html"),
    ("Accept", "x"), ("Origin", "https://example.org"), ("Range", "bytes=0-1"), ("Content-Type", "application/json"),
    ("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Content-Length", "5"), ("Cookie", "a=\xff;;"),
    ("Authorization", "Bearer x"), ("Expect", "100-continue"), ("If-Modified-Since", "yesterday"),
]  # fmt: skip


def query_of(chance: random.Random) -> str:
    if chance.random() < 0.1:
        return "".join(chance.choice("azAZ09%&=+;,./?#[]{}\\'\"<> \t\xe9\xff") for _ in range(chance.randint(0, 60)))
    pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.randint(0, 6))]
    if chance.random() < 0.8:
        pairs.append(("zip", chance.choice(VALUES[:3])))
    return "&".join(f"{name}={value}" for name, value in pairs)


def request_of(chance: random.Random) -> dict[str, object]:
    """Return one request in the words of a WSGI server: bytes as latin-1."""
    body = chance.choice([b"", b"", b"", b"{}", b"[" * 20_000, b"\xff\x00", b"a=1"])
    return {
        "path": chance.choice(PATHS),
        "query_string": query_of(chance),
        "method": chance.choice(METHODS),
        "headers": chance.sample(HEADERS, chance.choice([0, 0, 1, 2])),
        "data": body,
    }


@pytest.mark.parametrize("case", range(CASES))
def test_no_random_request_is_answered_with_a_failure(app: Flask, case: int):
    chance = random.Random(SEED + case)  # noqa: S311  # the same requests every time, nothing secret
    documented = present_document()["paths"]
    client, statuses = app.test_client(), set()
    for _ in range(REQUESTS // CASES):
        request = request_of(chance)
        answer = client.open(**request)
        assert answer.status_code < 500, request
        statuses.add(answer.status_code)
        if answer.status_code >= 400 and request["method"] != "HEAD" and not is_page(str(request["path"])):
            assert answer.content_type == "application/problem+json", request
            ProblemSchema(unknown=RAISE).load(answer.get_json())
        elif request["path"] == "/api/v1/programs" and request["method"] == "GET" and answer.status_code == 200:
            SearchPageSchema(unknown=RAISE).load(answer.get_json())
        if request["method"] == "GET" and request["path"] in documented:
            assert str(answer.status_code) in documented[str(request["path"])]["get"]["responses"], request
    assert statuses >= {200, 404, 405, 422}
