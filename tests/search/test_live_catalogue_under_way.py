"""Releases change, and the database goes away, while requests are being answered: none of them fails."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from instances import MakeLive, Publish, end_watch, settings_of, wait_until
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from leadmatch.app import create_app
from leadmatch.kernel.database import db

SEARCH = "/api/v1/programs?zip=60601&per_page=1"
PROMISED_S = 2.0
SLACK_S = 3.0  # a machine that runs other tests beside this one


@pytest.fixture
def app(fresh_database_url: str, geodata: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application as a server runs it: it looks for new releases by itself."""
    instance = tmp_path / "instance"
    shutil.copytree(geodata, instance / "geodata")
    made = create_app(settings_of(instance, fresh_database_url))
    yield made
    end_watch(made.extensions["leadmatch.catalogue"])
    with made.app_context():
        db.engine.dispose()


@contextmanager
def asked_all_the_time(app: Flask, threads: int = 3) -> Iterator[list[tuple[int, str | None]]]:
    """Search in several threads until the block ends; give the list of (status, release) that they fill."""
    seen: list[tuple[int, str | None]] = []
    ended = threading.Event()

    def ask() -> None:
        client = app.test_client()
        while not ended.is_set():
            answer = client.get(SEARCH)
            seen.append((answer.status_code, answer.get_json().get("release")))

    running = [threading.Thread(target=ask) for _ in range(threads)]
    for each in running:
        each.start()
    try:
        yield seen
    finally:
        ended.set()
        for each in running:
            each.join()


def test_a_published_release_is_served_within_two_seconds_and_no_request_fails(app: Flask, publish_titled: Publish):
    releases = [publish_titled("First")]
    with asked_all_the_time(app) as seen:
        wait_until(lambda: len(seen) > 20)
        for title in ("Second", "Third"):
            releases.append(publish_titled(title))
            took_s = wait_until(lambda: seen[-1][1] == releases[-1])
            assert took_s < PROMISED_S + SLACK_S
        wait_until(lambda: {release for _, release in seen[-10:]} == {releases[-1]})
    assert {status for status, _ in seen} == {200}
    assert {release for _, release in seen} == set(releases)


def test_nothing_published_is_a_503_that_says_when_to_ask_again_and_then_the_service_answers(
    app: Flask, publish_titled: Publish
):
    client = app.test_client()
    for path in (SEARCH, "/api/v1/programs/prg_any", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.mimetype == "application/problem+json"
        assert answer.json["type"].endswith("/problems/not-ready")
        assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/healthz").status_code == 200
    release = publish_titled("First")
    assert client.get(SEARCH).json["release"] == release
    assert client.get("/readyz").json["checks"] == {"database": "ok", "index_key": "ok", "catalogue": "ok"}


@contextmanager
def database_gone(engine: Engine, url: str) -> Iterator[None]:
    """Take the database away for everybody, also for those connected to it, and give it back."""
    if url.startswith("sqlite"):
        engine.dispose()
        file = Path(str(make_url(url).database))
        file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        file.rmdir()
        file.with_suffix(".away").rename(file)
        return
    address = make_url(url)
    maintenance = url.replace("postgresql+psycopg:", "postgresql:").replace(f"/{address.database}?", "/postgres?")
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {address.database} ALLOW_CONNECTIONS false".encode())
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{address.database}'".encode())  # fmt: skip  # noqa: E501, S608  # our own name
        yield
        connection.execute(f"ALTER DATABASE {address.database} ALLOW_CONNECTIONS true".encode())


def test_while_the_database_is_gone_the_old_release_is_served_and_the_log_says_so(
    make_live: MakeLive, publish_titled: Publish, live_engine: Engine, fresh_database_url: str
):
    first = publish_titled("First")
    live = make_live(watches=True)
    assert live.serving().current.release == first
    with capture_logs() as log, database_gone(live_engine, fresh_database_url):
        wait_until(lambda: any(line["event"] == "refresh-failed" for line in log))
        assert live.serving().current.release == first
    second = publish_titled("Second")
    wait_until(lambda: live.serving().current.release == second)


def test_a_readiness_check_names_a_database_that_is_gone_while_searches_are_answered(
    app: Flask, publish_titled: Publish, fresh_database_url: str
):
    publish_titled("First")
    client = app.test_client()
    assert client.get(SEARCH).status_code == 200
    with app.app_context():
        engine = db.engine
    with database_gone(engine, fresh_database_url):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "database" in answer.json["detail"]
        assert client.get(SEARCH).status_code == 200
    assert client.get("/readyz").status_code == 200
