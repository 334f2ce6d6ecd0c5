"""A server of the demonstration, the keys to ask it with, and the example requests of its OpenAPI document."""

import json
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from instances import Answer, Server, leadmatch, serving, shared_demo_instance

from leadmatch.delivery.examples import LEAD

HOST_PAGE = (
    "http://127.0.0.1:9"  # the partner's site; nothing listens there, and the browser of the tests answers for it
)
Operation = dict[str, Any]


@dataclass(frozen=True)
class DemoApi:
    """What the examples need: where to send them, and what stands at the places that they leave open.

    Args:
        site: of the partner; every page of it is empty.
        secret_key: of the partner, for tests; likewise the publishable one.
        lead_id: of the school.
    """

    server: Server
    base_url: str
    site: str
    secret_key: str
    publishable_key: str
    school_key: str
    lead_id: str

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = self.server.get("/openapi.json").json
        return document

    def key_for(self, operation: Operation) -> str | None:
        """Return the key that an operation asks for, or that it takes; None where it takes none."""
        names = {name for way in operation.get("security", ()) for name in way}
        if "schoolKey" in names:
            return self.school_key
        return self.secret_key if "partnerKey" in names else None

    def filled_in(self, text: str) -> str:
        """Return a text of an example with a lead that there is, instead of the made-up one."""
        return text.replace(str(LEAD["id"]), self.lead_id)

    def send(self, method: str, path: str, operation: Operation) -> Answer:
        """Send the example request of an operation."""
        request = example_request(path, operation)
        headers = dict(request.headers)
        if "Idempotency-Key" in headers:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        key = self.key_for(operation)
        if key is not None:
            headers["Authorization"] = f"Bearer {key}"
        return self.server.request(self.filled_in(request.path), method=method, body=request.body, headers=headers)


@dataclass(frozen=True)
class ExampleRequest:
    """What a reader of the document would send.

    Args:
        path: with the query.
        body: None where nothing is sent.
    """

    path: str
    headers: Mapping[str, str]
    body: object


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Yield method, path and all that the document says of each operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def example_request(path: str, operation: Operation) -> ExampleRequest:
    """Return the example request of an operation, from what the document says and nothing else."""
    query: dict[str, object] = {}
    headers: dict[str, str] = {}
    for each in operation["parameters"]:
        value = each.get("example", each["schema"].get("example"))
        if value is None:
            assert not each.get("required"), f"{operation['operationId']}: {each['name']} has no example"
        elif each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(str(value)))
        elif each["in"] == "header":
            headers[each["name"]] = str(value)
        else:
            query[each["name"]] = value
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    assert "requestBody" not in operation or body is not None, operation["operationId"]
    address = f"{path}?{urlencode(query, doseq=True)}" if query else path
    return ExampleRequest(address, headers, body)


@contextmanager
def demo_api(factory: pytest.TempPathFactory) -> Iterator[DemoApi]:
    """Serve a copy of the demonstration to its partner, who has a site that answers."""
    instance = Path(shutil.copytree(shared_demo_instance(factory), factory.mktemp("docs") / "instance"))
    with _empty_site() as site, serving(instance, wait_for="/readyz") as server:
        base_url = f"http://127.0.0.1:{server.port}"
        told = json.loads(_said("demo", "--json", "--base-url", base_url, instance=instance))
        partner, school_key = told["partner"], told["school"]["api_key"]
        _said("partner", "origin", "add", partner["id"], site, instance=instance)
        leads = server.request("/api/v1/leads?limit=1", headers={"Authorization": f"Bearer {school_key}"}).json["leads"]
        yield DemoApi(
            server=server,
            base_url=base_url,
            site=site,
            secret_key=partner["test_secret_key"],
            publishable_key=partner["test_publishable_key"],
            school_key=school_key,
            lead_id=leads[0]["id"],
        )


def _said(*arguments: str, instance: Path) -> str:
    said = leadmatch(*arguments, instance=instance)
    assert said.returncode == 0, said.stderr
    return said.stdout


class _EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # as the library names it
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>A site</title><link rel=icon href=data:,>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the library names it
        """Say nothing."""


@contextmanager
def _empty_site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
