"""A person like nobody else goes through every path, errors too; no file and no line of the log knows them."""

import base64
import http.client
import json
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pysqlite3
import pytest
from instances import Server, leadmatch_process, serving, shared_demo_instance

CANARY = {
    "first_name": "Quxanavia",
    "last_name": "Zyvorthelson",
    "email": "quxanavia.zyvorthelson@example.org",
    "phone": "(212) 555-0188",
}
ADDRESS = "203.0.113.177"
SIGNS = (
    *("Quxanavia", "Zyvorthelson", "(212) 555-0188", "+12125550188", "2125550188", "555-0188", ADDRESS),
    *("CanaryBrowser", "canary-page", "canary-referrer", "canary-certificate", "canary-landing", "canary-campaign"),
)
VISIT = {
    "page_url": "https://guide.example.org/canary-page",
    "referrer": "https://search.example.org/?q=canary-referrer",
    "certificate_url": "https://cert.trustedform.com/canary-certificate",
    "landing_url": "https://guide.example.org/canary-landing?utm_campaign=canary-campaign",
}
FIELDS = {
    "User-Agent": "CanaryBrowser/7",
    "X-Forwarded-For": ADDRESS,
    "Referer": "https://x.example.org/canary-referrer",
}
REFUSED = {
    "faults": 422,
    "unreadable": 400,
    "too large": 413,
    "media type": 415,
    "wording": 409,
    "unknown member": 422,
    "not found": 404,
    "search": 422,
    "no such method": 405,
    "key": 401,
    "form": 422,
}


def written_forms(sign: str) -> Iterator[bytes]:
    """Yield how a text may stand in a file: plain, escaped, in base64 at any offset, in hex, two bytes a letter."""
    raw = sign.encode()
    yield from (raw, quote(sign).encode(), quote(sign, safe="").encode(), json.dumps(sign)[1:-1].encode())
    yield from (raw.hex().encode(), sign.encode("utf-16-le"), sign.encode("utf-16-be"))
    for offset in range(3):
        body = base64.b64encode(bytes(offset) + raw)
        yield body[4 if offset else 0 : -4]


def traces(folder: Path) -> list[str]:
    """Return where the person is to be found under a folder."""
    found = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes().lower()
        found += [
            f"{file.name}: {sign}" for sign in SIGNS if any(form.lower() in content for form in written_forms(sign))
        ]
    return found


@pytest.fixture(scope="module")
def demo_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared = shared_demo_instance(tmp_path_factory)
    return Path(shutil.copytree(shared, tmp_path_factory.mktemp("canary") / "instance"))


class Canary:
    """The person at work."""

    def __init__(self, server: Server, things: dict[str, Any]) -> None:
        self.server = server
        self.things = things
        self.program = things["sponsored"][0]["program_id"]

    def send(self, method: str, path: str, body: bytes | None = None, **fields: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in fields.items()}
            connection.request(method, path, body, FIELDS | named)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
        finally:
            connection.close()

    def body(self, **changes: object) -> dict[str, Any]:
        shown = json.loads(self.send("GET", f"/api/v1/disclosures?program={self.program}")[2])["disclosures"]
        consents = [
            {"school_id": each["school"]["id"], "agreed": True}
            | {name: each[name] for name in ("disclosure_id", "sha256", "text", "channels")}
            for each in shown
        ]
        person = CANARY | {"zip": "60601", "education_level": "hs_or_ged", "start_timeframe": "now", "is_adult": True}
        return {"program_ids": [self.program], "person": person | changes, "consents": consents, **VISIT}

    def post(
        self, body: object, *, key: str | None = None, kind: str = "application/json"
    ) -> tuple[int, dict[str, str], str]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", "/api/v1/inquiries", raw, Idempotency_Key=key or str(uuid.uuid4()), Content_Type=kind)


