"""A database that is locked, or gone for a while: inquiries are told so in time, and taken in again afterwards."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pysqlite3
import pytest
from books import disagreements
from databases import Databases
from instances import Answer, Server, shared_geodata, wait_until
from sponsored_service import OPEN, SmallService, ask, make_service
from sqlalchemy import NullPool, create_engine, make_url, text
from storm import Sent, storm

SEARCH = "/api/v1/programs?zip=60601"


def test_while_another_process_holds_the_database_inquiries_are_refused_in_time(service_on_sqlite: SmallService):
    service = service_on_sqlite
    with service.serving() as server:
        assert ask(server, service.body("first@example.org", OPEN), "first").status == 201
        held = pysqlite3.dbapi2.connect(str(service.instance / "leadmatch.db"), isolation_level=None)
        held.execute("BEGIN IMMEDIATE")
        with storm(service, server, "before", senders=12, is_patient=True) as sent:
            wait_until(lambda: sent.longest_s > 4.5)  # the one who is first in line asks the database for so long
            searches_s = [timed(lambda: server.get(SEARCH)) for _ in range(12)]
            refused = ask(server, service.body("refused@example.org", OPEN), "refused")
            held.execute("ROLLBACK")
            held.close()
            wait_until(lambda: sent.statuses[201] > 50)
        assert (refused.status, refused.json["type"].rpartition("/")[2]) == (503, "storage-unavailable")
        assert int(refused.headers["retry-after"]) > 0
        assert sent.complaints == []
        assert sent.statuses.keys() <= {201, 409, 503}
        assert sent.longest_s < 7
        assert max(searches_s) < 3
        assert statuses_once_more(server, sent) == {201}
        assert timed(lambda: ask(server, service.body("last@example.org", OPEN), "last")) < 1
    assert disagreements(service.engine()) == {}


def statuses_once_more(server: Server, sent: Sent) -> set[int]:
    with ThreadPoolExecutor(4) as pool:
        return {answer.status for answer in pool.map(lambda key: ask(server, sent.bodies[key], key), sent.bodies)}


def timed(call: Callable[[], Answer]) -> float:
    began = time.monotonic()
    assert call().status in {200, 201}
    return time.monotonic() - began


def test_while_postgresql_turns_everyone_away_inquiries_are_refused_and_afterwards_taken_in(
    postgresql_server: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    url = postgresql_server.migrated()
    service = make_service(tmp_path / "instance", url, shared_geodata(tmp_path_factory))
    name = make_url(url).database
    outside = create_engine(make_url(url).set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def open_to_others(*, is_open: bool) -> None:
        with outside.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS {is_open}"))
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"), {"n": name}
            )

    with service.serving() as server:
        with storm(service, server, "before", is_patient=True) as sent:
            wait_until(lambda: len(sent.acknowledged) > 20)
            open_to_others(is_open=False)
            wait_until(lambda: sent.statuses[503] > 20)
            refused = ask(server, service.body("refused@example.org", OPEN), "refused")
            assert (refused.status, refused.json["type"].rpartition("/")[2]) == (503, "storage-unavailable")
            assert int(refused.headers["retry-after"]) > 0
            assert server.get(SEARCH).status == 200
            open_to_others(is_open=True)
            count = len(sent.acknowledged)
            wait_until(lambda: len(sent.acknowledged) > count + 20)
        assert sent.complaints == []
        assert sent.statuses.keys() <= {201, 409, 503}
        assert ask(server, service.body("refused@example.org", OPEN), "refused").status == 201
        assert statuses_once_more(server, sent) == {201}
        for key, body in sent.acknowledged.items():
            assert ask(server, sent.bodies[key], key).body == body
    assert disagreements(service.engine()) == {}
