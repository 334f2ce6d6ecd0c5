"""A school with a key made on the command line, against a real server: from the first lead to the end of its key."""

import http.client
import json
import shutil
import socket
import time
from pathlib import Path

import pytest
from instances import Server, leadmatch, serving, shared_instance
from shared_leads import add_lead
from sponsoring import SCHOOL, add_campaign, add_disclosure

from leadmatch.kernel.database import open_engine, writing
from leadmatch.settings import Settings

LEADS = 1200
PATH = "/api/v1/leads"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(shared_instance(tmp_path_factory), folder)
    settings = Settings.from_env({"LEADMATCH_INSTANCE": str(folder)})
    engine, ring = open_engine(settings.database_url), settings.key_ring()
    with writing(engine) as connection:
        add_campaign(connection)
        add_disclosure(connection)
        for _ in range(LEADS):
            add_lead(connection, ring=ring)
    engine.dispose()
    return folder


def ask(server: Server, path: str, field: bytes | None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.putrequest("GET", path)
    if field is not None:
        connection.putheader("Authorization", field)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_a_school_fetches_its_leads_until_its_key_is_revoked(instance: Path):
    made = json.loads(leadmatch("key", "create", "--school", SCHOOL.id, "--json", instance=instance).stdout)
    key = f"Bearer {made['key']}".encode()
    with serving(instance) as server:
        status, headers, body = ask(server, f"{PATH}?limit=500", key)
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert len(json.loads(body)["leads"]) == 500
        status, headers, body = ask(server, f"{PATH}.csv", key)
        assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8; header=present")
        assert body.count(b"\r\n") == 1 + LEADS
        for odd in (b"Bearer \xff\xfe", b"Bearer " + b"a" * 6000, "Bearer é".encode(), b"Bearer", b"\x01", None):
            assert ask(server, PATH, odd)[0] in {400, 401}, odd
        assert leadmatch("key", "revoke", made["id"], instance=instance).returncode == 0
        revoked_at = time.monotonic()
        status, headers, _ = ask(server, PATH, key)
        assert (status, headers["www-authenticate"]) == (401, "Bearer")
        assert time.monotonic() - revoked_at < 1
        assert made["key"] not in server.log.read_text()


def test_a_reader_that_goes_away_in_the_middle_of_a_file_harms_nobody(instance: Path):
    made = leadmatch("key", "create", "--school", SCHOOL.id, instance=instance).stdout.strip()
    with serving(instance) as server:
        for _ in range(8):
            with socket.create_connection(("127.0.0.1", server.port)) as reader:
                reader.sendall(f"GET {PATH}.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {made}\r\n\r\n".encode())
                assert reader.recv(64).startswith(b"HTTP/1.1 200")
        assert ask(server, f"{PATH}?limit=1", f"Bearer {made}".encode())[0] == 200
        assert "request-failed" not in server.log.read_text()