def refused_paths(canary: Canary) -> dict[str, int]:
    """Send the person in every way that is refused; return the statuses."""
    body = canary.body()
    unreadable = json.dumps(body).encode()[:-1]
    wrong = {name: value + "\u202e" for name, value in CANARY.items()}
    refused = {
        "faults": canary.post(canary.body(**wrong, zip="Zyvorthelson", education_level="Quxanavia"))[0],
        "unreadable": canary.post(unreadable)[0],
        "too large": canary.post(unreadable + b" " * 70_000)[0],
        "media type": canary.post(body, kind="text/plain")[0],
        "wording": canary.post(body | {"consents": [body["consents"][0] | {"text": "Zyvorthelson agrees."}]})[0],
        "unknown member": canary.post(body | {"Zyvorthelson": CANARY["email"]})[0],
        "not found": canary.send("GET", "/receipts/" + quote(CANARY["email"]))[0],
        "search": canary.send(
            "GET", "/api/v1/programs?" + urlencode({"zip": CANARY["phone"], "school": "Zyvorthelson"})
        )[0],
        "no such method": canary.send("DELETE", "/api/v1/inquiries?" + urlencode(CANARY))[0],
        "key": canary.send("GET", "/api/v1/leads", Authorization="Bearer " + CANARY["email"])[0],
    }
    form = urlencode({**CANARY, "program": canary.program}).encode()
    refused["form"] = canary.send("POST", "/inquire", form, Content_Type="application/x-www-form-urlencoded")[0]
    return refused


def test_a_person_leaves_no_trace_in_plain(demo_instance: Path):
    settings = {"PROXY_HOPS": "1", "RATE_LIMITS": "on"}
    with serving(demo_instance, wait_for="/readyz", **settings) as server:
        said = leadmatch_process("demo", "--json", instance=demo_instance)
        assert said.returncode == 0, said.stderr
        canary = Canary(server, json.loads(said.stdout))
        refused = refused_paths(canary)
        assert refused == REFUSED
        body = canary.body()
        status, fields, text = canary.post(body, key="canary-key")
        assert status == 201, text
        receipt = fields["location"].partition("/receipts/")[2]
        assert canary.post(body, key="canary-key")[0] == 201
        assert canary.post(canary.body(first_name="Other"), key="canary-key")[0] == 422
        writer = pysqlite3.dbapi2.connect(str(demo_instance / "leadmatch.db"))
        writer.isolation_level = None
        writer.execute("BEGIN IMMEDIATE")
        assert canary.post(canary.body(email="quxanavia@example.org"))[0] == 503
        writer.execute("ALTER TABLE idempotency_key RENAME TO gone_for_a_moment")
        writer.execute("COMMIT")
        assert canary.post(canary.body())[0] == 500
        writer.execute("ALTER TABLE gone_for_a_moment RENAME TO idempotency_key")
        writer.close()
        statuses = [canary.post(canary.body(email=f"zyvorthelson{n}@example.org"))[0] for n in range(12)]
        assert statuses[0] == 201
        assert statuses[-1] == 429
        key = {"Authorization": "Bearer " + canary.things["school"]["api_key"]}
        leads = canary.send("GET", "/api/v1/leads", **key)[2]
        assert "Zyvorthelson" in leads
        assert "Zyvorthelson" in canary.send("GET", "/api/v1/leads.csv", **key)[2]
        assert canary.send("GET", f"/receipts/{receipt}")[0] == 200
        rotated = leadmatch_process("keys", "rotate-pii", instance=demo_instance)
        verified = leadmatch_process("consent", "verify", instance=demo_instance)
        assert (rotated.returncode, verified.returncode) == (0, 0), rotated.stderr + verified.stdout
        assert traces(demo_instance) == []  # with the write-ahead log as it is while the service runs
        server.kill()
        log = server.log.read_text()
    assert "request-failed" in log, "the failure was not logged, so this test looked at nothing"
    (demo_instance / "log").write_text(log + rotated.stderr + rotated.stdout + verified.stdout)
    assert traces(demo_instance) == []


def test_the_search_for_traces_finds_one(tmp_path: Path):
    for number, form in enumerate(written_forms("Zyvorthelson")):
        (tmp_path / f"{number}").write_bytes(b"\x00 before " + form + b" after")
    assert {each.split(":")[0] for each in traces(tmp_path)} == {f"{number}" for number in range(10)}
