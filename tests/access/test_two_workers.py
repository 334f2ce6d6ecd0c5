"""Two workers of a running service limit a storm together, with Valkey or without it, and end keys within a second."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from instances import Server, leadmatch, serving, settings_of, wait_until
from partnering import ORIGIN, add_partner, add_partner_key
from sqlalchemy import delete, insert, select, update
from valkey_servers import running_valkey

from leadmatch.access.keys import revoke_key
from leadmatch.access.models import Partner, PartnerOrigin
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine, writing

FIELDS = "/api/v1/fields"
PATIENT = "?socket_timeout=5&socket_connect_timeout=5"  # the machine of a test may be busy
SETTINGS = {"RATE_LIMITS": "on", "PUBLIC_SEARCHES_PER_MINUTE": "24"}


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
        let_through = storm(server, 40)[200]
        assert abs(let_through - 24) <= 1
        left = server.get(FIELDS)
        assert (left.status, left.headers["ratelimit"].split(";")[1]) == (429, "r=0")
        valkey.kill()
        alone = storm(server, 16)  # each worker begins to count by itself
        assert set(alone) == {200}
        assert 1 <= outages(server) <= 2  # once for each worker that was asked
        assert server.get("/readyz").status == ready
        valkey.start()
        wait_until(lambda: server.get(FIELDS).headers["ratelimit"] == '"searches";r=23;t=60', timeout_s=60)
        assert outages(server) <= 2


def test_what_ends_a_key_counts_in_both_workers_within_a_second(tmp_path: Path):
    instance = tmp_path / "instance"
    assert leadmatch("database", "upgrade", instance=instance).returncode == 0
    settings = settings_of(instance)
    engine = open_engine(settings.database_url)
    with writing(engine) as connection:
        partner = add_partner(connection)
        hashes = settings.keyed_hash()
        revoked, paused, homeless = (add_partner_key(connection, hashes, partner.id) for _ in range(3))
    changes = (
        (revoked.text, 401, lambda connection: revoke_key(connection, revoked.record.id, now=utc_now())),
        (homeless.text, 403, lambda connection: connection.execute(delete(PartnerOrigin))),
        (paused.text, 401, lambda connection: connection.execute(update(Partner).values(state="paused"))),
    )
    with serving(instance, options=("--workers", 2)) as server:

        def statuses(key: str) -> set[int]:
            headers = {"Authorization": f"Bearer {key}", "Origin": ORIGIN}
            with ThreadPoolExecutor(4) as pool:
                return set(pool.map(lambda _: server.request(FIELDS, headers=headers).status, range(24)))

        for key, status, change in changes:
            with writing(engine) as connection:  # the site that the change before took away
                if not connection.execute(select(PartnerOrigin)).all():
                    connection.execute(insert(PartnerOrigin).values(partner_id=partner.id, origin=ORIGIN))
            time.sleep(1)
            assert statuses(key) == {200}
            with writing(engine) as connection:
                change(connection)
            time.sleep(1)
            assert statuses(key) == {status}
    engine.dispose()
