"""Kills while keys are replaced or people erase what they sent: each inquiry opens, or is erased, wholly."""

import http.client
import random
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from books import disagreements, wait_until_nobody_writes
from instances import Server, command, environment, settings_of, wait_until
from sponsored_service import SmallService, ask
from sqlalchemy import select
from storm import Sent, storm, told

from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.contact import open_contact
from leadmatch.leads.models import Inquiry


def test_a_rotation_of_keys_killed_at_any_moment_under_load_leaves_everything_readable(
    service: SmallService, *, is_full: bool
):
    chance = random.Random(5)  # noqa: S311  # moments, not secrets
    with service.serving(workers=2) as server:
        with storm(service, server, "load", senders=3, is_patient=True) as sent:
            wait_until(lambda: len(sent.acknowledged) > 100)
            for _ in range(20 if is_full else 1):
                with start_rotation(service) as rotation:
                    time.sleep(chance.uniform(0.5, 1.5))
                    rotation.kill()
                assert len(opened(service)) > 100
            ended = service.command("keys", "rotate-pii")
        assert sent.complaints == []
        assert sent.statuses.keys() <= {201, 409}
        assert ended["unreadable"] == dict.fromkeys(ended["moved"], 0)
        assert {ended["active"], *ended["unused"]} == set(ring_of(service).names)
        assert ended["unused"]
        assert opened(service) == {body["person"]["email"] for body in sent.bodies.values()}
        assert_answered_as_before(server, sent)
    assert service.command("consent", "verify")["findings"] == []
    assert disagreements(service.engine()) == {}


def test_a_service_killed_while_people_stop_and_erase_does_so_wholly_or_not_at_all(
    service: SmallService, *, is_full: bool
):
    chance = random.Random(6)  # noqa: S311  # moments, not secrets
    asked: dict[str, str] = {}
    for number in range(20 if is_full else 2):
        with service.serving(workers=2) as server, storm(service, server, f"round{number}", senders=2) as sent:
            wait_until(lambda sent=sent: len(sent.acknowledged) > 60)
            tokens = [told(body).token for body in [*sent.acknowledged.values()][:60]]
            leavers = [
                threading.Thread(target=leave, args=[server, tokens[start::3], asked, start]) for start in range(3)
            ]
            for each in leavers:
                each.start()
            time.sleep(chance.uniform(0.02, 0.4))
            server.kill()
            for each in leavers:
                each.join()
        wait_until_nobody_writes(service.engine())
        assert sent.complaints == []
        assert disagreements(service.engine()) == {}
        assert service.command("consent", "verify")["findings"] == []
    with service.serving() as server:
        assert_answered_as_before(server, sent)
        for token, what in asked.items():
            assert post(server, token, what) == 303
            assert server.get(f"/receipts/{token}").status == 200
    with service.engine().connect() as connection:
        left = connection.execute(select(Inquiry.erased_at, Inquiry.stopped_at)).all()
    assert sum(row.stopped_at is not None for row in left) == len(asked)
    assert sum(row.erased_at is not None for row in left) == sum(what == "erase" for what in asked.values())
    assert disagreements(service.engine()) == {}
    assert service.command("consent", "verify")["findings"] == []


def start_rotation(service: SmallService) -> "subprocess.Popen[bytes]":
    words = command("keys", "rotate-pii", "--new-key", instance=service.instance)
    env = environment(DATABASE_URL=service.database_url)
    return subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ring_of(service: SmallService) -> KeyRing:
    return settings_of(service.instance, service.database_url).key_ring()


def opened(service: SmallService) -> set[str]:
    """Return the e-mail addresses of all inquiries, each of which must open."""
    with service.engine().connect() as connection:
        rows = connection.execute(select(Inquiry.id, Inquiry.sealed)).all()
    ring = ring_of(service)
    return {open_contact(row.sealed, inquiry_id=row.id, ring=ring).person.email for row in rows}


def assert_answered_as_before(server: Server, sent: Sent) -> None:
    with ThreadPoolExecutor(4) as pool:
        bodies = pool.map(lambda key: ask(server, sent.bodies[key], key).body, sent.acknowledged)
        assert dict(zip(sent.acknowledged, bodies, strict=True)) == sent.acknowledged


def leave(server: Server, tokens: list[str], asked: dict[str, str], first: int) -> None:
    """Stop everything or erase, in turns, until the server is gone."""
    with suppress(OSError, http.client.HTTPException):
        for number, token in enumerate(tokens, first):
            asked[token] = ("erase", "stop-all")[number % 2]
            assert post(server, token, asked[token]) == 303


def post(server: Server, token: str, what: str) -> int:
    own = {"Origin": f"http://127.0.0.1:{server.port}", "Content-Type": "application/x-www-form-urlencoded"}
    return server.request(f"/receipts/{token}/{what}", method="POST", headers=own).status
