"""A database that is locked, or gone for a while: inquiries are told so in time, and taken in again afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor

import pysqlite3
from books import disagreements
from small_service import OPEN, SmallService, ask

SEARCH = "/api/v1/programs?zip=60601"


def test_while_another_process_holds_the_database_inquiries_are_refused_in_time(service_on_sqlite: SmallService):
    service = service_on_sqlite
    with service.serving() as server:
        assert ask(server, service.body("first@example.org", OPEN), "first").status == 201
        held = pysqlite3.dbapi2.connect(str(service.instance / "leadmatch.db"), isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with ThreadPoolExecutor(12) as pool:
            waiting = [
                pool.submit(ask, server, service.body(f"w{number}@example.org", OPEN), f"w{number}", timeout_s=60)
                for number in range(3)
            ]
            assert server.get(SEARCH).status == 200
            assert time.monotonic() - began < 2
            answers = [each.result() for each in waiting]
        assert time.monotonic() - began < 7
        for answer in answers:
            assert (answer.status, answer.json["type"].rpartition("/")[2]) == (503, "storage-unavailable")
            assert int(answer.headers["retry-after"]) > 0
        held.execute("ROLLBACK")
        held.close()
        for number in range(12):
            began = time.monotonic()
            assert ask(server, service.body(f"w{number}@example.org", OPEN), f"w{number}").status == 201
            assert time.monotonic() - began < 2
    assert disagreements(service.engine()) == {}
