"""kill -9 of the service while people send inquiries: whatever it acknowledged is stored once, and the books agree."""

import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from books import disagreements, stored_leads, wait_until_nobody_writes
from instances import Server, wait_until
from sponsored_service import OPEN, SmallService, ask
from sqlalchemy import Engine
from storm import Sent, storm, told

from leadmatch.sponsors.terms import Caps


def test_no_acknowledged_inquiry_is_lost_or_doubled_by_a_kill(service: SmallService, *, is_full: bool):
    chance = random.Random(11)  # noqa: S311  # moments, not secrets
    engine = service.engine()
    before: Sent | None = None
    count = Counter[str]()
    for number in range(100 if is_full else 4):
        service.sell_more(tier=3 + number, caps=Caps(day=15, total=15))
        with service.serving(workers=1 + number % 2) as server:
            if before is not None:
                assert_all_is_answered_as_before(service, server, before)
            with storm(service, server, f"round{number}") as sent:
                wait_until(lambda sent=sent: bool(sent.acknowledged))
                time.sleep(chance.uniform(0.0, 0.8))
                server.kill()
        wait_until_nobody_writes(engine)
        assert_acknowledged_is_stored(engine, sent)
        assert disagreements(engine) == {}
        assert service.command("consent", "verify")["findings"] == []
        service.command("consent", "checkpoint")  # a tail that is cut later would be found
        count.update(kills=1, sent=len(sent.bodies), acknowledged=len(sent.acknowledged))
        before = sent
    sys.stdout.write(f"{engine.dialect.name}: {dict(count)}\n")
    with service.serving() as server:
        assert_all_is_answered_as_before(service, server, sent)
        assert ask(server, service.body("last@example.org", OPEN), "last").json["leads"][0]["status"] == "accepted"
    assert disagreements(engine) == {}
    assert service.command("consent", "verify")["findings"] == []


def assert_acknowledged_is_stored(engine: Engine, sent: Sent) -> None:
    assert sent.complaints == []
    assert sent.statuses.keys() <= {201, 409}
    stored = stored_leads(engine)
    for body in sent.acknowledged.values():
        inquiry_id, leads, _token = told(body)
        assert {lead_id: stored[lead_id] for lead_id in leads} == {
            lead_id: (inquiry_id, lead["school"]["id"]) for lead_id, lead in leads.items()
        }


def assert_all_is_answered_as_before(service: SmallService, server: Server, sent: Sent) -> None:
    """Send everything once more, acknowledged or not: one inquiry for each key, and the answer that was given."""
    with ThreadPoolExecutor(4) as pool:
        answers = dict(
            zip(sent.bodies, pool.map(lambda key: ask(server, sent.bodies[key], key), sent.bodies), strict=True)
        )
    assert {answer.status for answer in answers.values()} == {201}
    for key, body in sent.acknowledged.items():
        assert (answers[key].body, answers[key].headers.get("idempotency-replayed")) == (body, "true")
    assert len({answer.json["id"] for answer in answers.values()}) == len(sent.bodies)
    assert disagreements(service.engine()) == {}
