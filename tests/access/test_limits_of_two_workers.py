"""Two workers of a running service limit a storm together in Valkey, and go on when Valkey is killed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from instances import Server, serving, wait_until
from valkey_servers import running_valkey

FIELDS = "/api/v1/fields"
PATIENT = "?socket_timeout=5&socket_connect_timeout=5"  # the machine of a test may be busy
SETTINGS = {"RATE_LIMITS": "on", "PUBLIC_SEARCHES_PER_MINUTE": "60"}


def storm(server: Server, requests: int) -> Counter[int]:
    with ThreadPoolExecutor(8) as pool:
        return Counter(pool.map(lambda _: server.get(FIELDS).status, range(requests)))


def outages(server: Server) -> int:
    return server.log.read_text().count('"event": "valkey-unavailable"')


def test_a_storm_is_limited_to_the_last_request_and_valkey_may_go_and_come(tmp_path: Path):
    with (
        running_valkey() as valkey,
        serving(tmp_path / "instance", options=("--workers", 2), VALKEY_URL=valkey.url + PATIENT, **SETTINGS) as server,
    ):
        ready = server.get("/readyz").status
        let_through = storm(server, 100)[200]
        assert abs(let_through - 60) <= 1
        left = server.get(FIELDS)
        assert (left.status, left.headers["ratelimit"].split(";")[1]) == (429, "r=0")
        valkey.kill()
        alone = storm(server, 40)  # each worker begins to count by itself
        assert set(alone) == {200}
        assert 1 <= outages(server) <= 2  # once for each worker that was asked
        assert server.get("/readyz").status == ready
        valkey.start()
        wait_until(lambda: server.get(FIELDS).headers["ratelimit"] == '"searches";r=59;t=60', timeout_s=15)
        assert outages(server) <= 2
